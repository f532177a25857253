//! `completions` and `man`, from the definition that the help comes from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Exit, Failure, Outcome, program_name};

#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Write a page for each command into this folder, instead of the one about all to the output.
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
}

/// Writes the completions of a shell.
pub(super) fn complete(arguments: &CompletionsArguments, definition: &clap::Command) -> Exit {
    let mut visible = without_hidden(definition);
    let called = program_name();
    // By its name alone, since that is what a shell completes.
    let name =
        Path::new(&called).file_name().map_or(called.clone(), |name| name.to_string_lossy().into_owned());
    clap_complete::generate(arguments.shell, &mut visible, name, &mut io::stdout());
    Exit::Conforms
}

/// Writes the manual.
pub(super) fn man(arguments: &ManArguments, definition: &clap::Command) -> Outcome {
    let visible = without_hidden(definition);
    let Some(folder) = &arguments.pages else {
        let page = page(visible).map_err(Failure::own)?;
        io::Write::write_all(&mut io::stdout(), &page).map_err(Failure::own)?;
        return Ok(Exit::Conforms);
    };
    let written = write_pages(visible, folder);
    written.map_err(|error| Failure::own(format!("can't write to {}: {error}", folder.display())))?;
    Ok(Exit::Conforms)
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

fn write_pages(command: clap::Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)
}

/// The definition without the commands that nobody is to call.
fn without_hidden(definition: &clap::Command) -> clap::Command {
    let about = definition.get_about().cloned().unwrap_or_default();
    let after = definition.get_after_help().cloned().unwrap_or_default();
    clap::Command::new(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .after_help(after)
        .args(definition.get_arguments())
        .subcommands(definition.get_subcommands().filter(|inner| !inner.is_hide_set()))
}
