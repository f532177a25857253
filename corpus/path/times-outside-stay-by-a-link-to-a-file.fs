# set-times-at changes no time of an object outside, whichever way leads there.
# Here it is `set-times-at`, by a link to a file.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.set-times-at "out" 5s 6s symlink-follow  => not-permitted

end
  out -> "../secret"
  up -> ".."
