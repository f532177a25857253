# A directory of more than a thousand entries is listed whole.
rule   dir/lists-every-entry-once

tree
  many[1100] "f{}"  ""

run
  l = root.read-directory              => ok
  repeat 1100: l.read-directory-entry  => regular-file "f0"
  l.read-directory-entry               => none

end
  many[1100] "f{}"  ""
