# A name that was moved away is not made again by an opening that is refused.
rule   dir/rename-moves-the-object

tree
  log  "base"

run
  root.rename-at "log" to root "new"  => ok
  a = root.open-at "log/" create      => is-directory | not-directory | no-entry

end
  new  "base"
