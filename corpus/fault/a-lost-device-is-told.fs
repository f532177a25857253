# A device that is gone is no-such-device.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  f = root.open-at "a" read  => ok
  fault f read no-such-device
  f.read 9 0                 => no-such-device
