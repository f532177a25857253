//! Answers as text: what was seen, and what would have conformed. Each is also a [pin](super::pin), as it
//! stands behind `=>` in scripts.
//!
//! `ok`; bytes as in a script, with `eof` where the flag is set and `eof?` where it may be; counts, or ranges `1..4`;
//! flags and attributes by name; error codes by name; `failed(code)` for last-operation-failed; `closed`; `trap`.
//! Bytes stand for themselves and for every prefix that is not empty; `?` behind them takes nothing as well.

use std::fmt::{self, Display};
use std::sync::Arc;

use super::{Allowed, Answer, ExpectedBytes, ExpectedHash, ExpectedStat, Moves, Outcome, Still};
use crate::op::{Data, Pieces};
use crate::tree::quote::quoted;
use crate::wasi::{DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, flag_words};

/// How much of an answer's bytes is printed, in bytes.
const SHOWN_MAX: u64 = 1 << 16;

/// How many entries of a listing are printed; of the others their number.
const ENTRIES_SHOWN_MAX: usize = 64;

fn join<T: Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

pub(super) fn flags_text(flags: DescriptorFlags) -> String {
    let words =
        flag_words::<DescriptorFlags>().filter(|(_, flag)| flags.contains(*flag)).map(|(word, _)| word);
    if flags.is_empty() { "{}".into() } else { join(words, " ") }
}

/// Places in a list.
pub(super) fn places_text(places: &[u32]) -> String {
    format!("[{}]", join(places, " "))
}

fn entry_text(name: &str, r#type: DescriptorType) -> String {
    format!("{type} {}", quoted(name))
}

impl Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("ok"),
            Self::Bytes { bytes, end } => {
                let flag = if *end == Some(true) { " eof" } else { "" };
                write!(f, "{}{flag}", Pieces::of_bytes(bytes))
            }
            Self::Count(count) => count.fmt(f),
            Self::Ready(ready) => ready.fmt(f),
            Self::Polled(places) => f.write_str(&places_text(places)),
            Self::Code(code) => f.write_str(code.map_or("none", ErrorCode::name)),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Flags(flags) => f.write_str(&flags_text(*flags)),
            Self::Type(r#type) => r#type.fmt(f),
            Self::Stat(stat) => stat_text(stat, f),
            Self::Entry(Some(entry)) => f.write_str(&entry_text(&entry.name, entry.r#type)),
            Self::Entry(None) => f.write_str("none"),
            Self::Target(target) => f.write_str(&quoted(target)),
            Self::Same(same) => same.fmt(f),
            Self::Hash(hash) => write!(f, "{:016x}{:016x}", hash.upper, hash.lower),
            Self::Error(code) => code.fmt(f),
            Self::Failed(code) => write!(f, "failed({})", code.map_or("", ErrorCode::name)),
            Self::Closed => f.write_str("closed"),
            Self::Trap(text) => write!(f, "trap ({text})"),
            Self::Panic(text) => write!(f, "panic: {text}"),
            Self::Hang => f.write_str("no answer before the deadline"),
            Self::Blocked => f.write_str("not over when polled once"),
            Self::Abandoned => f.write_str("abandoned"),
        }
    }
}

fn stat_text(stat: &DescriptorStat, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} size={} links={}", stat.r#type, stat.size, stat.link_count)?;
    let times = [
        ("accessed", stat.data_access_timestamp),
        ("modified", stat.data_modification_timestamp),
        ("changed", stat.status_change_timestamp),
    ];
    times.into_iter().try_for_each(|(name, time)| time.map_or(Ok(()), |time| write!(f, " {name}={time}")))
}

impl Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Several reasons may give the same code; it is named once.
        let mut texts: Vec<String> = Vec::new();
        for text in self.answers().iter().flat_map(|(answer, _)| answer.texts()) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        f.write_str(&texts.join(" | "))
    }
}

impl Answer {
    /// The texts of the single answers that this one takes.
    fn texts(&self) -> Vec<String> {
        match self {
            Self::Error(refusal) => refusal.codes().iter().map(ToString::to_string).collect(),
            Self::Failed(codes) if !codes.is_empty() => {
                codes.iter().map(|code| format!("failed({code})")).collect()
            }
            Self::Done
            | Self::Bytes(_)
            | Self::Count { .. }
            | Self::Ready(_)
            | Self::Polled { .. }
            | Self::Code(_)
            | Self::Text
            | Self::Flags { .. }
            | Self::Type(_)
            | Self::Stat(_)
            | Self::Entry(_)
            | Self::EndOfEntries
            | Self::Target(_)
            | Self::Same(_)
            | Self::Hash(_)
            | Self::Anything { .. }
            | Self::Failed(_)
            | Self::Closed
            | Self::Abandoned
            | Self::Trap => vec![self.to_string()],
        }
    }
}

impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("ok"),
            Self::Bytes(expected) => expected.fmt(f),
            Self::Count { least, most, .. } if least == most => least.fmt(f),
            Self::Count { least, most: u64::MAX, .. } => write!(f, "{least}.."),
            Self::Count { least, most, .. } => write!(f, "{least}..{most}"),
            Self::Ready(Some(ready)) => ready.fmt(f),
            Self::Ready(None) => f.write_str("true | false"),
            Self::Polled { count: 1 } => f.write_str(&places_text(&[0])),
            Self::Polled { count } => write!(f, "some of {}", places_text(&(0..*count).collect::<Vec<_>>())),
            Self::Code(code) => f.write_str(code.map_or("none", ErrorCode::name)),
            Self::Text => f.write_str("a text"),
            Self::Flags { set, free } if set.contains(*free) && free.is_empty() => {
                f.write_str(&flags_text(*set))
            }
            Self::Flags { set, free } => {
                write!(f, "{} ({} or not)", flags_text(set.difference(*free)), flags_text(*free))
            }
            Self::Type(r#type) => r#type.fmt(f),
            Self::Stat(expected) => expected.fmt(f),
            Self::Entry(entries) => {
                let first = entries.iter().take(ENTRIES_SHOWN_MAX);
                let text = |(name, types): (&Arc<str>, &Vec<DescriptorType>)| {
                    join(types.iter().map(|kind| entry_text(name, *kind)), " | ")
                };
                f.write_str(&join(first.map(text), " | "))?;
                match entries.len().saturating_sub(ENTRIES_SHOWN_MAX) {
                    0 => Ok(()),
                    more => write!(f, " | {more} more"),
                }
            }
            Self::EndOfEntries => f.write_str("none"),
            Self::Target(target) => f.write_str(&quoted(target)),
            Self::Same(same) => same.fmt(f),
            Self::Hash(expected) => expected.fmt(f),
            Self::Failed(codes) if codes.is_empty() => f.write_str("failed(..)"),
            Self::Error(_) | Self::Failed(_) => f.write_str(&self.texts().join(" | ")),
            Self::Closed => f.write_str("closed"),
            Self::Abandoned => f.write_str("abandoned"),
            Self::Trap => f.write_str("trap"),
            Self::Anything { .. } => f.write_str("any answer"),
        }
    }
}

impl Display for ExpectedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.offset..self.offset.saturating_add(self.most.min(SHOWN_MAX));
        write!(f, "{}", Pieces::of_content(&self.current, shown))?;
        if self.most > SHOWN_MAX {
            write!(f, " and more, {} bytes in all", self.most)?;
        }
        if self.least == 0 && self.most > 0 && !self.flagged {
            f.write_str("?")?;
        }
        if self.flagged {
            let can = self.offset.saturating_add(self.most) >= self.sizes.least();
            let must = self.most == 0 && self.asked > 0;
            f.write_str(if must {
                " eof"
            } else if can {
                " eof?"
            } else {
                ""
            })?;
        }
        let patches: Vec<&Data> =
            self.patches.iter().map(|patch| &patch.bytes).filter(|bytes| !bytes.is_empty()).collect();
        if !patches.is_empty() {
            write!(f, " with {} in flight", join(patches, " and "))?;
        }
        if self.versions.is_empty() { Ok(()) } else { f.write_str(" or as read ahead") }
    }
}

/// A size within a gap is none of the sizes, so there is an answer for each stretch of them.
impl Display for ExpectedStat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(sizes) = &self.size else { return self.with_size(f, None) };
        for (place, stretch) in sizes.stretches().enumerate() {
            f.write_str(if place == 0 { "" } else { " | " })?;
            self.with_size(f, Some(stretch))?;
        }
        Ok(())
    }
}

impl ExpectedStat {
    fn with_size(&self, f: &mut fmt::Formatter<'_>, size: Option<(u64, u64)>) -> fmt::Result {
        self.r#type.fmt(f)?;
        match size {
            Some((least, most)) if least == most => write!(f, " size={least}")?,
            Some((least, most)) => write!(f, " size={least}..{most}")?,
            None => {}
        }
        self.link_count.map_or(Ok(()), |links| write!(f, " links={links}"))?;
        let times = &self.times;
        let times = [("accessed", times.access), ("modified", times.modification), ("changed", times.change)];
        for (name, time) in times {
            // The moments of a clock are no part of a script.
            match (time.still, time.moved) {
                (Some(Still::Seen(..)), None) => write!(f, " {name}=as before")?,
                (Some(Still::Set(moment, _)), None) => write!(f, " {name}={moment}")?,
                (None, Some(Moves::After(moment, _) | Moves::Within(_, Some((moment, _))))) => {
                    write!(f, " {name}=after {moment}")?;
                }
                (_, Some(_)) | (None, None) => {}
            }
        }
        Ok(())
    }
}

impl Display for ExpectedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.still, self.never.is_empty()) {
            (Some(_), _) => "the hash as before",
            (None, true) => "a hash",
            (None, false) => "another hash",
        })
    }
}
