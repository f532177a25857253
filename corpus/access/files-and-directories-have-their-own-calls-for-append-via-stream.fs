# Calls for files fail on directories, calls for directories on files.
# Here it is `append-via-stream`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  a = root.append-via-stream  => bad-descriptor | is-directory | invalid

end
  log  "base"
