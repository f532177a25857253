# set-times-at changes no time of an object outside, whichever way leads there.
# Here it is `set-times-at`, by dots.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.set-times-at "../secret" 5s 6s  => not-permitted
  root.set-times-at ".." now now       => not-permitted

end
  out -> "../secret"
  up -> ".."
