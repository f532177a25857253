//! The page and the data beside it. Whoever looks at them finds a whole one: the one before, or the new one.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::Failure;
use crate::report::Matrix;

/// Where a matrix is written.
#[derive(Debug)]
pub(super) struct Files {
    page: PathBuf,
    data: PathBuf,
}

/// What the name of the data ends in.
const DATA: &str = "json";

impl Files {
    /// The page at this path and the data beside it. That files can be made there is tried now: before anything has run.
    pub(super) fn at(page: &Path) -> Result<Self, Failure> {
        let is_data = page.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(DATA));
        if is_data || page.file_name().is_none() || page.is_dir() {
            return Err(Failure::usage(format!(
                "--output {}: expected the file of the page, as in report.html; the data goes beside it, in report.json",
                page.display()
            )));
        }
        let files = Self { page: page.to_owned(), data: page.with_extension(DATA) };
        files.empty().map_err(|error| no_file(page, &error))?;
        Ok(files)
    }

    /// Writes both.
    pub(super) fn write(&self, matrix: &Matrix) -> Result<(), Failure> {
        let data = serde_json::to_string_pretty(matrix).map_err(Failure::own)? + "\n";
        for (path, text) in [(&self.data, data), (&self.page, matrix.page())] {
            self.replace(path, &text).map_err(|error| no_file(path, &error))?;
        }
        Ok(())
    }

    fn replace(&self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = self.empty()?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    }

    /// A file in the folder of both, which is gone unless it is given a name.
    fn empty(&self) -> io::Result<NamedTempFile> {
        let folder = self.page.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wasi-fs-conformance-");
        readable(&mut builder);
        builder.tempfile_in(folder.unwrap_or(Path::new(".")))
    }
}

/// Lets others read it, as far as the user lets them read other files.
#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    let permissions: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    builder.permissions(permissions);
}

#[cfg(not(unix))]
fn readable(_builder: &mut tempfile::Builder<'_, '_>) {}

fn no_file(path: &Path, error: &io::Error) -> Failure {
    Failure::own(format!("can't write {}: {error}; choose another place with --output", path.display()))
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.page.display(), self.data.display())
    }
}
