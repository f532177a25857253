//! The orders in which rows of steps can be put into one line.

use crate::script::Step;

/// From which row the next step comes, one after the other.
pub(super) type Order = Vec<usize>;

/// How many beginnings of orders are looked at for one that is wanted: most lead to one.
const LOOKS_PER_ORDER: usize = 64;

/// Rows of steps, each of which keeps its order.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    rows: Vec<Vec<Step>>,
    /// Which rows do not commute; each meets itself.
    meets: Vec<Vec<bool>>,
}

/// A search through the orders.
struct Search<'o> {
    orders: &'o Orders,
    /// How many steps of each row are in the line.
    taken: Vec<usize>,
    line: Order,
    found: Vec<Order>,
    most: usize,
    looks: usize,
    /// Whether equal ones are left out.
    reduces: bool,
}

impl Orders {
    pub(super) fn new(rows: Vec<Vec<Step>>, meets: Vec<Vec<bool>>) -> Self {
        Self { rows, meets }
    }

    /// How many there are: each row in turn goes between what is there, as far as a number holds.
    pub(super) fn count(&self) -> u64 {
        let (mut count, mut length) = (1_u128, 0_u128);
        for row in &self.rows {
            for place in 1..=row.len() as u128 {
                // What is divided here is a number of ways, so that nothing is left.
                count = count.saturating_mul(length + place) / place;
            }
            length += row.len() as u128;
        }
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The steps in an order.
    pub(super) fn line(&self, order: &[usize]) -> Vec<Step> {
        let mut rows: Vec<_> = self.rows.iter().map(|row| row.iter()).collect();
        order.iter().filter_map(|row| rows[*row].next().cloned()).collect()
    }

    pub(super) fn lengths(&self) -> Vec<usize> {
        self.rows.iter().map(Vec::len).collect()
    }

    /// All of them.
    pub(super) fn every(&self) -> Vec<Order> {
        self.search(usize::MAX, false).unwrap_or_default()
    }

    /// One of each that are equal but for neighbours which commute; none where there are more than so many.
    pub(super) fn reduced(&self, most: usize) -> Option<Vec<Order>> {
        self.search(most, true)
    }

    fn search(&self, most: usize, reduces: bool) -> Option<Vec<Order>> {
        let taken = vec![0; self.rows.len()];
        let (line, found, looks) = (Vec::new(), Vec::new(), most.saturating_mul(LOOKS_PER_ORDER));
        let mut search = Search { orders: self, taken, line, found, most, looks, reduces };
        search.goes_on(&vec![false; self.rows.len()]).then_some(search.found)
    }

    /// The first, in the order of rows, of the orders that are equal to this one.
    pub(super) fn canonical(&self, order: &[usize]) -> Order {
        let mut left = order.to_vec();
        let mut canonical = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let may_come =
                |place: &usize| left[..*place].iter().all(|before| !self.meets[*before][left[*place]]);
            let first = (0..left.len()).filter(may_come).min_by_key(|place| left[*place]);
            canonical.push(left.remove(first.unwrap_or(0)));
        }
        canonical
    }
}

impl Search<'_> {
    /// Finds all that begin as the line does, but for those in which a row that sleeps comes before something that it meets:
    /// they are equal to others that were found (sleep sets, Godefroid 1996). Whether there was room.
    fn goes_on(&mut self, asleep: &[bool]) -> bool {
        let rows = &self.orders.rows;
        let open: Vec<usize> = (0..rows.len()).filter(|row| self.taken[*row] < rows[*row].len()).collect();
        if open.is_empty() {
            self.found.push(self.line.clone());
            return self.found.len() <= self.most;
        }
        let Some(looks) = self.looks.checked_sub(1) else { return false };
        self.looks = looks;
        let mut asleep = asleep.to_vec();
        for row in open {
            if asleep[row] {
                continue;
            }
            let meets = &self.orders.meets[row];
            let still: Vec<bool> =
                asleep.iter().zip(meets).map(|(sleeps, meets)| *sleeps && !meets).collect();
            self.taken[row] += 1;
            self.line.push(row);
            let had_room = self.goes_on(&still);
            self.line.pop();
            self.taken[row] -= 1;
            if !had_room {
                return false;
            }
            asleep[row] = self.reduces;
        }
        true
    }
}
