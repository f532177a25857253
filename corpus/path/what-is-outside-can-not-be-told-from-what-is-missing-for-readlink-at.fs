# A path that leaves is answered alike whether something is there or nothing, so no guest learns what is outside.
# Here it is `readlink-at`.
rule   path/stays-below-its-directory

tree
  lost -> "../none"
  out -> "../secret"

run
  root.readlink-at "../farm/gone"  => not-permitted
  root.readlink-at "../secret"     => not-permitted

end
  lost -> "../none"
  out -> "../secret"
