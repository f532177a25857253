# Calls for files fail on directories, calls for directories on files.
# Here it is `read-directory`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  e = f.read-directory               => not-directory

end
  log  "base"
