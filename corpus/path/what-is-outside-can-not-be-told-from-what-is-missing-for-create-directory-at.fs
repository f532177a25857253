# A path that leaves is answered alike whether something is there or nothing, so no guest learns what is outside.
# Here it is `create-directory-at`.
rule   path/stays-below-its-directory

tree
  lost -> "../none"
  out -> "../secret"

run
  root.create-directory-at "../private"  => not-permitted
  root.create-directory-at "../none"     => not-permitted

end
  lost -> "../none"
  out -> "../secret"
