# From a preopen no path leads to a directory beside it whose name begins with its own.
rule   path/stays-below-its-directory
preopen data "data" dir=read,mutate file=read,write

tree
  data/
    a  "1"
    up -> "../data-secret/key"
  data-secret/
    key  "secret"
  data2  "secret"

run
  data.link-at "../data2" to data "b"  => not-permitted

end
  data/
    a  "1"
    up -> "../data-secret/key"
  data-secret/
    key  "secret"
  data2  "secret"
