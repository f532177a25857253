# An opening with a slash behind the name is refused and makes nothing where a directory was removed.
rule   dir/remove-takes-empty-directories

tree
  sub/

run
  root.remove-directory-at "sub"        => ok
  f = root.open-at "sub/" create write  => is-directory | not-directory | no-entry

end
  nothing
