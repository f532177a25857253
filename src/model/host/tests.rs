//! What a host that lacks something may answer, and what it may not.

use std::slice::from_ref;

use super::*;
use crate::outcome::Outcome;
use crate::script::{Script, Step};
use crate::tree::Platform;
use crate::wasi::{DescriptorStat, DescriptorType, StreamError};
use Outcome::{Closed, Count, Done};

/// Takes the answers to the steps one by one; the rule that the last of them breaks, or what excuses it.
fn last(host: (Lacks, Traits), steps: &str, answers: &[Outcome]) -> Result<Option<Capability>, Rule> {
    let text =
        format!("tree\n  Dir/\n    x  \"\"\n  empty/\n  l -> \"log\"\n  log  \"base\"\n\nrun\n{steps}");
    let script = Script::parse("a test", &text).unwrap();
    let mut model = Model::new(&script.fixture).on_host(host.0, host.1);
    let calls: Vec<_> = script.steps.iter().filter_map(Step::call).collect();
    assert_eq!(calls.len(), answers.len());
    let mut excuse = Ok(None);
    for (at, (call, answer)) in calls.into_iter().zip(answers).enumerate() {
        let allowed = model.allowed(call).unwrap();
        excuse = allowed.judge(answer).map(|_| allowed.excuse(answer)).map_err(|breach| breach.rule);
        assert!(excuse.is_ok() || at + 1 == answers.len(), "step {at}: {excuse:?}");
        if excuse.is_ok() {
            model.take(call, answer);
        }
    }
    excuse
}

fn without(lack: Capability) -> (Lacks, Traits) {
    (Lacks::default().with(lack), Traits::NONE)
}

fn on(platform: Platform) -> (Lacks, Traits) {
    (platform.lacks(), platform.traits())
}

fn posix() -> (Lacks, Traits) {
    Default::default()
}

fn refused(code: ErrorCode) -> Outcome {
    Outcome::Error(code)
}

#[test]
fn what_is_open_may_be_busy_where_that_is_declared_and_nothing_else_may() {
    // How to read a row: what is lacking, a step on what is open, the rule that it breaks without.
    for (lack, step, rule) in [
        (Capability::RemoveOpen, "root.unlink-file-at \"log\"", Rule::DirUnlink),
        (Capability::RenameOpen, "root.rename-at \"log\" to root \"new\"", Rule::DirRename),
        (Capability::RenameOpen, "root.rename-at \"empty\" to root \"new\"", Rule::DirRename),
        (Capability::TruncateOpen, "g = root.open-at \"log\" truncate write", Rule::OpenTruncate),
    ] {
        let opening = "  f = root.open-at \"log\" read\n  d = root.open-at \"empty\" directory read\n";
        let (open, closed) = (format!("{opening}  {step}\n"), format!("  {step}\n"));
        let answers = [Done, Done, refused(ErrorCode::Access)];
        assert_eq!(last(without(lack), &open, &answers), Ok(Some(lack)), "{step}");
        assert_eq!(last(posix(), &open, &answers), Err(rule), "{step}");
        assert_eq!(last(without(lack), &closed, &answers[2..]), Err(rule), "{step}");
        assert_eq!(last(without(lack), &open, &[Done, Done, Done]), Ok(None), "{step}");
        let wrong = [Done, Done, refused(ErrorCode::Io)];
        assert_eq!(last(without(lack), &open, &wrong), Err(rule), "{step}");
    }
}

#[test]
fn a_file_may_go_with_its_last_name_and_not_before() {
    let lack = Capability::NamelessFiles;
    let steps = "  f = root.open-at \"log\" read write\n  w = f.write-via-stream 0\n  w.check-write\n  \
                 root.unlink-file-at \"log\"\n  f.set-size 1\n  w.check-write\n  w.check-write\n";
    let stale = Outcome::from(StreamError::LastOperationFailed(Some(ErrorCode::Io)));
    let gone = [Done, Done, Count(9), Done, refused(ErrorCode::Io), stale.clone(), Closed];
    assert_eq!(last(without(lack), steps, &gone), Ok(None));
    assert_eq!(last(without(lack), steps.rsplit_once("  w.").unwrap().0, &gone[..6]), Ok(Some(lack)));
    let named = "  root.link-at \"log\" to root \"two\"\n  f = root.open-at \"log\" read write\n  \
                 root.unlink-file-at \"log\"\n  f.set-size 1\n";
    assert_eq!(
        last(without(lack), named, &[Done, Done, Done, refused(ErrorCode::Io)]),
        Err(Rule::FileSetSize)
    );
}

#[test]
fn a_link_and_a_count_are_told_as_they_are_or_as_the_host_has_them() {
    let told = |r#type, size, link_count| {
        Outcome::Stat(DescriptorStat {
            r#type,
            link_count,
            size,
            data_access_timestamp: None,
            data_modification_timestamp: None,
            status_change_timestamp: None,
        })
    };
    let link = |size| [told(DescriptorType::SymbolicLink, size, 1)];
    let (look, lack) = ("  root.stat-at \"l\"\n", Capability::LinkSizes);
    assert_eq!(last(without(lack), look, &link(0)), Ok(Some(lack)));
    assert_eq!(last(without(lack), look, &link(3)), Ok(None));
    assert_eq!(last(without(lack), look, &link(1)), Err(Rule::FileStat));
    assert_eq!(last(posix(), look, &link(0)), Err(Rule::FileStat));
    let counts = "  root.link-at \"log\" to root \"two\"\n  root.stat-at \"log\"\n";
    let (file, lack) = (|links| [Done, told(DescriptorType::RegularFile, 4, links)], Capability::LinkCounts);
    assert_eq!(last(without(lack), counts, &file(1)), Ok(Some(lack)));
    assert_eq!(last(without(lack), counts, &file(2)), Ok(None));
    assert_eq!(last(without(lack), counts, &file(3)), Err(Rule::LinkCount));
    assert_eq!(last(posix(), counts, &file(1)), Err(Rule::LinkCount));
}

#[test]
fn the_times_of_a_link_need_not_be_kept_where_that_is_declared() {
    let steps = "  root.set-times-at \"l\" 1000000000s 1000000000s\n  root.stat-at \"l\"\n";
    let moment = Some(Datetime { seconds: 1_700_000_000, nanoseconds: 0 });
    let told = Outcome::Stat(DescriptorStat {
        r#type: DescriptorType::SymbolicLink,
        link_count: 1,
        size: 3,
        data_access_timestamp: moment,
        data_modification_timestamp: moment,
        status_change_timestamp: moment,
    });
    let lack = Capability::LinkTimes;
    assert_eq!(last(without(lack), steps, &[Done, told.clone()]), Ok(Some(lack)));
    assert_eq!(last(posix(), steps, &[Done, told]), Err(Rule::TimeSet));
}

#[test]
fn a_refusal_has_the_words_of_the_host_and_of_no_other() {
    let (access, permitted) = (refused(ErrorCode::Access), refused(ErrorCode::NotPermitted));
    let unlink = "  root.unlink-file-at \"empty\"\n";
    let (windows, macos) = (on(Platform::Windows), on(Platform::Macos));
    let posix_codes = Some(Capability::PosixCodes);
    assert_eq!(last(windows, unlink, from_ref(&access)), Ok(posix_codes));
    assert_eq!(last(windows, unlink, from_ref(&permitted)), Err(Rule::DirUnlinkKind));
    assert_eq!(last(macos, unlink, from_ref(&permitted)), Ok(posix_codes));
    assert_eq!(last(macos, unlink, from_ref(&access)), Err(Rule::DirUnlinkKind));
    assert_eq!(last(posix(), unlink, from_ref(&access)), Err(Rule::DirUnlinkKind));
    assert_eq!(last(without(Capability::PosixCodes), unlink, from_ref(&access)), Ok(posix_codes));
    // What leaves is refused for that, in whichever words.
    let outside = "  root.link-at \"log\" to root \"../new\"\n";
    assert!(last(windows, outside, &[access]).is_err());
    let onto = "  root.rename-at \"empty\" to root \"Dir\"\n";
    assert_eq!(last(windows, onto, &[refused(ErrorCode::NotEmpty)]), Ok(None));
}

#[test]
fn names_that_the_host_has_not_may_be_refused_and_others_may_not() {
    let odd = refused(ErrorCode::Invalid);
    for (name, may_be) in [("a:b", true), ("ab", false)] {
        let steps = format!("  root.create-directory-at \"{name}\"\n");
        let told = last(without(Capability::FreeNames), &steps, from_ref(&odd));
        assert_eq!(told, if may_be { Ok(Some(Capability::FreeNames)) } else { Err(Rule::DirCreate) });
    }
    let limited = (Lacks::default(), Traits { name_max: Some(3), ..Traits::NONE });
    let long = "  root.create-directory-at \"long\"\n";
    assert_eq!(last(limited, long, &[refused(ErrorCode::NameTooLong)]), Ok(None));
    assert_eq!(last(limited, long, &[Done]), Err(Rule::PathName));
    assert_eq!(last(posix(), long, &[refused(ErrorCode::NameTooLong)]), Err(Rule::DirCreate));
}

#[test]
fn nothing_is_beyond_the_largest_file_and_before_the_oldest_moment() {
    let fat = on(Platform::Fat);
    let size = "  f = root.open-at \"log\" read write\n  f.set-size 4294967296\n";
    assert_eq!(last(fat, size, &[Done, refused(ErrorCode::FileTooLarge)]), Ok(None));
    assert_eq!(last(fat, size, &[Done, Done]), Err(Rule::FileFarOffset));
    assert_eq!(last(posix(), size, &[Done, Done]), Ok(None));
    let old = "  root.set-times-at \"log\" 5s 5s\n";
    assert_eq!(last(fat, old, &[refused(ErrorCode::Invalid)]), Ok(None));
    assert_eq!(last(posix(), old, &[refused(ErrorCode::Invalid)]), Err(Rule::TimeArgument));
}
