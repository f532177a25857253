# Links before the last name are followed in any case.
rule   path/links-on-the-way-are-followed

tree
  sub/
    leaf  "x"
  way -> "sub"

run
  f = root.open-at "way/leaf" read  => ok
  f.read 9 0                        => "x" eof?
  g = root.open-at "way/" read      => ok

end
  sub/
    leaf  "x"
  way -> "sub"
