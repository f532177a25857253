# A directory's descriptor reaches neither above itself nor outside through links beside it.
# Here it is `open-at`.
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

end
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."
