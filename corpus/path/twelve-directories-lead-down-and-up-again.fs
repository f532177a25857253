# A tree of twelve levels is walked by one path, down and up again.
rule   path/dotdot-is-the-real-parent

tree
  a/
    b/
      c/
        d/
          e/
            f/
              g/
                h/
                  i/
                    j/
                      k/
                        l/
                          leaf  "deep"

run
  f = root.open-at "a/b/c/d/e/f/g/h/i/j/k/l/leaf" read     => ok
  f.read 8 0                                               => "deep" eof?
  d = root.open-at "a/b/c/d/e/f/g/h/i/j/k/l" directory read mutate-directory  => ok
  d.stat-at ".."                                           => not-permitted
  root.stat-at "a/b/c/d/e/f/g/h/i/j/k/l/../../../../../../../../../../../../a"  => directory
  d.create-directory-at "m"                                => ok
  d.rename-at "leaf" to root "leaf"                        => ok
  root.remove-directory-at "a/b/c/d/e/f/g/h/i/j/k/l/m"     => ok

end
  a/
    b/
      c/
        d/
          e/
            f/
              g/
                h/
                  i/
                    j/
                      k/
                        l/
  leaf  "deep"
