//! Writes in flight that were seen to have begun: what was seen of them has landed, and stays.
//!
//! POSIX has writes "atomic with respect to each other", so of two that meet the one is over before the other begins: what comes
//! behind one that has begun finds it whole, or as it ended.

use std::ops::Range;
use std::sync::Arc;

use super::World;
use super::effects::Effect;
use super::handles::Handle;
use super::nodes::NodeId;
use super::times::Metadata;
use crate::op::{Call, Data, DescriptorOp, Op};
use crate::outcome::{ExpectedBytes, Older, Outcome, Patch, Places, Spans, Traces, pieces};
use crate::rule::Rule;

/// What a call has seen of a file as it is now.
#[derive(Clone, Copy)]
pub(super) enum Seen<'o> {
    /// Bytes.
    Bytes {
        /// Where the first of them stands.
        offset: u64,
        bytes: &'o [u8],
        /// Whether they reach the end, where the answer tells that.
        end: Option<bool>,
        /// Whether a descriptor has read them.
        flagged: bool,
    },
    /// Its size.
    Size(u64),
}

impl World {
    /// Takes in what an answer shows of a file.
    pub(super) fn sees(&mut self, file: NodeId, call: Call<'_>, outcome: &Outcome) {
        if !self.effects.iter().any(|effect| effect.file == file) {
            return;
        }
        if let Some(seen) = self.seen_of(call, outcome) {
            self.sees_begun(file, seen);
            self.sees_cuts(file, seen);
            self.drop_hidden(file);
        }
    }

    /// What an answer shows of the file as it is now. A stream that may have read ahead shows what was.
    fn seen_of<'o>(&self, call: Call<'_>, outcome: &'o Outcome) -> Option<Seen<'o>> {
        if let Outcome::Stat(stat) = outcome {
            return Some(Seen::Size(stat.size));
        }
        let Outcome::Bytes { bytes, end } = outcome else { return None };
        if let Op::Descriptor(DescriptorOp::Read { offset, length }) = call.op {
            let end = end.filter(|_| *length > 0);
            return Some(Seen::Bytes { offset: *offset, bytes, end, flagged: true });
        }
        let Handle::Input(input) = self.handle(call.on)? else { return None };
        let offset = input.offset;
        input.ahead.is_none().then_some(Seen::Bytes { offset, bytes, end: None, flagged: false })
    }

    /// Whether an effect lands in one piece: nothing tears it, ends it, or gives it up.
    pub(super) fn is_whole(&self, effect: &Effect) -> bool {
        !effect.tears && !effect.ends && !self.is_gone(effect.stream)
    }

    /// Which bytes of an effect can't be seen any more when they land: those over which something came, or which it lands before.
    pub(super) fn under(&self, at: usize) -> Spans {
        let effect = &self.effects[at];
        let mut under = effect.hidden.clone();
        let Some(offset) = effect.offset else { return under };
        let begun = |(other, _): &(usize, &Effect)| *other != at;
        let others = self.effects.iter().enumerate().filter(begun).map(|(_, other)| other);
        for other in others.filter(|other| other.file == effect.file && other.cut.is_none()) {
            let Some(start) = other.offset else { continue };
            for range in other.begun.ranges() {
                let place = start + range.start as u64..start + range.end as u64;
                under.add(within(offset, effect.bytes.len(), &place));
            }
        }
        under
    }

    /// Something has come over places of a file. Of what was cut off before that nothing is seen there any more, and what has
    /// landed there of a write does not land again.
    pub(super) fn comes_over(
        &mut self,
        file: NodeId,
        places: &[Range<u64>],
        number: usize,
        own: Option<usize>,
    ) {
        let others = self.effects.iter_mut().enumerate().filter(|(at, _)| Some(*at) != own);
        for (_, effect) in others.filter(|(_, effect)| effect.file == file) {
            let Some(offset) = effect.offset else { continue };
            for here in places.iter().map(|place| within(offset, effect.bytes.len(), place)) {
                match effect.cut {
                    Some(own) if own < number => effect.hidden.add(here),
                    Some(_) => {}
                    None => effect.begun.within(&here).ranges().for_each(|range| effect.hidden.add(range)),
                }
            }
        }
    }

    /// Lets go of what was cut off where nobody can see any more how much of it has landed.
    pub(super) fn drop_hidden(&mut self, file: NodeId) {
        let is_seen = |effect: &Effect| effect.hidden.others(effect.bytes.len()).end() > 0;
        if self.effects.iter().any(|effect| effect.cut.is_some()) && !self.is_read_ahead(file) {
            self.effects.retain(|effect| effect.file != file || effect.cut.is_none() || is_seen(effect));
        }
    }

    /// What has begun and goes over a place is over before something else comes there.
    pub(super) fn finish_begun(&mut self, file: NodeId, place: &Range<u64>) {
        let size = self.end_of(file);
        let meets = |effect: &Effect| {
            let reach = effect.reach(size);
            let has_begun = effect.file == file && effect.cut.is_none() && !effect.begun.is_empty();
            has_begun && reach.start < place.end && place.start < reach.end
        };
        while let Some(at) = self.effects.iter().position(meets) {
            self.land(at, usize::MAX);
        }
    }

    /// Whether an effect can't land now, since another one has begun before it and is not over.
    pub(super) fn waits(&self, at: usize) -> bool {
        self.waited_for(at).next().is_some()
    }

    /// The effects that one waits for.
    fn waited_for(&self, at: usize) -> impl Iterator<Item = &Effect> {
        let (effect, size) = (&self.effects[at], self.end_of(self.effects[at].file));
        let is_before = move |other: &&Effect| {
            !other.begun.is_empty() && effect.behind.contains(&other.step) && effect.meets(other, size)
        };
        let others = (!effect.behind.is_empty()).then(|| self.in_flight_to(effect.file));
        others.into_iter().flatten().filter(is_before)
    }

    /// How many of its first bytes meet nothing that an effect waits for: where it ends before more of them, it has not met that.
    pub(super) fn before_waits(&self, at: usize) -> usize {
        let (effect, size) = (&self.effects[at], self.end_of(self.effects[at].file));
        // One that fills a gap, or goes to the end, meets it with its first byte.
        let start = effect.offset.filter(|offset| *offset <= size).unwrap_or(u64::MAX);
        let free = |other: &Effect| other.reach(size).start.saturating_sub(start);
        let free = self.waited_for(at).map(free).min().unwrap_or(u64::MAX);
        usize::try_from(free).unwrap_or(usize::MAX).min(effect.bytes.len())
    }

    /// A call has looked at a file: what it has seen of writes in flight has landed.
    fn sees_begun(&mut self, file: NodeId, seen: Seen<'_>) {
        if self.in_flight_to(file).next().is_none() {
            return;
        }
        let (offset, bytes, flagged) = match seen {
            Seen::Bytes { offset, bytes, flagged, .. } => (offset, bytes, flagged),
            Seen::Size(size) => return self.sees_size(file, size),
        };
        loop {
            let expected = ExpectedBytes { flagged, ..self.view(file).expected(offset, Rule::FileRead) };
            let (traces, of) = (expected.traces(bytes), self.of_file(file));
            if let Some(at) = self.over_by(&of, &expected, &traces, bytes) {
                self.has_come(of[at]);
                continue;
            }
            // Behind a gap somebody else may stand already.
            for (at, _) in of.iter().zip(&traces).filter(|(_, traces)| traces.gap) {
                self.begins(*at, &Spans::of(0..1));
            }
            for (at, traces) in of.iter().zip(&traces) {
                self.begins(*at, &traces.landed);
            }
            self.note_order(&of, &expected, &traces, expected.is_at_one_moment(bytes));
            return;
        }
    }

    /// The effects on a file, in their order.
    fn of_file(&self, file: NodeId) -> Vec<usize> {
        (0..self.effects.len()).filter(|at| self.effects[*at].file == file).collect()
    }

    /// Which effect on a file is over, by what was read, before another one that was seen to have begun.
    fn over_by(
        &self,
        of: &[usize],
        expected: &ExpectedBytes,
        traces: &[Traces],
        bytes: &[u8],
    ) -> Option<usize> {
        let at_once = expected.is_at_one_moment(bytes);
        let patches = &expected.patches;
        let is_over = |(at, other): (usize, usize)| {
            let (one, shown) = (&patches[at], &traces[other]);

            if one.cut || patches[other].cut || self.effects[of[at]].has_come() || at == other {
                return false;
            }
            if one.stream == patches[other].stream {
                return at < other && shown.shows();
            }
            if !one.is_whole || !patches[other].is_whole || !one.meets(&patches[other]) {
                return false;
            }
            let has_begun = |at: usize| patches[at].has_begun || traces[at].shows();
            let is_seen = |place: u64| one.index(place).is_some_and(|index| self.has_landed(one.step, index));
            let over_it = shown.landed.ranges().flatten();
            let mut over_it = over_it.map(|index| patches[other].offset + index as u64);
            let comes_behind = over_it.any(is_seen);
            let other_goes_on = at_once && shown.missing.is_some() && has_begun(other);
            comes_behind || (other_goes_on && has_begun(at) && traces[at].missing.is_none())
        };
        let pairs = (0..patches.len()).flat_map(|at| (0..patches.len()).map(move |other| (at, other)));
        pairs.filter(|pair| is_over(*pair)).map(|(at, _)| at).next()
    }

    /// Whether a byte of the effect of a step was seen before.
    fn has_landed(&self, step: usize, index: usize) -> bool {
        self.effects.iter().any(|effect| {
            effect.step == step && effect.begun.contains(index) && !effect.hidden.contains(index)
        })
    }

    /// Which of the writes that were seen to be missing come behind those that were seen to have begun.
    fn note_order(&mut self, of: &[usize], expected: &ExpectedBytes, traces: &[Traces], at_once: bool) {
        let has_begun = |at: usize| expected.patches[at].has_begun || traces[at].shows();
        let all = || expected.patches.iter().enumerate().filter(|(_, patch)| !patch.cut);
        // Where an append has landed is a world of its own, so it has not.
        let is_missing = |(at, patch): &(usize, &Patch)| {
            !has_begun(*at) && (patch.waits_for_end || (at_once && traces[*at].missing.is_some()))
        };
        for (at, later) in all().filter(is_missing) {
            for (_, earlier) in all().filter(|(at, _)| has_begun(*at)) {
                let behind = &mut self.effects[of[at]].behind;
                let are_whole = later.waits_for_end || (earlier.is_whole && later.is_whole);
                let meets = earlier.meets(later) && earlier.stream != later.stream && are_whole;
                if meets && !behind.contains(&earlier.step) {
                    behind.push(earlier.step);
                }
            }
        }
    }

    /// Bytes of an effect were seen, which nothing else can have put there.
    fn begins(&mut self, at: usize, landed: &Spans) {
        let effect = &self.effects[at];
        let size = self.end_of(effect.file);
        if landed.is_empty() || effect.cut.is_some() {
            return;
        }
        let offset = effect.offset.unwrap_or(size);
        let mut landed = landed.clone();
        // A file grows byte by byte, so what is behind its end shows all before it, unless others may have made that.
        let grown = within(offset, effect.bytes.len(), &(size..u64::MAX));
        let others = self.growers_beside(at);
        let mut guessed = Spans::default();
        if landed.end() > grown.start {
            if others.is_empty() {
                landed.add(grown.start..landed.end());
            } else if others.iter().all(|start| *start <= size) {
                // One of them has: there is no gap in which zeros could stand.
                guessed.add(grown.start..landed.end());
            }
        }
        let fresh = landed.without(&effect.begun);
        if fresh.is_empty() {
            return;
        }
        let put = fresh.without(&effect.hidden);
        let guessed = guessed.without(&self.under(at)).without(&effect.begun).without(&put);
        self.has_begun(at, if others.is_empty() { size } else { u64::MAX });
        _ = self.put(at, &guessed, |_| {});
        self.puts_begun(at, &landed, &put);
    }

    /// An effect has begun where the file ended at a place.
    fn has_begun(&mut self, at: usize, from: u64) {
        let end = self.end_of(self.effects[at].file);
        let effect = &mut self.effects[at];
        effect.offset.get_or_insert(end);
        effect.from.get_or_insert(from);
    }

    /// Where those effects start that may have made a file longer before this one began. Where another append has landed is a world
    /// of its own, and so is where this one has landed behind others.
    fn growers_beside(&self, at: usize) -> Vec<u64> {
        let effect = &self.effects[at];
        let size = self.end_of(effect.file);
        let of_others = |other: &&Effect| {
            let may_grow = other.stream != effect.stream && other.file == effect.file;
            may_grow && effect.offset.is_some() && other.reach(size).end > size
        };
        self.effects.iter().filter(of_others).filter_map(|other| other.offset).collect()
    }

    /// All bytes of an effect have landed. What comes before it may still land, under it.
    fn has_come(&mut self, at: usize) {
        let effect = &self.effects[at];
        let (size, all) = (self.end_of(effect.file), Spans::of(0..effect.bytes.len()));
        self.has_begun(at, if self.growers_beside(at).is_empty() { size } else { u64::MAX });
        let own = &self.effects[at];
        let fresh = all.without(&own.begun).without(&own.hidden);
        let (file, places) = self.put_under(at, &fresh, |_| {});
        self.effects[at].begun = all;
        self.comes_over(file, &places, usize::MAX, Some(at));
    }

    /// Puts some bytes of an effect into its file, but where others have begun after it: there theirs stand over them. Who has read
    /// ahead may have found them before that.
    pub(super) fn put_under(
        &mut self,
        at: usize,
        spans: &Spans,
        changed: impl Fn(&mut Metadata),
    ) -> (NodeId, Vec<Range<u64>>) {
        let gap = self.filled_gap(at);
        let (file, places) = self.put_below_others(at, spans, changed);
        if let Some((gap, until)) = gap {
            self.was_a_gap(file, gap, self.effects[at].step..until);
        }
        (file, places)
    }

    fn put_below_others(
        &mut self,
        at: usize,
        spans: &Spans,
        changed: impl Fn(&mut Metadata),
    ) -> (NodeId, Vec<Range<u64>>) {
        let (file, under) = (self.effects[at].file, self.under(at));
        let below = under.within(&(0..spans.end()));
        if below.is_empty() || !self.is_read_ahead(file) {
            return self.put(at, &spans.without(&under), changed);
        }
        let before = self.nodes.file(file).map(|file| Arc::clone(&file.content)).unwrap_or_default();
        let start = self.effects[at].offset.unwrap_or(before.len());
        let put = self.put(at, &spans.without(&under), changed);
        let (step, until) = (self.effects[at].step, self.step);
        let found: Vec<(usize, Data)> = pieces(&self.effects[at].bytes, &below).collect();
        if let Some(file) = self.nodes.file_mut(file) {
            let mut then = Arc::clone(&file.content);
            for (index, bytes) in found {
                Arc::make_mut(&mut then).write(start.saturating_add(index as u64), &bytes);
            }
            let changed = Places::from(start..start.saturating_add(spans.end() as u64));
            let older = |content| Older { content, until, next_from: step, changed: changed.clone() };
            file.versions.extend([before, then].map(older));
        }
        put
    }

    /// Some bytes of an effect have landed, and these of them are seen. When it is over the timestamps are touched again.
    fn puts_begun(&mut self, at: usize, begun: &Spans, seen: &Spans) {
        let (file, places) = self.put(at, seen, |_| {});
        begun.ranges().for_each(|range| self.effects[at].begun.add(range));
        self.comes_over(file, &places, usize::MAX, Some(at));
    }

    /// The size of a file was seen: where one effect alone can have put the last byte there, that has begun.
    fn sees_size(&mut self, file: NodeId, size: u64) {
        let before = self.end_of(file);
        let Some(last) = size.checked_sub(1).filter(|last| *last >= before) else { return };
        let of = self.of_file(file);
        let puts = |at: &usize| {
            let effect = &self.effects[*at];
            let follows =
                effect.offset.is_none() && of.iter().any(|first| self.is_before(*first, *at, effect.stream));
            covers(effect.offset.unwrap_or(before), effect.bytes.len(), last)
                && !effect.has_come()
                && !follows
        };
        let found: Vec<usize> = of.iter().copied().filter(puts).collect();
        let at = match found[..] {
            [at] => at,
            // One that follows another of its stream has no place before that has landed.
            [] => return self.sees_followers(&of, file, size),
            [..] => return,
        };
        let Effect { stream, cut: None, .. } = self.effects[at] else { return };
        if let Some(first) = of.iter().copied().find(|first| self.is_before(*first, at, stream)) {
            self.has_come(first);
            return self.sees_size(file, size);
        }
        let effect = &self.effects[at];
        let index = usize::try_from(last.saturating_sub(effect.offset.unwrap_or(before))).unwrap_or(0);
        self.begins(at, &Spans::of(index..index + 1));
    }

    /// The same, where the first of what one stream appends does not reach so far, and nothing else can.
    fn sees_followers(&mut self, of: &[usize], file: NodeId, size: u64) {
        let before = self.end_of(file);
        let grows =
            |at: &usize| self.effects[*at].reach(before).end > before && !self.effects[*at].has_come();
        let mut grow = of.iter().copied().filter(grows);
        let Some(first) = grow.next() else { return };
        let Effect { stream, offset: None, cut: None, .. } = self.effects[first] else { return };
        if grow.clone().next().is_some() && grow.all(|at| self.effects[at].stream == stream) {
            self.has_come(first);
            self.sees_size(file, size);
        }
    }

    /// Whether an effect comes before another one of a stream, and may not be all there.
    fn is_before(&self, first: usize, at: usize, stream: usize) -> bool {
        let effect = &self.effects[first];
        first < at && effect.stream == stream && effect.cut.is_none() && !effect.has_come()
    }
}

impl Effect {
    /// Whether all of its bytes have landed, as far as can be seen.
    fn has_come(&self) -> bool {
        self.cut.is_none() && self.begun.others(self.bytes.len()).is_empty()
    }
}

/// Whether a write at an offset goes over a place.
fn covers(offset: u64, length: usize, at: u64) -> bool {
    (offset..offset.saturating_add(length as u64)).contains(&at)
}

/// Which bytes of a write at an offset go to a place.
fn within(offset: u64, length: usize, place: &Range<u64>) -> Range<usize> {
    let index = |at: u64| usize::try_from(at.saturating_sub(offset)).unwrap_or(usize::MAX).min(length);
    index(place.start)..index(place.end).max(index(place.start))
}
