# A size that no file has is refused, and the file stays as it was.
rule   file/offset-beyond-any-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 9223372036854775808     => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.set-size 18446744073709551615    => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.stat                             => regular-file size=4 links=1
  f.read 8 0                         => "base" eof?

end
  log  "base"
