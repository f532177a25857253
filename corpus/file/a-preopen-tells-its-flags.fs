# A preopen tells that it can be read and changed.
rule   file/get-flags-tells-the-flags

run
  root.get-flags  => read mutate-directory (file-integrity-sync data-integrity-sync requested-write-sync or not)

end
  nothing
