# Calls for files fail on directories, calls for directories on files.
# Here it is `read`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  root.read 1 0  => bad-descriptor | is-directory

end
  log  "base"
