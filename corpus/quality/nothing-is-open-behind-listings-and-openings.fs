# Listings that were begun, read or left, and openings that failed, leave nothing open and no thread behind.
rule   quality/nothing-is-left-behind

tree
  log  "base"
  sub/
    a  "1"

run
  f = root.open-at "log" directory read         => not-directory
  g = root.open-at "log" create exclusive read  => exist
  d = root.open-at "sub" directory read         => ok
  e = d.read-directory                          => ok
  h = d.read-directory                          => ok
  h.read-directory-entry                        => regular-file "a"
  h.read-directory-entry                        => none
  h.drop                                        => ok
  i = d.read-directory                          => ok
  i.read-directory-entry                        => regular-file "a"

end
  log  "base"
  sub/
    a  "1"
