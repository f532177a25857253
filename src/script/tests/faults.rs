//! Every kind of fault with the text of its error, and where it is seen.
//!
//! A row reads: what stands in the text, then `line:column: problem`.

use pretty_assertions::assert_eq;

use crate::script::Script;

type Row = (&'static str, &'static str);

fn check(rows: &[Row], text_of: fn(&str) -> String) {
    for (part, error) in rows {
        let found = Script::parse("dir/a.script", &text_of(part)).unwrap_err();
        assert_eq!(found.to_string(), format!("dir/a.script:{error}"), "{part}");
    }
}

#[test]
fn every_fault_is_told_with_its_place_and_what_was_expected() {
    check(WHOLE, str::to_owned);
    check(HEADER, |line| format!("{line}\nrun"));
    check(TREE, |lines| format!("tree\n{lines}\nrun"));
    check(RUN, |line| format!("run\n  {line}"));
    check(TIME, |line| format!("run\n  {line}"));
}

// Whole texts.
const WHOLE: &[Row] = &[
    ("", "1:1: expected the section `run`, found the end of the text"),
    (
        "rule append/goes-to-the-end-of-the-file\n\n",
        "3:1: expected the section `run`, found the end of the text",
    ),
    (
        "run\nend\n  nothing\nrun",
        "4:1: `run` below `end`: expected the order rule, needs, preopen, modified, mode, device, tree, run, end",
    ),
    ("end\n  nothing", "1:1: expected the section `run`, found `end`"),
    ("rule append/no-lost-bytes\nrule append/no-lost-bytes", "2:1: a second `rule`"),
    (
        "run\nneeds append",
        "2:1: `needs` below `run`: expected the order rule, needs, preopen, modified, mode, device, tree, run, end",
    ),
    ("  run", "1:3: expected a section, found an indented line"),
    ("trees\n", "1:1: expected a section, found `trees`; did you mean `tree`?"),
    (
        "f.stat\n",
        "1:1: expected a section, found `f.stat`; known are rule, needs, preopen, modified, mode, device, tree, run, end",
    ),
    ("rule append/no-lost-bytes\n# c\nrun", "2:1: comments stand at the top or above a step"),
    ("rule append/no-lost-bytes\n  f.stat\nrun", "2:3: expected a section, found an indented line"),
    (
        "preopen a \"\" dir=read file=read\npreopen a \"\" dir=read file=read\nrun",
        "2:9: the name `a` is taken since line 1",
    ),
    (
        "preopen a \"sub/\" dir=read file=read\nrun",
        r#"1:11: expected a plain path such as "sub/inner", or "" for the root of the tree, found `"sub/"`"#,
    ),
    (
        "preopen a \"log\" dir=read file=read\ntree\n  log  \"\"\nrun",
        "1:11: expected a directory of the tree, found none at `log`",
    ),
    (
        "preopen a \"s/../t\" dir=read file=read\nrun",
        r#"1:11: expected a plain path such as "sub/inner", or "" for the root of the tree, found `"s/../t"`"#,
    ),
    ("modified \"log\" 0\ntree\n  a  \"\"\nrun", "1:10: expected an object of the tree, found none at `log`"),
    ("modified \"\" 0\ntree\n  a  \"\"\nrun", r#"1:10: expected a plain path such as "sub/log", found `""`"#),
    (
        "modified \"../a\" 0\ntree\n  a  \"\"\nrun",
        r#"1:10: expected a plain path such as "sub/log", found `"../a"`"#,
    ),
    ("modified \"a\" 0\nmodified \"a\" 1\ntree\n  a  \"\"\nrun", "2:10: the time of `a` is set since line 1"),
    (
        "tree\n  a  \"\"\nmodified \"a\" 0\nrun",
        "3:1: `modified` below `tree`: expected the order rule, needs, preopen, modified, mode, device, tree, run, end",
    ),
    ("modifed \"a\" 0", "1:1: expected a section, found `modifed`; did you mean `modified`?"),
    ("tree\nrun", "1:1: expected entries below, or a line `nothing`"),
    ("run\nend", "2:1: expected entries below, or a line `nothing`"),
    ("run\n  f = root.open-at \"a\"\n  f = root.open-at \"b\"", "3:3: the name `f` is taken since line 2"),
    (
        "preopen a \"\" dir=read file=read\nrun\n  a = root.open-at \"a\"",
        "3:3: the name `a` is taken since line 1",
    ),
];

// Lines above the sections; `run` follows.
const HEADER: &[Row] = &[
    (
        "rule append/no-lost-byte",
        "1:6: expected a rule, found `append/no-lost-byte`; did you mean `append/no-lost-bytes`?",
    ),
    ("rule x", "1:6: expected a rule, found `x`"),
    ("rule", "1:5: expected a rule, found the end of the line"),
    ("rule append/no-lost-bytes foo", "1:27: expected the end of the line, found `foo`"),
    (
        "needs",
        "1:6: expected a capability, found the end of the line; known are hard-links, symlinks, link-follow, permissions, split-permissions, append, set-size, set-times, metadata-hash, exact-names, free-names, sparse-files, special-files, raw-names, host-times, modes, host-clock, remove-open, rename-open, truncate-open, replace-directories, nameless-files, link-sizes, link-times, link-counts, posix-codes, host-changes, two-devices, pollables, errors, abandon, quiesce, background, faults, syscall-gate",
    ),
    ("needs symlink", "1:7: expected a capability, found `symlink`; did you mean `symlinks`?"),
    (
        "needs whatever",
        "1:7: expected a capability, found `whatever`; known are hard-links, symlinks, link-follow, permissions, split-permissions, append, set-size, set-times, metadata-hash, exact-names, free-names, sparse-files, special-files, raw-names, host-times, modes, host-clock, remove-open, rename-open, truncate-open, replace-directories, nameless-files, link-sizes, link-times, link-counts, posix-codes, host-changes, two-devices, pollables, errors, abandon, quiesce, background, faults, syscall-gate",
    ),
    ("needs append append", "1:14: a second `append`"),
    (
        "preopen",
        "1:8: expected a handle's name (a lower-case letter, then letters, digits and `-`), found the end of the line",
    ),
    (
        r#"preopen Root """#,
        "1:9: expected a handle's name (a lower-case letter, then letters, digits and `-`), found `Root`",
    ),
    ("preopen a b", "1:11: expected the path of a directory in quotes, found `b`"),
    (r#"preopen a """#, "1:13: expected `dir=` and permissions, found the end of the line"),
    (r#"preopen a "" dir=read"#, "1:22: expected `file=` and permissions, found the end of the line"),
    (r#"preopen a "" dir=raed file=read"#, "1:18: expected a permission, found `raed`; did you mean `read`?"),
    (r#"preopen a "" dir=none,read file=read"#, "1:22: expected `file=` and permissions, found `,read`"),
    (
        r#"preopen a "" dir=read,none file=read"#,
        "1:23: expected a permission, found `none`; known are read, mutate",
    ),
    (r#"preopen a "" dir=read,read file=read"#, "1:23: the same permission a second time"),
    (
        r#"preopen a "" dir=write file=read"#,
        "1:18: expected a permission, found `write`; known are read, mutate, none",
    ),
    (
        "preopen a \"\" dir=read file=read\ndevice \"sub\"\ntree\n  sub/\nrun",
        "2:8: expected a directory in the root of the tree, and no preopen at that root, found `\"sub\"`",
    ),
    (
        "preopen a \"sub\" dir=read file=read\ndevice \"log\"\ntree\n  log  \"\"\n  sub/\nrun",
        "2:8: expected a directory in the root of the tree, and no preopen at that root, found `\"log\"`",
    ),
    ("device sub", "1:8: expected the name of a directory in the root of the tree in quotes, found `sub`"),
    ("device \"a\"\ndevice \"b\"", "2:1: a second `device`"),
    ("modified log 0", "1:10: expected the path of an object in quotes, found `log`"),
    (r#"modified "log""#, "1:15: expected seconds since 1970, found the end of the line"),
    (r#"modified "log" 1.5"#, "1:16: expected seconds since 1970, found `1.5`"),
    (r#"modified "log" --1"#, "1:16: expected seconds since 1970, found `--1`"),
    (
        r#"modified "log" 9223372036854775808"#,
        "1:16: expected seconds since 1970 from -9223372036854775808 to 9223372036854775807, found `9223372036854775808`",
    ),
    (r#"modified "log" 1 2"#, "1:18: expected the end of the line, found `2`"),
    ("mode log 0444", "1:6: expected the path of a file or directory in quotes, found `log`"),
    (r#"mode "log" 444"#, "1:12: expected a mode of four octal digits, from 0000 to 0777, found `444`"),
    (r#"mode "log" 0844"#, "1:12: expected a mode of four octal digits, from 0000 to 0777, found `0844`"),
    (r#"mode "log" 4755"#, "1:12: expected a mode of four octal digits, from 0000 to 0777, found `4755`"),
    ("mode \"a\" 0444\nmode \"a\" 0555", "2:6: the mode of `a` is set since line 1"),
    (
        "mode \"log\" 0444\ntree\n  log is a fifo\nrun",
        "1:6: expected a file or directory of the tree, found none at `log`",
    ),
    (
        "preopen a \"sub/in\" dir=read file=read\nmode \"sub\" 0400\ntree\n  sub/\n    in/\nrun",
        "2:6: a preopen is at or below `sub`, which has to be read and searched for it",
    ),
];

// Lines of a tree.
const TREE: &[Row] = &[
    ("  many[0] \"f{}\"  \"\"", "2:8: expected a number from 1 to 100000 and `]`, found `0]`"),
    ("  many[2x] \"f{}\"  \"\"", "2:9: expected `]`, found `x]`"),
    ("  man[2] \"f{}\"  \"\"", "2:3: expected `many` before `[`, found `man[2]`"),
    ("  many[2] f{}  \"\"", "2:11: expected names with `{}` for their number in quotes, found `f{}`"),
    (
        "  many[2] \"f1{}\"  \"\"",
        r#"2:11: expected names with one `{}` for their number, no digit beside it, and no `/` or NUL, found `"f1{}"`"#,
    ),
    ("  f1  \"\"\n  many[2] \"f{}\"  \"\"", "3:3: a second entry `f1` in one directory"),
    (
        "  many[2] \"d{}\"/\n    log  \"\"",
        "3:5: expected at most 2 spaces before the entry, which is in no directory, found 4",
    ),
    (
        "  nothing\n  a  \"\"",
        "2:3: `nothing` is the only line of its section, or in quotes the name of an entry",
    ),
    ("  # c", "2:3: comments stand at the top or above a step, not in a tree"),
    (r#"   a  """#, "2:4: expected an even number of spaces before the entry, found 3"),
    ("\ta  \"\"", "2:2: expected spaces before the entry, found a tab"),
    (
        "  a  \"\"\n    b  \"\"",
        "3:5: expected at most 2 spaces before the entry, which is in no directory, found 4",
    ),
    (
        "  a",
        "2:4: expected `/`, `->` and a target, `is a` and a type, or bytes after the name, found the end of the line",
    ),
    ("  a b", r#"2:5: expected bytes ("text", zeros[N] or A[from..to]), found `b`"#),
    ("  a -> b", "2:8: expected a target in quotes, found `b`"),
    ("  a/ b", "2:6: expected the end of the line, found `b`"),
    (r#"  a  "b" c"#, "2:10: expected the end of the line, found `c`"),
    (r#"  ä  "b""#, "2:3: expected the name of an entry, in quotes if it is no plain word, found `ä`"),
    (
        r#"  ..  "b""#,
        "2:3: expected the name of an entry, which is not empty, `.` or `..` and has no `/` or NUL, found `..`",
    ),
    (
        r#"  "a/b"  "b""#,
        r#"2:3: expected the name of an entry, which is not empty, `.` or `..` and has no `/` or NUL, found `"a/b"`"#,
    ),
    ("  a/\n  a  \"\"", "3:3: a second entry `a` in one directory"),
    (r#"  a  "b"#, "2:6: this string has no closing quote"),
    (r#"  a  "b\q""#, r#"2:8: expected \", \\, \n or \xNN"#),
    ("  a  zeros[9223372036854775807]", "2:6: more bytes than any file has"),
    ("  a  zeros[x]", r#"2:12: expected a number, found "x""#),
    (r#"  "ä\q"  """#, r#"2:5: expected \", \\, \n, \xNN, or \u{N}"#),
    (r#"  "a\u{10f7ff}"  """#, r"2:5: this character stands for a byte that is no text: expected \xNN"),
    (r#"  "\xc3\xa9"  """#, "2:3: these bytes are a character together: expected that one"),
    ("  a is fifo", "2:8: expected `a`, found `fifo`"),
    (
        "  a is a",
        "2:9: expected a type that can be planted, found the end of the line; known are fifo, socket",
    ),
    ("  a is a fifa", "2:10: expected a type that can be planted, found `fifa`; did you mean `fifo`?"),
    ("  a is a whale", "2:10: expected a type that can be planted, found `whale`; known are fifo, socket"),
    ("  a is a block-device", "2:10: only a fifo and a socket can be planted, found `block-device`"),
    ("  a is a fifo \"\"", r#"2:15: expected the end of the line, found `""`"#),
];

// Lines of `run`.
const RUN: &[Row] = &[
    ("repeat 1: f.stat", "2:10: expected a number of times from 2 to 100000, found `1:`"),
    ("repeat 100001: f.stat", "2:10: expected a number of times from 2 to 100000, found `100001:`"),
    ("repeat 3 f.stat", "2:12: expected `:` and a call, found `f.stat`"),
    (
        "repeat 3: quiesce",
        "2:20: expected `.` and a call, or `=`, found the end of the line; did you mean `quiesce`?",
    ),
    ("f{}.stat", "2:3: `f{}` counts, so it stands in a line that repeats: `repeat 2: ..`"),
    ("f.splice r{} 3", "2:3: `r{}` counts, so it stands in a line that repeats: `repeat 2: ..`"),
    (
        r#"repeat 2: f = root.open-at "a""#,
        "2:13: each time gives a handle: expected a name that counts, such as `f{}`",
    ),
    (
        "f2 = root.read-directory\n  repeat 2: f{} = root.read-directory",
        "3:3: the name `f2` is taken since line 2",
    ),
    ("f.read permit+x 0", "2:10: expected a length, found `permit+x`"),
    ("f.read permit+0 0", "2:10: expected a length, found `permit+0`"),
    ("f.write A[0..sizes] 0", "2:16: expected a number, found \"sizes\""),
    (
        "F.stat",
        "2:3: expected a handle's name (a lower-case letter, then letters, digits and `-`), found `F.stat`",
    ),
    ("f", "2:4: expected `.` and a call, or `=`, found the end of the line"),
    (
        "f =",
        "2:6: expected a handle's name (a lower-case letter, then letters, digits and `-`), found the end of the line",
    ),
    ("f = g", "2:8: expected `.` and a call, found the end of the line"),
    (
        "=> ok",
        "2:3: expected a handle's name (a lower-case letter, then letters, digits and `-`), found `=>`",
    ),
    ("f.", "2:5: expected a call, found the end of the line"),
    ("f.raed 8", "2:5: expected a call, found `raed`; did you mean `read`?"),
    ("f.frobnicate 8", "2:5: expected a call, found `frobnicate`"),
    ("f.stat 8", "2:10: expected `=>` or the end of the line, found `8`"),
    ("f.read", "2:9: expected a length, found the end of the line"),
    ("f.read 8 x", "2:12: expected an offset, found `x`"),
    ("f.read 8 9 10", "2:14: expected `=>` or the end of the line, found `10`"),
    ("f.read -8", "2:10: expected a length, found `-8`"),
    (
        "f.read 18446744073709551616",
        "2:10: expected a length of at most 18446744073709551615, found `18446744073709551616`",
    ),
    ("f.write 5", r#"2:11: expected bytes ("text", zeros[N] or A[from..to]), found `5`"#),
    (r#"f.write "a"5"#, "2:14: expected a space, found `5`"),
    (r#"f.write "a" b"#, "2:15: expected an offset, found `b`"),
    ("f.write zeros[16777217]", "2:11: at most 16777216 bytes in one call, found 16777217"),
    ("f.unlink-file-at log", "2:20: expected a path in quotes, found `log`"),
    (r#"f.unlink-file-at "log"#, "2:20: this text has no closing quote"),
    (r#"f.unlink-file-at "l\og""#, r#"2:22: expected \", \\, \n, \xNN up to \x7f, or \u{N}"#),
    (
        "w.splice 5 6",
        "2:12: expected a handle's name (a lower-case letter, then letters, digits and `-`), found `5`",
    ),
    ("w.splice r", "2:13: expected a length, found the end of the line"),
    (
        r#"f = root.open-at "ä => b" raed"#,
        "2:29: expected a flag of `open-at`, found `raed`; did you mean `read`?",
    ),
    (r#"f = root.open-at "ä" read write read"#, "2:35: a second `read`"),
    (
        r#"f = root.open-at "a" ="#,
        "2:24: expected a flag of `open-at`, found `=`; known are symlink-follow, create, directory, exclusive, truncate, read, write, file-integrity-sync, data-integrity-sync, requested-write-sync, mutate-directory",
    ),
    ("f = root.stat", "2:3: `stat` gives no handle, so there is nothing to call `f`"),
    (r#"root.open-at "a""#, "2:3: `open-at` gives a handle: expected a name for it and `=` in front"),
    ("g = v.cancel", "2:3: `cancel` gives no handle, so there is nothing to call `g`"),
    ("f.read 5, untill progress", "2:13: expected `until`, found `untill`"),
    ("f.read 5, until", "2:18: expected `progress`, found the end of the line"),
    (
        "f.read 5 0, until progress",
        "2:15: `descriptor.read` can't be repeated until progress; those that can are `stream.read`, `skip`, `check-write`, `ready`",
    ),
    ("v.read 5, until progress 5", "2:28: expected the end of the line, found `5`"),
    ("f.stat =>", "2:12: expected an answer after `=>`, found the end of the line"),
    (r#"root = root.open-at "a""#, "2:3: the name `root` is taken by the preopen"),
    ("# c", "2:3: expected a step below this comment"),
    ("f.stat\x1b[0m", r"2:5: expected a call, found `stat\x1b[0m`"),
    (
        "f.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "2:5: expected a call, found `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..`",
    ),
];

// Lines of `run` that are no calls, and calls that are given up.
const TIME: &[Row] = &[
    ("hold now", "2:8: expected `queued`, found `now`"),
    ("hold queue", "2:8: expected `queued`, found `queue`"),
    ("hold queued now", "2:15: expected the end of the line, found `now`"),
    ("hold => ok", "2:8: expected `queued`, found `=>`"),
    (
        "hold =",
        "2:9: expected a handle's name (a lower-case letter, then letters, digits and `-`), found the end of the line",
    ),
    ("hold.stat 5", "2:13: expected `=>` or the end of the line, found `5`"),
    (
        "release",
        "2:10: expected a handle's name (a lower-case letter, then letters, digits and `-`), found the end of the line",
    ),
    (
        "release V",
        "2:11: expected a handle's name (a lower-case letter, then letters, digits and `-`), found `V`",
    ),
    ("release v w", "2:13: expected the end of the line, found `w`"),
    ("quiesce v", "2:11: expected the end of the line, found `v`"),
    ("quiesc", "2:9: expected `.` and a call, or `=`, found the end of the line; did you mean `quiesce`?"),
    (
        "fault",
        "2:8: expected a handle's name (a lower-case letter, then letters, digits and `-`), found the end of the line",
    ),
    (
        "fault v",
        "2:10: expected a class of calls such as `write` or `sync`, found the end of the line; known are read, write, copy, sync, open, metadata, readlink, list, size, times, create, rename, remove, advise",
    ),
    (
        "fault v append io",
        "2:11: expected a class of calls such as `write` or `sync`, found `append`; did you mean `open`?",
    ),
    (
        "fault v wirte io",
        "2:11: expected a class of calls such as `write` or `sync`, found `wirte`; did you mean `write`?",
    ),
    (
        "fault v write",
        "2:16: expected an answer of the system such as `io`, found the end of the line; known are interrupted, short, zero, access, would-block, already, bad-descriptor, busy, deadlock, quota, exist, file-too-large, illegal-byte-sequence, in-progress, invalid, io, is-directory, loop, too-many-links, message-size, name-too-long, no-device, no-entry, no-lock, insufficient-memory, insufficient-space, not-directory, not-empty, not-recoverable, unsupported, no-tty, no-such-device, overflow, not-permitted, pipe, read-only, invalid-seek, text-file-busy, cross-device",
    ),
    (
        "fault v write enospc",
        "2:17: expected an answer of the system such as `io`, found `enospc`; known are interrupted, short, zero, access, would-block, already, bad-descriptor, busy, deadlock, quota, exist, file-too-large, illegal-byte-sequence, in-progress, invalid, io, is-directory, loop, too-many-links, message-size, name-too-long, no-device, no-entry, no-lock, insufficient-memory, insufficient-space, not-directory, not-empty, not-recoverable, unsupported, no-tty, no-such-device, overflow, not-permitted, pipe, read-only, invalid-seek, text-file-busy, cross-device",
    ),
    (
        "fault v write insufficient-spase",
        "2:17: expected an answer of the system such as `io`, found `insufficient-spase`; did you mean `insufficient-space`?",
    ),
    ("fault f sync io after 1 byte", "2:19: expected no `after`; such calls move no bytes, found `after`"),
    (
        "fault f open io behind",
        "2:19: expected no `behind`; an error alone is told behind a call, and not of one that opens, found `behind`",
    ),
    ("fault v write short", "2:22: expected a count of bytes, found the end of the line"),
    (
        "fault v write short 0",
        "2:23: expected a count of at least 1; `zero` is an answer of its own, found `0`",
    ),
    ("fault v write io 3", "2:20: expected `after`, found `3`"),
    ("fault v write io after", "2:25: expected a count of bytes, found the end of the line"),
    ("fault v write io after x bytes", "2:26: expected a count of bytes, found `x`"),
    ("fault v write io after 3", "2:27: expected `bytes`, found the end of the line"),
    ("fault v write io after 1 bytes", "2:28: expected `byte`, found `bytes`"),
    ("fault v write io after 3 byte", "2:28: expected `bytes`, found `byte`"),
    ("fault v write io after 3 bytes now", "2:34: expected the end of the line, found `now`"),
    (
        "host",
        "2:7: expected a change, found the end of the line; known are truncate, append, write, replace, remove, swap, rename, symlink, mkdir, touch, chmod",
    ),
    (
        r#"host copy "log""#,
        "2:8: expected a change, found `copy`; known are truncate, append, write, replace, remove, swap, rename, symlink, mkdir, touch, chmod",
    ),
    (r#"host trunkate "log" 5"#, "2:8: expected a change, found `trunkate`; did you mean `truncate`?"),
    (r#"host chmod "log" 9"#, "2:20: expected a mode of four octal digits, from 0000 to 0777, found `9`"),
    (r#"host symlink "log" "x""#, "2:22: expected `->`, found `\"x\"`"),
    (r#"host symlink "log" -> """#, "2:25: expected where it leads; no link is empty, found `\"\"`"),
    (r#"host swap "log" "../x""#, "2:19: expected a plain path such as \"sub/log\", found `\"../x\"`"),
    (
        r#"host touch "log", before system call 0 of f"#,
        "2:40: expected a number of at least 1, that of the first call, found `0`",
    ),
    (r#"host touch "log", before call 1 of f"#, "2:28: expected `system`, found `call`"),
    ("host truncate log 5", "2:17: expected a path in quotes, found `log`"),
    (r#"host truncate "../x" 5"#, r#"2:17: expected a plain path such as "sub/log", found `"../x"`"#),
    (r#"host truncate "" 5"#, r#"2:17: expected a plain path such as "sub/log", found `""`"#),
    (r#"host truncate "log""#, "2:22: expected a size, found the end of the line"),
    (r#"host append "log" 5"#, r#"2:21: expected bytes ("text", zeros[N] or A[from..to]), found `5`"#),
    (r#"host write "log" "a""#, "2:23: expected an offset, found the end of the line"),
    (
        r#"host replace "log""#,
        r#"2:21: expected bytes ("text", zeros[N] or A[from..to]), found the end of the line"#,
    ),
    (r#"host remove "log" 5"#, "2:21: expected the end of the line, found `5`"),
    (r#"host remove "log" => ok"#, "2:21: expected the end of the line, found `=>`"),
    ("v.blocking-flush, abandon", "2:28: expected `after`, found the end of the line"),
    ("v.blocking-flush, abandoned after 1 poll", "2:21: expected `abandon`, found `abandoned`"),
    ("v.blocking-flush, abandon after 0 polls", "2:35: expected a number of polls from 1 to 1000, found `0`"),
    (
        "v.blocking-flush, abandon after 1001 polls",
        "2:35: expected a number of polls from 1 to 1000, found `1001`",
    ),
    ("v.blocking-flush, abandon after 1 polls", "2:37: expected `poll`, found `polls`"),
    ("v.blocking-flush, abandon after 2 poll", "2:37: expected `polls`, found `poll`"),
    ("v.blocking-flush, abandon after polls", "2:35: expected a number of polls, found `polls`"),
    (
        "v.flush, abandon after 1 poll",
        "2:12: `flush` can't be given up; those that can are `blocking-read`, `blocking-skip`, `blocking-write-and-flush`, `blocking-flush`, `blocking-write-zeroes-and-flush`, `blocking-splice`, `ready`, `block`, `poll`",
    ),
    (
        "v.drop, abandon after 1 poll",
        "2:11: `drop` can't be given up; those that can are `blocking-read`, `blocking-skip`, `blocking-write-and-flush`, `blocking-flush`, `blocking-write-zeroes-and-flush`, `blocking-splice`, `ready`, `block`, `poll`",
    ),
];
