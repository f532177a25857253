# A write that goes beyond any file fails, or counts what has landed before that.
rule   file/offset-beyond-any-file

run
  f = root.open-at "log" create write  => ok
  f.write "A0" 9223372036854775806     => 1 | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.set-size 0                         => ok

end
  log  ""
