# A slash behind the name of a file asks for a directory, at the old end as at the new one.
# Here it is `stat-at`.
rule   dir/tree-is-as-the-calls-left-it

tree
  log  "base"

run
  root.stat-at "new"  => no-entry

end
  log  "base"
