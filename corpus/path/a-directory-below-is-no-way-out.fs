# A directory's descriptor reaches neither above itself nor outside through links beside it.
rule   path/outside-stays-untouched

tree
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."

run
  d = root.open-at "sub/dir" directory read mutate-directory  => ok
  f = d.open-at "../../../secret" read                     => not-permitted
  g = d.open-at "out" symlink-follow read write            => not-permitted
  d.create-directory-at "up/new"                           => not-permitted
  d.unlink-file-at "up/secret"                             => not-permitted
  d.rename-at "out" to d "../../../new"                    => not-permitted
  d.rename-at "out" to root "../new"                       => not-permitted
  root.rename-at "../secret" to d "new"                    => not-permitted
  root.unlink-file-at "sub/dir/up/private/inner"           => not-permitted

end
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."
