# readlink-at looks at the link, not at what it leads to: a target that is missing or a circle is given.
rule   link/readlink-at-gives-the-target

tree
  round -> "round"
  void -> "none/nothing"

run
  root.readlink-at "void"   => "none/nothing"
  root.readlink-at "round"  => "round"

end
  round -> "round"
  void -> "none/nothing"
