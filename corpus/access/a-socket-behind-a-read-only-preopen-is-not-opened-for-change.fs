# Whoever asks a read-only directory for an object to change is refused, also where that is a socket.
rule   access/mutation-needs-mutate-directory
preopen root "" dir=read file=read

tree
  s is a socket

run
  f = root.open-at "s" mutate-directory  => read-only | not-permitted | access | bad-descriptor | not-directory | no-such-device | unsupported | invalid | is-directory

end
  s is a socket
