# A move that leaves its device is cross-device.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root rename cross-device
  root.rename-at "a" to root "n"  => cross-device
