# Calls for files fail on directories, calls for directories on files.
# Here it is `open-at`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = f.open-at "x" read             => not-directory

end
  log  "base"
