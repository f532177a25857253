# A backslash is a letter of the names of files, directories and links.
rule   open/opens-what-is-there

tree
  "a\\dir"/
    leaf  "leaf"
  "a\\file"  "base"
  "a\\link" -> "d"
  d  "d"
  sub/

run
  a = root.open-at "a\\dir" directory                   => ok
  b = root.open-at "a\\file" directory                  => not-directory
  c = root.open-at "a\\file" create exclusive write     => exist
  d = root.open-at "a\\dir" write                       => is-directory
  e = root.open-at "a\\file" truncate write             => ok
  f = root.open-at "a\\link"                            => loop
  g = root.open-at "a\\dir" create directory exclusive  => exist | invalid | is-directory
  root.stat-at "a\\dir/leaf/x"                          => not-directory
  root.stat-at "a\\file/"                               => not-directory
  root.readlink-at "a\\link"                            => "d"
  root.unlink-file-at "a\\dir"                          => is-directory
  root.remove-directory-at "a\\file"                    => not-directory
  root.remove-directory-at "a\\dir"                     => not-empty | busy
  root.rename-at "sub" to root "a\\dir"                 => not-empty | exist | busy
  root.rename-at "a\\dir" to root "a\\dir/inside"       => invalid | busy
  root.rename-at "a\\file" to root "sub"                => is-directory
  root.link-at "a\\file" to root "d"                    => exist
  root.create-directory-at "a\\dir"                     => exist
  root.symlink-at "d" "a\\link"                         => exist

end
  "a\\dir"/
    leaf  "leaf"
  "a\\file"  ""
  "a\\link" -> "d"
  d  "d"
  sub/
