# remove-directory-at of dots is refused, as such or for what is in there.
rule   dir/remove-takes-empty-directories

tree
  empty/
  sub/
    full  "x"

run
  root.remove-directory-at "empty/."  => invalid | busy
  root.remove-directory-at "sub/."    => invalid | busy | not-empty
  root.remove-directory-at "sub/.."   => invalid | busy | not-empty
  root.remove-directory-at "."        => invalid | busy | not-empty

end
  empty/
  sub/
    full  "x"
