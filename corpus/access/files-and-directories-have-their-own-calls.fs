# Calls for files fail on directories, calls for directories on files.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  root.read 1 0                      => bad-descriptor | is-directory
  root.write "A" 0                   => bad-descriptor | is-directory
  root.set-size 0                    => bad-descriptor | is-directory | invalid
  r = root.read-via-stream 0         => bad-descriptor | is-directory | invalid
  w = root.write-via-stream 0        => bad-descriptor | is-directory | invalid
  a = root.append-via-stream         => bad-descriptor | is-directory | invalid
  g = f.open-at "x" read             => not-directory | bad-descriptor
  f.create-directory-at "x"          => not-directory | bad-descriptor
  e = f.read-directory               => not-directory | bad-descriptor

end
  log  "base"
