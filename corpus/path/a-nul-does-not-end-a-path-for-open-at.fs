# A NUL in a path is refused by every call; what stands before it is not taken for the path.
# Here it is `open-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  f = root.open-at "log\x00" truncate read write  => invalid | illegal-byte-sequence | no-entry
  g = root.open-at "new\x00x" create write        => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
  sub/
