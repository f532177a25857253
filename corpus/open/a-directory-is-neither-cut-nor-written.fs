# truncate and write on a directory are refused, also with its name ending in a slash or a dot.
rule   open/directories-are-not-written

tree
  sub/
    leaf  "x"

run
  a = root.open-at "sub" truncate               => is-directory
  b = root.open-at "sub" write                  => is-directory
  c = root.open-at "." truncate                 => is-directory
  d = root.open-at "sub/." read write           => is-directory
  e = root.open-at "sub" create truncate write  => is-directory
  root.stat-at "sub/leaf"                       => regular-file size=1 links=1

end
  sub/
    leaf  "x"
