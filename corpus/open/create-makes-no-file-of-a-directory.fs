# open-at with create of a directory that is there opens the directory or is refused.
rule   open/directories-are-not-written

tree
  sub/

run
  a = root.open-at "sub" create         => ok | is-directory
  b = root.open-at "sub/" create write  => is-directory
  c = root.open-at "." create read      => ok | is-directory
  root.stat-at "sub"                    => directory

end
  sub/
