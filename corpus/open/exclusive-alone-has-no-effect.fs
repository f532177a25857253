# Without create, exclusive asks for nothing.
rule   open/opens-what-is-there

tree
  log  "base"

run
  f = root.open-at "log" exclusive read   => ok
  f.read 9 0                              => "base" eof?
  g = root.open-at "none" exclusive read  => no-entry

end
  log  "base"
