//! The messages of the line protocol: requests as they are written, answers as they are read. PROTOCOL.md describes both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::wasi::{
    Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, MetadataHashValue,
    NewTimestamp, flag_words,
};

/// The version of the protocol.
pub(super) const VERSION: u64 = 1;

/// How much of an answer is quoted that is none, in characters.
const QUOTED_MAX: usize = 80;

/// A request without its number.
#[derive(Clone, Debug)]
pub(super) struct Request {
    members: Map<String, Value>,
}

impl Request {
    /// A request that is made on no handle.
    pub(super) fn new(call: &str) -> Self {
        Self { members: [("call".to_owned(), call.into())].into_iter().collect() }
    }

    /// A call on a handle.
    pub(super) fn on(handle: u64, call: &str) -> Self {
        Self::new(call).with("on", handle)
    }

    /// The same with one member more.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// The same with a number of 64 bits.
    pub(super) fn with_number(self, name: &str, number: u64) -> Self {
        self.with(name, number.to_string())
    }

    /// The same with bytes.
    pub(super) fn with_bytes(self, name: &str, bytes: &[u8]) -> Self {
        self.with(name, STANDARD.encode(bytes))
    }

    /// The same with flags.
    pub(super) fn with_flags<F: bitflags::Flags + Copy>(self, name: &str, flags: F) -> Self {
        self.with(name, words(flags))
    }

    /// The same with what a timestamp is to be.
    pub(super) fn with_timestamp(self, name: &str, timestamp: NewTimestamp) -> Self {
        self.with(
            name,
            match timestamp {
                NewTimestamp::NoChange => json!("no-change"),
                NewTimestamp::Now => json!("now"),
                NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }) => {
                    json!({ "seconds": seconds.to_string(), "nanoseconds": nanoseconds })
                }
            },
        )
    }

    /// The line with this number.
    pub(super) fn line(mut self, id: u64) -> Vec<u8> {
        self.members.insert("id".to_owned(), id.into());
        let mut line = Value::Object(self.members).to_string().into_bytes();
        line.push(b'\n');
        line
    }
}

/// The words of a set of flags.
pub(super) fn words<F: bitflags::Flags + Copy>(flags: F) -> Value {
    flag_words::<F>().filter(|(_, flag)| flags.contains(*flag)).map(|(word, _)| word).collect()
}

/// Bytes as they travel.
pub(super) fn bytes_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// An answer that is none: what is wrong with it, in words that are the same each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) String);

impl Garbled {
    fn new(got: &Value, expected: &str) -> Self {
        let got = got.to_string();
        let quoted: String = match got.char_indices().nth(QUOTED_MAX) {
            Some((end, _)) => format!("{}...", &got[..end]),
            None => got,
        };
        Self(format!("an answer of {quoted}, where {expected} is expected"))
    }
}

/// An answer without its number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// The call succeeded with this value.
    Ok(Value),
    /// A call of a descriptor or listing failed.
    Error(ErrorCode),
    /// A call of a stream failed.
    Failed(Option<ErrorCode>),
    /// The stream has ended.
    Closed,
    /// The guest is ended.
    Trap(String),
}

impl Answer {
    /// The number and the answer that an object stands for.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn of(mut object: Map<String, Value>) -> Result<(u64, Self), Garbled> {
        const FORMS: &str = r#"a number as "id" and one of "ok", "error", "failed", "closed" and "trap""#;
        let id = object.remove("id").as_ref().and_then(Value::as_u64);
        let mut forms = ["ok", "error", "failed", "closed", "trap"]
            .into_iter()
            .filter_map(|form| Some((form, object.remove(form)?)))
            .collect::<Vec<_>>();
        let (Some(id), Some((form, value)), true) = (id, forms.pop(), forms.is_empty()) else {
            return Err(Garbled::new(&Value::Object(object), FORMS));
        };
        let answer = match form {
            "ok" => Self::Ok(value),
            "error" => Self::Error(Wire::read(value)?),
            "failed" => Self::Failed(Wire::read(value)?),
            "closed" if value == json!(true) => Self::Closed,
            "closed" => return Err(Garbled::new(&value, "true")),
            _ => Self::Trap(Wire::read(value)?),
        };
        Ok((id, answer))
    }

    /// What is wrong with an answer of this form where another is expected.
    pub(super) fn instead_of(&self, expected: &str) -> Garbled {
        let form = match self {
            Self::Ok(_) => "ok",
            Self::Error(_) => "error",
            Self::Failed(_) => "failed",
            Self::Closed => "closed",
            Self::Trap(_) => "trap",
        };
        Garbled(format!("an answer of {form:?}, where {expected} is expected"))
    }
}

/// A value as it travels.
pub(super) trait Wire: Sized {
    /// What it looks like, for whoever sent something else.
    const EXPECTED: &'static str;

    /// The value, if it is one.
    fn of(value: &Value) -> Option<Self>;

    /// The value.
    ///
    /// # Errors
    /// When it is none, with what is expected.
    fn read(value: Value) -> Result<Self, Garbled> {
        Self::of(&value).ok_or_else(|| Garbled::new(&value, Self::EXPECTED))
    }
}

impl Wire for () {
    const EXPECTED: &'static str = "null";
    fn of(value: &Value) -> Option<Self> {
        value.is_null().then_some(())
    }
}

impl Wire for bool {
    const EXPECTED: &'static str = "true or false";
    fn of(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Wire for u64 {
    const EXPECTED: &'static str = "a string of decimal digits, below 2^64";
    fn of(value: &Value) -> Option<Self> {
        let digits = value.as_str()?;
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }
}

impl Wire for String {
    const EXPECTED: &'static str = "a string";
    fn of(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Wire for Vec<u8> {
    const EXPECTED: &'static str = "a string in base64";
    fn of(value: &Value) -> Option<Self> {
        STANDARD.decode(value.as_str()?).ok()
    }
}

impl Wire for (Vec<u8>, bool) {
    const EXPECTED: &'static str = r#"["BASE64", true or false]"#;
    fn of(value: &Value) -> Option<Self> {
        let [bytes, end] = value.as_array()?.as_slice() else { return None };
        Some((Wire::of(bytes)?, Wire::of(end)?))
    }
}

impl<T: Wire> Wire for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn of(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::of(value).map(Some) }
    }
}

impl Wire for ErrorCode {
    const EXPECTED: &'static str = "the word of an error code";
    fn of(value: &Value) -> Option<Self> {
        Self::from_name(value.as_str()?)
    }
}

impl Wire for DescriptorType {
    const EXPECTED: &'static str = "the word of a descriptor type";
    fn of(value: &Value) -> Option<Self> {
        Self::from_name(value.as_str()?)
    }
}

impl Wire for DescriptorFlags {
    const EXPECTED: &'static str = "an array of the words of descriptor flags";
    fn of(value: &Value) -> Option<Self> {
        let flag = |word: &Value| {
            let word = word.as_str()?;
            flag_words::<Self>().find_map(|(known, flag)| (known == word).then_some(flag))
        };
        value.as_array()?.iter().map(flag).collect()
    }
}

impl Wire for Datetime {
    const EXPECTED: &'static str = r#"{"seconds": "DIGITS", "nanoseconds": NUMBER}"#;
    fn of(value: &Value) -> Option<Self> {
        let nanoseconds = u32::try_from(value.get("nanoseconds")?.as_u64()?).ok()?;
        Some(Self { seconds: member(value, "seconds")?, nanoseconds })
    }
}

impl Wire for DescriptorStat {
    const EXPECTED: &'static str = "a descriptor-stat with all of its six members";
    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            r#type: member(value, "type")?,
            link_count: member(value, "link-count")?,
            size: member(value, "size")?,
            data_access_timestamp: member(value, "data-access-timestamp")?,
            data_modification_timestamp: member(value, "data-modification-timestamp")?,
            status_change_timestamp: member(value, "status-change-timestamp")?,
        })
    }
}

impl Wire for DirectoryEntry {
    const EXPECTED: &'static str = r#"{"type": TYPE, "name": "NAME"}, or null"#;
    fn of(value: &Value) -> Option<Self> {
        Some(Self { r#type: member(value, "type")?, name: member(value, "name")? })
    }
}

impl Wire for MetadataHashValue {
    const EXPECTED: &'static str = r#"{"lower": "DIGITS", "upper": "DIGITS"}"#;
    fn of(value: &Value) -> Option<Self> {
        Some(Self { lower: member(value, "lower")?, upper: member(value, "upper")? })
    }
}

fn member<T: Wire>(object: &Value, name: &str) -> Option<T> {
    T::of(object.get(name)?)
}
