# A directory gives no stream of bytes, neither one to read nor one to write.
# Here it is `append-via-stream`.
rule   access/calls-need-their-kind-of-descriptor

run
  a = root.append-via-stream  => bad-descriptor | is-directory | invalid

end
  nothing
