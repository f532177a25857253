# A name that a symbolic link has is taken, also where the link leads nowhere: nothing is made at its target.
rule   dir/create-makes-an-empty-directory

tree
  link -> "none"

run
  root.create-directory-at "link"  => exist
  root.stat-at "none"              => no-entry
  root.readlink-at "link"          => "none"

end
  link -> "none"
