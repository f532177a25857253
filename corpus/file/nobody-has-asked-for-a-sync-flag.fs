# A sync flag that nobody has asked for is none of the descriptor's.
rule   file/get-flags-tells-the-flags

tree
  log  "base"
  sub/

run
  root.get-flags                         => read mutate-directory
  f = root.open-at "log" read            => ok
  f.get-flags                            => read
  d = root.open-at "sub" directory read  => ok
  d.get-flags                            => read

end
  log  "base"
  sub/
