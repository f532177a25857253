# A guest has a hundred and twenty descriptors and as many streams at once, and each works.
rule   open/opens-what-is-there

tree
  log  "base"

run
  repeat 120: h{} = root.open-at "log" read  => ok
  repeat 120: r{} = h{}.read-via-stream 0    => ok
  repeat 120: r{}.blocking-read 2            => "ba"
  repeat 120: h{}.read 2 2                   => "se" eof?
  h120.is-same-object h1                     => true
  repeat 120: r{}.drop                       => ok
  h120.read 4 0                              => "base" eof?

end
  log  "base"
