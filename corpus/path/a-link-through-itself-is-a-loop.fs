# A link whose target goes through the link itself never ends, and is answered.
rule   path/final-link-is-followed-on-request

tree
  deeper -> "deeper/x"
  sub/
    back -> "../sub/back"

run
  root.stat-at "deeper" symlink-follow                   => loop
  root.stat-at "sub/back" symlink-follow                 => loop
  root.stat-at "sub/back"                                => symbolic-link size=11 links=1
  f = root.open-at "deeper" symlink-follow create write  => loop

end
  deeper -> "deeper/x"
  sub/
    back -> "../sub/back"
