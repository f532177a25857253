# What get-flags tells of a file that was opened for nothing it goes on to tell.
rule   file/get-flags-tells-the-flags

tree
  log  "base"

run
  f = root.open-at "log"  => ok
  f.get-flags             => {} (read or not)
  f.get-flags             => read
  f.get-flags             => read

end
  log  "base"
