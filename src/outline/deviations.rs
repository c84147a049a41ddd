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
        "YAML front matter with lists",
        "one line that is no `key: value` makes all of it vanish",
        "it is read as YAML, lists joined by commas",
        "notes come from Obsidian and Hugo too",
    ),
    deviation(
        "A property whose key holds brackets or backticks",
        "the key is refused, and the line is not shown",
        "the line is text",
        "`` `k:: v` `` is code, not a property",
    ),
    deviation(
        "Where `SCHEDULED` and `DEADLINE` stand",
        "they count only at the start of a paragraph, and only the paragraph nearest the title",
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
        "Brackets and full-width marks behind a tag",
        "belong to it: `(#tag)` is the tag `tag)`",
        "do not, unless the name opens them",
        "`(#tag)` means `tag`",
    ),
    deviation(
        "Text stuck to a tag in brackets",
        "`#[[a]]s` is the tag `[[a]]s` as well as `a`",
        "is the tag `a` and the text `s`",
        "the brackets say where the name ends",
    ),
    deviation(
        "References in emphasis",
        "`**#tag**`, `**((id))**`, and any reference in `***bold italic***` are text; in a property's value so are links",
        "all count",
        "emphasis does not change what is named",
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
        "Code fences",
        "any three marks close any fence, and what stands behind them is dropped",
        "as many of the same marks close it, as in CommonMark, and what stands behind them is text",
        "a fence of four may hold one of three",
    ),
    deviation(
        "A fence inside a quote or a list item",
        "is text where no line closes it, and ends the item where a blank line stands in it",
        "reaches to the quote's end, and keeps its blank lines",
        "references and what is shown agree, as in CommonMark",
    ),
    deviation(
        "Markdown comments",
        "references in `[//]: # (…)` count",
        "they are not read, as the line is not shown",
        "it is a comment",
    ),
    deviation(
        "A code span over two lines",
        "is no code",
        "is code, as in CommonMark",
        "references and what is shown agree",
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
        "Nesting past 256 levels",
        "goes on",
        "what is deeper stands at that depth, and `check` says so",
        "browsers give up earlier",
    ),
];
