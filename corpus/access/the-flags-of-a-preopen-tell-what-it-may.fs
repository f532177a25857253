# get-flags of a preopen reports read and mutate-directory as they were granted, and calls are answered accordingly.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write
preopen blind "" dir=mutate file=read,write

run
  root.get-flags                     => read mutate-directory
  some.get-flags                     => read
  blind.get-flags                    => mutate-directory
  root.create-directory-at "one"     => ok
  some.create-directory-at "two"     => not-permitted | access | read-only | bad-descriptor
  blind.create-directory-at "three"  => ok
  d = blind.read-directory           => not-permitted | access | read-only | bad-descriptor
  e = some.read-directory            => ok

end
  one/
  three/
