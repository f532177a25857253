# A listing goes by the directory that was opened, though another one stands at its place since.
rule   dir/entries-have-their-type

tree
  sub/
    leaf  "leaf"

run
  d = root.open-at "sub" directory          => ok
  root.rename-at "sub" to root "elsewhere"  => ok | busy
  root.create-directory-at "sub"            => ok
  root.create-directory-at "sub/leaf"       => ok
  l = d.read-directory                      => ok | bad-descriptor | not-permitted | access
  l.read-directory-entry                    => regular-file "leaf"
  l.read-directory-entry                    => none

end
  elsewhere/
    leaf  "leaf"
  sub/
    leaf/
