//! Writes in flight, and what a file looks like meanwhile.
//!
//! A stream's write opens an effect, which is over when a flush was seen to be complete, when a blocking call returned,
//! or when the stream failed or was cancelled. Until then a read may see each of its bytes or not, byte by byte. What a
//! dropped stream left may land at any time, or never, until no background work is left.

use std::ops::Range;
use std::sync::Arc;

use super::handles::{Input, Output};
use super::nodes::NodeId;
use super::regular::{Change, File, Touch};
use super::times::Metadata;
use super::{Handle, World};
use crate::op::Data;
use crate::outcome::{ExpectedBytes, Fetching, History, Older, Origin, Patch, Sizes, Span, Spans, pieces};
use crate::rule::Rule;
use crate::tree::Content;

/// A write that may not be over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// The stream that made it.
    pub(super) stream: usize,
    /// The file it goes to.
    pub(super) file: NodeId,
    /// Where it goes; none for the end of the file as it is when it lands.
    pub(super) offset: Option<u64>,
    /// What it writes.
    pub(super) bytes: Data,
    /// How it counts when it has landed.
    pub(super) origin: Origin,
    /// The step that made it.
    pub(super) step: usize,
    /// All that comes after the call that made it, by the judge's clock.
    pub(super) made: Option<Span>,
    /// The rule that it shows, if it came about in an odd way.
    pub(super) odd: Option<Rule>,
    /// The operating system may take it in pieces, between which others land.
    pub(super) tears: bool,
    /// The operating system may end it, after a piece or none, and its stream with it.
    pub(super) ends: bool,
    /// It is over: its first bytes have landed, and nobody has seen yet how many. Of two such the one with the higher number
    /// came later.
    pub(super) cut: Option<usize>,
    /// Which of its bytes were seen, or are behind some that were: they have landed, and it has begun.
    pub(super) begun: Spans,
    /// How long the file was before that; as long as can be where others may have made it longer.
    pub(super) from: Option<u64>,
    /// Which of its bytes something else stands over that came later.
    pub(super) hidden: Spans,
    /// Who was seen to have begun while this one had not, by the steps that made them: of those it waits for the end.
    pub(super) behind: Vec<usize>,
}

impl Effect {
    /// Whether the order in which two effects land on one file of a size makes a difference.
    pub(super) fn meets(&self, other: &Self, size: u64) -> bool {
        let (mine, theirs) = (self.reach(size), other.reach(size));
        mine.start < theirs.end && theirs.start < mine.end
    }

    /// What it may change of a file of a size.
    pub(super) fn reach(&self, size: u64) -> Range<u64> {
        match self.offset {
            // A write behind the end fills the gap before it with zeros, and moves the end.
            Some(offset) => {
                let end = offset.saturating_add(self.bytes.len() as u64);
                let moves_end = self.from.is_some_and(|from| from < end);
                offset.min(self.from.unwrap_or(size))..if moves_end { u64::MAX } else { end }
            }
            // Where an append lands depends on all that changes the size.
            None => size..u64::MAX,
        }
    }

    /// Whether it is an append, wherever it has begun.
    pub(super) fn appends(&self) -> bool {
        self.origin == Origin::Append
    }
}

impl Effect {
    /// Its first bytes have landed, and it goes on behind them.
    fn goes_on_behind(&mut self, landed: usize) {
        self.bytes = self.bytes.slice(landed..self.bytes.len());
        (self.begun, self.hidden) = (self.begun.behind(landed), self.hidden.behind(landed));
        self.offset = self.offset.map(|offset| offset.saturating_add(landed as u64));
        if self.begun.is_empty() {
            self.from = None;
        }
        if self.appends() && self.cut.is_none() && self.begun.is_empty() {
            // The rest of it goes to the end again, wherever that is then.
            self.offset = None;
        }
    }
}

/// A file as a read may find it.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The file as it is when nothing in flight has landed.
    pub(super) current: Arc<Content>,
    /// What it was while a stream may have fetched what it gives, oldest first.
    pub(super) versions: Vec<Older>,
    /// When that may have been.
    fetching: Fetching,
    /// What is in flight.
    pub(super) patches: Vec<Patch>,
    /// The sizes it may have.
    pub(super) sizes: Sizes,
    /// How its bytes came about.
    history: History,
}

impl View {
    /// Whether nothing about the file is in doubt.
    pub(super) fn is_settled(&self) -> bool {
        self.versions.is_empty() && self.patches.is_empty()
    }

    /// So many bytes from an offset on, if it is certain what they are: the same in all versions, and none in flight.
    pub(super) fn certain(&self, offset: u64, count: u64) -> Option<Vec<u8>> {
        let range = offset..offset.saturating_add(count);
        let bytes = self.current.read(range.clone());
        let whole = bytes.len() as u64 == count;
        let in_flight = |patch: &Patch| {
            // A gap before it becomes zeros.
            let starts = patch.offset.min(self.current.len());
            starts < range.end && range.start < patch.offset.saturating_add(patch.bytes.len() as u64)
        };
        let doubted = count > 0
            && (!whole
                || self.patches.iter().any(in_flight)
                || self.versions.iter().any(|version| version.content.read(range.clone()) != bytes));
        (!doubted).then_some(bytes)
    }

    /// What a read at an offset may give: any number of the file's bytes, and under one rule whatever is wrong with them.
    pub(super) fn expected(self, offset: u64, rule: Rule) -> ExpectedBytes {
        ExpectedBytes {
            offset,
            current: self.current,
            versions: self.versions,
            fetching: self.fetching,
            patches: self.patches,
            most: u64::MAX,
            asked: u64::MAX,
            least: 0,
            sizes: self.sizes,
            flagged: false,
            rule,
            bound: rule,
            progress: rule,
            history: self.history,
        }
    }

    /// How many bytes there are from an offset on: at least, and at most.
    pub(super) fn available(&self, offset: u64) -> (u64, u64) {
        (self.sizes.least().saturating_sub(offset), self.sizes.most().saturating_sub(offset))
    }
}

impl World {
    /// A file as a read finds it that is made now.
    pub(super) fn view(&self, node: NodeId) -> View {
        self.view_since(node, Vec::new(), Fetching::default())
    }

    /// A file as a stream finds it that may have fetched what it gives.
    pub(super) fn view_of(&self, input: &Input) -> View {
        let Some(ahead) = &input.ahead else { return self.view(input.node) };
        let since = ahead.since();
        let versions = self.nodes.file(input.node).map_or(&[][..], |file| &*file.versions);
        let versions = versions.iter().filter(|older| older.until >= since).cloned().collect();
        self.view_since(input.node, versions, ahead.fetching(self.step, self.read_ahead))
    }

    fn view_since(&self, node: NodeId, versions: Vec<Older>, fetching: Fetching) -> View {
        let file = self.nodes.file(node).expect("our fault: a view of something that is no file");
        let size = file.content.len();
        let least = versions.iter().map(|older| older.content.len()).fold(size, u64::min);
        let patch = |effect: &Effect| Patch {
            offset: effect.offset.unwrap_or(file.content.len()),
            bytes: effect.bytes.clone(),
            origin: effect.origin,
            step: effect.step,
            stream: effect.stream,
            odd: effect.odd,
            // What was read ahead may have seen it on its way, and before something came over it.
            cut: effect.cut.is_some() && fetching.opened.is_none(),
            hidden: if fetching.opened.is_none() { effect.hidden.clone() } else { Spans::default() },
            has_begun: !effect.begun.is_empty(),
            is_whole: self.is_whole(effect),
            waits_for_end: effect.offset.is_none(),
            reach: effect.reach(size),
            gap: least,
            waiting: Data::default(),
        };
        let mut of_appends = Vec::new();
        let mut patches: Vec<Patch> = Vec::new();
        for effect in self.effects.iter().filter(|effect| effect.file == node) {
            // An append does not land before another one of its stream: where that has landed is a world of its own.
            let waits = effect.offset.is_none() && of_appends.contains(&effect.stream);
            of_appends.extend((effect.appends() && effect.cut.is_none()).then_some(effect.stream));
            let whole = patch(effect);
            let nothing_yet = |whole: Patch| Patch { waiting: whole.bytes, bytes: Data::default(), ..whole };
            patches.push(if waits { nothing_yet(whole) } else { whole });
        }
        let reached = |older: &Older| older.content.len().min(fetching.limit(older.until));
        let longest = versions.iter().map(reached).fold(size, u64::max);
        let file_max = self.nodes.host.file_max();
        let lands = patches.iter().map(|patch| patch.offset..patch.end().min(file_max));
        let sizes = if versions.is_empty() {
            Sizes::behind(size, lands)
        } else {
            Sizes::between(least, lands.map(|range| range.end).fold(longest, u64::max))
        };
        let (current, history) = (Arc::clone(&file.content), file.history.clone());
        View { current, versions, fetching, patches, sizes, history }
    }

    /// Changes a file now; the closure gets the step under which the version before has to be kept, if it has to.
    pub(super) fn change(
        &mut self,
        node: NodeId,
        place: Range<u64>,
        apply: impl FnOnce(&mut File, Option<usize>) -> Touch,
    ) {
        let size = self.nodes.file(node).map_or(0, |file| file.content.len());
        self.finish_begun(node, &(place.start.min(size)..place.end));
        let now = self.nodes.now;
        self.apply(node, apply, |metadata| metadata.data_changed(now));
        self.comes_over(node, &[place], usize::MAX, None);
        self.drop_hidden(node);
    }

    /// The same, where it touches the timestamps so.
    fn apply(
        &mut self,
        node: NodeId,
        apply: impl FnOnce(&mut File, Option<usize>) -> Touch,
        changed: impl FnOnce(&mut Metadata),
    ) {
        let keep = self.is_read_ahead(node).then_some(self.step);
        self.forget_versions(node);
        if let Some(until) = keep {
            self.keep_cuts(node, until);
        }
        if let Some(file) = self.nodes.file_mut(node) {
            let touch = apply(file, keep);
            self.nodes.touched(node);
            let now = self.nodes.now;
            let metadata = self.nodes.metadata_mut(node);
            match touch {
                Touch::Changed => changed(metadata),
                Touch::Unclear => metadata.forget(now),
                Touch::Nothing => {}
            }
        }
        self.appends_may_fail(node);
    }

    /// Where an append in flight lands is the end of the file as it is then: if the file has grown so far, or may, it may fail;
    /// and where it was to fail for want of room, it need not if the file has become smaller.
    pub(super) fn appends_may_fail(&mut self, node: NodeId) {
        let mine = self.effects.iter().filter(|effect| effect.file == node);
        let appends = mine.clone().filter(|effect| effect.offset.is_none());
        if appends.clone().next().is_none() {
            return;
        }
        let length = |effect: &Effect| effect.bytes.len() as u64;
        let ends = mine.filter_map(|effect| Some(effect.offset?.saturating_add(length(effect))));
        let size = self.nodes.file(node).map_or(0, |file| file.content.len());
        let most = appends.clone().map(length).fold(ends.fold(size, u64::max), u64::saturating_add);
        let (may_fail, fits) = (most > self.nodes.host.served_max(), most <= self.nodes.host.file_max());
        let streams: Vec<usize> = appends.map(|effect| effect.stream).collect();
        let concerns = |output: &Output| {
            let is_new = (may_fail && !output.may_fail) || (fits && output.must_fail.is_some());
            is_new && streams.contains(&output.id)
        };
        if !self.handles.iter().any(|handle| matches!(handle, Handle::Output(output) if concerns(output))) {
            return;
        }
        for handle in self.handles_mut() {
            if let Handle::Output(output) = handle
                && concerns(output)
            {
                output.may_fail |= may_fail;
                output.must_fail = output.must_fail.filter(|_| !fits);
            }
        }
    }

    /// Where the first effect of a stream stands among all, if it was made up to a step.
    pub(super) fn first_of(&self, stream: usize, upto: usize) -> Option<usize> {
        let is_first = |effect: &Effect| effect.stream == stream && effect.cut.is_none();
        self.effects.iter().position(|effect| is_first(effect) && effect.step <= upto)
    }

    /// Lands the first effect of a stream, if it was made up to a step.
    pub(super) fn land_first(&mut self, stream: usize, upto: usize) -> bool {
        let Some(at) = self.first_of(stream, upto) else { return false };
        self.land(at, usize::MAX);
        true
    }

    /// Lands the first bytes of an effect; the rest, if there is one, is an effect that goes on behind them.
    pub(super) fn land(&mut self, at: usize, most: usize) {
        let effect = &self.effects[at];
        let (now, whole, number) = (most.min(effect.bytes.len()), effect.bytes.len(), effect.cut);
        let (step, made) = (effect.step, effect.made);
        let seen = Spans::of(0..now);
        let (file, places) = self.put_under(at, &seen, |metadata| metadata.landed(step, made));
        if now == whole {
            self.is_over(at);
        } else {
            self.effects[at].goes_on_behind(now);
        }
        self.comes_over(file, &places, number.unwrap_or(usize::MAX), None);
    }

    /// Puts some bytes of an effect into its file, and touches the timestamps so; the file, and their places.
    pub(super) fn put(
        &mut self,
        at: usize,
        spans: &Spans,
        changed: impl Fn(&mut Metadata),
    ) -> (NodeId, Vec<Range<u64>>) {
        let Effect { file, offset, ref bytes, origin, step, stream, odd, .. } = self.effects[at];
        let (landed, file_max) = (self.step, self.nodes.host.file_max());
        let end = self.end_of(file);
        let start = offset.unwrap_or(end);
        let possible = usize::try_from(file_max.saturating_sub(start)).unwrap_or(usize::MAX);
        let pieces: Vec<(u64, Data)> = pieces(bytes, &spans.within(&(0..possible)))
            .map(|(index, bytes)| (start.saturating_add(index as u64), bytes))
            .collect();
        if !pieces.is_empty() {
            let change = Change { step, pieces, origin, stream: Some(stream), odd, landed };
            self.apply(file, |file, keep| file.write(change, keep), changed);
        }
        let place = |span: Range<usize>| start + span.start as u64..start.saturating_add(span.end as u64);
        (file, spans.ranges().map(place).collect())
    }

    /// An effect is over.
    pub(super) fn is_over(&mut self, at: usize) {
        let Effect { step, .. } = self.effects.remove(at);
        if self.effects.iter().all(|effect| effect.step != step) {
            self.effects.iter_mut().for_each(|effect| effect.behind.retain(|other| *other != step));
        }
    }

    /// What is in flight to a file.
    pub(super) fn in_flight_to(&self, file: NodeId) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(move |effect| effect.file == file && effect.cut.is_none())
    }

    /// The streams that have something in flight to a file.
    pub(super) fn streams_in_flight(&self, file: NodeId) -> Vec<usize> {
        let mut streams: Vec<_> = self.in_flight_to(file).map(|effect| effect.stream).collect();
        streams.sort_unstable();
        streams.dedup();
        streams
    }
}
