//! What we tell the user about their notes: one type, stable codes, a place and help.
//!
//! Does not print, and is never about the world outside the notes (see [`crate::error`]).

use crate::notes::NoteId;
use crate::span::Span;
use serde::Serialize;

/// How much it matters. Nothing in the notes can fail a build, so an error is a loss to the reader, not a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something written is not shown, or leads nowhere.
    Error,
    /// Something is probably not what was meant.
    Warning,
    /// Something worth knowing.
    Note,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $slug:literal, $severity:ident;)+) => {
        /// The stable name of a kind of diagnostic; scripts may rely on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];
            /// As printed: `missing-block`.
            pub fn slug(self) -> &'static str { match self { $(Code::$variant => $slug,)+ } }
            /// How much it matters.
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity,)+ } }
            /// One or two sentences that explain it: its documentation.
            pub fn explain(self) -> &'static str { match self { $(Code::$variant => concat!($($doc, " ",)+).trim_ascii(),)+ } }
        }
    };
}

codes! {
    /// A file could not be read; its notes are not on the site.
    Unreadable = "unreadable", Error;
    /// Bytes that are not UTF-8 were replaced.
    InvalidUtf8 = "invalid-utf8", Warning;
    /// A file of a kind annals does not read; it is not on the site.
    UnknownFormat = "unknown-format", Warning;
    /// A file of a kind annals shows by its words alone: Org as its text, a whiteboard as what is written on it.
    TextOnly = "text-only", Note;
    /// A whiteboard whose file could not be read whole.
    Whiteboard = "whiteboard", Warning;
    /// A symbolic link leads out of the notes and was not followed.
    OutsideLink = "outside-link", Warning;
    /// A copy that a sync program made because two versions were in conflict.
    SyncConflict = "sync-conflict", Warning;
    /// `logseq/config.edn` could not be read whole.
    LogseqConfig = "logseq-config", Warning;
    /// Front matter that is not YAML; it is kept out of the page.
    FrontMatter = "front-matter", Warning;
    /// A code fence that is never closed, and is therefore text.
    UnclosedFence = "unclosed-fence", Warning;
    /// A second run of properties in one block: Logseq reads the first alone, annals all.
    SecondProperties = "second-properties", Note;
    /// A key that Logseq refuses.
    PropertyKey = "property-key", Warning;
    /// The weekday beside a date is not that date's.
    WrongWeekday = "wrong-weekday", Warning;
    /// A day that no calendar has.
    ImpossibleDate = "impossible-date", Warning;
    /// A date stamp without its weekday: text to Logseq.
    StampWithoutWeekday = "stamp-without-weekday", Warning;
    /// A reference to a block that no note holds.
    MissingBlock = "missing-block", Error;
    /// Two blocks with one `id::`; the first in file order keeps it.
    DuplicateId = "duplicate-id", Warning;
    /// A link to a file that does not exist.
    MissingFile = "missing-file", Warning;
    /// An image, or another file to show, that does not exist.
    MissingAsset = "missing-asset", Warning;
    /// A file found only by ignoring the case of its name.
    AssetCase = "asset-case", Warning;
    /// A link to a page nobody wrote whose name is close to one that exists.
    NearMiss = "near-miss", Warning;
    /// An alias that two pages claim; the first in file order keeps it.
    AmbiguousAlias = "ambiguous-alias", Warning;
    /// Two files give one page.
    DuplicatePage = "duplicate-page", Note;
    /// An embed that leads back to itself.
    EmbedCycle = "embed-cycle", Warning;
    /// A page's `status::` says one thing in one place and another elsewhere.
    StatusConflict = "status-conflict", Warning;
    /// Two names with one slug; one address got a short hash.
    SlugCollision = "slug-collision", Note;
    /// LaTeX that could not be set.
    Math = "math", Warning;
    /// A query or macro that annals does not evaluate; its source is shown in a box.
    Unsupported = "unsupported", Note;
    /// A code language without a grammar, shown as plain text.
    UnknownLanguage = "unknown-language", Note;
    /// Something nested, long or repeated past what one page may hold; shown as plain text.
    TooMuch = "too-much", Warning;
    /// A mistake of annals itself: it failed on a block, a note or a page, whose words are shown as they are written, and
    /// went on with all others.
    Internal = "internal", Error;
    /// A colleague named often who has no entry.
    Suggestion = "suggestion", Note;
}

/// One thing to tell about the notes.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind.
    pub code: Code,
    /// Which note; `None` while only one file is known, or when it is about no single note.
    pub note: Option<NoteId>,
    /// Path to show when there is no [`NoteId`]: a file that could not be read, the config.
    pub path: Option<String>,
    /// Where in it.
    pub span: Span,
    /// What happened, as a sentence without its full stop.
    pub message: String,
    /// A word or two beside the carets.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place in the file that is being read.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, note: None, path: None, span, message: message.into(), label: None, help: None }
    }

    /// With words beside the carets.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Said of a file that is not among the notes.
    pub fn in_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Said of this note.
    pub fn in_note(mut self, note: NoteId) -> Self {
        self.note = Some(note);
        self
    }
}
