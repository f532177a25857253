//! The judge's own clock: when a call was made, and when it was over.
//!
//! The clock of a machine may be set while a script runs. What goes on steadily tells: where the two differ by more than clocks
//! do that are trimmed, nothing is judged by it any more.

use std::time::{Duration, Instant, SystemTime};

use super::trial::{Stage, Trial};
use crate::backend::{Descriptor, Folder};
use crate::control::Control as Gate;
use crate::model::Model;
use crate::op::Call;
use crate::outcome::{Allowed, Span};
use crate::tree::{Capability, Grains};
use crate::wasi::Datetime;

/// A clock that is trimmed goes so much slower or faster at most, as a share.
const TRIMMED: u32 = 500;

/// Less than this is how far apart clocks are asked.
const APART: Duration = Duration::from_millis(20);

/// Why no timestamp of a script is judged by the clock.
const WAS_SET: &str =
    "the clock of this machine was set while the script ran, so no timestamp was judged by it";
const NOT_OURS: &str = "the folder's file system has a clock of its own, so no timestamp was judged by ours";

/// A look at both clocks: that of the day lies between two of the other.
#[derive(Clone, Copy, Debug)]
struct Look {
    before: Instant,
    /// Since 1970.
    day: Duration,
    after: Instant,
}

impl Look {
    /// None before 1970.
    fn now() -> Option<Self> {
        let before = Instant::now();
        let day = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(Self { before, day, after: Instant::now() })
    }

    /// Whether the clock of the day has gone on as the other has, since an earlier look.
    fn goes_on_from(&self, earlier: &Self) -> bool {
        let Some(day) = self.day.checked_sub(earlier.day) else {
            // It has gone back, if by less than what it may be trimmed by.
            return earlier.day.abs_diff(self.day) <= APART;
        };
        let least = self.before.saturating_duration_since(earlier.after);
        let most = self.after.saturating_duration_since(earlier.before);
        let slack = APART + most / TRIMMED;
        day + slack >= least && day <= most + slack
    }
}

/// The judge's clock over a script.
#[derive(Debug)]
pub(super) struct Watch {
    first: Option<Look>,
    /// When the call that is made now was begun.
    began: Option<Datetime>,
    was_set: bool,
}

impl Watch {
    /// One that is looked at, or nobody does.
    pub(super) fn new(is_looked_at: bool) -> Self {
        Self { first: Look::now().filter(|_| is_looked_at), began: None, was_set: false }
    }

    /// Something is about to be done.
    pub(super) fn begin(&mut self) {
        self.began = self.look().map(|now| moment(coarse().map_or(now, |coarse| coarse.min(now))));
    }

    /// It was done, within this span; none where the clock tells nothing.
    pub(super) fn end(&mut self) -> Option<Span> {
        let to = self.look().map(moment);
        Some(Span { from: self.began.take()?, to: Some(to?) })
    }

    /// Nothing is judged by it any more.
    pub(super) fn stop(&mut self) {
        self.first = None;
    }

    /// Whether the clock was found to be set since this was last asked.
    pub(super) fn was_set(&mut self) -> bool {
        std::mem::take(&mut self.was_set)
    }

    fn look(&mut self) -> Option<Duration> {
        let (first, now) = (self.first?, Look::now());
        let goes_on = now.filter(|now| now.goes_on_from(&first));
        if goes_on.is_none() {
            self.stop();
            self.was_set = true;
        }
        goes_on.map(|now| now.day)
    }
}

/// The clock was found to be set.
pub(super) struct WasSet;

impl Trial<'_> {
    /// Whether the clock of this machine is the one by which the backend's files get their times, as far as it says.
    pub(super) fn reads_clock(&self) -> bool {
        !self.host.0.contains(Capability::HostClock)
    }

    /// The model of what was planted by now, and when that was; none where a script is about the clock that its folder does not have.
    pub(super) fn planted(
        &mut self,
        watch: &mut Watch,
        folder: Option<&Folder>,
    ) -> Option<(Model, Option<Span>)> {
        let kept = folder.and_then(Folder::timekeeping);
        if self.reads_clock() && kept.is_some_and(|kept| !kept.is_ours) {
            if self.script.needs.contains(&Capability::HostClock) {
                return None;
            }
            watch.stop();
            self.coverage.not_audited(NOT_OURS);
        }
        // Of what a backend has made for itself nobody knows which times it has.
        let planted = watch.end().filter(|_| folder.is_some());
        Some((self.first(planted, folder), planted))
    }

    /// The model before the first step.
    pub(super) fn first(&self, planted: Option<Span>, folder: Option<&Folder>) -> Model {
        let (lacks, traits) = self.host;
        let mut model = Model::new(&self.script.fixture).on_host(lacks, traits);
        let kept = folder.and_then(Folder::timekeeping);
        model.keep_times(traits.grains_on(kept.map_or_else(Grains::default, |kept| kept.grains)));
        if let Some(planted) = planted {
            model.plant_within(planted);
        }
        model
    }

    /// Tells the model that something is done from now on, of which it hears before.
    pub(super) fn tell_begin(watch: &mut Watch, model: &mut Model) {
        watch.begin();
        if let Some(span) = watch.end() {
            model.at(span.open());
        }
    }

    /// Tells the model what time it is behind a call, and what it allowed when it knew less.
    pub(super) fn by_the_clock<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        call: Call<'_>,
        mut allowed: Allowed,
    ) -> Allowed {
        match self.tell_time(&mut stage.watch, &mut stage.model) {
            Ok(Some(now)) => allowed.until(now),
            Ok(None) => {}
            // What was expected by the clock is not any more.
            Err(WasSet) => allowed = stage.model.allowed(call).unwrap_or(allowed),
        }
        allowed
    }

    /// Tells the model when that came about which was begun last; what time it is now, where the clock tells.
    pub(super) fn tell_time(
        &mut self,
        watch: &mut Watch,
        model: &mut Model,
    ) -> Result<Option<Datetime>, WasSet> {
        let span = watch.end();
        if watch.was_set() {
            self.coverage.not_audited(WAS_SET);
            model.lose_clock();
            return Err(WasSet);
        }
        if let Some(span) = span {
            model.at(span);
        }
        Ok(span.and_then(|span| span.to))
    }
}

fn moment(day: Duration) -> Datetime {
    Datetime { seconds: day.as_secs(), nanoseconds: day.subsec_nanos() }
}

/// The time of the last tick, which a file system may stamp with, however long ago that was.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn coarse() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::RealtimeCoarse);
    Some(Duration::new(u64::try_from(now.tv_sec).ok()?, u32::try_from(now.tv_nsec).ok()?))
}

/// Nobody tells.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn coarse() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_is_noticed_and_one_that_is_trimmed_is_not() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let look = |steady: u64, day: u64| Look {
            before: start + ms(steady),
            day: ms(day),
            after: start + ms(steady),
        };
        let first = look(0, 1_000_000);
        // How to read a row: what has passed on the steady clock, what that of the day shows, whether it goes on.
        for (steady, day, goes_on) in [
            (0, 1_000_000, true),
            (1_000, 1_001_000, true),
            (1_000, 1_001_019, true),
            (1_000, 1_000_981, true),
            (1_000, 1_002_000, false),
            (1_000, 1_000_000, false),
            (10, 990_000, false),
            (10, 999_995, true),
            // A second in ten minutes is what a clock may be trimmed by.
            (600_000, 1_601_000, true),
            (600_000, 1_603_000, false),
        ] {
            assert_eq!(look(steady, day).goes_on_from(&first), goes_on, "{steady} {day}");
        }
        // Who was not served between the looks knows less.
        let late = Look { after: start + ms(5_000), ..look(10, 1_004_000) };
        assert!(late.goes_on_from(&first));
    }

    #[test]
    fn a_call_lies_between_its_begin_and_its_end() {
        let mut watch = Watch::new(true);
        watch.begin();
        let made = moment(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap());
        let span = watch.end().unwrap();
        assert!(span.from <= made && Some(made) <= span.to, "{span:?} {made}");
        assert_eq!(watch.end(), None);
        watch.stop();
        watch.begin();
        assert_eq!((watch.end(), watch.was_set()), (None, false));
        let mut nobody = Watch::new(false);
        nobody.begin();
        assert_eq!(nobody.end(), None);
    }
}
