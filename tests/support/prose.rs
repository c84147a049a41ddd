//! What the authors of the public graphs write about the syntax itself, in running text: read by Logseq as text too.
//!
//! Each is excused alone, with the reason; anything else that looks like the notes' syntax on a page is a fault.

/// Words that hold marks of the syntax, and why they are words.
pub const DOCUMENTATION: &[(&str, &str)] = &[
    ("\"public:: false\"", "a property begins its line; this stands within a sentence, in quotation marks"),
    ("with heading:: true will", "a property begins its line; this stands within a sentence"),
    ("title:: Logseq/Features", "in a quote a line is text, whatever it begins with"),
    ("property-1:: value-1", "in a quote a line is text, whatever it begins with"),
    ("property-2:: value-2", "in a quote a line is text, whatever it begins with"),
    ("moves back to [[]]", "empty brackets name no page"),
    ("another set of (())", "empty brackets name no block"),
];

/// The words alone.
pub fn of(graph: &str) -> Vec<&'static str> {
    let words = if graph == "logseq--docs" { DOCUMENTATION } else { &[] };
    words.iter().map(|(words, _)| *words).collect()
}
