//! What is an answer, what is noise, and what each value has to look like.

use std::ffi::OsString;
use std::fmt::Debug;
use std::time::Duration;

use serde_json::value::RawValue;

use super::error::Problem;
use super::launched;
use super::launcher::Launcher;
use super::protocol::{Answer, Garbled, Request, Wire};
use super::start::{Hello, Serves};
use crate::tree::Capability;
use crate::wasi::{
    Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, MetadataHashValue,
    NewTimestamp,
};

#[test]
fn a_line_is_an_answer_or_no_answer_or_noise() {
    let read = |line: &str| {
        Answer::of(line.as_bytes())
            .map(|answer| answer.map(|(id, answer)| format!("{id} {}", answer.written())))
    };
    let answers = [
        (r#"{"id": 7, "ok": null}"#, r#"7 {"ok":null}"#),
        ("  {\"ok\": [\"YQ==\", true], \"id\": 8, \"took\": 3}\r\n", r#"8 {"ok":["YQ==",true]}"#),
        (
            r#"{"id": 18446744073709551615, "error": "no-entry"}"#,
            r#"18446744073709551615 {"error":"no-entry"}"#,
        ),
        (r#"{"id": 1, "failed": null}"#, r#"1 {"failed":null}"#),
        (r#"{"id": 1, "failed": "io"}"#, r#"1 {"failed":"io"}"#),
        (r#"{"id": 1, "closed": true}"#, r#"1 {"closed":true}"#),
        (r#"{"id": 1, "trap": "\u00e4"}"#, r#"1 {"trap":"ä"}"#),
    ];
    for (line, answer) in answers {
        assert_eq!(read(line), Some(Ok(answer.to_owned())), "{line}");
    }
    let garbled = [
        r#"{"id": 1}"#,
        r#"{"ok": null}"#,
        r#"{"id": "1", "ok": null}"#,
        r#"{"id": -1, "ok": null}"#,
        r#"{"id": 1, "ok": null, "error": "io"}"#,
        r#"{"id": 1, "ok": null, "ok": null}"#,
        r#"{"id": 1, "error": "ENOENT"}"#,
        r#"{"id": 1, "error": null}"#,
        r#"{"id": 1, "closed": false}"#,
        r#"{"id": 1, "trap": {}}"#,
        r#"{"id": 1, "trap": "\ud800"}"#,
        "{}",
    ];
    for line in garbled {
        assert!(matches!(read(line), Some(Err(_))), "{line}");
    }
    // Text that is no UTF-8 makes no answer of an object, and none of anything else.
    assert!(matches!(Answer::of(b"{\"id\": 1, \"ok\": \"\xff\"}"), Some(Err(_))));
    assert!(Answer::of(b"\xff").is_none());
    let noise = [
        "",
        "\n",
        "[1, 2]",
        "[7, null, \"io\"]",
        "{ call: it }",
        "null",
        "7",
        "\"{}\"",
        "{\"id\": 1, \"ok\": nul",
        "{} {}",
    ];
    for line in noise {
        assert_eq!(read(line), None, "{line}");
    }
}

#[test]
fn a_number_or_the_like_of_another_form_is_no_value() {
    fn takes<T: Wire + Debug + PartialEq>(text: &str, value: &T) {
        assert_eq!(T::of_text(text).as_ref(), Some(value), "{text}");
    }
    fn refuses<T: Wire + Debug>(texts: &[&str]) {
        for text in texts {
            assert!(T::of_text(text).is_none(), "{text} is taken for {:?}", T::of_text(text));
        }
    }
    takes(r#""18446744073709551615""#, &u64::MAX);
    refuses::<u64>(&[
        "7",
        r#""18446744073709551616""#,
        r#""""#,
        r#""+7""#,
        r#""-1""#,
        r#"" 7""#,
        "null",
        r#""7.0""#,
    ]);
    takes(r#""AP/+""#, &vec![0_u8, 255, 254]);
    takes(r#""YQ\u003d=""#, &b"a".to_vec());
    refuses::<Vec<u8>>(&[r#""YQ""#, r#""Y-_=""#, "[97]", "null"]);
    takes(r#"["", true]"#, &(Vec::new(), true));
    refuses::<(Vec<u8>, bool)>(&[r#"["YQ=="]"#, r#"["YQ==", 1]"#, r#"["YQ==", true, true]"#, r#""YQ==""#]);
    takes(r#"["write", "read"]"#, &(DescriptorFlags::READ | DescriptorFlags::WRITE));
    takes("[]", &DescriptorFlags::empty());
    refuses::<DescriptorFlags>(&[r#"["reed"]"#, r#"{"read": true}"#, r#""read""#]);
    takes("true", &true);
    refuses::<bool>(&["1", r#""true""#, "null"]);
    takes("null", &());
    refuses::<()>(&["0", "{}", "[]", r#""""#]);
    takes(r#""socket""#, &DescriptorType::Socket);
    refuses::<DescriptorType>(&[r#""file""#, "3"]);
    takes("null", &None::<ErrorCode>);
    refuses::<Option<ErrorCode>>(&[r#""""#, "false"]);
    takes(r#"{"lower": "1", "upper": "2"}"#, &MetadataHashValue { lower: 1, upper: 2 });
    refuses::<MetadataHashValue>(&[r#"{"lower": 1, "upper": 2}"#, r#"{"lower": "1"}"#]);
    let entry = DirectoryEntry { r#type: DescriptorType::Fifo, name: "a\"".to_owned() };
    takes(r#"{"type": "fifo", "name": "a\""}"#, &Some(entry));
    refuses::<Option<DirectoryEntry>>(&[r#"{"type": "fifo"}"#, r#"{"type": "fifo", "name": "\ud800"}"#]);
    let stat = r#"{"type": "directory", "link-count": "2", "size": "0", "data-access-timestamp": null,
        "data-modification-timestamp": {"seconds": "5", "nanoseconds": 4294967295}, "status-change-timestamp": null}"#;
    let moment = Some(Datetime { seconds: 5, nanoseconds: u32::MAX });
    let read = DescriptorStat::of_text(stat).unwrap();
    assert_eq!(
        (read.link_count, read.data_modification_timestamp, read.status_change_timestamp),
        (2, moment, None)
    );
    for part in [r#""link-count": "2", "#, r#", "status-change-timestamp": null"#] {
        refuses::<DescriptorStat>(&[&stat.replace(part, "")]);
    }
    refuses::<Datetime>(&[
        r#"{"seconds": "5", "nanoseconds": 4294967296}"#,
        r#"{"seconds": "5", "nanoseconds": "0"}"#,
    ]);
}

#[test]
fn what_is_no_value_is_quoted_and_not_at_length() {
    let long = format!("[{}]", "7,".repeat(1000) + "7");
    let Garbled(what) = u64::read(&RawValue::from_string(long).unwrap()).unwrap_err();
    let quoted = "7,".repeat(39) + "7";
    assert_eq!(
        what,
        format!("an answer of [{quoted}..., where a string of decimal digits, below 2^64 is expected")
    );
    // What would take far more memory than its text is not read at all.
    let huge = format!("[{}{{}}]", "{},".repeat(1 << 19));
    assert!(DescriptorFlags::of_text(&huge).is_none());
}

#[test]
fn a_request_is_one_line_of_json_with_its_number_first() {
    let time = NewTimestamp::Timestamp(Datetime { seconds: u64::MAX, nanoseconds: 5 });
    let request = Request::on(3, "descriptor.x").with("path", "a\n\"").with_number("offset", u64::MAX);
    let request = request.with_flags("flags", DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY);
    let line = request.with_bytes("buffer", b"\0a").with_timestamp("time", time).line(9);
    assert_eq!(
        line,
        "{\"id\":9,\"call\":\"descriptor.x\",\"on\":3,\"path\":\"a\\n\\\"\",\"offset\":\"18446744073709551615\",\
         \"flags\":[\"read\",\"mutate-directory\"],\"buffer\":\"AGE=\",\
         \"time\":{\"nanoseconds\":5,\"seconds\":\"18446744073709551615\"}}\n"
    );
}

#[test]
fn what_a_driver_lacks_is_what_it_says_and_what_no_process_can_have() {
    let lacks = |serves, names: &[&str]| {
        let lacks = names.iter().map(|name| (*name).to_owned()).collect();
        Hello {
            protocol: 1,
            name: "x".into(),
            serves,
            lacks,
            devices: 1,
            pollables: false,
            errors: false,
            platform: None,
        }
        .lacks()
        .unwrap()
    };
    let always = [Capability::Abandon, Capability::Faults, Capability::Quiesce];
    let (folder, memory) = (lacks(Serves::Folder, &[]), lacks(Serves::Memory, &["permissions", "append"]));
    assert!(always.iter().all(|capability| folder.contains(*capability) && memory.contains(*capability)));
    assert!(!folder.contains(Capability::HostChanges) && memory.contains(Capability::HostChanges));
    assert!(memory.contains(Capability::SplitPermissions) && memory.contains(Capability::Append));
    assert!(!folder.contains(Capability::SplitPermissions) && !folder.contains(Capability::Append));
}

#[cfg(unix)]
#[test]
fn a_driver_that_never_says_hello_is_not_waited_for_for_ever() {
    let words = ["-c", "echo not yet >&2; exec sleep 1000"].map(OsString::from);
    let launcher = Launcher::new("sh".into(), words.to_vec()).unwrap();
    let Err(Problem::Silent { last_words, .. }) = launched(&launcher, Duration::from_secs(1)) else {
        panic!("somebody has said hello")
    };
    assert_eq!(last_words, "not yet\n");
}
