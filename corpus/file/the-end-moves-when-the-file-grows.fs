# An end that was reported once is no end any more when the file has grown.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 8 4                         => "" eof
  f.write "MORE" 4                   => 1..4
  f.read 8 4                         => "MORE" eof?
  f.read 8 8                         => "" eof

end
  log  "baseMORE"
