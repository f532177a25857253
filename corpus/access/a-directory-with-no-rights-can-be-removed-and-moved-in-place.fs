# An empty directory that its mode lets nobody use is removed, and one with entries gets another name in the same directory.
rule   access/modes-refuse-no-more
needs  modes
mode "a" 0000
mode "b" 0200

tree
  a/
  b/
    log  "base"

run
  root.remove-directory-at "a"    => ok
  root.rename-at "b" to root "c"  => ok

end
  c/
    log  "base"
