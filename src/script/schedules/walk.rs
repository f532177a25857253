//! Some schedules of many, by priorities (PCT: Burckhardt and others, 2010): of the rows that have a step left the one of the
//! highest priority goes on, and at a few points that are drawn it falls behind all others. What goes wrong when so few
//! things come in one order is met soon, however many schedules there are.

use std::collections::BTreeSet;

use super::Race;
use super::orders::{Order, Orders};
use crate::script::Script;

/// At how many points a priority changes.
pub const CHANGES_OF_PRIORITY: usize = 2;

/// So often in a row only what is known may be drawn, before the walk ends.
const IN_VAIN_MAX: u32 = 64;

/// Schedules that are drawn: see [`Race::walk`].
#[derive(Debug)]
pub struct Walk<'r> {
    race: &'r Race,
    forms: Vec<Orders>,
    dice: Dice,
    /// What was drawn: the form, and the first order that is equal.
    drawn: BTreeSet<(usize, Order)>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(race: &'r Race, seed: u64) -> Self {
        Self { race, forms: race.forms(), dice: Dice(seed), drawn: BTreeSet::new() }
    }
}

impl Iterator for Walk<'_> {
    type Item = Script;

    fn next(&mut self) -> Option<Script> {
        for _ in 0..IN_VAIN_MAX {
            // What nobody cuts is one form of many, and the race itself.
            let is_whole = self.dice.below(2) == 0;
            let number = if is_whole { 0 } else { self.dice.below(self.forms.len()) };
            let form = &self.forms[number];
            let order = self.dice.order(&form.lengths());
            if self.drawn.insert((number, form.canonical(&order))) {
                return Some(self.race.with(form.line(&order)));
            }
        }
        None
    }
}

/// Draws numbers (splitmix64).
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % most).unwrap_or(0)
    }

    /// An order of rows of these lengths.
    fn order(&mut self, lengths: &[usize]) -> Order {
        // The last one is the highest.
        let mut priorities: Vec<usize> = Vec::with_capacity(lengths.len());
        for row in 0..lengths.len() {
            priorities.insert(self.below(row + 1), row);
        }
        let total: usize = lengths.iter().sum();
        let changes: Vec<usize> = (0..CHANGES_OF_PRIORITY).map(|_| self.below(total)).collect();
        let mut left = lengths.to_vec();
        let mut order = Vec::with_capacity(total);
        while let Some(place) = priorities.iter().rposition(|row| left[*row] > 0) {
            let row = priorities[place];
            if changes.contains(&order.len()) {
                priorities.remove(place);
                priorities.insert(0, row);
            }
            let Some(row) = priorities.iter().rev().find(|row| left[**row] > 0).copied() else { break };
            left[row] -= 1;
            order.push(row);
        }
        order
    }
}
