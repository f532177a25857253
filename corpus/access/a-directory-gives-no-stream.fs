# A directory gives no stream of bytes, neither one to read nor one to write.
rule   access/calls-need-their-kind-of-descriptor

run
  r = root.read-via-stream 0   => bad-descriptor | is-directory | invalid
  w = root.write-via-stream 0  => bad-descriptor | is-directory | invalid
  a = root.append-via-stream   => bad-descriptor | is-directory | invalid

end
  nothing
