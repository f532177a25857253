# A file is made and takes a write of nothing where an opening was refused for its flags.
rule   file/write-counts-what-it-wrote

run
  f = root.open-at "new" create directory truncate write  => invalid | no-entry | not-directory | is-directory
  g = root.open-at "new" create write                     => ok
  g.write "" 0                                            => 0

end
  new  ""
