//! What annals costs, stage by stage and a note: run by `cargo bench`.
//!
//! A plain program and no bench harness: a stage takes seconds and leaves the next one its input, so it cannot be
//! repeated hundreds of times as criterion or divan would; what is asked for is a ratio between sizes in one run, CPU
//! time that others on the machine do not lengthen, and peak memory, which neither reports.
#![expect(clippy::print_stderr, reason = "a program to be read by people and scripts")]

mod edits;
mod journal;
mod meter;
mod stages;
mod table;

use annals::error::Error;
use journal::plain::Flavour;
use journal::{File, Journal, logseq, plain};
use std::path::Path;
use std::process::ExitCode;

/// As the program has it: allocating is a part of every stage.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SEED: u64 = 1;

const USAGE: &str = "\
cargo bench [-- SIZE…]                          stages at these numbers of notes: 1000 and 10000 if none is given
cargo bench -- edits [SIZE…]                    what the next snapshot costs after one edit
cargo bench -- generate FLAVOUR NOTES FOLDER    writes a journal: logseq, logseq-text, hugo, zola, mdbook or eleventy";

fn main() -> ExitCode {
    // Cargo says `--bench` to whatever it runs.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["generate", flavour, notes, folder] => match notes.parse() {
            Ok(notes) => generate(flavour, notes, Path::new(folder)),
            Err(_) => Err(Error::new(USAGE)),
        },
        ["edits", sizes @ ..] => numbers(sizes).and_then(|sizes| edits::print(&sizes)),
        sizes => numbers(sizes).and_then(|sizes| table::print(&sizes)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.message);
            ExitCode::FAILURE
        }
    }
}

/// Numbers of notes; two where none is given.
fn numbers(sizes: &[&str]) -> Result<Vec<usize>, Error> {
    let sizes = sizes.iter().map(|size| size.parse()).collect::<Result<Vec<usize>, _>>();
    let sizes = sizes.map_err(|_| Error::new(USAGE))?;
    Ok(if sizes.is_empty() { vec![1000, 10_000] } else { sizes })
}

/// Writes a journal into a folder that is not there yet.
fn generate(flavour: &str, notes: usize, folder: &Path) -> Result<(), Error> {
    let mut journal = Journal::new(notes, SEED);
    let files = match (flavour, Flavour::named(flavour)) {
        ("logseq", _) => logseq::files(&journal),
        ("logseq-text", _) => {
            journal.without_languages();
            logseq::files(&journal)
        }
        (_, Some(flavour)) => plain::files(&journal, flavour),
        _ => return Err(Error::new(USAGE)),
    };
    if folder.exists() {
        return Err(Error::new(format!("{} is there already", folder.display())));
    }
    write(&files, folder)
}

fn write(files: &[File], folder: &Path) -> Result<(), Error> {
    for file in files {
        let path = folder.join(&file.path);
        let above = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(above).map_err(|error| Error::io("create", above, &error))?;
        std::fs::write(&path, &file.bytes).map_err(|error| Error::io("write", &path, &error))?;
    }
    Ok(())
}
