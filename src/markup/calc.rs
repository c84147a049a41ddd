//! What the lines of a `calc` block come to: a small calculator, as Logseq has it, that counts in decimals.
//!
//! Total: what it does not know is told in a word. Does not know Logseq's commands for other notations (`:hex`).

use rust_decimal::{Decimal, MathematicalOps};
use rustc_hash::FxHashMap;

/// Expressions within one another.
const MAX_DEPTH: usize = 64;
/// Digits behind the point, as Logseq's calculator rounds to.
const PLACES: u32 = 20;

/// What each line comes to; `None` for lines that say nothing. The error is one phrase.
pub(super) fn results(source: &str) -> Vec<Option<Result<String, String>>> {
    let mut known: FxHashMap<&str, Decimal> = FxHashMap::default();
    known.insert("PI", Decimal::PI);
    known.insert("E", Decimal::E);
    source.lines().map(|line| result(line.split('#').next().unwrap_or(""), &mut known)).collect()
}

fn result<'s>(line: &'s str, known: &mut FxHashMap<&'s str, Decimal>) -> Option<Result<String, String>> {
    if line.trim().is_empty() {
        return None;
    }
    let (name, expression) = match line.split_once('=') {
        Some((name, expression)) => (Some(name.trim()), expression),
        None => (None, line),
    };
    if let Some(name) = name
        && (!is_name(name) || matches!(name, "PI" | "E"))
    {
        return Some(Err(format!("“{name}” cannot be given a value")));
    }
    let mut reader = Reader { text: expression, at: 0, depth: 0, known };
    let value = reader.sum().and_then(|value| match reader.peek() {
        None => Ok(value),
        Some(_) => Err(format!("“{}” is not understood", reader.text[reader.at..].trim())),
    });
    Some(value.map(|value| {
        known.insert("last", value);
        if let Some(name) = name {
            known.insert(name, value);
        }
        value.round_dp(PLACES).normalize().to_string()
    }))
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

struct Reader<'s, 'k> {
    text: &'s str,
    at: usize,
    depth: usize,
    known: &'k FxHashMap<&'s str, Decimal>,
}

impl<'s> Reader<'s, '_> {
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn eat(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(mark);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Result<Decimal, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("too many parentheses".into());
        }
        let mut value = self.product()?;
        loop {
            value = match self.peek() {
                Some(b'+') => self.then(|r| r.product()).map(|other| value.checked_add(other)),
                Some(b'-') => self.then(|r| r.product()).map(|other| value.checked_sub(other)),
                _ => break,
            }?
            .ok_or_else(too_big)?;
        }
        self.depth -= 1;
        Ok(value)
    }

    fn product(&mut self) -> Result<Decimal, String> {
        let mut value = self.power()?;
        loop {
            let mark = self.peek();
            if !matches!(mark, Some(b'*' | b'/')) {
                return Ok(value);
            }
            let other = self.then(|r| r.power())?;
            value = match mark {
                Some(b'*') => value.checked_mul(other).ok_or_else(too_big)?,
                _ if other.is_zero() => return Err("nothing is divided by zero".into()),
                _ => value.checked_div(other).ok_or_else(too_big)?,
            };
        }
    }

    /// From left to right, as Logseq reads `2^3^2`.
    fn power(&mut self) -> Result<Decimal, String> {
        let mut value = self.term()?;
        while self.peek() == Some(b'^') {
            let exponent = self.then(|r| r.term())?;
            let whole = exponent.is_integer().then(|| i64::try_from(exponent).ok()).flatten();
            value = match whole {
                Some(whole) if whole >= 0 || !value.is_zero() => value.checked_powi(whole),
                _ if value.is_sign_negative() || value.is_zero() => return Err("that power is no number".into()),
                _ => value.checked_powd(exponent),
            }
            .ok_or_else(too_big)?;
        }
        Ok(value)
    }

    /// What stands behind the mark that is next.
    fn then<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.at += 1;
        read(self)
    }

    fn term(&mut self) -> Result<Decimal, String> {
        let negative = self.eat(b'-');
        let mut value = match self.peek() {
            Some(b'(') => self.then(|r| r.closed())?,
            Some(b'0'..=b'9' | b'.') => self.number()?,
            Some(b) if b.is_ascii_alphabetic() => self.word()?,
            Some(_) => {
                let rest = self.text[self.at..].trim();
                return Err(format!("“{rest}” is not understood"));
            }
            None => return Err("something is missing at the end".into()),
        };
        while self.eat(b'!') {
            value = factorial(value)?;
        }
        Ok(if negative { -value } else { value })
    }

    /// The rest of an expression in parentheses.
    fn closed(&mut self) -> Result<Decimal, String> {
        let value = self.sum()?;
        if self.eat(b')') { Ok(value) } else { Err("a parenthesis is not closed".into()) }
    }

    /// `1,234.5`, `2e-3`, `15%`.
    fn number(&mut self) -> Result<Decimal, String> {
        let rest = &self.text[self.at..];
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        let mut end = digits;
        let exponent = rest[digits..].strip_prefix(['e', 'E']).unwrap_or("");
        let signed = exponent.len() - exponent.trim_start_matches('-').len();
        let figures = exponent[signed.min(exponent.len())..].bytes().take_while(u8::is_ascii_digit).count();
        if signed <= 1 && figures > 0 {
            end += 1 + signed + figures;
        }
        let written = rest[..end].replace(',', "");
        self.at += end;
        let value = if end > digits { Decimal::from_scientific(&written) } else { written.parse() };
        let value = value.map_err(|_| format!("“{written}” is no number that fits"))?;
        Ok(if self.eat(b'%') { value / Decimal::ONE_HUNDRED } else { value })
    }

    fn word(&mut self) -> Result<Decimal, String> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '_')).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        if let Some(value) = self.known.get(word) {
            return Ok(*value);
        }
        if self.peek() != Some(b'(') {
            return Err(format!("“{word}” is not known"));
        }
        let value = self.then(|r| r.closed())?;
        let through =
            |of: fn(f64) -> f64| f64::try_from(value).ok().map(of).and_then(|found| Decimal::try_from(found).ok());
        match word {
            "abs" => Some(value.abs()),
            "sqrt" => value.sqrt(),
            "log" => value.checked_log10(),
            "ln" => value.checked_ln(),
            "exp" => value.checked_exp(),
            "sin" => value.checked_sin(),
            "cos" => value.checked_cos(),
            "tan" => value.checked_tan(),
            "asin" => through(f64::asin),
            "acos" => through(f64::acos),
            "atan" => through(f64::atan),
            _ => return Err(format!("“{word}” is not known")),
        }
        .ok_or_else(|| format!("{word} of that is no number"))
    }
}

fn factorial(of: Decimal) -> Result<Decimal, String> {
    let whole = of.is_integer().then(|| u32::try_from(of).ok()).flatten();
    let whole = whole.ok_or("only whole numbers have a factorial")?;
    (2..=whole).try_fold(Decimal::ONE, |product, n| product.checked_mul(n.into())).ok_or_else(too_big)
}

fn too_big() -> String {
    "the number is too large".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(source: &str) -> String {
        match results(source).pop().flatten() {
            Some(Ok(value)) => value,
            Some(Err(error)) => format!("? {error}"),
            None => String::new(),
        }
    }

    #[test]
    fn lines_come_to_decimals() {
        for (source, result) in [
            ("0.1 + 0.2", "0.3"),
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"),
            ("2^3^2", "64"),
            ("-2^2", "4"),
            ("2^-1", "0.5"),
            ("1/3", "0.33333333333333333333"),
            ("1,234.50 * 2", "2469"),
            ("200 * 15%", "30"),
            ("2e3", "2000"),
            ("4! + sqrt(16)", "28"),
            ("log(100) + ln(E)", "3"),
            ("a = 3\nb_c = a * 2\nb_c + last", "12"),
            ("1 # a comment", "1"),
            ("", ""),
        ] {
            assert_eq!(last(source), result, "{source}");
        }
    }

    #[test]
    fn what_is_not_known_is_told() {
        for (source, error) in [
            ("1 / 0", "? nothing is divided by zero"),
            ("x + 1", "? “x” is not known"),
            ("foo(1)", "? “foo” is not known"),
            (":hex", "? “:hex” is not understood"),
            ("1 +", "? something is missing at the end"),
            ("1 2", "? “2” is not understood"),
            ("(1", "? a parenthesis is not closed"),
            ("10^40", "? the number is too large"),
            ("sqrt(-1)", "? sqrt of that is no number"),
            ("PI = 3", "? “PI” cannot be given a value"),
            ("é", "? “é” is not understood"),
        ] {
            assert_eq!(last(source), error, "{source}");
        }
        for hostile in
            ["(".repeat(10_000), "-".repeat(10_000), "9".repeat(10_000), "2^".repeat(1000) + "2", "1e99999".into()]
        {
            assert!(last(&hostile).starts_with('?'), "{hostile}");
        }
        assert!(
            last("exp(50)").len() > 5 && last("exp(99999999)").starts_with('?') && last("999999999!").starts_with('?')
        );
    }
}
