# A directory that can't be listed is not told to be empty.
rule   fault/error-is-told

tree
  e/

run
  f = root.open-at "e" directory read  => ok
  fault f list access
  d = f.read-directory                 => ok | access
  d.read-directory-entry               => access
  d.read-directory-entry               => none | access
