# A slash behind a link asks for a directory, which a file is not.
# Here it is `link-at`.
rule   link/link-at-follows-on-request

tree
  link -> "log"
  log  "base"

run
  root.link-at "link/" to root "new"  => not-directory

end
  link -> "log"
  log  "base"
