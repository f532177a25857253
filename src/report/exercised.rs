//! How much came about of what a script asks for around its calls, as text.

use super::Page;
use super::text::joined;
use crate::check::Receipts;

/// How much came about, and what did not; nothing for a script that asks for nothing.
pub(crate) fn asked_text(receipts: &Receipts, page: Page) -> String {
    let (met, asked) = receipts.met();
    if asked == 0 {
        return String::new();
    }
    let in_vain = receipts.in_vain().map(|asked| format!("; step {}: {}", asked.step + 1, asked.what));
    let things = if asked == 1 { "thing" } else { "things" };
    let text = format!(
        "{met} of the {asked} {things} that it asks for around its calls came about{}",
        in_vain.collect::<String>()
    );
    format!("\n{}", joined(&page.prose("asked   ", &text)))
}
