# A directory that is in use is busy.
rule   fault/error-has-its-code

tree
  e/

run
  fault root remove busy
  root.remove-directory-at "e"  => busy
