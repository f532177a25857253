# set-times-at changes no time of an object outside, whichever way leads there.
# Here it is `set-times-at`, to a link.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.set-times-at "../farm/inner" 5s 6s symlink-follow  => not-permitted

end
  out -> "../secret"
  up -> ".."
