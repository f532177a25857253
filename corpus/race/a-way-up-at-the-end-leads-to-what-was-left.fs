# The directory that a way up leaves is moved away meanwhile: it leads to where the way came from, whose entries are fewer, or nowhere.
rule   race/stays-inside
preopen other "a" dir=read,mutate file=read,write

tree
  a/
    a/
  b  ""

run
  other.stat                           => directory
  host swap "a/a" "b", before system call 2 of other
  other.stat-at "a/.." symlink-follow  => not-permitted | no-entry | not-directory | invalid | loop | would-block | directory | directory accessed=as before modified=as before changed=as before
