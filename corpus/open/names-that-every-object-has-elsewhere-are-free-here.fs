# Names that stand for something in every object of some language are free here.
rule   open/create-makes-a-file

tree
  a  "a"
  sub/
  way -> "a"

run
  f = root.open-at "constructor" create exclusive write  => ok
  root.create-directory-at "toString"                    => ok
  root.link-at "a" to root "valueOf"                     => ok
  root.link-at "way" to root "isPrototypeOf"             => ok | not-permitted
  root.symlink-at "a" "toLocaleString"                   => ok
  root.rename-at "sub" to root "hasOwnProperty"          => ok
  root.readlink-at "propertyIsEnumerable"                => no-entry

end
  a  "a"
  constructor  ""
  hasOwnProperty/
  isPrototypeOf -> "a"
  toLocaleString -> "a"
  toString/
  valueOf  "a"
  way -> "a"
