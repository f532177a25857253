# Two openings of one name are one object, with whatever rights they were opened.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read                              => ok
  g = root.open-at "log" write                             => ok
  f.is-same-object g                                       => true
  d = root.open-at "sub" directory read                    => ok
  e = root.open-at "sub/../sub/." directory read mutate-directory  => ok
  d.is-same-object e                                       => true

end
  log  "base"
  sub/
