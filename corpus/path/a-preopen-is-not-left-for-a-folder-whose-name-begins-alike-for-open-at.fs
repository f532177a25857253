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
  f = data.open-at "../data-secret/key" read          => not-permitted
  g = data.open-at "../data-secret" directory read    => not-permitted
  h = data.open-at "../data2" read                    => not-permitted
  i = data.open-at "up" symlink-follow read           => not-permitted
  j = data.open-at "../data-secret/new" create write  => not-permitted

end
  data/
    a  "1"
    up -> "../data-secret/key"
  data-secret/
    key  "secret"
  data2  "secret"
