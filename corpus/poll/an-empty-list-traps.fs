# A poll of nothing waits for nothing, and is no call that can be made.
rule   poll/empty-list-traps

tree
  log  "base"

run
  poll []  => trap

end
  log  "base"
