# No timestamp that is left as it is comes after the change of the status.
rule   time/status-change-is-not-before-modification

tree
  log  "base"

run
  f = root.open-at "log" write     => ok
  f.set-times no-change no-change  => ok
  f.stat                           => regular-file size=4 links=1

end
  log  "base"
