//! What a worker is at, in a file that outlives it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::generate::Lean;
use crate::hunt::search::Doing;
use crate::tree::write_all_at;

/// What a worker is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// It has not begun.
    Nothing,
    /// Between two scripts: it makes up the one of this number.
    Writing(u64),
    /// The script of the hunt with this number.
    Script(u64),
    /// The script of the corpus with this number, counted over all backends.
    Case(u64),
    /// So many candidates behind the script that is made smaller.
    Candidate(u64),
}

/// A file with a place in it.
#[derive(Debug)]
pub(super) struct Place {
    file: File,
    candidates: u64,
    /// How the last two scripts lean, by their numbers.
    leans: [Option<(u64, Lean)>; 2],
}

/// The words of a place, and its number.
type Words = [u8; 16];

impl Place {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut place = Self { file: File::create(path)?, candidates: 0, leans: [None; 2] };
        place.write(At::Nothing)?;
        Ok(place)
    }

    /// Notes what begins. Where that fails, what a worker has died of can't be told, and its hunt says so.
    pub(super) fn note(&mut self, doing: Doing) {
        let at = match doing {
            Doing::Writing(index) => At::Writing(index),
            Doing::Script(index) => At::Script(index),
            Doing::Case(number) => At::Case(number),
            Doing::Candidate => {
                self.candidates += 1;
                At::Candidate(self.candidates)
            }
        };
        drop(self.write(at));
    }

    /// Notes how the script of this number leans, beside the one before it, which may be asked for as well.
    pub(super) fn note_lean(&mut self, index: u64, lean: Lean) {
        self.leans = [self.leans[1].take(), Some((index, lean))];
        let lines: Vec<String> =
            self.leans.iter().flatten().map(|(index, lean)| format!("{index} {lean}\n")).collect();
        drop(write_all_at(&self.file, lines.concat().as_bytes(), size_of::<Words>() as u64));
    }

    fn write(&mut self, at: At) -> io::Result<()> {
        let (kind, number) = match at {
            At::Nothing => (0, 0),
            At::Script(index) => (1, index),
            At::Case(number) => (2, number),
            At::Candidate(count) => (3, count),
            At::Writing(index) => (4, index),
        };
        let mut words = Words::default();
        words[..8].copy_from_slice(&u64::to_le_bytes(kind));
        words[8..].copy_from_slice(&u64::to_le_bytes(number));
        write_all_at(&self.file, &words, 0)
    }
}

/// How often a worker says that it runs.
const BEATS_EVERY: Duration = Duration::from_millis(50);

/// Lets a thread count in a file for as long as this process runs, and not while it is stopped. Without a thread to spare it
/// seems to stand still.
pub(super) fn beat(path: &Path) {
    let Ok(mut file) = File::create(path) else { return };
    let counts = move || {
        for count in 1_u64.. {
            let told = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&count.to_le_bytes()));
            if told.is_err() {
                return;
            }
            thread::sleep(BEATS_EVERY);
        }
    };
    drop(thread::Builder::new().name("beat".into()).spawn(counts));
}

/// How often it has beaten.
pub(super) fn beats(path: &Path) -> u64 {
    let mut count = [0; 8];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut count));
    read.map_or(0, |()| u64::from_le_bytes(count))
}

/// How the script of this number leans, as the file of a worker has it. Where it has not, the worker has not made it up.
pub(super) fn lean_of(path: &Path, index: u64) -> Lean {
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes.get(size_of::<Words>()..).unwrap_or_default());
    let of = |line: &str| {
        let (number, lean) = line.split_once(' ')?;
        (number.parse() == Ok(index)).then(|| lean.parse().ok())?
    };
    text.lines().find_map(of).unwrap_or_default()
}

/// What stands in the file of a worker.
pub(super) fn read(path: &Path) -> At {
    let mut words = Words::default();
    if File::open(path).and_then(|mut file| file.read_exact(&mut words)).is_err() {
        return At::Nothing;
    }
    let (kind, number) = words.split_at(8);
    let word = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
    match (word(kind), word(number)) {
        (1, index) => At::Script(index),
        (2, number) => At::Case(number),
        (3, count) => At::Candidate(count),
        (4, index) => At::Writing(index),
        _ => At::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_is_read_and_candidates_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("place");
        assert_eq!(read(&path), At::Nothing);
        let mut place = Place::create(&path).unwrap();
        assert_eq!(read(&path), At::Nothing);
        for (doing, at) in [
            (Doing::Writing(7), At::Writing(7)),
            (Doing::Script(7), At::Script(7)),
            (Doing::Candidate, At::Candidate(1)),
            (Doing::Candidate, At::Candidate(2)),
            (Doing::Case(u64::MAX), At::Case(u64::MAX)),
        ] {
            place.note(doing);
            assert_eq!(read(&path), at);
        }
    }

    #[test]
    fn how_the_last_two_scripts_lean_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("place");
        let mut place = Place::create(&path).unwrap();
        let lean = |number: i8| Lean::by(|_| number - 2);
        assert_eq!(lean_of(&path, 9), Lean::default());
        for number in 0..5_i8 {
            let index = 9 + 3 * u64::from(number.cast_unsigned());
            place.note(Doing::Writing(index));
            place.note_lean(index, lean(number));
            place.note(Doing::Script(index));
            assert_eq!((read(&path), lean_of(&path, index)), (At::Script(index), lean(number)));
            if number > 0 {
                assert_eq!(lean_of(&path, index - 3), lean(number - 1));
            }
            assert_eq!(lean_of(&path, index + 3), Lean::default());
        }
    }
}
