# Another process makes a file while a directory is being listed: it is in the listing or not, and all others are.
rule   race/in-some-order

tree
  a  ""

run
  host touch "b", before system call 1 of root
  d = root.read-directory  => ok
  repeat 3: d.read-directory-entry
