# Whether a directory may be changed is not a question of how the name in it is written.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    gone/

run
  d = root.open-at "sub" directory read  => ok
  d.remove-directory-at "gone/"          => read-only

end
  sub/
    gone/
