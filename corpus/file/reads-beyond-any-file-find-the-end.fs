# At an offset that no file reaches a read finds the end or is refused; nothing breaks.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write                 => ok
  f.read 1 9223372036854775807                      => "" eof | invalid | overflow | file-too-large
  f.read 1 18446744073709551615                     => "" eof | invalid | overflow | file-too-large
  f.read 18446744073709551615 18446744073709551615  => "" eof | invalid | overflow | file-too-large
  f.read 4 0                                        => "base" eof?

end
  log  "base"
