# A link to an absolute path leads out of every directory; no call follows it, at the end of a path or within it.
rule   path/stays-below-its-directory

tree
  abs -> "/wasi-fs-conformance-nowhere/x"
  chain -> "abs"
  log  "base"

run
  root.stat-at "abs" symlink-follow                   => not-permitted
  root.stat-at "chain" symlink-follow                 => not-permitted
  root.metadata-hash-at "abs" symlink-follow          => not-permitted
  root.set-times-at "abs" 5s 6s symlink-follow        => not-permitted
  root.link-at "abs" to root "new" symlink-follow     => not-permitted
  f = root.open-at "abs" symlink-follow create write  => not-permitted
  root.stat-at "abs/y"                                => not-permitted
  root.create-directory-at "abs/y"                    => not-permitted
  root.rename-at "log" to root "abs/y"                => not-permitted
  root.stat-at "abs/"                                 => not-permitted
  root.unlink-file-at "abs"                           => ok

end
  chain -> "abs"
  log  "base"
