# A descriptor of a removed file does not see the file that took its name.
rule   file/outlives-its-name

tree
  log  "base"

run
  f = root.open-at "log" read write         => ok
  root.unlink-file-at "log"                 => ok
  g = root.open-at "log" create read write  => ok
  g.write "NEW" 0                           => 1..3
  f.read 8 0                                => "base" eof?
  g.read 8 0                                => "NEW" eof?

end
  log  "NEW"
