# What a path with a slash behind it leads out to is nothing that open-at may tell of.
rule   path/stays-below-its-directory
preopen sub "sub" dir=read,mutate file=read,write

tree
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."

run
  o0 = sub.open-at "../d/" create                    => not-permitted
  o1 = sub.open-at "../f/" create                    => not-permitted
  o2 = sub.open-at "../q/" create                    => not-permitted
  o3 = sub.open-at "/d/" create                      => not-permitted
  o4 = sub.open-at "up/d/" create                    => not-permitted
  o5 = sub.open-at "up/f/" create                    => not-permitted
  o6 = sub.open-at "up/q/" create                    => not-permitted
  o7 = sub.open-at "none/../../d/" create            => no-entry | not-permitted
  p0 = sub.open-at "../d/" create directory          => not-permitted | invalid
  p1 = sub.open-at "../f/" create directory          => not-permitted | invalid
  p2 = sub.open-at "../q/" create directory          => not-permitted | invalid
  p3 = sub.open-at "/d/" create directory            => not-permitted | invalid
  p4 = sub.open-at "up/d/" create directory          => not-permitted | invalid
  p5 = sub.open-at "up/f/" create directory          => not-permitted | invalid
  p6 = sub.open-at "up/q/" create directory          => not-permitted | invalid
  p7 = sub.open-at "none/../../d/" create directory  => no-entry | invalid | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
