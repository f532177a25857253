# A new entry moves the directory it is made in, and none above it.
rule   time/set-times-sets

tree
  sub/
    inner/

run
  root.set-times-at "sub" 7s 5s             => ok
  root.create-directory-at "sub/inner/new"  => ok
  root.stat-at "sub"                        => directory accessed=7s modified=5s changed=after 7s
  root.stat-at "sub/inner"                  => directory

end
  sub/
    inner/
      new/
