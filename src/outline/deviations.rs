//! Where annals reads a Logseq graph otherwise than Logseq, and why: the table that the documentation is made from.
//!
//! Does not change how anything is read.

/// One construct that is read otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The construct.
    pub name: &'static str,
    /// What Logseq does.
    pub logseq: &'static str,
    /// What annals does.
    pub annals: &'static str,
    /// Why.
    pub why: &'static str,
}

const fn deviation(name: &'static str, logseq: &'static str, annals: &'static str, why: &'static str) -> Deviation {
    Deviation { name, logseq, annals, why }
}

/// All of them.
pub const DEVIATIONS: &[Deviation] = &[
    deviation(
        "Byte order mark",
        "the mark becomes part of the first property's key",
        "the mark is no text",
        "editors on Windows write it, and the page would lose its title",
    ),
    deviation(
        "First bullet of properties alone",
        "they are that block's",
        "they are the page's, unless they are of the kind only blocks have (`id`, `collapsed`, `template`, …)",
        "many people write page properties so",
    ),
    deviation(
        "Second run of properties in a block",
        "only the first run counts",
        "all runs count, and `check` says so",
        "what was written is kept",
    ),
    deviation(
        "A page property written twice",
        "the references of the last alone count",
        "those of both count",
        "what was written is kept",
    ),
    deviation(
        "`#+key: value` in a block",
        "is a property of the page, in place of all others, and lost where no text stands before the first block",
        "is a property of its block",
        "it stands there",
    ),
    deviation(
        "A title that is not first, or empty",
        "`title::` behind a blank line or text is not the title, and an empty one makes a page without a name",
        "is the title; an empty one is none",
        "what was written is kept",
    ),
    deviation(
        "Words set apart by commas",
        "in `tags::` and `alias::` plain words count alone: emphasis, code, URLs and stamps are left out",
        "what stands between two commas is a name as it is written",
        "what was written is kept",
    ),
    deviation(
        "YAML front matter with lists",
        "one line that is no `key: value` makes all of it vanish",
        "it is read as YAML, lists joined by commas",
        "notes come from Obsidian and Hugo too",
    ),
    deviation(
        "A property whose key Logseq refuses",
        "the line is not shown, and its references do not count",
        "with brackets, quotes or backticks in its key it is text, else a property, and `check` says so; references count",
        "`` `k:: v` `` is code, and what was written is kept",
    ),
    deviation(
        "Where `SCHEDULED` and `DEADLINE` stand",
        "they count only at the start of a paragraph, not in emphasis, and only the paragraph nearest the title",
        "they count anywhere in a block; the first of each kind is taken",
        "elsewhere the text vanishes from the page and the date is lost",
    ),
    deviation(
        "References after a stamp",
        "none in a paragraph that begins with a stamp",
        "they count",
        "`DEADLINE: <2024-12-10 Tue> #team` names the team",
    ),
    deviation("A stamp without its weekday", "is text", "is a date, and `check` says so", "the day is plain"),
    deviation(
        "Several repeaters in a stamp",
        "the last counts",
        "the first that begins with `+` or `.+` counts",
        "the second is a warning period in org",
    ),
    deviation("`[#A]` inside a title", "is a tag named `A]`", "is text", "nobody means that tag"),
    deviation(
        "Closing marks behind a tag",
        "brackets, marks of emphasis, full-width marks and HTML belong to it: `(#tag)` is the tag `tag)`",
        "do not, unless the name opens them",
        "`(#tag)` means `tag`",
    ),
    deviation(
        "Text stuck to a tag in brackets",
        "`#[[a]]s` is the tag `[[a]]s` as well as `a`, and `#a[[b]]` the tag `a[[b]]` as well as `b`",
        "is the tag `a` and the text `s`, or the tag `a` and the link `b`",
        "the brackets say where a name begins and ends",
    ),
    deviation(
        "Nested links behind a `#`",
        "`#[[a [[b]] c]]` is the tag `a [[b` and the text ` c]]`",
        "is the tag `a [[b]] c`, with `b` in it",
        "`[[a [[b]] c]]` is read so as well",
    ),
    deviation(
        "Nested links in a property's value",
        "the outer name counts alone",
        "those within count too, as they do in text",
        "what is named is the same",
    ),
    deviation(
        "References in emphasis",
        "`**#tag**`, `**((id))**`, macros, and any reference in `***bold italic***` are text; in a property's value so are \
         links",
        "all count",
        "emphasis does not change what is named",
    ),
    deviation(
        "Code and mathematics in emphasis",
        "links in `*$[[a]]$*` and in macros between marks of emphasis count",
        "are mathematics, or the macro's",
        "emphasis does not change what is read",
    ),
    deviation(
        "Emphasis that ends in a link's name",
        "`*a [[b* c]]` is emphasis, and no link",
        "is a link to `b* c`",
        "brackets bind closer, as in CommonMark",
    ),
    deviation(
        "Words in double round brackets",
        "`((see #tag))` is a reference to a block that cannot be, and hides the tag",
        "are text",
        "what was written is kept",
    ),
    deviation(
        "Lone `#+name` and `&#39;`",
        "are the tags `+name` and `39;`",
        "are text",
        "they are a directive without a value and a character",
    ),
    deviation(
        "White space round a name",
        "`[[ a ]]` is another page than `[[a]]`, and `[[ ]]` is a page",
        "it does not count, and a blank name is text",
        "the difference cannot be seen",
    ),
    deviation(
        "Links to files of notes",
        "`[label](../pages/a.md)` names the page `label`",
        "leads to the file; `export` names the label as Logseq does",
        "that is what the link says",
    ),
    deviation(
        "A bare URL behind another character",
        "`(https://x.org/#a)` is text with the tag `a)`, and so is a scheme that begins with `s`, `c` or `d`",
        "is a URL",
        "that is what it is",
    ),
    deviation(
        "An embed of neither a link nor a block",
        "`{{embed words}}` shows nothing, and names the page `words`",
        "names no page, and is shown as it is written",
        "what was written is kept",
    ),
    deviation("Block references in `#+BEGIN_QUERY`", "count", "do not count", "a query names what it looks for"),
    deviation(
        "Code fences",
        "any three marks close any fence, and what stands behind them is dropped",
        "as many of the same marks close it, as in CommonMark, and what stands behind them is text",
        "a fence of four may hold one of three",
    ),
    deviation(
        "A fence inside a quote or a list item",
        "is text where no line closes it; a blank line or a bullet in it ends the item",
        "reaches to the quote's end, and keeps its blank lines and bullets",
        "references and what is shown agree, as in CommonMark",
    ),
    deviation(
        "Code spans",
        "end at the next backtick, or the next two where two open them, and with the line",
        "as many backticks close them as opened them, on the same line or not, as in CommonMark",
        "references and what is shown agree",
    ),
    deviation(
        "Definition lists",
        "`: words` below a line takes all lines after it, bullets too, up to a `#` or another `:`",
        "is text",
        "the bullets would be lost",
    ),
    deviation(
        "A table's cells",
        "a `|` inside a link or code ends the cell",
        "a link with a `|` is read whole",
        "what was written is kept",
    ),
    deviation(
        "Self-closing HTML",
        "`<br>` may run up to the next `/>` in the file, bullets included",
        "an element closes itself only within its own tag",
        "what was written is kept",
    ),
    deviation("Headings deeper than six", "`#######` is a heading of seven", "is one of six", "HTML has six"),
    deviation(
        "Nesting past 128 levels",
        "goes on",
        "what is deeper stands at that depth, and `check` says so",
        "browsers keep 512 elements within one another, and a level is up to three",
    ),
];
