# An opening with a slash behind the name is refused and makes nothing where a file was moved away.
rule   dir/rename-replaces-its-like

tree
  log  "base"
  other  "more"

run
  root.rename-at "log" to root "other"  => ok
  f = root.open-at "log/" create write  => is-directory | not-directory | no-entry

end
  other  "base"
