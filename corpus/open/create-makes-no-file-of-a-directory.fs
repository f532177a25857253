# open-at with create of a directory that is there opens the directory or is refused.
rule   open/directories-are-not-written

tree
  sub/

run
  a = root.open-at "sub" create         => ok | is-directory | exist
  b = root.open-at "sub/" create write  => is-directory | invalid | exist
  c = root.open-at "." create read      => ok | is-directory | exist
  root.stat-at "sub"                    => directory

end
  sub/
