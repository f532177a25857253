# Any moment can be asked for on a directory, also when its descriptor is a preopen.
rule   time/any-moment-is-answered

run
  root.set-times no-change 0s  => ok

end
  nothing
