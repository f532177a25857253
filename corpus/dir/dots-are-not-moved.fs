# Neither of the names of rename-at can be dots.
rule   dir/rename-moves-the-object

tree
  d/
  log  "base"
  sub/
    full  "x"

run
  root.rename-at "." to root "new"       => invalid | busy
  root.rename-at "sub/.." to root "new"  => invalid | busy
  root.rename-at "d" to root "."         => invalid | busy | not-empty | exist
  root.rename-at "d" to root "sub/."     => invalid | busy | not-empty | exist
  root.rename-at "d" to root "sub/.."    => invalid | busy | not-empty | exist
  root.rename-at "log" to root "sub/."   => invalid | busy | not-directory | no-entry | not-empty | exist | is-directory

end
  d/
  log  "base"
  sub/
    full  "x"
