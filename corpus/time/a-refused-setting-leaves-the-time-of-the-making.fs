# Times that may not be set are those of the last change, whatever they were to be set to.
rule   time/now-is-the-time-of-the-call
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read,mutate file=read

run
  f = root.open-at "new" create read write  => ok
  g = some.open-at "new" read               => ok
  g.set-times 5s 6s                         => not-permitted | access | read-only | bad-descriptor
  f.stat                                    => regular-file size=0 links=1

end
  new  ""
