# `.` opened from a directory is that directory.
rule   link/is-same-object-tells-objects-apart

run
  d = root.open-at "." directory read  => ok
  d.is-same-object root                => true
  root.is-same-object d                => true

end
  nothing
