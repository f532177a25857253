# What was made is there, what was removed is not, and nothing else changed.
rule   dir/tree-is-as-the-calls-left-it

tree
  keep  "x"
  log  "base"
  sub/

run
  root.create-directory-at "new"            => ok
  f = root.open-at "new/file" create write  => ok
  f.write "A" 0                             => 1
  root.unlink-file-at "log"                 => ok
  root.remove-directory-at "sub"            => ok

end
  keep  "x"
  new/
    file  "A"
