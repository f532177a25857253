//! The memory of the processes in which a backend makes its calls, over many scripts.
//!
//! Descriptors and threads are counted, and more of them behind one script is told from what a backend keeps. Memory is not: an
//! allocator and a collector of garbage take and keep it as they see fit. So nothing is said of one script. What was taken at
//! least in each of many windows of their runs is compared, and only what grows in every one of them, by much, and as fast in the
//! end as in the beginning, is a leak. Of this process nobody can tell: the judge and its counts are in it.

/// How many windows there are at most; then each two become one, so that what grows slowly is seen as well.
const WINDOWS_MAX: usize = 32;

/// So many windows are needed before anything is said. The first quarter of them is for what is taken once.
const WINDOWS_MIN: usize = 16;

/// How many runs a window has at first.
const RUNS: u32 = 64;

/// Growth by less than this is none, in bytes: a collector of garbage may wait for about so much before it begins.
const GROWTH_MIN: u64 = 256 << 20;

/// In each window there has to be at least one part in so many of what there would be if all grew alike.
const PART_MIN: u64 = 4;

/// The second half has to grow by at least so many hundredths of what the first half did: what fills a cache gets slower.
const SECOND_HALF_MIN: u64 = 80;

/// What was taken, window by window.
#[derive(Clone, Debug)]
pub(super) struct Growth {
    /// Whose it is; of others it begins anew.
    processes: Vec<u32>,
    windows: Vec<u64>,
    /// How many runs a window has.
    runs: u32,
    /// The least of the window that is not full, and how many runs it has.
    least: u64,
    seen: u32,
    /// Whether it was told: each one is told once.
    told: bool,
    /// What is still to be told.
    grown: Option<Grown>,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            windows: Vec::new(),
            runs: RUNS,
            least: u64::MAX,
            seen: 0,
            told: false,
            grown: None,
        }
    }
}

/// By how much it grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grown {
    /// In bytes.
    pub(super) bytes: u64,
    /// Over so many runs of scripts.
    pub(super) runs: u64,
}

impl Growth {
    /// Looks at these processes behind a run of a script.
    pub(super) fn look(&mut self, processes: &[u32]) {
        if self.told || processes.is_empty() {
            return;
        }
        let taken: Option<u64> = processes.iter().map(|process| memory_of(*process)).sum();
        if let Some(grown) = taken.and_then(|taken| self.note(processes, taken)) {
            self.grown = Some(grown);
        }
    }

    /// What is to be told of all runs so far, if it is a leak.
    pub(super) fn take(&mut self) -> Option<Grown> {
        self.grown.take()
    }

    /// Takes in what they have taken.
    fn note(&mut self, processes: &[u32], bytes: u64) -> Option<Grown> {
        if self.processes != processes {
            *self = Self { processes: processes.to_vec(), ..Self::default() };
        }
        self.least = self.least.min(bytes);
        self.seen += 1;
        if self.seen < self.runs {
            return None;
        }
        self.windows.push(self.least);
        (self.least, self.seen) = (u64::MAX, 0);
        let grown = self.grown();
        self.told = grown.is_some();
        if self.windows.len() == WINDOWS_MAX {
            self.windows = self.windows.chunks(2).filter_map(|pair| pair.iter().min().copied()).collect();
            self.runs = self.runs.saturating_mul(2);
        }
        grown
    }

    fn grown(&self) -> Option<Grown> {
        if self.windows.len() < WINDOWS_MIN {
            return None;
        }
        let behind = &self.windows[self.windows.len() / 4..];
        let (first, middle, last) = (behind[0], behind[behind.len() / 2], behind[behind.len() - 1]);
        let bytes = last.checked_sub(first).filter(|bytes| *bytes >= GROWTH_MIN)?;
        let steps = behind.len() as u64 - 1;
        let grows_always = behind
            .windows(2)
            .all(|pair| pair[1].checked_sub(pair[0]).is_some_and(|more| more * steps * PART_MIN >= bytes));
        let halves = (middle.checked_sub(first)?, last.checked_sub(middle)?);
        // The halves may differ by a window.
        let (before, after) = (behind.len() as u64 / 2, steps - behind.len() as u64 / 2);
        let as_fast = halves.1 * before * 100 >= halves.0 * after * SECOND_HALF_MIN;
        (grows_always && as_fast).then(|| Grown { bytes, runs: steps * u64::from(self.runs) })
    }
}

/// What a process has of memory of its own, in bytes, where the system tells: also what was written out, since nobody looks at
/// what has leaked.
#[cfg(target_os = "linux")]
fn memory_of(process: u32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kib = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    };
    // A system that writes nothing out need not tell of it.
    Some(kib("RssAnon:")?.saturating_add(kib("VmSwap:").unwrap_or(0)).saturating_mul(1024))
}

#[cfg(not(target_os = "linux"))]
fn memory_of(_process: u32) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    /// How many scripts it takes until something is told of a process that has taken so much behind each.
    fn told(scripts: u64, taken: impl Fn(u64) -> u64) -> Option<(u64, Grown)> {
        let mut growth = Growth::default();
        (0..scripts).find_map(|script| Some((script + 1, growth.note(&[7], taken(script))?)))
    }

    /// Numbers that go up and down without rule, below a number.
    fn noise(script: u64, below: u64) -> u64 {
        script.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17) % below
    }

    #[test]
    fn what_each_script_leaves_is_told_the_later_the_less_it_is() {
        for (kib, by) in [(1024, 1024), (400, 1024), (64, 8192), (16, 32_000)] {
            let (scripts, grown) = told(100_000, |script| 50 * MIB + script * kib * 1024).expect("it grows");
            assert!(scripts <= by, "{kib} KiB are told behind {scripts} scripts");
            let each = grown.bytes / grown.runs;
            assert_eq!(each, kib * 1024, "{grown:?}");
        }
        // Garbage on top of it is collected now and then, and hides nothing.
        let garbage = |script: u64| script * 400 * 1024 + noise(script, 30 * MIB);
        assert!(told(4096, garbage).is_some());
    }

    #[test]
    fn what_is_kept_on_purpose_is_not_told() {
        // How to read a row: what it is, and how much there is behind each script.
        type Taken = fn(u64) -> u64;
        let kept: &[(&str, Taken)] = &[
            ("nothing more", |_| 80 * MIB),
            ("warming up", |script| 500 * MIB * script.min(900) / 900),
            ("a cache that fills slower and slower", |script| 2000 * MIB * script / (script + 2000)),
            ("a root of the scripts", |script| 16 * MIB * script.isqrt()),
            ("steps of a heap that doubles", |script| (8 * MIB) << (script + 1).ilog2().min(10)),
            ("garbage that is collected late", |script| script % 1500 * MIB / 8),
            ("noise", |script| 100 * MIB + noise(script, 400 * MIB)),
            ("one script that takes much", |script| if script > 5000 { 900 * MIB } else { 20 * MIB }),
            ("a little", |script| script * 64),
        ];
        for (what, taken) in kept {
            assert_eq!(told(50_000, taken), None, "{what}");
        }
    }

    #[test]
    fn another_process_begins_anew_and_each_is_told_once() {
        let mut growth = Growth::default();
        let mut told = 0;
        for process in 0..4 {
            for script in 0..1000 {
                told += u32::from(growth.note(&[process], script * MIB).is_some());
            }
        }
        assert_eq!(told, 0);
        for script in 0..1024_u64 {
            told += u32::from(growth.note(&[9], script * MIB).is_some());
        }
        assert_eq!((told, growth.told), (1, true));
        growth.look(&[9]);
        assert_eq!(growth.take(), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_what_this_process_has() {
        let taken = vec![1_u8; 8 << 20];
        assert!(memory_of(std::process::id()).is_some_and(|bytes| bytes > 4 * MIB), "{}", taken.len());
        assert_eq!(memory_of(u32::MAX), None);
    }
}
