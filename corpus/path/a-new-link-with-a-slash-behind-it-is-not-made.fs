# symlink-at makes no link where the new name has a slash behind it; the target may have one.
rule   path/trailing-slash-needs-a-directory

tree
  sub/

run
  root.symlink-at "sub" "new/"   => not-directory | no-entry
  root.symlink-at "sub" "new/."  => no-entry
  root.stat-at "new"             => no-entry
  root.symlink-at "sub/" "way"   => ok
  root.readlink-at "way"         => "sub/"

end
  sub/
  way -> "sub/"
