# set-times-at changes no time of an object outside, whichever way leads there.
# Here it is `set-times-at`, by a link up.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.set-times-at "up" 5s 6s symlink-follow   => not-permitted
  root.set-times-at "up/" 5s 6s                 => not-permitted
  root.set-times-at "up/private/inner" now now  => not-permitted

end
  out -> "../secret"
  up -> ".."
