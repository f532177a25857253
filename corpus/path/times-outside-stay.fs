# set-times-at changes no time of an object outside, whichever way leads there.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.set-times-at "../secret" 5s 6s                     => not-permitted
  root.set-times-at "out" 5s 6s symlink-follow            => not-permitted
  root.set-times-at "up" 5s 6s symlink-follow             => not-permitted
  root.set-times-at "up/" 5s 6s                           => not-permitted
  root.set-times-at "up/private/inner" now now            => not-permitted
  root.set-times-at "../farm/inner" 5s 6s symlink-follow  => not-permitted
  root.set-times-at ".." now now                          => not-permitted

end
  out -> "../secret"
  up -> ".."
