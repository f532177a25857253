//! What the benches of the built-in implementation share: contenders, that take turns in one run, and the table they end in.
//!
//! A *cell* is one call in one place, as "stat-at on ext4". Each *contender* makes it over and over: the system's call alone
//! (`raw`), the built-in implementation in two modes, and, with the feature `wasmtime`, the host functions of wasmtime-wasi
//! in two modes. A round gives every contender one turn; what else the machine does meets all of them.

use std::cell::Cell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::task::{LocalSet, spawn_local};
use wasi_fs_conformance::backend::{Backend, Folder};
use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::tree::Fixture;

/// How often each contender has its turn.
pub(crate) const ROUNDS: usize = 15;

/// About how long a turn takes, so that the clock is read seldom and a round is over soon.
const TURN: Duration = Duration::from_millis(4);

/// The names of the contenders, in the order of a round. A wasmtime is missing without its feature.
pub(crate) const RAW: &str = "raw";

/// Does the same so many times, on the current thread.
pub(crate) type Work = Box<dyn FnMut(u32)>;

/// Who takes part in a cell, by name.
pub(crate) struct Contender {
    name: &'static str,
    work: Work,
    /// What the work has found, where it is not its time that is asked for.
    found: Box<dyn Fn() -> f64>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, work: impl FnMut(u32) + 'static) -> Self {
        Self { name, work: Box::new(work), found: Box::new(|| f64::NAN) }
    }

    /// The same, with a figure that is asked for after its work.
    pub(crate) fn figuring(self, found: impl Fn() -> f64 + 'static) -> Self {
        Self { found: Box::new(found), ..self }
    }

    /// Works once; the figure that it found.
    pub(crate) fn figure(&mut self) -> f64 {
        (self.work)(1);
        (self.found)()
    }

    fn time(&mut self, repeats: u32) -> Duration {
        let start = Instant::now();
        (self.work)(repeats);
        start.elapsed()
    }

    /// Nanoseconds that one repeat takes.
    fn turn(&mut self, repeats: u32) -> f64 {
        self.time(repeats).as_secs_f64() * 1e9 / f64::from(repeats)
    }

    /// How many repeats fill a turn; measured after a first one that warms up.
    fn repeats(&mut self) -> u32 {
        self.time(8);
        let one = (self.time(32) / 32).as_nanos().max(1);
        u32::try_from(TURN.as_nanos() / one).unwrap_or(u32::MAX).clamp(8, 100_000)
    }
}

/// The runtime of an embedder that has one thread for its guests.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

/// A guest's root directory with the folder behind it, which goes away with it.
pub(crate) struct Guest<D> {
    pub(crate) root: D,
    pub(crate) folder: Folder,
}

impl<D> Guest<D> {
    /// A guest of a backend in a folder of its own below `place`.
    pub(crate) fn new<B: Backend<Descriptor = D>>(backend: &B, prepare: &dyn Fn(&Path)) -> Self {
        let started = runtime().block_on(backend.start(&Fixture::default()));
        let mut instance = started.unwrap_or_else(|error| panic!("a folder to work in: {error}"));
        let folder = instance.folder.expect("a backend on a folder");
        prepare(folder.path());
        Self { root: instance.preopens.remove(0), folder }
    }
}

/// What a bench does with any backend: it makes the contender of a name.
pub(crate) trait Measured {
    fn contender<B: Backend + 'static>(&self, name: &'static str, backend: B) -> Contender
    where
        B::Descriptor: 'static;
}

/// The names and ways of the built-in implementation that are measured.
const OURS: [(&str, Blocking); 2] =
    [("ours", Blocking::NowaitThenPool), ("ours, inline", Blocking::CurrentThread)];

#[cfg(feature = "wasmtime")]
const WASMTIMES: [(&str, bool); 2] = [("wasmtime", false), ("wasmtime, inline", true)];

/// Every backend's contender for a cell, with folders below `place`.
pub(crate) fn contenders(cell: &impl Measured, place: &Path) -> Vec<Contender> {
    let mut all = Vec::new();
    for (name, blocking) in OURS {
        all.push(cell.contender(name, host(name, blocking).within(place)));
    }
    #[cfg(feature = "wasmtime")]
    for (name, may_block) in WASMTIMES {
        all.push(
            cell.contender(name, wasi_fs_conformance::backends::wasmtime(name, may_block).within(place)),
        );
    }
    all
}

/// Where it is measured, and what the file system there is called: the system's throw-away folder, and one in memory where
/// there is one.
pub(crate) fn places() -> Vec<(String, PathBuf)> {
    let candidates = [std::env::temp_dir(), PathBuf::from("/dev/shm")];
    let mut places: Vec<(String, PathBuf)> = Vec::new();
    for path in candidates {
        let name = kind(&path);
        if path.is_dir() && places.iter().all(|(known, _)| *known != name) {
            places.push((name, path));
        }
    }
    places
}

/// The name of the file system that a folder is on, as the system has mounted it.
fn kind(path: &Path) -> String {
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let mounted = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let around = mounted.filter(|(at, _)| path.starts_with(at));
    around.max_by_key(|(at, _)| at.len()).map_or_else(|| "disk".into(), |(_, kind)| kind.into())
}

/// The middle of a sorted list, and what lies a quarter from its ends.
pub(crate) fn quartiles(mut figures: Vec<f64>) -> [f64; 3] {
    figures.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| figures[(figures.len() - 1) * quarter / 4])
}

/// Measures a cell and prints a line for each contender: place, cell, contender, the median in nanoseconds, its quartiles, and
/// how many times as long as the first contender it took, again as a median and quartiles over the rounds.
pub(crate) fn measure(place: &str, cell: &str, contenders: &mut [Contender]) {
    let repeats: Vec<u32> = contenders.iter_mut().map(Contender::repeats).collect();
    let mut figures = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (index, contender) in contenders.iter_mut().enumerate() {
            figures[index].push(contender.turn(repeats[index]));
        }
    }
    let first = figures[0].clone();
    for (contender, figures) in contenders.iter().zip(figures) {
        let ratios = figures.iter().zip(&first).map(|(figure, first)| figure / first).collect();
        let ([low, middle, high], [from, ratio, to]) = (quartiles(figures), quartiles(ratios));
        println!(
            "{place:<6}  {cell:<32}  {name:<17}  {middle:>9.0} ns  {low:.0}..{high:.0}  x{ratio:.2}  {from:.2}..{to:.2}",
            name = contender.name
        );
    }
    println!();
}

/// Prints a line as those of the timed cells, without a ratio.
pub(crate) fn line(place: &str, cell: &str, contender: &Contender, unit: &str, figures: Vec<f64>) {
    let [low, middle, high] = quartiles(figures);
    let name = contender.name;
    println!("{place:<6}  {cell:<32}  {name:<17}  {middle:>9.0} {unit}  {low:.0}..{high:.0}");
}

/// Runs these on one thread beside a ticker of a millisecond; the longest time between two ticks, in microseconds.
pub(crate) fn longest_gap<W>(runtime: &Runtime, works: impl IntoIterator<Item = W>) -> f64
where
    W: Future<Output = ()> + 'static,
{
    let longest = Rc::new(Cell::new(0.0));
    let ticks = tick(Rc::clone(&longest));
    let tasks = LocalSet::new();
    let works: Vec<_> = works.into_iter().map(|work| tasks.spawn_local(work)).collect();
    runtime.block_on(tasks.run_until(async move {
        let ticker = spawn_local(ticks);
        for work in works {
            work.await.expect("no panic");
        }
        // What has kept the thread last is seen at the next tick.
        tokio::time::sleep(Duration::from_millis(2)).await;
        ticker.abort();
    }));
    longest.get()
}

/// Ticks each millisecond until it is dropped with its task.
async fn tick(longest: Rc<Cell<f64>>) {
    let mut last = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let now = Instant::now();
        longest.set(longest.get().max((now - last).as_secs_f64() * 1e6));
        last = now;
    }
}

/// Whether a word on the command line asks for this cell; without any word all are measured.
pub(crate) fn is_asked_for(cell: &str) -> bool {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    words.is_empty() || words.iter().any(|word| cell.contains(word.as_str()))
}

/// Runs a future to its end on a runtime of the contender's.
pub(crate) fn on<T>(runtime: &Runtime, work: impl Future<Output = T>) -> T {
    runtime.block_on(work)
}
