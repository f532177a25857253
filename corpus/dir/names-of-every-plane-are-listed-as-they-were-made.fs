# A name is kept as it was given: of letters from every plane of Unicode, from right to left or of several parts, with dots and spaces at its edges, and what stands for something else elsewhere.
rule   dir/lists-every-entry-once
needs  exact-names

run
  root.create-directory-at "日本"               => ok
  root.stat-at "日本/."                         => directory
  root.create-directory-at "שלום"             => ok
  root.stat-at "שלום/."                       => directory
  root.create-directory-at "😀"                => ok
  root.stat-at "😀/."                          => directory
  root.create-directory-at "𠀀\u{10ffff}"      => ok
  root.stat-at "𠀀\u{10ffff}/."                => directory
  root.create-directory-at "👨\u{200d}👩"       => ok
  root.stat-at "👨\u{200d}👩/."                 => directory
  root.create-directory-at "e\u{301}\u{327}"  => ok
  root.stat-at "e\u{301}\u{327}/."            => directory
  root.create-directory-at "..."              => ok
  root.stat-at ".../."                        => directory
  root.create-directory-at ".a"               => ok
  root.stat-at ".a/."                         => directory
  root.create-directory-at "a."               => ok
  root.stat-at "a./."                         => directory
  root.create-directory-at " a"               => ok
  root.stat-at " a/."                         => directory
  root.create-directory-at "a "               => ok
  root.stat-at "a /."                         => directory
  root.create-directory-at "%2e%2e"           => ok
  root.stat-at "%2e%2e/."                     => directory
  root.create-directory-at "．．"               => ok
  root.stat-at "．．/."                         => directory
  root.create-directory-at "a:b"              => ok
  root.stat-at "a:b/."                        => directory
  root.create-directory-at "line\nend"        => ok
  root.stat-at "line\nend/."                  => directory
  root.create-directory-at "-"                => ok
  root.stat-at "-/."                          => directory
  root.create-directory-at "~"                => ok
  root.stat-at "~/."                          => directory
  d = root.read-directory                     => ok
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "-" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "a:b" | directory "e\u{301}\u{327}" | directory "line\nend" | directory "~" | directory "שלום" | directory "日本" | directory "．．" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "-" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "a:b" | directory "e\u{301}\u{327}" | directory "line\nend" | directory "שלום" | directory "日本" | directory "．．" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "a:b" | directory "e\u{301}\u{327}" | directory "line\nend" | directory "שלום" | directory "日本" | directory "．．" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "a:b" | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "．．" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "．．" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "%2e%2e" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "..." | directory ".a" | directory "a " | directory "a." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory " a" | directory "..." | directory ".a" | directory "a." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "..." | directory ".a" | directory "a." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "..." | directory ".a" | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "..." | directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "e\u{301}\u{327}" | directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "שלום" | directory "日本" | directory "👨\u{200d}👩" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "שלום" | directory "日本" | directory "😀" | directory "𠀀\u{10ffff}"
  d.read-directory-entry                      => directory "שלום" | directory "日本" | directory "😀"
  d.read-directory-entry                      => directory "שלום" | directory "日本"
  d.read-directory-entry                      => directory "日本"
  d.read-directory-entry                      => none

end
  " a"/
  "%2e%2e"/
  -/
  .../
  .a/
  "a "/
  a./
  "a:b"/
  "e\u{301}\u{327}"/
  "line\nend"/
  "~"/
  "שלום"/
  "日本"/
  "．．"/
  "👨\u{200d}👩"/
  "😀"/
  "𠀀\u{10ffff}"/
