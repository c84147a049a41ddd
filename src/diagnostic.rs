//! What we tell the user about their notes: one type, stable codes, a place and help.
//!
//! Does not print, and is never about what stops a build (see [`crate::error`]).

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
    ($($(#[doc = $doc:literal])+ $variant:ident = $slug:literal, $severity:ident, $mend:literal;)+) => {
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
            pub fn explain(self) -> &'static str { match self { $(Code::$variant => concat!($($doc,)+).trim_ascii(),)+ } }
            /// What to do about it, in full sentences: the other half of its documentation.
            pub fn mend(self) -> &'static str { match self { $(Code::$variant => $mend,)+ } }
            /// The code of a slug.
            pub fn of(slug: &str) -> Option<Code> { Code::ALL.iter().copied().find(|code| code.slug() == slug) }
        }
    };
}

codes! {
    /// A file could not be read; its notes are not on the site.
    Unreadable = "unreadable", Error,
        "Look who owns the file and what its mode allows; a file that a sync program has not fetched yet must be fetched.";
    /// Bytes that are not UTF-8 were replaced.
    InvalidUtf8 = "invalid-utf8", Warning,
        "Save the file as UTF-8 in an editor that knows how it was written.";
    /// A file of a kind annals does not read; it is not on the site.
    UnknownFormat = "unknown-format", Warning,
        "Convert what should be on the site to Markdown, or export it as a picture; `exclude` in `annals.toml` silences the rest.";
    /// A file of a kind annals shows by its words alone: Org as its text, a whiteboard as what is written on it.
    TextOnly = "text-only", Note,
        "Convert an Org file to Markdown for its links, tasks and dates to count; export a whiteboard as a picture to show it.";
    /// A whiteboard whose file could not be read whole.
    Whiteboard = "whiteboard", Warning,
        "Open the whiteboard in Logseq and change it once: it writes the file anew.";
    /// A symbolic link leads out of the notes and was not followed.
    OutsideLink = "outside-link", Warning,
        "Put the file itself, or a copy of it, into the notes; remove a link that leads nowhere.";
    /// A copy that a sync program made because two versions were in conflict.
    SyncConflict = "sync-conflict", Warning,
        "Bring the two versions together in the first file, then delete the copy.";
    /// `logseq/config.edn` could not be read whole.
    LogseqConfig = "logseq-config", Warning,
        "Close the bracket or the string that the message marks. What stands before it was obeyed; what comes after has its default.";
    /// Front matter that is not YAML; it is kept out of the page.
    FrontMatter = "front-matter", Warning,
        "Put quotes round a value that holds a colon, a bracket or a `#`, and close every list.";
    /// A code fence that is never closed, and is therefore text.
    UnclosedFence = "unclosed-fence", Warning,
        "Close the block with a line of the same marks, at the same depth.";
    /// A second run of properties in one block: Logseq reads the first alone, annals all.
    SecondProperties = "second-properties", Note,
        "Move all properties of a block together, right below its first line.";
    /// A key that Logseq refuses.
    PropertyKey = "property-key", Warning,
        "Write a key that begins with a letter and holds no space: `first-one::` rather than `1st::`.";
    /// The weekday beside a date is not that date's.
    WrongWeekday = "wrong-weekday", Warning,
        "Correct the weekday, or the date if the weekday is right. annals goes by the date.";
    /// A day that no calendar has.
    ImpossibleDate = "impossible-date", Warning,
        "Write a day that is in the calendar. Until then the date is shown as text and dates nothing.";
    /// A date stamp without its weekday: text to Logseq.
    StampWithoutWeekday = "stamp-without-weekday", Warning,
        "Write the weekday behind the date, as Logseq's own date picker does.";
    /// A reference to a block that no note holds.
    MissingBlock = "missing-block", Error,
        "Find the block in an older version of the notes and give it its `id::` line again, or delete the reference.";
    /// Two blocks with one `id::`; the first in file order keeps it.
    DuplicateId = "duplicate-id", Warning,
        "Delete the `id::` line of one of the two, or give it an id of its own; then look at the references to it.";
    /// A link to a file that does not exist.
    MissingFile = "missing-file", Warning,
        "Write the note, or correct the path.";
    /// A link to a heading that its page does not have; it leads to the top of the page.
    MissingHeading = "missing-heading", Warning,
        "Write the heading as the page has it, or leave it out of the link.";
    /// An image, or another file to show, that does not exist.
    MissingAsset = "missing-asset", Warning,
        "Put the file where the note looks for it, or correct the path.";
    /// A file found only by ignoring the case of its name.
    AssetCase = "asset-case", Warning,
        "Write the name as it is on disk: other systems, and most servers, tell case.";
    /// A link to a page nobody wrote whose name is close to one that exists.
    NearMiss = "near-miss", Warning,
        "Write the name as the page has it, or add the spelling to that page's `alias::`. If a new page is meant, write it: one line is enough.";
    /// An alias that two pages claim; the first in file order keeps it.
    AmbiguousAlias = "ambiguous-alias", Warning,
        "Take the name from one of the two pages, or rename one of them.";
    /// Two files give one page.
    DuplicatePage = "duplicate-page", Note,
        "Merge the files if they are one page; rename one if they are two. Until then their texts stand on one page, in order of path.";
    /// An embed that leads back to itself.
    EmbedCycle = "embed-cycle", Warning,
        "Replace the embed by a link, or embed the block that is meant rather than the page.";
    /// A page's `status::` says one thing in one place and another elsewhere.
    StatusConflict = "status-conflict", Warning,
        "Keep `status::` in one place. Until then the page shows all of them.";
    /// Two names with one slug; one address got a short hash.
    SlugCollision = "slug-collision", Note,
        "Rename one of the pages for a shorter address; nothing else is wrong.";
    /// LaTeX that could not be set.
    Math = "math", Warning,
        "Mend the LaTeX at the mark; a command that is not known has to be written otherwise.";
    /// A query or macro that annals does not evaluate; its source is shown in a box.
    Unsupported = "unsupported", Note,
        "Write the query in what annals evaluates, or leave it: its source is shown in a box, and nothing is lost.";
    /// A code language without a grammar, shown as plain text.
    UnknownLanguage = "unknown-language", Note,
        "Name a language that has a grammar, or none: the code is shown as plain text either way.";
    /// Something nested, long or repeated past what one page may hold; shown as plain text.
    TooMuch = "too-much", Warning,
        "Part what is too large: several notes, fewer levels, embeds of blocks rather than of whole pages.";
    /// A template of your own that stands in for no built-in one, and that no other template includes.
    UnusedTemplate = "unused-template", Warning,
        "Give the file the name of the template that it is to replace (`annals theme list` has them), or delete it.";
    /// `private::`, `public::` or `visibility::` with a value that annals does not know, or what is probably a slip of such a
    /// mark, as `#prviate`: nobody is shown what it marks.
    UnknownVisibility = "unknown-visibility", Error,
        "Write true or false behind `private::` and `public::`, and an audience of your profiles behind `visibility::`; as a tag, `#private`.";
    /// A mistake of annals itself: it failed on a block, a note or a page, whose words are shown as they are written, and
    /// went on with all others.
    Internal = "internal", Error,
        "Report it with the message and, if you can, the lines it is about: it is a mistake of annals, not yours.";
    /// A colleague named often who has no entry.
    Suggestion = "suggestion", Note,
        "Add the name to `names` below `[people]` in `annals.toml`, or give the person an entry of their own under `People`.";
}

/// One thing to tell about the notes.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind.
    pub code: Code,
    /// Which note; `None` while only one file is known, or when it is about no single note.
    pub note: Option<NoteId>,
    /// Path to show when there is no [`NoteId`]: a file that could not be read, the config, a template.
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
