# Advice about offsets and lengths beyond any file is taken or refused, and nothing is added up to a panic.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read                              => ok
  f.advise 18446744073709551615 18446744073709551615 will-need  => ok | invalid | overflow | file-too-large
  f.advise 9223372036854775807 1 will-need                 => ok | invalid | overflow | file-too-large
  f.advise 0 18446744073709551615 dont-need                => ok | invalid | overflow | file-too-large
  f.advise 0 4 normal                                      => ok

end
  log  "base"
