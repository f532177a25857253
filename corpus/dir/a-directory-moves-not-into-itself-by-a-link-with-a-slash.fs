# A link with a slash behind it may stand for itself: then the move is one into what is moved.
rule   dir/rename-not-into-itself

tree
  a/
    a -> "../a"

run
  root.rename-at "a" to root "a/a/"  => ok | not-directory | invalid

end
  a/
    a -> "../a"
