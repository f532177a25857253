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
  data.stat-at "../data-secret/key"  => not-permitted
  data.stat-at "./../data2"          => not-permitted

end
  data/
    a  "1"
    up -> "../data-secret/key"
  data-secret/
    key  "secret"
  data2  "secret"
