# What was made with create is a file, whatever its name means elsewhere.
rule   file/get-type-tells-the-type

run
  f = root.open-at "constructor" create write  => ok
  f.get-type                                   => regular-file

end
  constructor  ""
