# A preopen tells that it can be read and changed.
rule   file/get-flags-tells-the-flags

run
  root.get-flags  => read mutate-directory

end
  nothing
