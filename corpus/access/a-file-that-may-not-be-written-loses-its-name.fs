# The name of a file is its directory's: a file that nobody may write, or read, can be removed.
rule   access/modes-refuse-no-more
needs  modes
mode "a" 0444
mode "b" 0000

tree
  a  "x"
  b  "y"

run
  root.unlink-file-at "a"  => ok
  root.unlink-file-at "b"  => ok

end
  nothing
