//! Pins from their text.

mod line;

use line::{Line, is_space};

use super::print::TIMES;
use super::{Attributes, Code, Eof, Extent, Form, Given, Hash, Moment, Names, Pin, PinError};
use crate::op::Pieces;
use crate::rule::nearest;
use crate::tree::Pattern;
use crate::wasi::{Datetime, DescriptorFlags, DescriptorType, ErrorCode, MetadataHashValue, flag_words};

/// Words that a pin begins with, beside error codes, types and flags.
const WORDS: &[&str] = &[
    "ok",
    "closed",
    "abandoned",
    "trap",
    "none",
    "any",
    "not",
    "that",
    "true",
    "false",
    "ready",
    "exactly",
    "starting",
    "a",
    "another",
    "the",
    "failed",
    "only",
];

/// What stands in place of an answer that is none, in an error.
const AN_ANSWER: &str = "an answer, such as `ok`, `no-entry | io`, `1..4`, `\"bytes\" eof?`, `regular-file size=4`, \
                         `not closed` or `_`";

type Read<T> = Result<T, PinError>;

pub(super) fn pin(text: &str) -> Read<Pin> {
    let mut line = Line { text, at: 0 };
    let only = line.eat_word("only");
    let forms = line.alternatives()?;
    if line.is_over() { Ok(Pin { only, forms }) } else { Err(line.expected("`|` or the end of the line")) }
}

impl Line<'_> {
    fn alternatives(&mut self) -> Read<Vec<Form>> {
        let mut forms = vec![self.form()?];
        while self.eat("|") {
            forms.push(self.form()?);
        }
        Ok(forms)
    }

    fn form(&mut self) -> Read<Form> {
        let place = *self;
        if self.rest().starts_with('[') {
            return self.places(false);
        }
        if self.eat_words("some of") {
            return self.places(true);
        }
        if self.rest().starts_with('"') || self.is_piece() {
            return self.bytes(Extent::Beginning);
        }
        if let Some(hash) = hash(self.word()) {
            self.eat(self.word());
            return Ok(Form::Hash(Hash::Is(hash)));
        }
        if self.rest().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '>' | '<')) {
            return self.numbers();
        }
        if self.eat("{}") {
            return self.flags(DescriptorFlags::empty());
        }
        if TIMES.iter().chain(&["size", "links"]).any(|name| self.rest().starts_with(&format!("{name}="))) {
            return self.attributes(None);
        }
        let word = self.word();
        if word == "not" {
            self.eat_word("not");
            return self.negated();
        }
        if word == "failed" {
            self.eat_word("failed");
            return self.failed();
        }
        for (words, form) in PLAIN {
            if self.eat_words(words) {
                return self.behind(form.clone());
            }
        }
        if self.eat_words("that of step") {
            return Ok(Form::That(self.step()?));
        }
        for (word, extent) in [("exactly", Extent::All), ("starting", Extent::More)] {
            if self.eat_word(word) {
                return self.bytes(extent);
            }
        }
        if let Some(r#type) = DescriptorType::from_name(word) {
            self.eat_word(word);
            return self.of_type(r#type);
        }
        if let Some(code) = ErrorCode::from_name(word) {
            self.eat_word(word);
            return Ok(Form::Error(code));
        }
        if let Some(flag) = flag(word) {
            self.eat_word(word);
            return self.flags(flag);
        }
        let codes = ErrorCode::ALL.iter().map(|code| code.name());
        let types = DescriptorType::ALL.iter().map(|r#type| r#type.name());
        let near =
            nearest(word, codes.chain(types).chain(WORDS.iter().copied())).filter(|_| !word.is_empty());
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let PinError { at, problem } = place.expected(AN_ANSWER);
        Err(PinError { at, problem: problem + &hint })
    }

    /// Reads what may stand behind a word that is an answer by itself.
    fn behind(&mut self, form: Form) -> Read<Form> {
        if form == Form::Any && (self.rest().starts_with('"') || self.rest().starts_with("many[")) {
            return Ok(Form::Entry { r#type: None, names: self.names()? });
        }
        if form == Form::Trap && self.eat("(") {
            // What the trap said is no part of an answer.
            let Some(end) = self.text[self.at..].rfind(')') else { return Err(self.expected("`)`")) };
            self.at += end + 1;
        }
        Ok(form)
    }

    /// Reads places in a list: `[0 1]`.
    fn places(&mut self, some: bool) -> Read<Form> {
        if !self.eat("[") {
            return Err(self.expected("`[` and places in a list"));
        }
        let mut places = Vec::new();
        while !self.eat("]") {
            let place = *self;
            let range = self.range()?;
            match u32::try_from(*range.start()) {
                Ok(only) if range.start() == range.end() => places.push(only),
                _ => return Err(place.expected("a place in a list, counted from 0")),
            }
        }
        Ok(Form::Polled { places, some })
    }

    fn negated(&mut self) -> Read<Form> {
        if self.eat_word("ready") {
            return Ok(Form::Truth(false));
        }
        if !self.eat("(") {
            return Ok(Form::Not(vec![self.form()?]));
        }
        let forms = self.alternatives()?;
        if self.eat(")") { Ok(Form::Not(forms)) } else { Err(self.expected("`|` or `)`")) }
    }

    fn failed(&mut self) -> Read<Form> {
        if !self.eat("(") {
            return Err(self.expected("`(`, a code and `)`, as in `failed(io)` or `failed(..)`"));
        }
        let code = if self.eat("..") {
            Code::Any
        } else if self.rest().starts_with(')') {
            Code::None
        } else {
            let word = self.word();
            let Some(code) = ErrorCode::from_name(word) else { return Err(self.expected("an error code")) };
            self.eat_word(word);
            Code::Or(code)
        };
        if self.eat(")") { Ok(Form::Failed(code)) } else { Err(self.expected("`)`")) }
    }

    /// Reads what begins with a number: counts, so many bytes.
    fn numbers(&mut self) -> Read<Form> {
        let range = self.range()?;
        if self.eat_word("more") {
            return Ok(Form::MoreEntries(*range.start()));
        }
        if self.eat_word("bytes") || self.eat_word("byte") {
            return self.behind_bytes(None, Extent::Many(range), None);
        }
        if !self.rest().is_empty()
            && !self.text[self.at..].starts_with(|c| is_space(c) || matches!(c, '|' | ')'))
        {
            return Err(self.expected("a space, `|` or the end of the line behind a number"));
        }
        Ok(Form::Count(range))
    }

    /// Whether the next word is bytes in short, such as `A[0..64]`.
    fn is_piece(&self) -> bool {
        let word = self.word();
        word.contains('[') && !word.starts_with("many[")
    }

    fn pieces(&mut self) -> Read<Pieces> {
        let start = self.place();
        let read = Pieces::parse(&self.text[start..]);
        let (pieces, length) =
            read.map_err(|error| PinError { at: start + error.at, problem: error.problem })?;
        self.at = start + length;
        Ok(pieces)
    }

    /// Reads bytes; what is in quotes alone may be the target of a link as well, or nothing else.
    fn bytes(&mut self, extent: Extent) -> Read<Form> {
        let mut as_text = *self;
        let text = as_text.quoted();
        let is_alone = |line: Self| line.is_over() || line.rest().starts_with(['|', ')']);
        match (self.pieces(), text) {
            (Ok(pieces), text) => {
                let alone = is_alone(*self) && self.at == as_text.at && extent == Extent::Beginning;
                match text {
                    Ok(text) if alone && !text.is_ascii() => Ok(Form::Target(text)),
                    text => self.behind_bytes(Some(pieces), extent, text.ok().filter(|_| alone)),
                }
            }
            (Err(_), Ok(text)) if is_alone(as_text) && extent == Extent::Beginning => {
                *self = as_text;
                Ok(Form::Target(text))
            }
            (Err(error), _) => Err(error),
        }
    }

    fn behind_bytes(&mut self, pieces: Option<Pieces>, extent: Extent, target: Option<String>) -> Read<Form> {
        let mut given = Given {
            content: pieces.map(|pieces| pieces.to_content()),
            extent,
            or_nothing: false,
            eof: Eof::Never,
            in_flight: Vec::new(),
            read_ahead: false,
            target,
        };
        if given.extent == Extent::Beginning && self.eat_words("and more,") {
            given.extent = Extent::OfAll(self.number("how many bytes there are in all")?);
            self.need_words("bytes in all")?;
        }
        given.or_nothing = self.text[self.at..].starts_with('?') && self.eat("?");
        given.eof = match self.eat_word("eof") {
            false => Eof::Never,
            true if self.text[self.at..].starts_with('?') && self.eat("?") => Eof::May,
            true => Eof::Must,
        };
        if self.eat_word("with") {
            loop {
                let place = *self;
                let data = self.pieces()?.to_data();
                given
                    .in_flight
                    .push(data.map_err(|error| PinError { at: place.place(), problem: error.problem })?);
                if !self.eat_word("and") {
                    break;
                }
            }
            self.need_words("in flight")?;
        }
        given.read_ahead = self.eat_words("or as read ahead");
        Ok(Form::Bytes(Box::new(given)))
    }

    fn flags(&mut self, mut set: DescriptorFlags) -> Read<Form> {
        while let Some(next) = flag(self.word()) {
            self.eat_word(self.word());
            set |= next;
        }
        let mut free = DescriptorFlags::empty();
        if self.eat("(") {
            while let Some(next) = flag(self.word()) {
                self.eat_word(self.word());
                free |= next;
            }
            self.need_words("or not")?;
            if !self.eat(")") {
                return Err(self.expected("`)`"));
            }
        }
        Ok(Form::Flags { set: set.difference(free), free })
    }

    fn names(&mut self) -> Read<Names> {
        if !self.eat("many[") {
            return Ok(Names::One(self.quoted()?));
        }
        let count = self.number("how many names there are")?;
        if !self.eat("]") {
            return Err(self.expected("`]`"));
        }
        let place = *self;
        match Pattern::new(&self.quoted()?) {
            Some(pattern) => Ok(Names::Many(pattern, count)),
            None => place.error("expected a name with one `{}` for the number, and no digit beside it"),
        }
    }

    /// Reads what stands behind a type: the name of an entry, attributes, or nothing.
    fn of_type(&mut self, r#type: DescriptorType) -> Read<Form> {
        if self.rest().starts_with('"') || self.rest().starts_with("many[") {
            return Ok(Form::Entry { r#type: Some(r#type), names: self.names()? });
        }
        if self.word().contains('=') { self.attributes(Some(r#type)) } else { Ok(Form::Type(r#type)) }
    }

    fn attributes(&mut self, r#type: Option<DescriptorType>) -> Read<Form> {
        let mut attributes = Attributes { r#type, ..Attributes::default() };
        while let Some((name, _)) = self.word().split_once('=') {
            let place = *self;
            let time = TIMES.iter().position(|known| *known == name);
            let twice = match (name, time) {
                ("size", _) => attributes.size.is_some(),
                ("links", _) => attributes.links.is_some(),
                (_, Some(which)) => attributes.times[which] != Moment::Free,
                (_, None) => {
                    return Err(place.expected("`size=`, `links=`, `accessed=`, `modified=` or `changed=`"));
                }
            };
            if twice {
                return place.error(format!("a second `{name}=`"));
            }
            self.eat(&format!("{name}="));
            match time {
                Some(which) => attributes.times[which] = self.moment()?,
                None if name == "size" => attributes.size = Some(self.range()?),
                None => attributes.links = Some(self.range()?),
            }
        }
        Ok(Form::Stat(Box::new(attributes)))
    }

    fn moment(&mut self) -> Read<Moment> {
        if self.eat_words("as before") {
            return Ok(Moment::AsBefore);
        }
        if self.eat_word("absent") {
            return Ok(Moment::Absent);
        }
        if self.eat_words("of step") {
            return Ok(Moment::OfStep(self.step()?));
        }
        let after = self.eat_word("after");
        let word = self.word();
        match Datetime::from_text(word) {
            Some(moment) => {
                self.eat_word(word);
                Ok(if after { Moment::After(moment) } else { Moment::At(moment) })
            }
            None if after => Err(self.expected("a moment such as `5s` or `5s+3ns`")),
            None => {
                Err(self.expected("a moment such as `5s`, `after 5s`, `absent`, `as before` or `of step 2`"))
            }
        }
    }
}

/// Answers that are words alone; the longer of two that begin alike comes first.
const PLAIN: &[(&str, Form)] = &[
    ("_", Form::Any),
    ("any answer", Form::Any),
    ("any failure", Form::AnyFailure),
    ("ok", Form::Done),
    ("true", Form::Truth(true)),
    ("ready", Form::Truth(true)),
    ("false", Form::Truth(false)),
    ("none", Form::EndOfEntries),
    ("closed", Form::Closed),
    ("abandoned", Form::Abandoned),
    ("trap", Form::Trap),
    ("a text", Form::Text),
    ("a hash", Form::Hash(Hash::Any)),
    ("another hash", Form::Hash(Hash::Another)),
    ("the hash as before", Form::Hash(Hash::AsBefore)),
];

fn flag(word: &str) -> Option<DescriptorFlags> {
    flag_words::<DescriptorFlags>().find(|(known, _)| known == word).map(|(_, flag)| flag)
}

/// A hash, as an answer prints it: 32 digits.
fn hash(word: &str) -> Option<MetadataHashValue> {
    let is_hash = word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    let (upper, lower) = word.split_at_checked(16).filter(|_| is_hash)?;
    let half = |digits| u64::from_str_radix(digits, 16).ok();
    Some(MetadataHashValue { lower: half(lower)?, upper: half(upper)? })
}
