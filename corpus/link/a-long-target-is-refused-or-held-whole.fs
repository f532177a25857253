# A target of 999 bytes is refused, or held: the link has its length as size.
rule   link/symlink-at-makes-a-link

run
  root.symlink-at "part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789/part56789" "link"
  root.stat-at "link"
