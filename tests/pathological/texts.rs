//! The texts on which a parser could lose its way, each of any size; it reads none of them.

/// A text of a size.
pub type Make = Box<dyn Fn(usize) -> String>;

fn repeated(unit: &'static str) -> Make {
    Box::new(move |n| unit.repeat(n))
}

fn around(before: &'static str, middle: &'static str, after: &'static str) -> Make {
    Box::new(move |n| format!("{}{middle}{}", before.repeat(n), after.repeat(n)))
}

/// cmark's.
pub fn known() -> Vec<(&'static str, usize, Make)> {
    vec![
        ("nested strong emph", 2000, Box::new(|n| format!("{}b{}", "*a **a ".repeat(n), " a** a*".repeat(n)))),
        ("many emph closers with no openers", 4000, repeated("a_ ")),
        ("many emph openers with no closers", 4000, repeated("_a ")),
        ("many link closers with no openers", 4000, repeated("a]")),
        ("many link openers with no closers", 4000, repeated("[a")),
        ("mismatched openers and closers", 4000, repeated("*a_ ")),
        ("issue of commonmark.js 1", 4000, Box::new(|n| format!("{}{}", "*".repeat(n), "a_".repeat(n)))),
        ("openers and closers multiple of 3", 4000, Box::new(|n| format!("a**b{}", "c* ".repeat(n)))),
        ("link openers and emph closers", 4000, repeated("[ a_")),
        ("pattern [ (]( repeated", 4000, repeated("[ (](")),
        ("pattern ![[]() repeated", 4000, repeated("![[]()")),
        ("hard link/emph case", 2000, repeated("**x [a*b**c*](d)\n\n")),
        ("nested brackets", 4000, around("[", "a", "]")),
        ("nested block quotes", 4000, around("> ", "a", "")),
        ("deeply nested lists", 120, Box::new(|n| (0..n).map(|i| format!("{}* a\n", "  ".repeat(i))).collect())),
        ("U+0000 in input", 4000, repeated("abc\u{0}de\u{0}\n")),
        ("backticks", 100, Box::new(|n| (1..n).map(|i| format!("e{}", "`".repeat(i))).collect())),
        ("unclosed links A", 4000, repeated("[a](<b")),
        ("unclosed links B", 4000, repeated("[a](b")),
        ("unclosed <!--", 4000, Box::new(|n| format!("</{}", "<!--".repeat(n)))),
        ("unclosed <?", 4000, repeated("a <? ")),
        ("unclosed <!A", 4000, repeated("a <!A ")),
        ("unclosed CDATA", 4000, repeated("a <![CDATA[ ")),
        (
            "empty lines in deeply nested lists",
            500,
            Box::new(|n| format!("{}{}", "- ".repeat(n), "x\n".to_string() + &"\n".repeat(n))),
        ),
        (
            "empty lines in deeply nested lists in blockquote",
            500,
            Box::new(|n| format!("> {}{}", "- ".repeat(n), "x\n".to_string() + &">\n".repeat(n))),
        ),
        ("emph in deep blockquote", 500, Box::new(|n| format!("{}{}", ">".repeat(n), "a*".repeat(n)))),
        (
            "reference collisions",
            2000,
            Box::new(|n| (0..n).map(|i| format!("[x{i}]: /url\n\n[x{}]\n\n", i * 7919 % n)).collect()),
        ),
        (
            "many references",
            2000,
            Box::new(|n| {
                let definitions: String = (0..n * 4).map(|i| format!("[{}]: u\n", i + 1)).collect();
                format!("{definitions}\n{}", "[0] ".repeat(n))
            }),
        ),
    ]
}

/// Our own: outlines, properties, references, macros, queries, tasks.
pub fn own() -> Vec<(&'static str, usize, Make)> {
    vec![
        ("an outline that goes deep", 100, Box::new(|n| (0..n).map(|i| format!("{}- a\n", "\t".repeat(i))).collect())),
        (
            "an outline that goes past the deepest",
            300,
            Box::new(|n| (0..n).map(|i| format!("{}- a\n", "\t".repeat(256 + i % 3))).collect()),
        ),
        (
            "an outline that goes in and out",
            4000,
            Box::new(|n| (0..n).map(|i| format!("{}- a\n", "\t".repeat(i * 7 % 11))).collect()),
        ),
        ("bullets", 4000, repeated("- ")),
        ("empty bullets", 4000, repeated("-\n")),
        ("lines of one block", 4000, Box::new(|n| format!("- a\n{}", "  b\n".repeat(n)))),
        (
            "properties of a block",
            2000,
            Box::new(|n| format!("- a\n{}", (0..n).map(|i| format!("  k{i}:: v\n")).collect::<String>())),
        ),
        ("properties of a page", 2000, Box::new(|n| (0..n).map(|i| format!("k{i}:: v\n")).collect())),
        ("one property of many values", 4000, Box::new(|n| format!("- a\n  tags:: {}\n", "[[b]], ".repeat(n)))),
        ("colons", 4000, repeated("a:: ")),
        ("[^", 4000, repeated("[^")),
        ("[^a] without texts", 4000, repeated("[^a]")),
        ("footnotes", 1000, Box::new(|n| (0..n).map(|i| format!("- a[^{i}]\n- [^{i}]: b\n")).collect())),
        ("footnotes of footnotes", 1000, Box::new(|n| (0..n).map(|i| format!("[^{i}]: b[^{}]\n\n", i + 1)).collect())),
        ("((", 4000, repeated("((")),
        ("(( and ))", 4000, around("((", "a", "))")),
        ("((a)", 4000, repeated("((a)")),
        ("{{", 4000, repeated("{{")),
        ("{{ and }}", 4000, around("{{", "a", "}}")),
        ("{{a }", 4000, repeated("{{a }")),
        ("[[", 4000, repeated("[[")),
        ("[[ and ]]", 4000, around("[[", "a", "]]")),
        ("[[a]", 4000, repeated("[[a]")),
        ("[[a]] [[b", 4000, repeated("[[a]] [[b")),
        ("[a]([[", 4000, repeated("[a]([[")),
        ("#[[", 4000, repeated("#[[")),
        ("#a#b", 4000, repeated("#a")),
        ("$", 4000, repeated("$a")),
        ("$$", 2000, repeated("$$a\n")),
        ("dollars within dollars", 2000, around("$$\\text{$", "a", "$}$$")),
        ("fractions", 500, Box::new(|n| format!("$${}x{}$$", "\\frac{".repeat(n), "}{y}".repeat(n)))),
        ("fences", 2000, repeated("```\n")),
        ("fences of different length", 100, Box::new(|n| (3..n).map(|i| format!("{}\n", "`".repeat(i))).collect())),
        ("#+BEGIN_QUOTE", 2000, repeated("#+BEGIN_QUOTE\n")),
        ("#+BEGIN of many names", 1000, Box::new(|n| (0..n).map(|i| format!("#+BEGIN_X{i}\n")).collect())),
        ("#+BEGIN and no end", 2000, repeated("- #+BEGIN_QUERY\n  {:query [\n")),
        (":LOGBOOK:", 2000, repeated(":LOGBOOK:\n")),
        (
            "clocks",
            1000,
            Box::new(|n| {
                format!(
                    "- DONE a\n  :LOGBOOK:\n{}  :END:\n",
                    "  CLOCK: [2025-01-01 Wed 10:00:00]--[2025-01-01 Wed 11:00:00] =>  01:00:00\n".repeat(n)
                )
            }),
        ),
        ("stamps", 1000, repeated("- TODO a\n  SCHEDULED: <2025-01-01 Wed .+1d>\n")),
        ("< without >", 4000, repeated("<2025-01-01 ")),
        ("queries", 1000, repeated("{{query (and (or ")),
        (
            "a table that is wide",
            2000,
            Box::new(|n| format!("| {} |\n|{}|\n| {} |\n", "a |".repeat(n), "---|".repeat(n), "b |".repeat(n))),
        ),
        ("a table that is long", 1000, Box::new(|n| format!("| a |\n|---|\n{}", "| b |\n".repeat(n)))),
        ("tables that are none", 2000, repeated("| a |\n")),
        ("raw elements", 2000, around("<b>", "a", "</b>")),
        ("raw elements without an end", 2000, repeated("<b>")),
        ("raw blocks without an end", 1000, repeated("<div>\n")),
        ("comments without an end", 2000, repeated("<!-- a\n\n")),
        ("%%", 4000, repeated("%%a ")),
        ("^^ and ==", 4000, repeated("^^a ==b ")),
        ("addresses", 2000, repeated("https://a.b/c?d=(e&f ")),
        ("addresses within addresses", 2000, repeated("https://a.b/")),
        ("lines of addresses", 2000, repeated("https://a.b/c\n  ")),
        ("addresses without a scheme", 4000, repeated("://")),
        ("headings that collect", 2000, repeated("## Projects\n")),
        ("marks in code", 1000, repeated("`#private` ")),
        ("marks that are none", 1000, repeated("std::private::io ")),
        ("mail addresses", 2000, repeated("a@b.c.d@")),
        ("tickets", 2000, repeated("(HUB-1, ")),
        (
            "front matter",
            1000,
            Box::new(|n| format!("---\n{}---\n\na\n", (0..n).map(|i| format!("k{i}: [a, b]\n")).collect::<String>())),
        ),
        ("front matter without an end", 2000, Box::new(|n| format!("---\n{}", "k: v\n".repeat(n)))),
        ("callouts", 2000, repeated("> [!note] a\n> b\n\n")),
        ("hiccup", 500, Box::new(|n| format!("- {}:b{}", "[:b ".repeat(n), "]".repeat(n)))),
        ("combining marks", 4000, Box::new(|n| format!("- a{} [[b{}]]", "\u{301}".repeat(n), "\u{301}".repeat(n)))),
        ("backslashes", 4000, repeated("\\")),
        ("entities", 4000, repeated("&amp;&#")),
    ]
}
