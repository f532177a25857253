# No call takes an empty path for the directory itself, at either end.
# Here it is `open-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  f = root.open-at "" directory read  => no-entry
  g = root.open-at "" create write    => no-entry

end
  log  "base"
