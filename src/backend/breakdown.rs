//! What breaks down where no answer of a call can tell it.

/// Something that a call's own result has no words for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// A call that can't fail ended the guest, with this text: `ready`, `block`, `cancel`, or the drop of a handle.
    Trap(String),
    /// The process in which the backend makes its calls has ended, or had to be ended for what it said.
    Ended {
        /// How, in words that are the same each time: `exit code 3`.
        how: String,
        /// What it said before, if anything.
        last_words: String,
    },
    /// That process gave no answer in time, and was ended.
    Silent {
        /// What it said before, if anything.
        last_words: String,
    },
}
