# Slashes that follow each other are one, within a path, at its end and in the target of a link.
rule   path/links-on-the-way-are-followed

tree
  sub/
    dir/
      leaf  "x"
  way -> "sub//dir"

run
  root.stat-at "sub//dir///leaf"       => regular-file size=1 links=1
  root.stat-at "way//leaf"             => regular-file size=1 links=1 accessed=as before modified=as before changed=as before
  f = root.open-at "way///leaf" read   => ok
  f.read 9 0                           => "x" eof?
  root.create-directory-at "sub//new"  => ok

end
  sub/
    dir/
      leaf  "x"
    new/
  way -> "sub//dir"
