# set-times-at answers moments beyond every range as well, for a directory and for a link.
rule   time/any-moment-is-answered

tree
  link -> "none"
  sub/

run
  root.set-times-at "sub" 18446744073709551615s 9223372036854775808s  => ok | invalid | overflow
  root.stat-at "sub"                                       => directory
  root.set-times-at "link" 18446744073709551615s 9223372036854775808s  => ok | invalid | overflow | unsupported
  root.stat-at "link"                                      => symbolic-link size=4 links=1

end
  link -> "none"
  sub/
