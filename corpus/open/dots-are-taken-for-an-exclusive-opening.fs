# Dots at the end of a path lead to a directory that is there, so nothing is made under them.
rule   open/exclusive-refuses-what-is-there

tree
  sub/
    leaf  "x"

run
  f = root.open-at "." create exclusive write       => exist | is-directory
  g = root.open-at "sub/." create exclusive write   => exist | is-directory
  h = root.open-at "sub/.." create exclusive write  => exist | is-directory

end
  sub/
    leaf  "x"
