//! The messages of the line protocol: requests as they are written, answers as they are read. PROTOCOL.md describes both.

use std::borrow::Cow;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::wasi::{
    Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, MetadataHashValue,
    NewTimestamp, flag_words,
};

/// The version of the protocol.
pub(super) const VERSION: u64 = 1;

/// How much of an answer is quoted that is none, in characters.
const QUOTED_MAX: usize = 80;

/// The longest value that is read where no bytes are asked for, in bytes of its text. A name may be as long as any system
/// has them, and what a few bytes stand for can't take much memory.
const VALUE_MAX: usize = 1 << 20;

/// A request without its number.
#[derive(Clone, Debug)]
pub(super) struct Request {
    call: Cow<'static, str>,
    members: Vec<(Cow<'static, str>, Value)>,
}

impl Request {
    /// A request that is made on no handle.
    pub(super) fn new(call: impl Into<Cow<'static, str>>) -> Self {
        Self { call: call.into(), members: Vec::new() }
    }

    /// A call on a handle.
    pub(super) fn on(handle: u64, call: &'static str) -> Self {
        Self::new(call).with("on", handle)
    }

    /// The same with one member more.
    pub(super) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.members.push((name.into(), value.into()));
        self
    }

    /// The same with a number of 64 bits.
    pub(super) fn with_number(self, name: &'static str, number: u64) -> Self {
        self.with(name, number.to_string())
    }

    /// The same with bytes.
    pub(super) fn with_bytes(self, name: &'static str, bytes: &[u8]) -> Self {
        self.with(name, bytes_text(bytes))
    }

    /// The same with flags.
    pub(super) fn with_flags<F: bitflags::Flags + Copy>(self, name: &'static str, flags: F) -> Self {
        self.with(name, words(flags))
    }

    /// The same with what a timestamp is to be.
    pub(super) fn with_timestamp(self, name: &'static str, timestamp: NewTimestamp) -> Self {
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
    pub(super) fn line(&self, id: u64) -> String {
        let mut line = format!("{{\"id\":{id},\"call\":{}", Value::from(&*self.call));
        for (name, value) in &self.members {
            _ = write!(line, ",{}:{value}", Value::from(&**name));
        }
        line.push_str("}\n");
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
    fn new(got: &str, expected: &str) -> Self {
        let quoted = match got.char_indices().nth(QUOTED_MAX) {
            Some((end, _)) => &format!("{}...", &got[..end]),
            None => got,
        };
        Self(format!("an answer of {quoted}, where {expected} is expected"))
    }
}

/// An answer without its number.
#[derive(Debug)]
pub(super) enum Answer {
    /// The call succeeded with this value.
    Ok(Box<RawValue>),
    /// A call of a descriptor or listing failed.
    Error(ErrorCode),
    /// A call of a stream failed.
    Failed(Option<ErrorCode>),
    /// The stream has ended.
    Closed,
    /// The guest is ended.
    Trap(String),
}

/// The members of an answer, not looked at yet: whatever they are, they take no more memory than their text.
#[derive(serde::Deserialize)]
struct Members<'l> {
    #[serde(borrow, default, deserialize_with = "raw")]
    id: Option<&'l RawValue>,
    #[serde(borrow, default, deserialize_with = "raw")]
    ok: Option<&'l RawValue>,
    #[serde(borrow, default, deserialize_with = "raw")]
    error: Option<&'l RawValue>,
    #[serde(borrow, default, deserialize_with = "raw")]
    failed: Option<&'l RawValue>,
    #[serde(borrow, default, deserialize_with = "raw")]
    closed: Option<&'l RawValue>,
    #[serde(borrow, default, deserialize_with = "raw")]
    trap: Option<&'l RawValue>,
}

/// A member that is there, also where it is `null`.
fn raw<'l, D: Deserializer<'l>>(from: D) -> Result<Option<&'l RawValue>, D::Error> {
    Deserialize::deserialize(from).map(Some)
}

impl Answer {
    /// The number and the answer that a line stands for; none where the line is no object, but noise.
    pub(super) fn of(line: &[u8]) -> Option<Result<(u64, Self), Garbled>> {
        const FORMS: &str = r#"a number as "id" and one of "ok", "error", "failed", "closed" and "trap""#;
        let line = line.trim_ascii();
        let garbled = || Garbled::new(&String::from_utf8_lossy(line), FORMS);
        // An array would be taken for the members in their order.
        let members: Members<'_> = match line.starts_with(b"{").then(|| serde_json::from_slice(line)) {
            Some(Ok(members)) => members,
            Some(Err(_)) if serde_json::from_slice::<IgnoredAny>(line).is_ok() => {
                return Some(Err(garbled()));
            }
            Some(Err(_)) | None => return None,
        };
        let Members { id, ok, error, failed, closed, trap } = members;
        let answer = match (ok, error, failed, closed, trap) {
            (Some(ok), None, None, None, None) => Ok(Self::Ok(ok.to_owned())),
            (None, Some(code), None, None, None) => Wire::read(code).map(Self::Error),
            (None, None, Some(code), None, None) => Wire::read(code).map(Self::Failed),
            (None, None, None, Some(closed), None) => match closed.get() {
                "true" => Ok(Self::Closed),
                other => Err(Garbled::new(other, "true")),
            },
            (None, None, None, None, Some(text)) => Wire::read(text).map(Self::Trap),
            _ => Err(garbled()),
        };
        let id = id.and_then(|id| id.get().parse().ok()).ok_or_else(garbled);
        Some(id.and_then(|id| Ok((id, answer?))))
    }

    /// The answer as it was written, without its number.
    pub(super) fn written(&self) -> Value {
        match self {
            Self::Ok(value) => {
                json!({ "ok": serde_json::from_str::<Value>(value.get()).unwrap_or_default() })
            }
            Self::Error(code) => json!({ "error": code.name() }),
            Self::Failed(code) => json!({ "failed": code.map(ErrorCode::name) }),
            Self::Closed => json!({ "closed": true }),
            Self::Trap(text) => json!({ "trap": text }),
        }
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

    /// The value of a text, if it is one.
    fn of_text(text: &str) -> Option<Self> {
        let value = (text.len() <= VALUE_MAX).then(|| serde_json::from_str(text).ok()).flatten()?;
        Self::of(&value)
    }

    /// The value.
    ///
    /// # Errors
    /// When it is none, with what is expected.
    fn read(value: &RawValue) -> Result<Self, Garbled> {
        Self::of_text(value.get()).ok_or_else(|| Garbled::new(value.get(), Self::EXPECTED))
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

impl Wire for Vec<u32> {
    const EXPECTED: &'static str = "an array of numbers";
    fn of(value: &Value) -> Option<Self> {
        let place = |value: &Value| u32::try_from(value.as_u64()?).ok();
        value.as_array()?.iter().map(place).collect()
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
    fn of_text(text: &str) -> Option<Self> {
        let text: Cow<'_, str> = serde_json::from_str(text).ok()?;
        STANDARD.decode(&*text).ok()
    }
}

impl Wire for (Vec<u8>, bool) {
    const EXPECTED: &'static str = r#"["BASE64", true or false]"#;
    fn of(value: &Value) -> Option<Self> {
        let [bytes, end] = value.as_array()?.as_slice() else { return None };
        Some((Wire::of(bytes)?, Wire::of(end)?))
    }
    fn of_text(text: &str) -> Option<Self> {
        let (bytes, end): (Cow<'_, str>, bool) = serde_json::from_str(text).ok()?;
        Some((STANDARD.decode(&*bytes).ok()?, end))
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

/// The member of an object with this name, if it is there and of its form.
pub(super) fn member<T: Wire>(object: &Value, name: &str) -> Option<T> {
    T::of(object.get(name)?)
}
