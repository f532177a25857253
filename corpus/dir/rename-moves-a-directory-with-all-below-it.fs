# A directory that is renamed takes along everything below it.
rule   dir/rename-moves-the-object

tree
  into/
  sub/
    inner/
      leaf  "x"

run
  root.rename-at "sub" to root "into/new"      => ok
  f = root.open-at "into/new/inner/leaf" read  => ok
  f.read 9 0                                   => "x" eof?
  root.stat-at "sub/inner/leaf"                => no-entry

end
  into/
    new/
      inner/
        leaf  "x"
