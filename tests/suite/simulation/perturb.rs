//! Answers that differ from one that was given in one thing.

use wasi_fs_conformance::op::{HandleKind, Manner, OpKind};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::wasi::{
    Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, MetadataHashValue,
};

/// Bytes that stand in files, in the order in which they come to be there, and one that never does.
const BYTES: &[u8] = b"baseABCDEFGHIJ\0~";

/// How much may be written next, where anything may.
pub(super) const PERMIT: &str = "a permit";

/// An answer that differs from another, with the name of what differs.
pub(super) type Perturbed = (&'static str, Outcome);

/// The answers that differ from this one in one thing.
pub(super) fn perturbed(kind: OpKind, manner: Manner, outcome: &Outcome) -> Vec<Perturbed> {
    let mut all = within(kind, outcome);
    all.extend(instead(kind, manner, outcome));
    all.retain(|(_, other)| other != outcome);
    all
}

/// The same kind of answer, with another value.
fn within(kind: OpKind, outcome: &Outcome) -> Vec<Perturbed> {
    if let Outcome::Bytes { bytes, end } = outcome {
        of_bytes(bytes, *end)
    } else if let Outcome::Count(count) = outcome {
        of_count(kind, *count)
    } else if let Outcome::Ready(ready) = outcome {
        vec![("readiness", Outcome::Ready(!ready))]
    } else if let Outcome::Flags(flags) = outcome {
        let other = |flag| ("a flag", Outcome::Flags(flags.symmetric_difference(flag)));
        DescriptorFlags::all().iter().map(other).collect()
    } else if let Outcome::Stat(stat) = outcome {
        of_stat(*stat)
    } else {
        Vec::new()
    }
}

fn types(own: DescriptorType) -> impl Iterator<Item = DescriptorType> {
    [
        DescriptorType::Unknown,
        DescriptorType::Directory,
        DescriptorType::RegularFile,
        DescriptorType::SymbolicLink,
    ]
    .into_iter()
    .filter(move |other| *other != own)
}

fn of_bytes(bytes: &[u8], end: Option<bool>) -> Vec<Perturbed> {
    let mut all = Vec::new();
    for at in 0..bytes.len() {
        for byte in BYTES {
            let mut other = bytes.to_vec();
            other[at] = *byte;
            all.push(("a byte", Outcome::Bytes { bytes: other, end }));
        }
    }
    for byte in BYTES {
        let longer = [bytes, &[*byte]].concat();
        all.push(("a byte more", Outcome::Bytes { bytes: longer, end }));
    }
    if let Some((_, shorter)) = bytes.split_last() {
        all.push(("a byte less", Outcome::Bytes { bytes: shorter.to_vec(), end }));
        all.push(("a byte left out", Outcome::Bytes { bytes: bytes[1..].to_vec(), end }));
        all.push(("no bytes", Outcome::Bytes { bytes: Vec::new(), end }));
    }
    all.extend(end.map(|end| ("the end flag", Outcome::Bytes { bytes: bytes.to_vec(), end: Some(!end) })));
    all
}

fn of_count(kind: OpKind, count: u64) -> Vec<Perturbed> {
    let others = [
        count.checked_add(1),
        count.checked_sub(1),
        Some(0),
        Some(1),
        count.checked_add(4096),
        Some(u64::MAX),
    ];
    let what = |other| if kind == OpKind::CheckWrite && other > 0 { PERMIT } else { "a count" };
    others.into_iter().flatten().map(|other| (what(other), Outcome::Count(other))).collect()
}

fn of_stat(stat: DescriptorStat) -> Vec<Perturbed> {
    let mut all = vec![
        ("a size", DescriptorStat { size: stat.size + 1, ..stat }),
        ("a size", DescriptorStat { size: stat.size.wrapping_sub(1), ..stat }),
        ("a size", DescriptorStat { size: 0, ..stat }),
        ("a link count", DescriptorStat { link_count: stat.link_count + 1, ..stat }),
        ("a link count", DescriptorStat { link_count: stat.link_count.wrapping_sub(1), ..stat }),
    ];
    all.extend(types(stat.r#type).map(|r#type| ("a type", DescriptorStat { r#type, ..stat })));
    let odd = Some(Datetime { seconds: 5, nanoseconds: Datetime::SECOND });
    all.push(("nanoseconds", DescriptorStat { data_modification_timestamp: odd, ..stat }));
    all.into_iter().map(|(what, stat)| (what, Outcome::Stat(stat))).collect()
}

/// How a timestamp is told otherwise; what it gives is none where there is none.
type Telling = fn(Datetime) -> Option<Datetime>;

const TELLINGS: &[Telling] = &[
    |_| None,
    |_| Some(of_nanos(0)),
    |_| Some(Datetime { seconds: 4_000_000_000, nanoseconds: 0 }),
    |moment| Some(Datetime { nanoseconds: 0, ..moment }),
    |moment| Some(of_nanos(moment.nanos() + 1)),
    |moment| Some(of_nanos(moment.nanos().saturating_sub(1))),
    |moment| Some(of_nanos(moment.nanos() + SECOND)),
    |moment| Some(of_nanos(moment.nanos().saturating_sub(SECOND))),
    |moment| Some(of_nanos(moment.nanos() + DAY)),
    |moment| Some(of_nanos(moment.nanos().saturating_sub(DAY))),
];

const SECOND: u128 = Datetime::SECOND as u128;
const DAY: u128 = 24 * 60 * 60 * SECOND;

fn of_nanos(nanos: u128) -> Datetime {
    let seconds = u64::try_from(nanos / SECOND).unwrap_or(u64::MAX);
    Datetime { seconds, nanoseconds: u32::try_from(nanos % SECOND).unwrap_or(0) }
}

/// A timestamp of some attributes.
type Stamp = fn(&mut DescriptorStat) -> &mut Option<Datetime>;

const STAMPS: &[(&str, Stamp)] = &[
    ("an access time", |stat| &mut stat.data_access_timestamp),
    ("a modification time", |stat| &mut stat.data_modification_timestamp),
    ("a status change", |stat| &mut stat.status_change_timestamp),
];

fn of_times(stat: DescriptorStat) -> Vec<Perturbed> {
    let mut all = Vec::new();
    for (what, stamp) in STAMPS {
        let mut other = stat;
        let Some(moment) = *stamp(&mut other) else { continue };
        for telling in TELLINGS {
            *stamp(&mut other) = telling(moment);
            all.push((*what, Outcome::Stat(other)));
        }
    }
    all
}

fn of_entry(entry: &DirectoryEntry) -> Vec<Perturbed> {
    let other =
        |name: &str| Outcome::Entry(Some(DirectoryEntry { name: name.to_owned(), r#type: entry.r#type }));
    let longer = format!("{}x", entry.name);
    let names = [".", "..", "", "nobody", &longer].map(|name| ("an entry's name", other(name)));
    let typed = |r#type| Outcome::Entry(Some(DirectoryEntry { r#type, name: entry.name.clone() }));
    let others = types(entry.r#type).map(|r#type| ("an entry's type", typed(r#type)));
    others.chain(names).chain([("the end of entries", Outcome::Entry(None))]).collect()
}

/// The answers that differ from this one in one thing, of those that are about names, kinds and times.
pub(super) fn perturbed_of_names(outcome: &Outcome) -> Vec<Perturbed> {
    let mut all = if let Outcome::Stat(stat) = outcome {
        of_times(*stat)
    } else if let Outcome::Type(own) = outcome {
        types(*own).map(|other| ("a type", Outcome::Type(other))).collect()
    } else if let Outcome::Same(same) = outcome {
        vec![("sameness", Outcome::Same(!same))]
    } else if let Outcome::Target(target) = outcome {
        let others = [String::new(), format!("{target}x"), target.to_uppercase()];
        others.map(|other| ("a target", Outcome::Target(other))).into()
    } else if let Outcome::Hash(hash) = outcome {
        let others = [
            MetadataHashValue { lower: hash.lower ^ 1, ..*hash },
            MetadataHashValue { upper: hash.upper ^ 1, ..*hash },
        ];
        others.map(|other| ("a hash", Outcome::Hash(other))).into()
    } else if let Outcome::Entry(Some(entry)) = outcome {
        of_entry(entry)
    } else if *outcome == Outcome::Entry(None) {
        let entry = DirectoryEntry { r#type: DescriptorType::RegularFile, name: "log".into() };
        vec![("an entry", Outcome::Entry(Some(entry)))]
    } else {
        Vec::new()
    };
    all.retain(|(_, other)| other != outcome);
    all
}

/// Another kind of answer.
fn instead(kind: OpKind, manner: Manner, outcome: &Outcome) -> Vec<Perturbed> {
    let of_stream = !kind.info().on.contains(&HandleKind::Descriptor);
    let mut all = vec![("success", Outcome::Done), ("a trap", Outcome::Trap(String::new()))];
    all.extend(of_count(kind, 1));
    let bytes = |bytes: &[u8], end| ("success", Outcome::Bytes { bytes: bytes.to_vec(), end });
    if of_stream {
        all.extend([bytes(b"", None), bytes(b"b", None)]);
        all.push(("closed", Outcome::Closed));
        all.push(("a failure without a code", Outcome::Failed(None)));
        all.extend(ErrorCode::ALL.iter().map(|code| ("a failure", Outcome::Failed(Some(*code)))));
    } else {
        all.extend([bytes(b"", Some(false)), bytes(b"", Some(true)), bytes(b"b", Some(false))]);
        all.extend(ErrorCode::ALL.iter().map(|code| ("a refusal", Outcome::Error(*code))));
    }
    let is_abandoned = matches!(manner, Manner::Abandon { .. });
    all.extend(is_abandoned.then_some(("given up", Outcome::Abandoned)));
    let fits = |other: &Outcome| {
        let same_shape = std::mem::discriminant(other) == std::mem::discriminant(outcome);
        !same_shape || matches!(other, Outcome::Error(_) | Outcome::Failed(_))
    };
    all.retain(|(_, other)| fits(other));
    all
}
