# A directory's descriptor reaches neither above itself nor outside through links beside it.
# Here it is `rename-at`.
rule   path/outside-stays-untouched

tree
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."

run
  d = root.open-at "sub/dir" directory read mutate-directory  => ok
  d.rename-at "out" to d "../../../new"                    => not-permitted
  d.rename-at "out" to root "../new"                       => not-permitted
  root.rename-at "../secret" to d "new"                    => not-permitted

end
  sub/
    dir/
      out -> "../../../secret"
      up -> "../../.."
