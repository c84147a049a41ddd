//! Whether anything that was not selected is in what is about to be handed out, however it is packed.
//!
//! Pure over values: reads no file, no clock and no environment. It is a net under the projection, not a filter: nothing
//! is taken out, and whoever asks hands out nothing where something was found. What is forbidden is all that stands in the
//! notes and not in the approved projection, nor among the words of the page around it; that is the oracle of
//! `sharing.md` 2.5, and why it cannot see what the projection itself should not hold. [`canary`] can.

pub mod canary;
mod escapes;
mod fold;
mod forbidden;
mod frame;
mod index;
mod layers;
mod lint;
mod marked;
mod pixels;
mod unpack;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::seal::{self, Bundle};
use crate::config::share::Profile;
use crate::error::Error;
use crate::graph::Graph;
use crate::markup::Html;
use crate::project::{Person, Projection};
use fold::Folded;
use forbidden::Hit;
use index::Index;
use layers::each_layer;

/// What a share was made from, and what may be in it.
pub struct Subject<'a> {
    /// All notes.
    pub graph: &'a Graph,
    /// What was approved: what the share was made of, or, where that is not known, all that it could be made of.
    pub approved: &'a [Projection],
    /// By this profile.
    pub profile: &'a Profile,
    /// Those who were decided to be named otherwise than written.
    pub people: &'a [Person],
    /// What is in no note.
    pub secrets: &'a [Secret],
    /// The day it is said to be prepared on.
    pub day: NaiveDate,
}

/// Something that no share may say, though no note says it: who the author is, where the notes lie, what a file's bytes
/// hash to.
#[derive(Clone, Debug)]
pub struct Secret {
    /// What it is: `the home folder`.
    pub what: &'static str,
    /// The file it belongs to, if it does to one.
    pub path: Option<String>,
    /// Its words.
    pub words: String,
}

/// One file of an output.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its path, from what was named on. A name is handed out too.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Where what was found comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A line of a note, from 1.
    Note {
        /// Path of the note.
        path: String,
        /// From 1.
        line: u32,
    },
    /// A file of the notes.
    File(String),
    /// The system or the settings.
    Surroundings,
    /// What is wrong is how the output is made, whatever it says.
    Output,
}

/// Something that should not be there. It does not quote what it found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it comes from.
    pub source: Source,
    /// What it is: `the text of a block`.
    pub what: &'static str,
    /// In which file of the output.
    pub piece: String,
    /// From which byte.
    pub at: usize,
    /// How it was undone to be read, the outermost first.
    pub chain: Vec<&'static str>,
}

/// What an audit found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// By source; at most [`MOST`].
    pub findings: Vec<Finding>,
    /// How many there were.
    pub count: usize,
    /// How many bytes were read, with all that was undone and unpacked.
    pub bytes: usize,
    /// In how many ways the output was read.
    pub layers: usize,
}

/// How many findings are kept: of more, the number says enough.
pub const MOST: usize = 1_000;

impl Report {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.count == 0
    }
}

/// Looks for everything that was not selected in an output. `passphrase` opens what is sealed.
///
/// # Errors
/// A sealed file that the passphrase does not open, and an output in which more is packed than can be looked at: then
/// nothing is known of it.
pub fn audit(subject: &Subject<'_>, pieces: &[Piece], passphrase: Option<&str>) -> Result<Report, Error> {
    let (around, pieces) = (frame::page(subject.profile, subject.day)?, opened(pieces, passphrase)?);
    let said = Said::of(subject, &around);
    // Both are taken apart in the same way, and take about as long.
    let (approved, output) = rayon::join(|| Approved::of(subject, &around), || Output::of(&pieces, &said));
    let (approved, output) = (approved?, output?);
    let mut findings = output.findings;
    let origins = &output.origins;
    let hits = forbidden::names(subject, &output.index, &approved);
    let texts = (0..subject.graph.outlines.len() as u32).into_par_iter();
    let texts: Vec<Hit> =
        texts.flat_map_iter(|note| forbidden::texts(subject, note, &output.index, &approved)).collect();
    findings.extend(hits.into_iter().chain(texts).map(|hit| {
        let origin = &origins[hit.spot.text as usize];
        Finding {
            source: hit.source,
            what: hit.what,
            piece: origin.piece.clone(),
            at: origin.at(output.index.at(hit.spot)),
            chain: origin.chain.clone(),
        }
    }));
    findings.sort_unstable();
    findings.dedup();
    let count = findings.len();
    findings.truncate(MOST);
    Ok(Report { findings, count, bytes: output.bytes, layers: output.layers })
}

/// The texts that may be in an output, for what is no word.
struct Said {
    /// The page around the projection, and its notes.
    texts: Vec<String>,
    /// The addresses in them.
    addresses: FxHashSet<String>,
}

impl Said {
    /// Of all that was approved; `around` is the page around it.
    fn of(subject: &Subject<'_>, around: &[u8]) -> Said {
        let mut texts = vec![String::from_utf8_lossy(around).into_owned()];
        let notes = subject.approved.iter().flat_map(|projection| &projection.notes.notes);
        texts.extend(notes.map(|note| note.text.to_string()));
        let addresses = texts.iter().flat_map(|text| lint::addresses(text)).collect();
        Said { texts, addresses }
    }

    /// Whether a text is said as it is.
    fn says(&self, text: &str) -> bool {
        self.texts.iter().any(|all| all.contains(text))
    }
}

/// The words that may be in an output.
#[derive(Default)]
struct Approved {
    /// Those of the projection and of the page around it.
    all: Index,
    /// Those of the page around it alone.
    frame: Index,
}

impl Approved {
    fn of(subject: &Subject<'_>, around: &[u8]) -> Result<Approved, Error> {
        let mut approved = Approved::default();
        let spoken = frame::words(subject.profile);
        let mut add = |bytes: &[u8], is_frame: bool| {
            // Undone like the output, so that what is alike by chance is alike here too.
            each_layer(bytes, |layer| {
                let folded = Folded::of_bytes(&layer.bytes);
                if is_frame {
                    approved.frame.add(folded.clone());
                }
                approved.all.add(folded);
            })
        };
        let mut is_whole = add(around, true) && add(spoken.as_bytes(), true);
        // Where nobody is named, all answers give the same.
        let mut known: FxHashSet<&str> = FxHashSet::default();
        for projection in subject.approved {
            for note in projection.notes.notes.iter().filter(|note| known.insert(&note.text)) {
                is_whole &= add(note.text.as_bytes(), false) && add(note.path.as_bytes(), false);
                let plain = frame::plain(&note.text);
                is_whole &= add(plain.as_bytes(), false);
                if plain.contains(['<', '>', '&']) {
                    // As the page writes it: `List&lt;String&gt;` may be what a note says, letter by letter.
                    is_whole &= add(Html::text(&plain).as_str().as_bytes(), false);
                    // In words no arrow is an edge, as it is in a page: `A -> B` has the address `a-b`.
                    is_whole &= add(plain.replace(['<', '>'], " ").as_bytes(), false);
                }
            }
            is_whole &= projection.notes.assets.iter().all(|asset| add(asset.path.as_bytes(), false));
        }
        if !is_whole {
            return Err(too_much("the projection"));
        }
        Ok(approved)
    }
}

fn too_much(what: &str) -> Error {
    Error::new(format!("{what} holds more, packed, than can be looked at"))
        .help("what is not looked at may hold anything: share less, or unpack it first")
}

/// Pieces with what is sealed opened: the page that asks, and each file inside.
fn opened(pieces: &[Piece], passphrase: Option<&str>) -> Result<Vec<Piece>, Error> {
    let mut all = Vec::new();
    for piece in pieces {
        let Some(outside) = seal::outside(&piece.bytes) else {
            all.push(piece.clone());
            continue;
        };
        let Some(passphrase) = passphrase else {
            return Err(Error::new(format!("{} is sealed", piece.name))
                .help("give the file that begins with its passphrase: --passphrase-file"));
        };
        let Bundle { title, entries, .. } = seal::open(&piece.bytes, passphrase)?;
        // What is ours to the byte holds nothing of anybody's.
        let outside = if seal::is_own(outside) { &[][..] } else { outside };
        all.push(Piece { name: piece.name.clone(), bytes: outside.to_vec() });
        let within = |name: &str, bytes| Piece { name: format!("{} › {name}", piece.name), bytes };
        all.push(within("title", title.into_bytes()));
        all.extend(entries.into_iter().map(|entry| within(&entry.name, entry.bytes)));
    }
    Ok(all)
}

/// All layers of an output, by their words.
#[derive(Default)]
struct Output {
    index: Index,
    origins: Vec<Origin>,
    findings: Vec<Finding>,
    bytes: usize,
    layers: usize,
}

/// Where the words of one text of an index come from.
struct Origin {
    piece: String,
    chain: Vec<&'static str>,
    /// Nothing for a name.
    layer: Option<layers::Layer>,
}

impl Origin {
    fn at(&self, byte: usize) -> usize {
        self.layer.as_ref().map_or(0, |layer| layer.at(byte))
    }
}

impl Output {
    fn of(pieces: &[Piece], said: &Said) -> Result<Output, Error> {
        let mut output = Output::default();
        pieces.iter().try_for_each(|piece| output.read(piece, said))?;
        Ok(output)
    }

    fn read(&mut self, piece: &Piece, said: &Said) -> Result<(), Error> {
        // What was sealed is named by us.
        let name = piece.name.rsplit(" › ").last().unwrap_or(&piece.name);
        self.index.add(Folded::of(name));
        self.origins.push(Origin { piece: piece.name.clone(), chain: vec!["its name"], layer: None });
        let mut told = lint::page(&piece.bytes, said);
        let is_all = each_layer(&piece.bytes, |mut layer| {
            told.extend(lint::text(&layer, said));
            told.extend(pixels::more_than_pixels(&layer));
            self.index.add(Folded::of_bytes(&layer.bytes));
            self.bytes += layer.bytes.len();
            self.layers += 1;
            // From here on only its places are asked for.
            layer.bytes = Vec::new();
            self.origins.push(Origin { piece: piece.name.clone(), chain: layer.chain.clone(), layer: Some(layer) });
        });
        self.findings.extend(told.into_iter().map(|told| Finding {
            source: Source::Output,
            what: told.what,
            piece: piece.name.clone(),
            at: told.at,
            chain: told.chain,
        }));
        if is_all { Ok(()) } else { Err(too_much(&piece.name)) }
    }
}
