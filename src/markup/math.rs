//! LaTeX to MathML without inline styles, which the site's content policy forbids.
//!
//! Does not number equations across blocks, and loads no font.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
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
const NUMBERED: &[&str] = &["align", "alignat", "equation", "gather", "multline", "flalign"];

/// How deep braces, and how many commands that take an argument without braces, may stand in one another.
const MAX_DEPTH: usize = 64;

static CONVERTER: LazyLock<Option<LatexToMathML>> =
    LazyLock::new(|| LatexToMathML::new(MathCoreConfig::default()).ok());

/// `<math>…</math>`.
pub fn mathml(formula: &str, display: bool) -> Result<String, MathError> {
    let whole = || 0..formula.len();
    if formula.len() > MAX_FORMULA || depth(formula) > MAX_DEPTH {
        return Err(MathError { range: whole(), message: "the formula is too long or too deep".to_string() });
    }
    let Some(converter) = CONVERTER.as_ref() else {
        return Err(MathError { range: whole(), message: "formulas cannot be set".to_string() });
    };
    // A number beside an equation would be the same in every block.
    let unnumbered;
    let formula = if formula.contains("\\begin{") && !formula.contains("\\tag") && !formula.contains("\\label") {
        unnumbered = NUMBERED.iter().fold(formula.to_string(), |formula, name| {
            formula.replace(&format!("{{{name}}}"), &format!("{{{name}*}}"))
        });
        &unnumbered
    } else {
        formula
    };
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(formula, display) {
        Ok(result) => Ok(without_styles(&result.mathml)),
        Err(error) => Err(MathError {
            range: error.0.start.min(formula.len())..error.0.end.min(formula.len()),
            message: error.to_string().trim_end_matches('.').to_string(),
        }),
    }
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

fn style<'a>(declaration: &'a str, classes: &mut Vec<&'a str>, out: &mut String) {
    let Some((name, value)) = declaration.split_once(':') else { return };
    let (name, value) = (name.trim(), value.trim());
    match name {
        "color" => out.extend([" mathcolor=\"", value, "\""]),
        "font-size" => out.extend([" mathsize=\"", value, "\""]),
        _ => {}
    }
    let class = match (name, value) {
        ("text-align", "left") => "m-left",
        ("text-align", "right") => "m-right",
        ("padding-left", "0") => "m-pl0",
        ("padding-right", "0") => "m-pr0",
        ("padding-top", "0") => "m-py0",
        ("border-left", "0.05em solid currentcolor") => "m-bl",
        ("border-left", "0.05em dashed currentcolor") => "m-bl-dash",
        ("border-right", "0.05em solid currentcolor") => "m-br",
        ("border-right", "0.05em dashed currentcolor") => "m-br-dash",
        ("border-top", "0.05em solid currentcolor") => "m-bt",
        ("border-top", "0.05em dashed currentcolor") => "m-bt-dash",
        ("width", "100%") => "m-w100",
        ("width", "50%") => "m-w50",
        ("width", "7.5%") => "m-w7",
        ("font-variant-caps", _) => "m-caps",
        _ => return,
    };
    classes.push(class);
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
