# Advice is of a file: of a directory it may be refused, and changes nothing in any case.
rule   access/calls-need-their-kind-of-descriptor

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.advise 0 4 will-need                 => ok | bad-descriptor | invalid | invalid-seek
  root.stat-at "sub/leaf"                => regular-file size=1 links=1

end
  sub/
    leaf  "x"
