# A socket that is asked for as a directory is refused as what is none.
rule   open/directory-refuses-files

tree
  b is a socket

run
  f = root.open-at "b" directory  => not-directory | no-such-device | unsupported
  root.stat-at "b"                => socket links=1

end
  b is a socket
