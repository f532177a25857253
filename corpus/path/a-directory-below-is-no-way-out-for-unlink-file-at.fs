# A directory's descriptor reaches neither above itself nor outside through links beside it.
# Here it is `unlink-file-at`.
rule   path/outside-stays-untouched

tree
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."

run
  d = root.open-at "sub/dir" directory read mutate-directory  => ok
  d.unlink-file-at "up/secret"                             => not-permitted
  root.unlink-file-at "sub/dir/up/private/inner"           => not-permitted

end
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."
