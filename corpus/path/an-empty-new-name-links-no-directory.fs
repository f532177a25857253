# A directory is not linked to an empty path.
rule   path/impossible-names-are-refused

tree
  sub/

run
  root.link-at "sub" to root ""  => not-permitted | access | is-directory | unsupported | no-entry | invalid

end
  sub/
