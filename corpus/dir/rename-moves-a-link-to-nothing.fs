# A symbolic link that leads nowhere is moved like any other.
rule   dir/tree-is-as-the-calls-left-it

tree
  link -> "none"
  sub/

run
  root.rename-at "link" to root "sub/link"  => ok
  root.readlink-at "sub/link"               => "none"
  root.stat-at "none"                       => no-entry

end
  sub/
    link -> "none"
