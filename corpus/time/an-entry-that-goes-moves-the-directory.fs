# To unlink or remove an entry moves the modification timestamp of its directory.
rule   time/a-write-is-a-modification

tree
  sub/
    inner/
    leaf  "x"

run
  root.set-times-at "sub" 7s 5s         => ok
  root.unlink-file-at "sub/leaf"        => ok
  root.stat-at "sub"                    => directory modified=after 5s changed=after 7s
  root.set-times-at "sub" 7s 5s         => ok
  root.remove-directory-at "sub/inner"  => ok
  root.stat-at "sub"                    => directory modified=after 5s changed=after 7s

end
  sub/
