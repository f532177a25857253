# mutate-directory may only be set on directories: a file that was opened with it does not say so.
rule   file/get-flags-tells-the-flags

tree
  log  "base"

run
  f = root.open-at "log" read mutate-directory  => ok | invalid | not-directory
  f.get-flags                                   => read

end
  log  "base"
