# A directory gives no stream of bytes, neither one to read nor one to write.
# Here it is `write-via-stream`.
rule   access/calls-need-their-kind-of-descriptor

run
  w = root.write-via-stream 0  => bad-descriptor | is-directory | invalid

end
  nothing
