# A file behind `..` gets another name that is free, though all objects of a language have it.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"
  sub/

run
  root.link-at "sub/../log" to root "__proto__"  => ok

end
  __proto__  "base"
  log  "base"
  sub/
