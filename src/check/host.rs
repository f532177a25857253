//! What another process does to the tree of a script, done from the host side.

use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use crate::op::HostChange;

/// The name of a file on its way to its place; no script plants one.
const ON_ITS_WAY: &str = "wasi-fs-conformance-replacement";

/// Changes a file below a folder. A backend that put something else in its place, such as a link that leads outside, can
/// make this fail but not stray: nothing outside of the folder is reached.
pub(super) fn change(folder: &Path, change: &HostChange) -> io::Result<()> {
    let tree = Dir::open_ambient_dir(folder, ambient_authority())?;
    let mut options = OpenOptions::new();
    match change {
        HostChange::Truncate { path, size } => tree.open_with(&**path, options.write(true))?.set_len(*size),
        HostChange::Append { path, bytes } => tree.open_with(&**path, options.append(true))?.write_all(bytes),
        HostChange::Write { path, bytes, offset } => {
            let mut file = tree.open_with(&**path, options.write(true))?;
            file.seek(SeekFrom::Start(*offset))?;
            file.write_all(bytes)
        }
        HostChange::Replace { path, bytes } => {
            tree.write(ON_ITS_WAY, &**bytes)?;
            tree.rename(ON_ITS_WAY, &tree, &**path)
        }
        HostChange::Remove { path } => tree.remove_file(&**path),
    }
}
