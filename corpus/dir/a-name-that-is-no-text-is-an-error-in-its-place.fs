# The only entry has a name that is no text: it is an error or nothing, once, and then the listing is over.
rule   dir/names-that-are-no-text-end-no-listing

tree
  "\x80"  ""

run
  l = root.read-directory  => ok
  l.read-directory-entry   => none | illegal-byte-sequence | invalid
  l.read-directory-entry   => none
  l.read-directory-entry   => none

end
  "\x80"  ""
