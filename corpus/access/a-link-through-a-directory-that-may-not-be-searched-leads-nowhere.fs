# A symbolic link whose target lies in a directory that its mode lets nobody search is not followed there.
rule   access/modes-refuse-with-access
needs  modes symlinks
mode "sub" 0600

tree
  sub/
    log  "base"
  way -> "sub/log"

run
  root.stat-at "way" symlink-follow  => regular-file size=4 links=1 | access | not-permitted
  root.readlink-at "way"             => "sub/log"

end
  sub/
    log  "base"
  way -> "sub/log"
