# The times of a directory are set through its descriptor, also when that is a preopen.
rule   time/set-times-sets

run
  root.set-times now now  => ok

end
  nothing
