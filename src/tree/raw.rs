//! Names that are no text: those that hold bytes which belong to no character.
//!
//! A tree holds such a name as a text all the same, in which a character of private use stands for each of these bytes: nobody has
//! another use for it. In the text of a script it is `\x80` to `\xff`.

#[cfg(unix)]
use std::ffi::OsString;

/// What stands for the byte 0: that of another byte is so much more. Only bytes beyond ASCII are without a character.
const FIRST: u32 = 0x10_f700;

/// The character that stands for a byte; none for bytes of ASCII, which are characters themselves.
pub(crate) fn char_of(byte: u8) -> Option<char> {
    if byte.is_ascii() { None } else { char::from_u32(FIRST + u32::from(byte)) }
}

/// The byte that a character stands for, if it does.
pub(crate) fn byte_of(c: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(c).checked_sub(FIRST)?).ok()?;
    (!byte.is_ascii()).then_some(byte)
}

/// Whether a name, or one of a path, is no text.
pub fn is_raw(name: &str) -> bool {
    name.chars().any(|c| byte_of(c).is_some())
}

/// The bytes of a name.
pub(crate) fn bytes_of(name: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(name.len());
    for c in name.chars() {
        match byte_of(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    bytes
}

/// The name of these bytes.
pub(crate) fn name_of(bytes: &[u8]) -> String {
    let mut name = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().filter_map(|byte| char_of(*byte)));
    }
    name
}

/// Whether a name is the one that its bytes have: some that are written one by one are a character together.
pub(crate) fn is_written_right(name: &str) -> bool {
    !is_raw(name) || name_of(&bytes_of(name)) == name
}

/// The names that hosts make of one that is no text, and that lead nowhere: with a mark in place of what they can't read, with
/// something else there, or without it.
pub(crate) fn disguises(name: &str) -> Vec<String> {
    let bytes = bytes_of(name);
    let instead = |by: fn(u8) -> Option<char>| -> String {
        name.chars().filter_map(|c| byte_of(c).map_or(Some(c), by)).collect()
    };
    let mut disguises = vec![
        String::from_utf8_lossy(&bytes).into_owned(),
        instead(|_| Some('\u{fffd}')),
        "\u{fffd}".to_owned(),
        instead(|_| Some('?')),
        instead(|_| Some('_')),
        instead(|byte| Some(char::from(byte))),
        instead(|_| None),
    ];
    disguises.sort();
    disguises.dedup();
    disguises.retain(|name| !name.is_empty());
    disguises
}

/// A name as the system has it.
#[cfg(unix)]
pub(super) fn system_name(name: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes_of(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_name_comes_back_from_its_bytes(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            let name = name_of(&bytes);
            prop_assert_eq!(bytes_of(&name), bytes.clone());
            prop_assert_eq!(is_raw(&name), std::str::from_utf8(&bytes).is_err());
            prop_assert!(is_written_right(&name));
        }
    }

    #[test]
    fn bytes_that_are_a_character_are_not_written_one_by_one() {
        let one_by_one: String = [0xc3, 0xa9].into_iter().filter_map(char_of).collect();
        assert!(is_raw(&one_by_one) && !is_written_right(&one_by_one));
    }
}
