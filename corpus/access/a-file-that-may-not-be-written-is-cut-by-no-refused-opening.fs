# A file that its mode lets nobody write is not opened to be cut, and the refusal cuts nothing.
rule   access/modes-refuse-with-access
needs  modes
mode "log" 0444

tree
  log  "base"

run
  f = root.open-at "log" truncate write  => ok | access | not-permitted
  g = root.open-at "log" read            => ok
  g.read 9 0                             => "base" eof?

end
  log  "base"
