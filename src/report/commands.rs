//! What the last lines of a report say: how its script is run again, and how it is kept.

use std::path::Path;

/// The variable of the environment that names a script for a [`Suite`](crate::Suite) to run, in place of all others.
pub const REPLAY_VARIABLE: &str = "WASI_FS_CONFORMANCE_REPLAY";

/// Stands for the script's file.
const FILE: &str = "{FILE}";
/// Stands for the name of that file.
const NAME: &str = "{NAME}";
/// Stands for the area of the rule that is broken.
const AREA: &str = "{AREA}";

/// How somebody who reads a report goes on with its script.
#[derive(Clone, Debug)]
pub struct Commands {
    replay: String,
    keep: String,
}

impl Commands {
    /// By a tool that is called like this, with the arguments that choose the same backend.
    ///
    /// ```
    /// use wasi_fs_conformance::report::Commands;
    /// let lines = Commands::of_tool("my-hunter", "").lines("found/x.fs".as_ref(), "append");
    /// assert_eq!(lines[0], "replay  my-hunter replay found/x.fs");
    /// assert_eq!(lines[1], "keep    mv found/x.fs corpus/append/    then my-hunter bless corpus/append/x.fs");
    /// ```
    pub fn of_tool(called: &str, backend: &str) -> Self {
        let space = if backend.is_empty() { "" } else { " " };
        Self {
            replay: format!("{called}{space}{backend} replay {FILE}"),
            keep: format!("mv {FILE} corpus/{AREA}/    then {called} bless corpus/{AREA}/{NAME}"),
        }
    }

    /// By `cargo test`, which runs a suite in the test of this name, with this corpus of its own.
    pub fn of_test(test: Option<&str>, corpus: Option<&Path>) -> Self {
        let test = test.map_or_else(String::new, |test| format!(" {test}"));
        let keep = match corpus {
            Some(folder) => format!("mkdir -p {0}/{AREA} && mv {FILE} {0}/{AREA}/", folder.display()),
            None => format!("mv {FILE} into a folder of your own, and name that with Suite::corpus"),
        };
        Self { replay: format!("{REPLAY_VARIABLE}={FILE} cargo test{test} -- --nocapture"), keep }
    }

    /// The command that runs the script in a file again.
    #[cfg(feature = "cli")]
    pub fn replay(&self, file: &Path) -> String {
        self.replay.replace(FILE, &file.display().to_string())
    }

    /// The lines about a script in a file, which breaks a rule of this area; one that is in a folder of the area's name is
    /// kept already.
    pub fn lines(&self, file: &Path, area: &str) -> Vec<String> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let shown = file.display().to_string();
        let filled = |text: &str| text.replace(AREA, area).replace(NAME, &name).replace(FILE, &shown);
        let is_kept = file.parent().is_some_and(|folder| folder.ends_with(area));
        let keep = (!is_kept).then(|| format!("keep    {}", filled(&self.keep)));
        std::iter::once(format!("replay  {}", filled(&self.replay))).chain(keep).collect()
    }
}
