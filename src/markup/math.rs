//! LaTeX to MathML without inline styles, which the site's content policy forbids.
//!
//! Does not number equations across blocks, and loads no font.

use super::html::allowed;
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What could not be set, and where in the formula.
#[derive(Clone, Debug, PartialEq)]
pub struct MathError {
    /// Bytes of the formula.
    pub range: Range<usize>,
    /// What is wrong with them.
    pub message: String,
}

/// Longer formulas are shown as code: the parser is recursive, and its stack is the thread's.
const MAX_FORMULA: usize = 8 * 1024;
/// Environments that number their lines.
const NUMBERED: &[&str] = &["align", "equation", "gather"];

/// How deep braces, and how many commands that take an argument without braces, may stand in one another.
const MAX_DEPTH: usize = 64;

static CONVERTER: LazyLock<Option<LatexToMathML>> = LazyLock::new(|| {
    let macros = MACROS.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    LatexToMathML::new(MathCoreConfig { macros, ..MathCoreConfig::default() }).ok()
});

/// Commands that are written often and that the converter knows by other names.
const MACROS: &[(&str, &str)] = &[
    ("textcolor", "{\\color{#1}#2}"),
    ("substack", "\\begin{subarray}{c}#1\\end{subarray}"),
    ("boxed", "\\begin{array}{|c|}\\hline #1\\\\ \\hline\\end{array}"),
    ("widetilde", "\\tilde{#1}"),
];

/// Environments of which the same holds.
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("split", "aligned"),
    ("smallmatrix", "matrix"),
    ("multline", "gather"),
    ("multline*", "gather*"),
    ("flalign", "align"),
    ("flalign*", "align*"),
];

/// `<math>…</math>`.
pub fn mathml(formula: &str, display: bool) -> Result<String, MathError> {
    let whole = || 0..formula.len();
    if formula.len() > MAX_FORMULA || depth(formula) > MAX_DEPTH {
        return Err(MathError { range: whole(), message: "the formula is too long or too deep".to_string() });
    }
    let Some(converter) = CONVERTER.as_ref() else {
        return Err(MathError { range: whole(), message: "formulas cannot be set".to_string() });
    };
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let mut converted = converter.convert_with_local_state(&renamed(formula), display);
    if converted.is_err()
        && let Err(error) = converter.convert_with_local_state(formula, display)
    {
        // Its places are those of the formula as it is written.
        converted = Err(error);
    }
    match converted {
        Ok(result) => Ok(without_styles(&allowed(&result.mathml))),
        Err(error) => Err(MathError {
            range: error.0.start.min(formula.len())..error.0.end.min(formula.len()),
            message: said(&error.to_string()),
        }),
    }
}

/// The converter's words as ours are: `Unknown command "\fraq".` is no sentence for the eye.
fn said(words: &str) -> String {
    let words = words.trim_end_matches('.');
    let mut letters = words.chars();
    let lower = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
    lower.unwrap_or_default().replace('"', "`")
}

/// A formula with its environments as they are set here: none is numbered, for a number would be the same in every block.
fn renamed(formula: &str) -> Cow<'_, str> {
    if !formula.contains("\\begin{") {
        return formula.into();
    }
    let rename = |formula: String, from: &str, to: &str| {
        ["begin", "end"].iter().fold(formula, |formula, word| {
            formula.replace(&format!("\\{word}{{{from}}}"), &format!("\\{word}{{{to}}}"))
        })
    };
    let mut out = formula.to_string();
    for (from, to) in ENVIRONMENTS {
        out = rename(out, from, to);
    }
    if !formula.contains("\\tag") && !formula.contains("\\label") {
        for name in NUMBERED {
            out = rename(out, name, &format!("{name}*"));
        }
    }
    out.into()
}

/// An upper bound of the nesting: open braces and environments, and the longest run of commands without a blank.
fn depth(formula: &str) -> usize {
    let (mut open, mut deepest, mut run) = (0usize, 0usize, 0usize);
    for (i, byte) in formula.bytes().enumerate() {
        match byte {
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                run = 0;
            }
            b'\\' if formula[i..].starts_with("\\begin") || formula[i..].starts_with("\\left") => open += 1,
            b'\\' if formula[i..].starts_with("\\end") || formula[i..].starts_with("\\right") => {
                open = open.saturating_sub(1);
            }
            b'\\' if TAKES_ARGUMENT.iter().any(|name| formula[i + 1..].starts_with(name)) => run += 1,
            b'^' | b'_' => run += 1,
            b'0'..=b'9' | b'+' | b'-' | b'=' | b',' | b'&' => run = 0,
            _ => {}
        }
        deepest = deepest.max(open + run / 4);
    }
    deepest
}

/// Commands that can be stacked without braces.
const TAKES_ARGUMENT: &[&str] = &[
    "sqrt",
    "frac",
    "hat",
    "bar",
    "vec",
    "dot",
    "ddot",
    "tilde",
    "over",
    "under",
    "math",
    "text",
    "wide",
    "not",
    "operatorname",
    "bold",
    "bm",
    "phantom",
    "cancel",
    "stack",
    "binom",
    "big",
    "Big",
    "x",
    "color",
    "pmb",
    "acute",
    "grave",
    "check",
    "breve",
    "mod",
    "pmod",
    "limits",
    "mid",
    "smash",
    "v",
    "h",
    "d",
    "t",
    "c",
];

/// Moves each `style` to a class or a MathML attribute, and drops what is neither, as well as ids and links.
fn without_styles(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else { break };
        out.push_str(&rest[..at]);
        tag(&rest[at..end], &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn tag(tag: &str, out: &mut String) {
    if !tag.contains('=') {
        out.push_str(tag);
        return;
    }
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let closed = inner.ends_with('/');
    let name_end = inner.find([' ', '/']).unwrap_or(inner.len());
    out.push('<');
    out.push_str(&inner[..name_end]);
    let (mut classes, mut rest): (Vec<&str>, &str) = (Vec::new(), &inner[name_end..]);
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else { break };
        match name.trim() {
            "class" => classes.push(value),
            "style" => {
                for declaration in value.split(';') {
                    style(declaration.trim(), &mut classes, out);
                }
            }
            "id" | "href" => {}
            name => out.extend([" ", name, "=\"", value, "\""]),
        }
        rest = after;
    }
    if !classes.is_empty() {
        out.extend([" class=\"", &classes.join(" "), "\""]);
    }
    out.push_str(if closed { "/>" } else { ">" });
}

/// What stands for a declaration of an inline style.
#[derive(Debug, PartialEq)]
enum Stand<'a> {
    /// A class of the theme.
    Class(&'static str),
    /// An attribute of MathML.
    Attribute(&'static str, &'a str),
    /// Nothing: the class of the declaration beside it says it too, or the width beside it does.
    Nothing,
}

fn style<'a>(declaration: &'a str, classes: &mut Vec<&'a str>, out: &mut String) {
    match stand_in(declaration) {
        Some(Stand::Class(class)) => classes.push(class),
        Some(Stand::Attribute(name, value)) => out.extend([" ", name, "=\"", value, "\""]),
        // Space of the author's own that is less than nothing is left out: no class can hold every length.
        Some(Stand::Nothing) | None => {}
    }
}

/// The whole list of what math-core writes as styles; `None` for what is not in it.
fn stand_in(declaration: &str) -> Option<Stand<'_>> {
    let (name, value) = declaration.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    Some(Stand::Class(match (name, value) {
        ("color", _) => return Some(Stand::Attribute("mathcolor", value)),
        ("font-size", _) => return Some(Stand::Attribute("mathsize", value)),
        ("justify-items", _) | ("padding-bottom", "0") => return Some(Stand::Nothing),
        ("width", rem) if rem.ends_with("rem") => return Some(Stand::Nothing),
        ("text-align", "left") => "m-left",
        ("text-align", "right") => "m-right",
        ("padding-left", "0") => "m-pl0",
        ("padding-right", "0") => "m-pr0",
        ("padding-top", "0") => "m-py0",
        ("padding-top", "0.1667em") => "m-pt3",
        ("padding-left", "0.1em") => "m-pl1",
        ("padding-right", "0.1em") => "m-pr1",
        ("padding-left", "1em") => "m-pl18",
        ("padding-left", "0.1667em") => "m-pl3",
        ("padding-left", "0.2222em") => "m-pl4",
        ("padding-left", "0.2778em") => "m-pl5",
        ("padding-right", "0.1667em") => "m-pr3",
        ("padding-right", "0.2222em") => "m-pr4",
        ("padding-right", "0.2778em") => "m-pr5",
        ("margin-left", "-0.16666667em") => "m-n3",
        ("margin-left", "-0.22222222em") => "m-n4",
        ("margin-left", "-0.2777778em") => "m-n5",
        ("border-left", "0.05em solid currentcolor") => "m-bl",
        ("border-left", "0.05em dashed currentcolor") => "m-bl-dash",
        ("border-right", "0.05em solid currentcolor") => "m-br",
        ("border-right", "0.05em dashed currentcolor") => "m-br-dash",
        ("border-top", "0.05em solid currentcolor") => "m-bt",
        ("border-top", "0.05em dashed currentcolor") => "m-bt-dash",
        ("width", "100%") => "m-w100",
        ("width", "50%") => "m-w50",
        ("width", "7.5%") => "m-w7",
        ("font-variant-caps", "small-caps") => "m-caps",
        ("math-shift", "compact") => "m-low",
        _ => return None,
    }))
}

/// The one character that a command alone stands for in Logseq's text (`\\alpha`, `\\to`), if it is none of ASCII.
pub(super) fn symbol(command: &str) -> Option<char> {
    if !(2..=24).contains(&command.len()) {
        return None;
    }
    let mathml = mathml(&format!("\\{command}"), false).ok()?;
    let mut words = mathml.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, words)| words);
    let said: String = words.by_ref().collect();
    let mut letters = said.chars();
    letters.next().filter(|c| !c.is_ascii() && c.is_alphanumeric() || is_sign(*c)).filter(|_| letters.next().is_none())
}

/// Arrows and signs of mathematics.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{22ff}' | '\u{27c0}'..='\u{27ff}' | '\u{2900}'..='\u{2aff}' | '°' | '±' | '×' | '÷')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_without_style() {
        assert_eq!(mathml("a<b", false).unwrap(), "<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>");
        for formula in [
            "\\begin{array}{l|r} a & b \\\\ \\hline c & d \\end{array}",
            "\\begin{align}a&=b\\\\c&=d\\end{align}",
            "\\color{red} x \\! y \\quad \\text{\\small a}",
        ] {
            let out = mathml(formula, true).unwrap();
            assert!(!out.contains(" style="), "{out}");
        }
    }

    /// Every command and environment that is written often, one formula a line.
    const COMMANDS: &str = include_str!("../../tests/math.txt");

    #[test]
    fn every_style_has_a_class_or_an_attribute() {
        let converter = CONVERTER.as_ref().unwrap();
        let (mut set, mut styles) = (0, std::collections::BTreeSet::new());
        for formula in COMMANDS.lines().filter(|line| !line.is_empty()).map(renamed) {
            for display in [MathDisplay::Block, MathDisplay::Inline] {
                let result = converter.convert_with_local_state(&formula, display);
                let written = result.unwrap_or_else(|error| panic!("{formula}: {error}")).mathml;
                for (_, rest) in written.match_indices(" style=\"").map(|(at, _)| written.split_at(at + 8)) {
                    let style = rest.split('"').next().unwrap();
                    for declaration in style.split(';').map(str::trim).filter(|one| !one.is_empty()) {
                        assert!(stand_in(declaration).is_some(), "{formula}: {declaration}");
                        styles.insert(declaration.to_string());
                    }
                }
                let shown = without_styles(&written);
                assert!(!shown.contains(" style=\""), "{shown}");
            }
            set += 1;
        }
        assert!(set > 250, "{set} formulas");
        assert!(styles.len() > 25, "{styles:?}");
    }

    #[test]
    fn a_command_that_is_one_sign_is_that_sign() {
        assert_eq!(symbol("alpha"), Some('α'));
        assert_eq!(symbol("to"), Some('→'));
        assert_eq!(symbol("Rightarrow"), Some('⇒'));
        for none in ["nosuch", "frac", "temp", "max", "quad", "left", "a"] {
            assert_eq!(symbol(none), None, "{none}");
        }
    }

    #[test]
    fn errors_say_where() {
        let error = mathml("x + \\nosuch", false).unwrap_err();
        assert_eq!(error.range, 4..11);
    }

    #[test]
    fn deep_formulas_do_not_overflow_a_small_stack() {
        for piece in [
            "{",
            "\\sqrt",
            "\\frac",
            "\\hat",
            "x^",
            "\\left(",
            "\\begin{matrix}",
            "\\sqrt ",
            "\\text{",
            "\\begin{array}{c}",
            "_",
            "\\not",
            "\\mathbf",
            "\\overset",
            "\\'",
            "\\lim\\limits",
        ] {
            let formula = piece.repeat(MAX_FORMULA / piece.len());
            let _ = mathml(&formula, true);
        }
    }
}
