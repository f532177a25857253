//! Pins as text; every one comes back from it.

use std::fmt::{self, Display, Write as _};
use std::ops::RangeInclusive;

use super::{Attributes, Code, Eof, Extent, Form, Given, Hash, Moment, Names, Pin};
use crate::op::Pieces;
use crate::outcome::Outcome;
use crate::outcome::print::{flags_text, places_text};
use crate::tree::quote::quoted;

/// The names of timestamps, in their order.
pub(super) const TIMES: [&str; 3] = ["accessed", "modified", "changed"];

impl Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.only { "only " } else { "" })?;
        alternatives(&self.forms, f)
    }
}

fn alternatives(forms: &[Form], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, form) in forms.iter().enumerate() {
        if index > 0 {
            f.write_str(" | ")?;
        }
        form.fmt(f)?;
    }
    Ok(())
}

/// A number or a range of them, which has its last.
fn range(range: &RangeInclusive<u64>) -> String {
    match (*range.start(), *range.end()) {
        (least, most) if least == most => least.to_string(),
        (least, u64::MAX) => format!("{least}.."),
        (least, most) => format!("{least}..{most}"),
    }
}

impl Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("_"),
            Self::AnyFailure => f.write_str("any failure"),
            Self::Done => f.write_str("ok"),
            Self::Bytes(given) => given.fmt(f),
            Self::Count(counts) => f.write_str(&range(counts)),
            Self::Truth(truth) => truth.fmt(f),
            Self::Polled { places, some: false } => f.write_str(&places_text(places)),
            Self::Polled { places, some: true } => write!(f, "some of {}", places_text(places)),
            Self::Flags { set, free } if free.is_empty() => f.write_str(&flags_text(*set)),
            Self::Flags { set, free } => {
                write!(f, "{} ({} or not)", flags_text(set.difference(*free)), flags_text(*free))
            }
            Self::Type(r#type) => r#type.fmt(f),
            Self::Stat(attributes) => attributes.fmt(f),
            Self::Entry { r#type, names } => {
                match r#type {
                    Some(r#type) => r#type.fmt(f)?,
                    None => f.write_char('_')?,
                }
                match names {
                    Names::One(name) => write!(f, " {}", quoted(name)),
                    Names::Many(pattern, count) => {
                        write!(f, " many[{count}] {}", quoted(&pattern.to_string()))
                    }
                }
            }
            Self::MoreEntries(count) => write!(f, "{count} more"),
            Self::EndOfEntries => f.write_str("none"),
            Self::Target(target) => f.write_str(&quoted(target)),
            Self::Text => f.write_str("a text"),
            Self::Hash(Hash::Any) => f.write_str("a hash"),
            Self::Hash(Hash::AsBefore) => f.write_str("the hash as before"),
            Self::Hash(Hash::Another) => f.write_str("another hash"),
            Self::Hash(Hash::Is(hash)) => Outcome::Hash(*hash).fmt(f),
            Self::That(step) => write!(f, "that of step {step}"),
            Self::Error(code) => code.fmt(f),
            Self::Failed(Code::Any) => f.write_str("failed(..)"),
            Self::Failed(Code::None) => f.write_str("failed()"),
            Self::Failed(Code::Or(code)) => write!(f, "failed({code})"),
            Self::Closed => f.write_str("closed"),
            Self::Trap => f.write_str("trap"),
            Self::Abandoned => f.write_str("abandoned"),
            Self::Not(forms) => {
                f.write_str("not (")?;
                alternatives(forms, f)?;
                f.write_char(')')
            }
        }
    }
}

impl Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match (&self.target, &self.content) {
            // What can be a link's target stays in quotes.
            (Some(target), _) => in_quotes(target),
            (None, Some(content)) => Pieces::of_content(content, 0..u64::MAX).to_string(),
            (None, None) => String::new(),
        };
        match &self.extent {
            Extent::Beginning => f.write_str(&shown)?,
            Extent::All => write!(f, "exactly {shown}")?,
            Extent::More => write!(f, "starting {shown}")?,
            Extent::OfAll(all) => write!(f, "{shown} and more, {all} bytes in all")?,
            Extent::Many(counts) => write!(f, "{} bytes", range(counts))?,
        }
        f.write_str(if self.or_nothing { "?" } else { "" })?;
        f.write_str(match self.eof {
            Eof::Never => "",
            Eof::May => " eof?",
            Eof::Must => " eof",
        })?;
        if !self.in_flight.is_empty() {
            let texts: Vec<String> = self.in_flight.iter().map(ToString::to_string).collect();
            write!(f, " with {} in flight", texts.join(" and "))?;
        }
        f.write_str(if self.read_ahead { " or as read ahead" } else { "" })
    }
}

/// ASCII in quotes, in a form that is read alike as a text and as bytes.
fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            ' '..='~' => quoted.push(c),
            // Writing to a string can't fail.
            other => _ = write!(quoted, "\\x{:02x}", u32::from(other)),
        }
    }
    quoted.push('"');
    quoted
}

impl Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.r#type.iter().map(ToString::to_string).collect();
        parts.extend(self.size.as_ref().map(|size| format!("size={}", range(size))));
        parts.extend(self.links.as_ref().map(|links| format!("links={}", range(links))));
        for (name, moment) in TIMES.iter().zip(self.times) {
            match moment {
                Moment::Free => {}
                Moment::Absent => parts.push(format!("{name}=absent")),
                Moment::AsBefore => parts.push(format!("{name}=as before")),
                Moment::OfStep(step) => parts.push(format!("{name}=of step {step}")),
                Moment::At(at) => parts.push(format!("{name}={at}")),
                Moment::After(at) => parts.push(format!("{name}=after {at}")),
            }
        }
        f.write_str(&parts.join(" "))
    }
}
