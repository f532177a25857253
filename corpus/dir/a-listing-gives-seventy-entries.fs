# A directory of seventy entries is listed whole.
rule   dir/lists-every-entry-once

tree
  many[70] "f{}"  ""

run
  l = root.read-directory            => ok
  repeat 70: l.read-directory-entry  => regular-file "f0"
  l.read-directory-entry             => none

end
  many[70] "f{}"  ""
