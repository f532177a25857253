# Of four entries one can't be told, since its name is no text. The others are, before it and behind it.
rule   dir/names-that-are-no-text-end-no-listing

tree
  a  ""
  "b\xff"  "hidden"
  c  ""
  d/
  "\xc3("  "hidden"

run
  l = root.read-directory           => ok
  repeat 6: l.read-directory-entry  => none
  l.read-directory-entry            => none
  l.read-directory-entry            => none

end
  a  ""
  "b\xff"  "hidden"
  c  ""
  d/
  "\xc3("  "hidden"
