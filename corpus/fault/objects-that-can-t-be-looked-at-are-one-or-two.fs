# is-same-object has no error to tell: what can't be looked at is one object or two, or ends the guest.
rule   fault/error-is-told

tree
  a  ""

run
  f = root.open-at "a" read  => ok
  fault f metadata io
  f.is-same-object f         => true
