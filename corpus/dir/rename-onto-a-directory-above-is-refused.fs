# A directory moved onto one that it is in meets a directory with entries: itself.
rule   dir/rename-keeps-directories-with-entries

tree
  sub/
    inner/

run
  root.rename-at "sub/inner" to root "sub"  => not-empty | exist
  root.stat-at "sub/inner"                  => directory

end
  sub/
    inner/
