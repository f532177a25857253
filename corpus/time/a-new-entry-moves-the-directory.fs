# Each kind of entry that is made moves the modification timestamp of its directory.
rule   time/a-write-is-a-modification

tree
  sub/

run
  root.set-times-at "sub" 7s 5s                => ok
  f = root.open-at "sub/file" create write     => ok
  root.stat-at "sub"                           => directory modified=after 5s changed=after 7s
  root.set-times-at "sub" 7s 5s                => ok
  root.create-directory-at "sub/inner"         => ok
  root.stat-at "sub"                           => directory modified=after 5s changed=after 7s
  root.set-times-at "sub" 7s 5s                => ok
  root.symlink-at "file" "sub/link"            => ok
  root.stat-at "sub"                           => directory modified=after 5s changed=after 7s
  root.set-times-at "sub" 7s 5s                => ok
  root.link-at "sub/file" to root "sub/other"  => ok
  root.stat-at "sub"                           => directory modified=after 5s changed=after 7s

end
  sub/
    file  ""
    inner/
    link -> "file"
    other  ""
