//! Answers that differ from one that was given in one thing.

use wasi_fs_conformance::op::{HandleKind, Manner, OpKind};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::wasi::{Datetime, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode};

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
