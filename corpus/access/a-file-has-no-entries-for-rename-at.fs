# Every call with a path is refused on the descriptor of a file, whatever it was opened for.
# Here it is `rename-at`.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.rename-at "x" to root "y"        => not-directory

end
  log  "base"
