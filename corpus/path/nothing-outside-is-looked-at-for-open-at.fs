# No metadata, target or listing of an object outside is given, whichever way leads there.
# Here it is `open-at`.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  d = root.open-at "up/" directory read         => not-permitted
  e = root.open-at "../private" directory read  => not-permitted
  f = root.open-at "up/." directory read        => not-permitted

end
  out -> "../secret"
  up -> ".."
