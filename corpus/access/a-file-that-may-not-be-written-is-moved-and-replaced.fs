# The name of a file is its directory's: a file that nobody may write can be moved, and another take its place.
rule   access/modes-refuse-no-more
needs  modes
mode "a" 0444
mode "b" 0000

tree
  a  "x"
  b  "y"

run
  root.rename-at "a" to root "c"  => ok
  root.rename-at "c" to root "b"  => ok

end
  b  "x"
