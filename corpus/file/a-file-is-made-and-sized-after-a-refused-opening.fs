# A file is made and takes a size where an opening was refused for its flags.
rule   file/set-size-sets-the-size

run
  f = root.open-at "new" create directory truncate write  => invalid | no-entry | not-directory | is-directory
  g = root.open-at "new" create write                     => ok
  g.set-size 0                                            => ok

end
  new  ""
