# A backslash is a letter of a name for every call.
rule   open/create-makes-a-file

tree
  a  "a"
  b  "b"
  "back\\slash"  "base"
  c  "c"
  d  "d"
  sub/
  way -> "d"

run
  f = root.open-at "new\\file" create write   => ok
  root.create-directory-at "new\\dir"         => ok
  root.rename-at "sub" to root "back\\slash"  => not-directory
  root.stat-at "back\\slash"                  => regular-file size=4 links=1
  root.metadata-hash-at "back\\slash"         => a hash
  root.readlink-at "back\\slash"              => invalid
  root.set-times-at "back\\slash" 5s 6s       => ok
  root.link-at "sub" to root "no\\link"       => not-permitted
  root.link-at "way" to root "way\\too"       => ok | not-permitted
  root.link-at "d" to root "twin\\d"          => ok
  root.link-at "d" to root "back\\slash"      => exist
  root.symlink-at "d" "new\\link"             => ok
  root.rename-at "a" to root "new\\a"         => ok
  root.rename-at "b" to root "back\\slash"    => ok
  root.rename-at "c" to root "c"              => ok
  root.link-at "c" to root "twin\\c"          => ok

end
  "back\\slash"  "b"
  c  "c"
  d  "d"
  "new\\a"  "a"
  "new\\dir"/
  "new\\file"  ""
  "new\\link" -> "d"
  sub/
  "twin\\c"  "c"
  "twin\\d"  "d"
  way -> "d"
  "way\\too" -> "d"
