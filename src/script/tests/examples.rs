//! Whole scripts as a person writes them.

use pretty_assertions::assert_eq;

use super::parsed;
use crate::op::{Manner, Name, OpKind};
use crate::outcome::{Outcome, Seen};
use crate::script::Script;
use crate::tree::{DirPerms, FilePerms, Node, Tree};
use crate::wasi::DescriptorType;

/// Everything that the text can say, in its canonical form.
const EVERYTHING: &str = r#"# Two append streams on one file: no byte is lost.
#
#   Whichever write lands first.
rule   append/no-lost-bytes
needs  append symlinks
preopen root "" dir=read,mutate file=read,write
preopen ro "sub" dir=read file=read
preopen no "sub/inner" dir=none file=none
modified "z" -86400
modified "sub/inner/nothing" 2147483648
mode "log" 0444
mode "sub/inner" 0755

tree
  link -> "sub/leaf"
  log  "base"
  sub/
    "a \"b\""  "\x00\xff"
    inner/
      "nothing"  ""
    leaf  A[0..400]+zeros[1000000]+"x"
    pipe is a fifo
  z  ""

run
  # The first stream.
  f = root.open-at "log" symlink-follow create read write  => ok
  v = f.append-via-stream                                  => ok
  r = ro.open-at "a => b" exclusive mutate-directory       => no-entry | invalid
  v.write "AAAA"                                           => ok
  f.write A[4..40]+"tail" 18446744073709551615
  v.splice r 12                                            => 0..12
  r.read 8, until progress                                 => "base" eof?
  f.read 64 0                                              => "base => \"" eof
  # And let go.
  #
  v.drop                                                   => ok
  # Somebody else.
  host truncate "log" 2
  host append "sub/leaf" "xA000A001A"
  host write "sub/inner/nothing" "\xff" 18446744073709551615
  host replace "z" zeros[100]
  host remove "z"
  repeat 120: h{} = root.open-at "d/{}-x" read
  repeat 120: h{}.rename-at "{}" to h{} "y"
  repeat 300: r.blocking-read 4096                         => closed
  h7.read size-1 count+1
  v.write-zeroes permit+1
  v.write A[0..permit]
  f.write B[4..count] size
  v.splice r count
  w = f.write-via-stream 0
  q = f.read-via-stream 0
  fault w write interrupted
  fault w write short 3 after 1 byte
  fault w write zero after 2 bytes
  fault w read io
  fault q read insufficient-space after 18446744073709551615 bytes
  fault q write quota
  hold queued
  w.ready, abandon after 1 poll                            => true | abandoned
  w.block, abandon after 2 polls
  q.blocking-read 8, abandon after 1 poll
  q.blocking-skip 8, abandon after 3 polls
  hold
  w.blocking-write-and-flush "BB", abandon after 1 poll    => ok | abandoned
  w.blocking-write-zeroes-and-flush 5, abandon after 1000 polls
  w.blocking-splice q 5, abandon after 1 poll
  w.blocking-flush, abandon after 2 polls
  # The later one first.
  release q
  release w
  quiesce

end
  nothing
"#;

#[test]
fn everything_prints_byte_for_byte_as_it_was_parsed() {
    assert_eq!(parsed(EVERYTHING).to_string(), EVERYTHING);
}

#[test]
fn the_example_of_the_documentation_is_canonical() {
    let lines = include_str!("../mod.rs").lines().skip_while(|line| *line != "//! ```text").skip(1);
    let lines = lines.take_while(|line| *line != "//! ```").map(|line| line.trim_start_matches("//!"));
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n") + "\n";
    assert_eq!(parsed(&text).to_string(), text);
}

#[test]
fn the_parts_of_a_text_are_where_they_belong() {
    let script = parsed(EVERYTHING);
    assert_eq!(script.comments[1..], ["", "  Whichever write lands first."]);
    assert_eq!(script.end, Some(Tree::default()));
    let access = script.fixture.preopens[1].access;
    assert_eq!((access.dir, access.file), (DirPerms::READ, FilePerms::READ));
    let [read_stream, read_file] = [6, 7].map(|index| &script.steps[index]);
    let (read_stream, read_file) = (read_stream.call().unwrap(), read_file.call().unwrap());
    assert_eq!((read_stream.op.kind(), read_file.op.kind()), (OpKind::StreamRead, OpKind::Read));
    assert_eq!((read_stream.manner, read_file.manner), (Manner::UntilProgress, Manner::Once));
    assert_eq!(script.steps[7].pinned.as_deref(), Some(r#""base => \"" eof"#));
    assert_eq!(script.steps[0].bind(), Name::new("f").as_ref());
    assert_eq!(script.steps[8].comments, ["And let go.", ""]);
}

#[test]
fn the_least_script_has_an_empty_run() {
    assert_eq!(Script::default().to_string(), "run\n");
    assert_eq!(parsed("run"), Script::default());
}

#[test]
fn a_single_step_prints_without_its_answer() {
    let script = parsed(EVERYTHING);
    assert_eq!(script.steps[6].to_string(), "r.read 8, until progress");
    assert_eq!(script.steps[0].to_string(), r#"f = root.open-at "log" symlink-follow create read write"#);
}

#[test]
fn what_is_written_loosely_prints_in_the_canonical_form() {
    let loose = "\
#no space
preopen  root  \"\"  dir=mutate,read   file=write, read

tree
  b \"1\"
  \"a\"  \"2\"\r
run
    f  =root . open-at   \"b\" write   create   =>ok


  f.write   \"1\"+\"2\"   007=>  2
";
    let canonical = "\
# no space

tree
  a  \"2\"
  b  \"1\"

run
  f = root.open-at \"b\" create write  => ok
  f.write \"12\" 7                     => 2
";
    assert_eq!(parsed(loose).to_string(), canonical);
}

#[test]
fn a_wide_step_does_not_push_the_answers_beyond_column_60() {
    let path = "p".repeat(60);
    let text = format!(
        "run\n  f.unlink-file-at \"{path}\"  => ok\n  f.stat{}  => ok\n  f.write \"{path}\" 5\n",
        " ".repeat(49)
    );
    assert_eq!(parsed(&text).to_string(), text);
    assert_eq!(text.lines().nth(2).and_then(|line| line.find("=>")), Some(59));
}

#[test]
fn many_entries_stand_on_one_line_and_few_on_lines_of_their_own() {
    let text = r#"tree
  log  "base"
  sub/
    many[20] "{} of many.d"/
    many[5000] "f{}"  "x"
    f040  "x"
    f05  "x"
    many[16] "l{}" -> "f0"

run
  root.stat

end
  many[100000] "a{}" is a fifo
"#;
    let script = parsed(text);
    let sub = script.fixture.tree.get("sub").map(Node::descriptor_type);
    assert_eq!(sub, Some(DescriptorType::Directory));
    assert_eq!(script.fixture.tree.get("sub/f4999"), Some(&Node::file("x")));
    assert_eq!(script.fixture.tree.get("sub/f5000"), None);
    assert_eq!(script.to_string(), text);
    let few = parsed("tree\n  many[3] \"f{}\"  \"\"\n\nrun\n").to_string();
    assert_eq!(few, "tree\n  f0  \"\"\n  f1  \"\"\n  f2  \"\"\n\nrun\n");
}

#[test]
fn a_line_that_repeats_is_made_with_its_number_and_with_what_was_seen() {
    let text = "run\n  repeat 3: h{} = root.open-at \"d/{}\" read\n  w.write A[2..permit-1]\n  h.read size+1 count\n";
    let script = parsed(text);
    let mut seen = Seen::default();
    let made = |step: usize, time, seen: &Seen| script.steps[step].made(time, seen).to_string();
    assert_eq!(made(0, 3, &seen), "h3 = root.open-at \"d/3\" read");
    assert_eq!(script.steps[0].binds().map(|name| name.to_string()).collect::<Vec<_>>(), ["h1", "h2", "h3"]);
    // What was never seen is 0.
    assert_eq!([made(1, 1, &seen), made(2, 1, &seen)], ["w.write \"\"", "h.read 1 0"]);
    let answered = parsed("run\n  w.check-write\n  v.check-write\n  r.skip 9\n  h.read 9 0\n");
    let answers = [
        Outcome::Count(8),
        Outcome::Count(4),
        Outcome::Count(9),
        Outcome::Bytes { bytes: vec![1; 5], end: None },
    ];
    for (step, answer) in answered.steps.iter().zip(&answers) {
        seen.note(step.call().unwrap(), answer);
    }
    assert_eq!([made(1, 1, &seen), made(2, 1, &seen)], ["w.write \"00A00\"", "h.read 1 5"]);
}
