# With create and exclusive, a file or directory that is there is neither opened nor changed.
rule   open/exclusive-refuses-what-is-there

tree
  log  "base"
  sub/

run
  x = root.open-at "log" create exclusive write  => exist
  y = root.open-at "sub" create exclusive        => exist | is-directory
  f = root.open-at "log" read                    => ok
  f.read 9 0                                     => "base" eof?

end
  log  "base"
  sub/
