# Whatever goes over a link may move its access timestamp, and not to a time that has not come.
rule   time/now-is-the-time-of-the-call

tree
  link -> "none"

run
  root.stat-at "link"      => symbolic-link size=4 links=1
  root.readlink-at "link"  => "none"
  root.stat-at "link"      => symbolic-link size=4 links=1 modified=as before changed=as before

end
  link -> "none"
