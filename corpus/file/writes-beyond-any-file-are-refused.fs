# A write at an offset that no file reaches is refused and changes nothing.
rule   file/offset-beyond-any-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "A" 9223372036854775807    => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.write "A" 18446744073709551615   => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
