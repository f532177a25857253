# Calls for files fail on directories, calls for directories on files.
# Here it is `write-via-stream`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  w = root.write-via-stream 0  => bad-descriptor | is-directory | invalid

end
  log  "base"
