# Calls for files fail on directories, calls for directories on files.
# Here it is `set-size`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  root.set-size 0  => bad-descriptor | is-directory | invalid

end
  log  "base"
