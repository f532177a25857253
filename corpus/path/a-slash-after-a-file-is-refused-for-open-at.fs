# A slash at the end asks for a directory.
# Here it is `open-at`.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"
  sub/

run
  f = root.open-at "log/" read   => not-directory
  g = root.open-at "log/." read  => not-directory
  d = root.open-at "sub/" read   => ok
  e = root.open-at "sub/." read  => ok

end
  log  "base"
  sub/
