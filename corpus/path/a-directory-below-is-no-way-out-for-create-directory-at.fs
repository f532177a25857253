# A directory's descriptor reaches neither above itself nor outside through links beside it.
# Here it is `create-directory-at`.
rule   path/outside-stays-untouched

tree
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."

run
  d = root.open-at "sub/dir" directory read mutate-directory  => ok
  d.create-directory-at "up/new"                           => not-permitted

end
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."
