# A slash behind the name of a file asks for a directory, at the old end as at the new one.
# Here it is `rename-at`.
rule   dir/tree-is-as-the-calls-left-it

tree
  log  "base"

run
  root.rename-at "log/" to root "new"  => not-directory
  root.rename-at "log" to root "new/"  => not-directory | no-entry

end
  log  "base"
