# Calls for files fail on directories, calls for directories on files.
# Here it is `create-directory-at`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.create-directory-at "x"          => not-directory

end
  log  "base"
