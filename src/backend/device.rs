//! A second device: another file system of this machine in which folders can be made.

use std::io;
use std::path::{Path, PathBuf};

/// The variable of the environment that names a folder on a second device, for what scripts have there; `off` does without.
pub const DEVICE_VARIABLE: &str = "WASI_FS_CONFORMANCE_SECOND_DEVICE";

/// Does without a second device.
pub(crate) const OFF: &str = "off";

/// Folders on other devices than this one, the likeliest first: what the environment names alone, or else where systems have
/// places for files that nobody keeps.
pub(crate) fn beside(folder: &Path) -> Vec<PathBuf> {
    let places = match std::env::var_os(DEVICE_VARIABLE) {
        Some(off) if off == OFF => Vec::new(),
        Some(named) => vec![named.into()],
        None => usual(),
    };
    let is_another = |place: &PathBuf| match (device_of(folder), device_of(place)) {
        (Ok(mine), Ok(other)) => mine != other,
        (Err(_), _) | (_, Err(_)) => false,
    };
    places.into_iter().filter(is_another).collect()
}

fn usual() -> Vec<PathBuf> {
    let mut places = vec![std::env::temp_dir()];
    if cfg!(target_os = "linux") {
        places.extend(["/dev/shm", "/var/tmp"].map(PathBuf::from));
    }
    places.extend(std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from));
    places
}

/// Which device a folder lies on.
///
/// # Errors
/// What the operating system says; and where devices can't be told apart, kind `Unsupported`.
#[cfg(unix)]
pub(crate) fn device_of(folder: &Path) -> io::Result<u64> {
    std::fs::metadata(folder).map(|metadata| std::os::unix::fs::MetadataExt::dev(&metadata))
}

#[cfg(not(unix))]
pub(crate) fn device_of(_folder: &Path) -> io::Result<u64> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "devices are told apart on unix only"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_lies_on_another_device() {
        let here = tempfile::tempdir().unwrap();
        for place in beside(here.path()) {
            assert_ne!(device_of(&place).unwrap(), device_of(here.path()).unwrap(), "{}", place.display());
        }
    }
}
