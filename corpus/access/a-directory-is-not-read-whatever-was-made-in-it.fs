# A directory has no bytes, whatever the names that are made in it mean elsewhere.
rule   access/calls-need-their-kind-of-descriptor

run
  f = root.open-at "__proto__" create truncate  => ok
  root.read 1 0                                 => bad-descriptor | is-directory

end
  __proto__  ""
