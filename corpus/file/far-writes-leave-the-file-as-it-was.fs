# A write at an offset that no file reaches leaves no byte anywhere else.
rule   file/offset-beyond-any-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "AA" 9223372036854775807   => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.read 9 0                         => "base" eof?

end
  log  "base"
