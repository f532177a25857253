//! What a text is written on: how wide it is, and which signs it has.

/// How wide a report is where no terminal says so.
const WIDTH: usize = 100;

/// Narrower than this nothing can be read.
const WIDTH_MIN: usize = 40;

/// What stands between two parts of a line.
const BETWEEN: &str = "  ";

/// A page for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    width: usize,
    /// Whether it has ASCII's signs alone.
    pub(super) ascii: bool,
}

impl Default for Page {
    /// 100 wide, with all signs.
    fn default() -> Self {
        Self { width: WIDTH, ascii: false }
    }
}

impl Page {
    /// A page of this width, in characters; one that is too narrow to be read is taken for 40 wide.
    #[must_use]
    pub fn wide(self, width: usize) -> Self {
        Self { width: width.max(WIDTH_MIN), ..self }
    }

    /// The same with ASCII's signs alone.
    #[must_use]
    pub fn ascii(self) -> Self {
        Self { ascii: true, ..self }
    }

    /// Parts that stand beside each other as far as they fit.
    pub(super) fn parts(self, parts: &[String]) -> Vec<String> {
        self.filled("", "      ", parts, BETWEEN)
    }

    /// The same behind a margin.
    pub(super) fn parts_at(self, margin: &str, parts: &[String]) -> Vec<String> {
        self.filled(margin, &format!("{margin}  "), parts, BETWEEN)
    }

    /// A sentence behind a head, on as many lines as it takes.
    pub(super) fn prose(self, head: &str, text: &str) -> Vec<String> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        self.filled(head, &" ".repeat(head.chars().count()), &words, " ")
    }

    fn filled(self, head: &str, indent: &str, parts: &[String], between: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = head.to_owned();
        let mut is_empty = true;
        for part in parts {
            let gap = if is_empty { "" } else { between };
            let length = line.chars().count() + gap.len() + part.chars().count();
            if !is_empty && length > self.width {
                lines.push(line.trim_end().to_owned());
                line = format!("{indent}{part}");
            } else {
                line = format!("{line}{gap}{part}");
            }
            is_empty = false;
        }
        lines.push(line.trim_end().to_owned());
        lines
    }

    /// A text without places to break it at, behind a head, on as many lines as it takes.
    pub(super) fn folded(self, head: &str, text: &str) -> Vec<String> {
        let indent = head.chars().count();
        let room = self.width.saturating_sub(indent).max(WIDTH_MIN / 2);
        let letters: Vec<char> = text.chars().collect();
        let mut chunks = letters.chunks(room).map(|chunk| chunk.iter().collect::<String>());
        let first = format!("{head}{}", chunks.next().unwrap_or_default());
        let rest = chunks.map(|chunk| format!("{:indent$}{chunk}", ""));
        [first].into_iter().chain(rest).map(|line| line.trim_end().to_owned()).collect()
    }

    /// A text that is cut off where the page ends, if it starts in this column; some of it stays in any case.
    pub(super) fn cut(self, text: &str, column: usize) -> String {
        const MORE: &str = " ...";
        let room = self.width.saturating_sub(column).max(WIDTH_MIN / 2);
        if text.chars().count() <= room {
            return text.to_owned();
        }
        let kept: String = text.chars().take(room - MORE.len()).collect();
        format!("{kept}{MORE}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_prose_is_wider_than_the_page() {
        let page = Page::default().wide(40);
        let text = "each write of an appending stream lands at the end of the file as it is then";
        let lines = page.prose("why     ", text);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 40), "{lines:#?}");
        assert!(lines[1].starts_with("        ") && lines[0].starts_with("why     each"), "{lines:#?}");
        let joined: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
        assert_eq!(joined[1..].join(" "), text);
    }

    #[test]
    fn a_text_without_spaces_is_folded_or_cut() {
        let page = Page::default().wide(40);
        let text = "x".repeat(100);
        let folded = page.folded("got  ", &text);
        assert_eq!(folded.iter().map(|line| line.matches('x').count()).sum::<usize>(), 100);
        assert!(folded.iter().all(|line| line.chars().count() <= 40), "{folded:#?}");
        assert_eq!(page.cut(&text, 10).chars().count(), 30);
        assert_eq!(page.cut("short", 39), "short");
    }
}
