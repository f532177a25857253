# A directory has no bytes for a read of nothing either; what is said of an offset that no file has may come first.
rule   access/calls-need-their-kind-of-descriptor

run
  root.read 0 9223372036854775808  => bad-descriptor | is-directory | invalid | overflow | file-too-large | "" eof?

end
  nothing
