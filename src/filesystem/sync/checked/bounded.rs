//! A scheduler that goes through all interleavings with few preemptions: most faults of threads show where a thread is stopped
//! once or twice at the wrong place, and of such interleavings there are so few that none has to be left out.

use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};

/// A step: the threads that could go on, and which of them does so now.
#[derive(Debug)]
struct Choice {
    options: Vec<TaskId>,
    taken: usize,
}

/// Depth first, and the thread that runs before all others.
#[derive(Debug)]
pub(super) struct Bounded {
    /// How often a thread may be stopped that could go on and does not yield.
    preemptions_max: usize,
    count_max: usize,
    count: usize,
    choices: Vec<Choice>,
    /// Of the interleaving under way: the steps made, and the preemptions among them.
    steps: usize,
    preemptions: usize,
}

impl Bounded {
    pub(super) fn new(preemptions_max: usize, count_max: usize) -> Self {
        Self { preemptions_max, count_max, count: 0, choices: Vec::new(), steps: 0, preemptions: 0 }
    }

    /// Turns to the next interleaving; whether there is one.
    fn advance(&mut self) -> bool {
        while let Some(last) = self.choices.last_mut() {
            last.taken += 1;
            if last.taken < last.options.len() {
                return true;
            }
            self.choices.pop();
        }
        false
    }
}

impl Scheduler for Bounded {
    fn new_execution(&mut self) -> Option<Schedule> {
        let more = self.count == 0 || self.advance();
        if !more || self.count == self.count_max {
            return None;
        }
        self.count += 1;
        (self.steps, self.preemptions) = (0, 0);
        Some(Schedule::new(0))
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let mut options: Vec<TaskId> = runnable.iter().map(|task| task.id()).collect();
        let goes_on = if is_yielding { None } else { options.iter().position(|id| Some(*id) == current) };
        if let Some(place) = goes_on {
            options.swap(0, place);
            if self.preemptions == self.preemptions_max {
                options.truncate(1);
            }
        }
        let step = self.steps;
        self.steps += 1;
        if step == self.choices.len() {
            self.choices.push(Choice { options, taken: 0 });
        }
        let choice = &self.choices[step];
        self.preemptions += usize::from(goes_on.is_some() && choice.taken > 0);
        Some(choice.options[choice.taken])
    }

    fn next_u64(&mut self) -> u64 {
        panic!("our fault: an interleaving is a choice of threads alone")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shuttle::scheduler::DfsScheduler;
    use shuttle::{Runner, thread};

    use super::*;

    /// Two threads that count, and may lose what the other has counted between their two steps.
    fn lossy(counts: &AtomicUsize) {
        let before = counts.load(Ordering::SeqCst);
        thread::sleep(std::time::Duration::ZERO);
        counts.store(before + 1, Ordering::SeqCst);
    }

    /// How many interleavings there are, and in how many of them something is lost.
    fn count(scheduler: impl Scheduler + 'static) -> (usize, usize) {
        let losses = Arc::new(AtomicUsize::new(0));
        let lost = Arc::clone(&losses);
        let count = Runner::new(scheduler, super::super::config()).run(move || {
            let counts = Arc::new(AtomicUsize::new(0));
            let of_other = Arc::clone(&counts);
            let other = thread::spawn(move || lossy(&of_other));
            lossy(&counts);
            other.join().unwrap();
            lost.fetch_add(2 - counts.load(Ordering::SeqCst), Ordering::SeqCst);
        });
        (count, losses.load(Ordering::SeqCst))
    }

    #[test]
    fn interleavings_without_a_bound_are_those_of_a_depth_first_search() {
        assert_eq!(count(Bounded::new(usize::MAX, usize::MAX)), count(DfsScheduler::new(None, false)));
    }

    #[test]
    fn interleavings_with_a_preemption_more_find_what_those_without_do_not() {
        let (none, lost_without) = count(Bounded::new(0, usize::MAX));
        let (some, lost) = count(Bounded::new(1, usize::MAX));
        assert!(none < some && lost_without == 0 && lost > 0, "{none}, {lost_without}, {some}, {lost}");
    }

    #[test]
    fn interleavings_end_where_there_are_too_many() {
        assert_eq!(count(Bounded::new(usize::MAX, 2)).0, 2);
    }
}
