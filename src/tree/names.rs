//! Names that not every file system has.

/// Characters that some systems have no names with, beside those that control something.
const RESERVED: [char; 8] = ['<', '>', ':', '"', '|', '?', '*', '\\'];

/// Devices whose names no file can have there, whatever stands behind a dot.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The same with a digit behind them.
const NUMBERED: &[&str] = &["com", "lpt"];

/// Whether a path has a name that not every file system can have: with a character that is reserved somewhere or controls
/// something, that of a device, or with one that belongs to no text. A NUL is none anywhere.
pub fn may_be_refused(path: &str) -> bool {
    path.split('/').any(|name| {
        let odd = |character: char| {
            RESERVED.contains(&character)
                || (character.is_control() && character != '\0')
                || is_of_no_text(character)
        };
        name.contains(odd) || is_device(name)
    })
}

/// A character that Unicode keeps for what is no text, or for private use.
fn is_of_no_text(character: char) -> bool {
    let number = u32::from(character);
    number & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&number) || (0xe000..=0xf8ff).contains(&number)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |device: &&str| {
        let digit = stem.strip_prefix(*device).unwrap_or_default();
        digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit())
    };
    DEVICES.contains(&&*stem) || NUMBERED.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_and_macos_have_no_names_with_may_be_refused() {
        for name in ["a:b", "sub/a?", "a\\b", "\u{1}", "nul", "Con.txt", "d/COM1", "\u{ffff}"] {
            assert!(may_be_refused(name), "{name:?}");
        }
        for name in ["", "a", "sub/a b", "null", "com", "com10", "a\0b", "\u{1f600}", "é"] {
            assert!(!may_be_refused(name), "{name:?}");
        }
    }
}
