# A slash behind the name of a file has the opening refused, and the file is not cut.
rule   file/read-gives-a-byte-before-the-end

tree
  log  "base"

run
  f = root.open-at "log" read             => ok
  a = root.open-at "log/" truncate write  => not-directory
  f.read 8 0                              => "base" eof?

end
  log  "base"
