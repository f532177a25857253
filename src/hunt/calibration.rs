//! How soon faults are found, and in how short scripts: the numbers of many hunts for each.

use std::time::Duration;

use super::Hunted;
use crate::rule::Rule;

/// The most steps that the median script of all faults may have, and the most that the median of one may have.
pub const STEPS_MAX: (usize, usize) = (4, 8);

/// What a hunt has seen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The rule that it says was broken.
    pub rule: Rule,
    /// How many scripts it took.
    pub scripts: u64,
    /// How long it took, with all that made the script smaller.
    pub took: Duration,
    /// How many steps are left.
    pub steps: usize,
    /// Whether it was shrunk to the end.
    pub minimal: bool,
}

impl Sighting {
    /// Of a hunt, if it has found something.
    pub fn of(hunted: &Hunted) -> Option<Self> {
        let finding = hunted.findings.first()?;
        let origin = finding.origin.as_ref();
        Some(Self {
            rule: finding.rule(),
            scripts: origin.and_then(|origin| origin.hunt).map_or(0, |place| place.index + 1),
            took: hunted.took,
            steps: finding.script.steps.len(),
            minimal: origin.is_some_and(|origin| origin.minimal),
        })
    }
}

/// What several hunts for one fault came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The fault's name.
    pub fault: String,
    /// The rule under which it has to be found.
    pub rule: Rule,
    /// How many hunts there were.
    pub hunts: usize,
    /// What they have seen, those that have.
    pub sightings: Vec<Sighting>,
}

/// The one in the middle, of two the larger one.
fn median<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    values.into_iter().nth(middle)
}

impl Tally {
    /// How many hunts have blamed the fault's own rule.
    pub fn under_its_rule(&self) -> usize {
        self.sightings.iter().filter(|sighting| sighting.rule == self.rule).count()
    }

    /// How many scripts were shrunk to the end.
    pub fn minimal(&self) -> usize {
        self.sightings.iter().filter(|sighting| sighting.minimal).count()
    }

    /// The median of the scripts that it took.
    pub fn scripts(&self) -> Option<u64> {
        median(self.sightings.iter().map(|sighting| sighting.scripts))
    }

    /// The median of the time.
    pub fn took(&self) -> Option<Duration> {
        median(self.sightings.iter().map(|sighting| sighting.took))
    }

    /// The median of the steps.
    pub fn steps(&self) -> Option<usize> {
        median(self.sightings.iter().map(|sighting| sighting.steps))
    }

    /// The most steps.
    pub fn steps_max(&self) -> Option<usize> {
        self.sightings.iter().map(|sighting| sighting.steps).max()
    }

    /// What is not as it has to be.
    pub fn complaint(&self) -> Option<String> {
        let Self { fault, rule, hunts, sightings } = self;
        let (found, own) = (sightings.len(), self.under_its_rule());
        if found < *hunts {
            return Some(format!("{fault} is found in {found} of {hunts} hunts"));
        }
        if own * 2 <= found {
            let other = sightings.iter().find(|sighting| sighting.rule != *rule);
            let other = other.map_or("", |sighting| sighting.rule.id());
            return Some(format!("{fault} is blamed on {rule} in {own} of {found} hunts, else on {other}"));
        }
        let (_, most) = STEPS_MAX;
        let steps = self.steps().filter(|steps| *steps > most)?;
        Some(format!("{fault} takes {steps} steps to show, more than {most}"))
    }
}

/// What all faults came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many faults there are.
    pub faults: usize,
    /// How many hunts.
    pub hunts: usize,
    /// How many of them have found something,
    pub found: usize,
    /// and under the fault's own rule.
    pub under_their_rules: usize,
    /// How many scripts were shrunk to the end.
    pub minimal: usize,
    /// Of the medians of scripts the median and the worst.
    pub scripts: Option<(u64, u64)>,
    /// Of the medians of time.
    pub took: Option<(Duration, Duration)>,
    /// Of the medians of steps.
    pub steps: Option<(usize, usize)>,
}

impl Totals {
    /// Of these.
    pub fn of(tallies: &[Tally]) -> Self {
        fn both<T: Ord + Copy>(values: impl Iterator<Item = T> + Clone) -> Option<(T, T)> {
            Some((median(values.clone())?, values.max()?))
        }
        let sum = |count: fn(&Tally) -> usize| tallies.iter().map(count).sum();
        Self {
            faults: tallies.len(),
            hunts: sum(|tally| tally.hunts),
            found: sum(|tally| tally.sightings.len()),
            under_their_rules: sum(Tally::under_its_rule),
            minimal: sum(Tally::minimal),
            scripts: both(tallies.iter().filter_map(Tally::scripts)),
            took: both(tallies.iter().filter_map(Tally::took)),
            steps: both(tallies.iter().filter_map(Tally::steps)),
        }
    }

    /// What is not as it has to be over all.
    pub fn complaint(&self) -> Option<String> {
        let (most, _) = STEPS_MAX;
        let (steps, _) = self.steps.filter(|(steps, _)| *steps > most)?;
        Some(format!("the median script has {steps} steps, more than {most}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(steps: &[usize], rules: &[Rule]) -> Tally {
        let sightings = steps.iter().zip(rules).map(|(steps, rule)| Sighting {
            rule: *rule,
            scripts: *steps as u64 * 10,
            took: Duration::from_millis(*steps as u64),
            steps: *steps,
            minimal: *steps < 9,
        });
        Tally { fault: "f".into(), rule: Rule::FileRead, hunts: 3, sightings: sightings.collect() }
    }

    const READ: [Rule; 3] = [Rule::FileRead; 3];

    #[test]
    fn medians_are_those_of_the_middle() {
        let tally = tally(&[9, 2, 3], &READ);
        assert_eq!((tally.steps(), tally.steps_max(), tally.scripts()), (Some(3), Some(9), Some(30)));
        assert_eq!((tally.minimal(), tally.complaint()), (2, None));
        assert_eq!(median([1, 2].into_iter()), Some(2));
        assert_eq!(median(std::iter::empty::<u32>()), None);
    }

    #[test]
    fn what_is_not_found_or_blamed_on_another_rule_or_too_long_is_said() {
        let said = |tally: Tally| tally.complaint().unwrap();
        assert_eq!(said(tally(&[2, 2], &READ)), "f is found in 2 of 3 hunts");
        let blamed = said(tally(&[2, 2, 2], &[Rule::FileRead, Rule::FileWrite, Rule::FileWrite]));
        assert!(blamed.starts_with("f is blamed on file/"), "{blamed}");
        assert!(blamed.contains(" in 1 of 3 hunts, else on "), "{blamed}");
        assert_eq!(tally(&[2, 2, 2], &[Rule::FileRead, Rule::FileRead, Rule::FileWrite]).complaint(), None);
        assert_eq!(said(tally(&[9, 9, 1], &READ)), "f takes 9 steps to show, more than 8");
    }

    #[test]
    fn over_all_the_median_of_medians_counts() {
        let tallies = [tally(&[5, 5, 5], &READ), tally(&[6, 6, 6], &READ), tally(&[1, 1, 1], &READ)];
        let totals = Totals::of(&tallies);
        assert_eq!((totals.steps, totals.scripts), (Some((5, 6)), Some((50, 60))));
        assert_eq!((totals.faults, totals.hunts, totals.found, totals.under_their_rules), (3, 9, 9, 9));
        assert_eq!(totals.complaint().unwrap(), "the median script has 5 steps, more than 4");
    }
}
