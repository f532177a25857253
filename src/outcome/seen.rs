//! What a guest has seen so far of the numbers that only a backend knows.

use super::Outcome;
use crate::op::{Call, Name, OpKind, Quantity};

/// The numbers that were seen last. What was never seen is 0.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    permits: Vec<(Name, u64)>,
    count: u64,
    size: u64,
}

impl Seen {
    /// Takes in what a call was answered.
    pub fn note(&mut self, call: Call<'_>, outcome: &Outcome) {
        if let Outcome::Stat(stat) = outcome {
            self.size = stat.size;
        } else if let Outcome::Bytes { bytes, .. } = outcome {
            self.count = bytes.len() as u64;
        } else if let Outcome::Count(count) = outcome {
            if call.op.kind() != OpKind::CheckWrite {
                self.count = *count;
            } else if let Some((_, permit)) = self.permits.iter_mut().find(|(stream, _)| stream == call.on) {
                *permit = *count;
            } else {
                self.permits.push((call.on.clone(), *count));
            }
        }
    }

    /// What was seen last of a quantity, by who makes calls on this handle.
    pub fn of(&self, quantity: Quantity, on: &Name) -> u64 {
        let permit = || self.permits.iter().find(|(stream, _)| stream == on).map_or(0, |(_, permit)| *permit);
        match quantity {
            Quantity::Permit => permit(),
            Quantity::Count => self.count,
            Quantity::Size => self.size,
        }
    }
}
