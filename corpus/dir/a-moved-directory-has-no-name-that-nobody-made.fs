# In a directory that was moved a name is free that all objects of a language have.
rule   dir/descriptor-stands-for-its-object

tree
  sub/

run
  d = root.open-at "sub" directory mutate-directory  => ok
  root.rename-at "sub" to root "elsewhere"           => ok | busy
  d.create-directory-at "__proto__"                  => ok

end
  elsewhere/
    __proto__/
