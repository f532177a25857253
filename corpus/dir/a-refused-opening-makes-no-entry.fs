# An opening that is refused for its flags makes no entry.
rule   dir/lists-every-entry-once

run
  f = root.open-at "new" create directory truncate write  => invalid | no-entry | not-directory | is-directory
  d = root.read-directory                                 => ok
  d.read-directory-entry                                  => none

end
  nothing
