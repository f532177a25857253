# What `sub/..` and `sub/dir/../..` open is the very directory that was asked.
rule   path/dotdot-is-the-real-parent

tree
  sub/
    dir/

run
  a = root.open-at "sub/.." directory read         => ok
  a.is-same-object root                            => true
  b = root.open-at "sub/dir/../.." directory read  => ok
  b.is-same-object root                            => true
  c = root.open-at "sub/dir/.." directory read     => ok
  c.is-same-object root                            => false
  root.stat-at "sub/dir/../.."                     => directory

end
  sub/
    dir/
