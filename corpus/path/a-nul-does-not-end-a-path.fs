# A NUL in a path is refused by every call; what stands before it is not taken for the path.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  root.stat-at "log\x00"                          => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.stat-at "log\x00x"                         => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.metadata-hash-at "log\x00"                 => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.set-times-at "log\x00" 5s 6s               => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.readlink-at "log\x00"                      => invalid | illegal-byte-sequence | no-entry | not-permitted
  f = root.open-at "log\x00" truncate read write  => invalid | illegal-byte-sequence | no-entry | not-permitted
  g = root.open-at "new\x00x" create write        => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.create-directory-at "new\x00/x"            => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.remove-directory-at "sub\x00"              => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.unlink-file-at "log\x00"                   => invalid | illegal-byte-sequence | no-entry | not-permitted

end
  log  "base"
  sub/
