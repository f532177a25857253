# A directory that is not empty is not removed.
rule   dir/remove-takes-empty-directories

tree
  sub/
    leaf  "x"

run
  root.remove-directory-at "sub"    => not-empty
  f = root.open-at "sub/leaf" read  => ok
  f.read 9 0                        => "x" eof?

end
  sub/
    leaf  "x"
