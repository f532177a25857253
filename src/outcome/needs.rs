//! The table of rights: what a call needs, in which layer. A cell of it counts as witnessed when the call was refused
//! for want of that right alone, and the same call, with the right, succeeded.

use std::fmt;

use crate::op::OpKind;

/// A right. The first four are the embedder's layer, granted through a preopen; the others are the descriptor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// `DirPerms::READ`
    DirRead,
    /// `DirPerms::MUTATE`
    DirMutate,
    /// `FilePerms::READ`
    FileRead,
    /// `FilePerms::WRITE`
    FileWrite,
    /// The file was opened with `read`.
    OpenedRead,
    /// The file was opened with `write`.
    OpenedWrite,
    /// The directory was opened with `mutate-directory`.
    OpenedMutate,
}

/// When a call needs a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Always.
    Always,
    /// On a file.
    OnFile,
    /// On a directory.
    OnDirectory,
    /// `open-at` with `create`.
    Create,
    /// `open-at` with `truncate`.
    Truncate,
    /// `open-at` with `write`.
    Write,
    /// `open-at` with `mutate-directory`.
    Mutate,
    /// Of the descriptor that the old path starts from.
    Source,
    /// Of the descriptor that the new path starts from.
    Destination,
}

/// A cell of the table: a call, when, and a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The call.
    pub op: OpKind,
    /// When it needs the right.
    pub when: When,
    /// The right.
    pub need: Need,
}

const fn cell(op: OpKind, when: When, need: Need) -> Cell {
    Cell { op, when, need }
}

/// The table. How to read a row: the call needs the right when it is made so; a call with several rows needs all of them.
pub const CELLS: &[Cell] = &[
    // Data of a file.
    cell(OpKind::ReadViaStream, When::Always, Need::FileRead),
    cell(OpKind::ReadViaStream, When::Always, Need::OpenedRead),
    cell(OpKind::Read, When::Always, Need::FileRead),
    cell(OpKind::Read, When::Always, Need::OpenedRead),
    cell(OpKind::WriteViaStream, When::Always, Need::FileWrite),
    cell(OpKind::WriteViaStream, When::Always, Need::OpenedWrite),
    cell(OpKind::AppendViaStream, When::Always, Need::FileWrite),
    cell(OpKind::AppendViaStream, When::Always, Need::OpenedWrite),
    cell(OpKind::Write, When::Always, Need::FileWrite),
    cell(OpKind::Write, When::Always, Need::OpenedWrite),
    cell(OpKind::SetSize, When::Always, Need::FileWrite),
    cell(OpKind::SetSize, When::Always, Need::OpenedWrite),
    // Timestamps; whether the descriptor has to be opened for it the WIT does not say.
    cell(OpKind::SetTimes, When::OnFile, Need::FileWrite),
    cell(OpKind::SetTimes, When::OnDirectory, Need::DirMutate),
    // Looking into a directory.
    cell(OpKind::ReadDirectory, When::Always, Need::DirRead),
    cell(OpKind::StatAt, When::Always, Need::DirRead),
    cell(OpKind::ReadlinkAt, When::Always, Need::DirRead),
    cell(OpKind::MetadataHashAt, When::Always, Need::DirRead),
    // Opening: to look up, to make, to change, to hand on the right to change.
    cell(OpKind::OpenAt, When::Always, Need::DirRead),
    cell(OpKind::OpenAt, When::Create, Need::DirMutate),
    cell(OpKind::OpenAt, When::Create, Need::OpenedMutate),
    cell(OpKind::OpenAt, When::Create, Need::FileWrite),
    cell(OpKind::OpenAt, When::Truncate, Need::DirMutate),
    cell(OpKind::OpenAt, When::Truncate, Need::OpenedMutate),
    cell(OpKind::OpenAt, When::Truncate, Need::FileWrite),
    cell(OpKind::OpenAt, When::Write, Need::DirMutate),
    cell(OpKind::OpenAt, When::Write, Need::OpenedMutate),
    cell(OpKind::OpenAt, When::Write, Need::FileWrite),
    // The WIT's own refusal first: a flag that was asked for and given is no change yet.
    cell(OpKind::OpenAt, When::Mutate, Need::OpenedMutate),
    cell(OpKind::OpenAt, When::Mutate, Need::DirMutate),
    // Changing a directory.
    cell(OpKind::CreateDirectoryAt, When::Always, Need::DirMutate),
    cell(OpKind::CreateDirectoryAt, When::Always, Need::OpenedMutate),
    cell(OpKind::RemoveDirectoryAt, When::Always, Need::DirMutate),
    cell(OpKind::RemoveDirectoryAt, When::Always, Need::OpenedMutate),
    cell(OpKind::UnlinkFileAt, When::Always, Need::DirMutate),
    cell(OpKind::UnlinkFileAt, When::Always, Need::OpenedMutate),
    cell(OpKind::SymlinkAt, When::Always, Need::DirMutate),
    cell(OpKind::SymlinkAt, When::Always, Need::OpenedMutate),
    cell(OpKind::SetTimesAt, When::Always, Need::DirMutate),
    cell(OpKind::SetTimesAt, When::Always, Need::OpenedMutate),
    // Both ends of a link or a move.
    cell(OpKind::LinkAt, When::Source, Need::DirMutate),
    cell(OpKind::LinkAt, When::Source, Need::OpenedMutate),
    cell(OpKind::LinkAt, When::Destination, Need::DirMutate),
    cell(OpKind::LinkAt, When::Destination, Need::OpenedMutate),
    cell(OpKind::RenameAt, When::Source, Need::DirMutate),
    cell(OpKind::RenameAt, When::Source, Need::OpenedMutate),
    cell(OpKind::RenameAt, When::Destination, Need::DirMutate),
    cell(OpKind::RenameAt, When::Destination, Need::OpenedMutate),
];

/// Between which places the rows of each operation stand.
static PLACES: [(usize, usize); OpKind::ALL.len()] = {
    let mut places = [(0, 0); OpKind::ALL.len()];
    let mut place = 0;
    while place < CELLS.len() {
        let (first, end) = &mut places[CELLS[place].op as usize];
        *first = if *end == 0 { place } else { *first };
        place += 1;
        *end = place;
    }
    places
};

impl Cell {
    /// The rows of an operation that is made so, each with its place in [`CELLS`].
    pub(crate) fn of(op: OpKind, when: When) -> impl Iterator<Item = (usize, &'static Self)> {
        let (first, end) = PLACES[op as usize];
        let rows = (first..end).map(|place| (place, &CELLS[place]));
        rows.filter(move |(_, cell)| cell.op == op && cell.when == when)
    }
}

impl Need {
    /// The right of the descriptor's layer that is missing as well wherever this one of the embedder's is: without it no
    /// descriptor with that right can be had.
    fn shadow(self) -> Option<Self> {
        match self {
            Self::DirMutate => Some(Self::OpenedMutate),
            Self::FileRead => Some(Self::OpenedRead),
            Self::FileWrite => Some(Self::OpenedWrite),
            Self::DirRead | Self::OpenedRead | Self::OpenedWrite | Self::OpenedMutate => None,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = match self.when {
            When::Always => "",
            When::OnFile => " on a file",
            When::OnDirectory => " on a directory",
            When::Create => " with create",
            When::Truncate => " with truncate",
            When::Write => " with write",
            When::Mutate => " with mutate-directory",
            When::Source => " from",
            When::Destination => " to",
        };
        let need = match self.need {
            Need::DirRead => "dir=read",
            Need::DirMutate => "dir=mutate",
            Need::FileRead => "file=read",
            Need::FileWrite => "file=write",
            Need::OpenedRead => "read",
            Need::OpenedWrite => "write",
            Need::OpenedMutate => "mutate-directory",
        };
        write!(f, "{}{when} needs {need}", self.op.full_name())
    }
}

/// Cells of the table, by their places in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellSet(u64);

impl CellSet {
    /// Also this cell, by its place in [`CELLS`].
    pub(crate) fn add(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    /// Also these.
    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Also this cell.
    pub fn insert(&mut self, cell: Cell) {
        if let Some(place) = CELLS.iter().position(|known| *known == cell) {
            self.add(place);
        }
    }

    /// Its cells, in the order of the table.
    pub fn cells(self) -> impl Iterator<Item = &'static Cell> {
        self.places().map(|place| &CELLS[place])
    }

    fn places(self) -> impl Iterator<Item = usize> {
        (0..CELLS.len()).filter(move |place| self.0 & (1 << place) != 0)
    }

    /// The cells of the table that are not in it.
    pub fn missing(self) -> impl Iterator<Item = &'static Cell> {
        CELLS.iter().enumerate().filter(move |(place, _)| self.0 & (1 << place) == 0).map(|(_, cell)| cell)
    }
}

/// Which rights a call needs and which of them are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// All that it needs.
    pub needed: CellSet,
    /// Those that it has not.
    pub missing: CellSet,
    /// Whether something else stands against the call as well.
    pub other_reasons: bool,
}

impl Cells {
    /// The cells that a refusal of this call witnesses: those whose right is the only thing that is missing.
    pub fn denied(self) -> CellSet {
        let mut denied = CellSet::default();
        if self.other_reasons {
            return denied;
        }
        let explains = |sole: &Cell, other: &Cell| {
            sole == other
                || sole.when == other.when && sole.need.shadow().is_some_and(|shadow| shadow == other.need)
        };
        for place in self.missing.places() {
            if self.missing.places().all(|other| explains(&CELLS[place], &CELLS[other])) {
                denied.add(place);
            }
        }
        denied
    }

    /// The cells that a success of this call is the twin of.
    pub fn granted(self) -> CellSet {
        if self.missing.is_empty() { self.needed } else { CellSet::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(cells: &[(When, Need)]) -> CellSet {
        let mut set = CellSet::default();
        for (when, need) in cells {
            let of_open = |cell: &Cell| (cell.op, cell.when, cell.need) == (OpKind::OpenAt, *when, *need);
            set.add(CELLS.iter().position(of_open).unwrap());
        }
        set
    }

    #[test]
    fn every_cell_has_a_place_and_a_text_of_its_own() {
        assert!(CELLS.len() <= 64, "a set of cells has 64 places");
        let texts: std::collections::BTreeSet<String> = CELLS.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), CELLS.len());
    }

    #[test]
    fn a_refusal_witnesses_a_right_that_alone_is_missing() {
        let denied = |missing| Cells { needed: missing, missing, other_reasons: false }.denied();
        let (granted, opened) = ((When::Create, Need::DirMutate), (When::Create, Need::OpenedMutate));
        assert_eq!(denied(set(&[opened])), set(&[opened]));
        // Without the embedder's right there is no descriptor with the other one.
        assert_eq!(denied(set(&[granted, opened])), set(&[granted]));
        assert!(denied(set(&[(When::Create, Need::FileWrite), opened])).is_empty());
    }

    #[test]
    fn a_refusal_for_another_reason_witnesses_nothing() {
        let missing = set(&[(When::Create, Need::OpenedMutate)]);
        assert!(Cells { needed: missing, missing, other_reasons: true }.denied().is_empty());
        assert!(Cells { needed: missing, missing, other_reasons: false }.granted().is_empty());
    }
}
