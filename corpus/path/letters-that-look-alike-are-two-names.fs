# A letter in one piece and the same letter with a combining accent are two names.
rule   path/missing-is-no-entry

tree
  "é"  "one piece"

run
  root.stat-at "é"                                    => regular-file size=9 links=1
  root.stat-at "e\u{301}"                             => no-entry
  f = root.open-at "e\u{301}" create exclusive write  => ok
  root.stat-at "e\u{301}"                             => regular-file size=0 links=1
  root.unlink-file-at "é"                             => ok

end
  "e\u{301}"  ""
