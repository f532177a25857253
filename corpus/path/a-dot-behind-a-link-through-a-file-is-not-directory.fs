# A dot behind a link whose way leads through a file is refused for that.
rule   path/through-a-file-is-not-directory

tree
  log  "base"
  way -> "log/none"

run
  root.rename-at "way/." to root "new"  => not-directory | invalid

end
  log  "base"
  way -> "log/none"
