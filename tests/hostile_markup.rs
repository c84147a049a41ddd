//! What a note can do to its page: nothing. Any text gives balanced HTML of known elements; no payload survives.

mod support;

use annals::markup::{self, HtmlPolicy, Options, Rendered, Resolver, Target};
use annals::notes::Dialect;
use annals::outline::{self, Outline, RefKind};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};
use proptest::prelude::*;
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;
use support::attacks::{PAYLOADS, pieces};

/// Every reference leads somewhere, with words that need escaping.
struct Hostile;

impl Resolver for Hostile {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        let target = outline.refs[reference as usize].target.of(&outline.text);
        match outline.refs[reference as usize].kind {
            RefKind::Image => Target::Image { src: format!("../assets/{}", target.len()).into(), size: None },
            RefKind::Ticket => Target::Ticket { href: Some("https://t.example/\"><script>".into()) },
            RefKind::Block => Target::BlockText { href: "#b\"'".into(), words: Cow::Owned("<script>\"".into()) },
            RefKind::EmbedBlock | RefKind::EmbedPage => {
                Target::Embed { href: "#".into(), crumb: "<script>".into(), html: Default::default() }
            }
            RefKind::Asset => Target::File { href: "../assets/<x>".into() },
            RefKind::Macro => Target::Text,
            _ => Target::Page { href: "../x\"><script>".into(), kind: markup::Chip::Tag, missing: true, text: None },
        }
    }
}

/// A name, and its attributes with their values.
type Element = (String, Vec<(String, String)>);

/// What html5ever made of it: elements with attributes, and errors.
#[derive(Default)]
struct Seen {
    names: RefCell<Vec<QualName>>,
    elements: RefCell<Vec<Element>>,
    errors: RefCell<Vec<String>>,
}

impl TreeSink for &Seen {
    type Handle = usize;
    type Output = ();
    type ElemName<'a>
        = ExpandedName<'a>
    where
        Self: 'a;
    fn finish(self) {}
    fn get_document(&self) -> usize {
        usize::MAX
    }
    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }
    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }
    fn elem_name<'a>(&'a self, target: &'a usize) -> ExpandedName<'a> {
        // The tests are short: names may live as long as they.
        let name: &'static QualName = Box::leak(Box::new(self.names.borrow()[*target].clone()));
        name.expanded()
    }
    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> usize {
        let attrs = attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        self.elements.borrow_mut().push((name.local.to_string(), attrs));
        self.names.borrow_mut().push(name);
        self.names.borrow().len() - 1
    }
    fn create_comment(&self, _: StrTendril) -> usize {
        self.errors.borrow_mut().push("a comment".into());
        0
    }
    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        0
    }
    fn append_before_sibling(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_based_on_parent_node(&self, _: &usize, _: &usize, _: NodeOrText<usize>) {}
    fn parse_error(&self, message: Cow<'static, str>) {
        self.errors.borrow_mut().push(message.into_owned());
    }
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &usize) {}
    fn reparent_children(&self, _: &usize, _: &usize) {}
    fn mark_script_already_started(&self, _: &usize) {}
}

fn see(html: &str) -> Seen {
    let seen = Seen::default();
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = html5ever::ParseOpts {
        tokenizer: html5ever::tokenizer::TokenizerOpts { exact_errors: true, ..Default::default() },
        ..Default::default()
    };
    html5ever::parse_fragment(&seen, options, context, Vec::new(), false).one(StrTendril::from(html));
    seen
}

const ELEMENTS: &str = " html a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em \
    figcaption figure hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot \
    th thead time tr u ul var wbr audio video math mi mn mo ms mtext mrow mfrac msqrt mroot msup msub msubsup mover munder \
    munderover mtable mtr mtd mspace mpadded mphantom mstyle merror menclose mmultiscripts mprescripts none ";
const ATTRIBUTES: &str = " href src alt class id title lang dir width height loading tabindex start reversed open colspan rowspan \
    scope datetime controls display displaystyle scriptlevel mathvariant stretchy fence separator form lspace rspace minsize \
    maxsize symmetric largeop movablelimits accent accentunder linethickness columnalign mathcolor mathsize mathbackground notation \
    depth voffset columnspacing rowspacing intent arg ";

fn check(text: &str, html: &str) {
    let seen = see(html);
    for (name, attributes) in seen.elements.borrow().iter() {
        assert!(ELEMENTS.contains(&format!(" {name} ")), "<{name}> from {text:?}: {html}");
        for (attribute, value) in attributes {
            assert!(ATTRIBUTES.contains(&format!(" {attribute} ")), "{attribute} from {text:?}: {html}");
            if matches!(attribute.as_str(), "href" | "src") {
                let scheme: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
                let scheme = scheme.split(['/', '#', '?']).next().unwrap_or("").to_lowercase();
                let fine = ["http:", "https:"].contains(&scheme.as_str())
                    || scheme.starts_with("mailto:")
                    || scheme.starts_with("tel:")
                    || !scheme.contains(':');
                assert!(fine && !value.trim().starts_with("//"), "{value} from {text:?}: {html}");
            }
        }
    }
    let errors = seen.errors.borrow();
    assert!(errors.is_empty(), "{errors:?} from {text:?}: {html}");
}

fn render(text: &str, dialect: Dialect, html: HtmlPolicy) -> Vec<Rendered> {
    let (outline, _) = outline::parse(Arc::from(text), dialect, &outline::Options::default());
    let options = Options { dialect, html, id: Some("b-1"), remote_images: true, ..Options::default() };
    (0..outline.blocks.len() as u32)
        .map(|block| {
            let _ = markup::plain(&outline, block, dialect, &());
            let _ = markup::first_line(&outline, block, dialect, &());
            markup::block(&outline, block, &Hostile, &options)
        })
        .collect()
}

fn check_note(text: &str) {
    for dialect in [Dialect::Logseq, Dialect::Obsidian, Dialect::Markdown] {
        for policy in [HtmlPolicy::Safe, HtmlPolicy::Escape] {
            for block in render(text, dialect, policy) {
                check(
                    text,
                    &format!("<ul><li><details><summary>{}</summary>{}</details></li></ul>", block.title, block.body),
                );
                for diagnostic in block.diagnostics {
                    assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic:?} of {text:?}");
                }
            }
        }
    }
}

#[test]
fn no_payload_survives() {
    assert!(PAYLOADS.len() > 90);
    for payload in PAYLOADS {
        check_note(payload);
        let indented = payload.replace('\n', "\n  ");
        for frame in [
            "- {}",
            "- a {} b",
            "- **{}** c",
            "- [[{}]]",
            "- [{}](https://x.org)",
            "- > {}",
            "- | {} | b |\n  |---|---|\n  | x | y |",
            "- <b>x</b> {}",
            "- TODO {}\n  {}",
            "- # {}",
            "- ![{}](https://x.org/i.png)",
        ] {
            check_note(&frame.replace("{}", &indented));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_balanced_html(text in pieces()) {
        check_note(&text);
        check_note(&format!("- {text}"));
    }
}

#[test]
fn no_text_takes_long() {
    let repeated = [
        "[",
        "]",
        "![",
        "[](",
        "*",
        "_",
        "**a",
        "*a_",
        "`",
        "``a",
        "<",
        "<a ",
        "<!--",
        "&",
        "[[",
        "]]",
        "((",
        "{{",
        "$",
        "$$",
        "~",
        "^^",
        "==",
        "=a=",
        "> ",
        ">",
        "* ",
        "1. ",
        "- ",
        "|",
        "| a ",
        "\n|-",
        "[^1]",
        "[^1]: ",
        "[a]: b\n",
        "[a](<b",
        "a**b",
        "_a __",
        "\\",
        "https://",
        "a@b.c ",
        "#",
        "#a ",
        "#+BEGIN_NOTE\n",
        "#+BEGIN_a\n",
        "\\begin{a}\n",
        "```\n",
        "~~~",
        "<b>",
        "<div>",
        "</b>",
        "(HUB-1",
        "(HUB-1 ",
        "\u{F0000}",
        "[x](",
        "![x](y",
        "<p>\n\n",
        "<table>",
        "<a>",
        "\n\n",
        "\t",
        " ",
        "%%",
        "[ ] ",
        "$a",
        "x^",
        "<x y=\"",
        "<?",
        "<![CDATA[",
        "*_",
        "[*",
        "a_",
        "a* ",
        "**_",
    ];
    for piece in repeated {
        for size in [20_000, 120_000] {
            for text in [
                piece.repeat(size / piece.len()),
                format!("- {}", piece.repeat(size / piece.len()).replace('\n', "\n  ")),
            ] {
                for dialect in [Dialect::Obsidian, Dialect::Markdown] {
                    let start = busy();
                    let (outline, _) = outline::parse(Arc::from(text.as_str()), dialect, &outline::Options::default());
                    let taken = busy() - start;
                    if taken.as_millis() > 100 {
                        eprintln!("{piece:?} x {size} in {dialect:?}: {taken:?} ({} blocks)", outline.blocks.len());
                    }
                    assert!(taken.as_secs() < 5, "{piece:?}");
                    let options = Options { dialect, ..Options::default() };
                    for block in 0..(outline.blocks.len() as u32).min(if size > 20_000 { 0 } else { 50 }) {
                        markup::block(&outline, block, &Hostile, &options);
                    }
                }
                let start = busy();
                let (outline, _) =
                    outline::parse(Arc::from(text.as_str()), Dialect::Logseq, &outline::Options::default());
                let parsed = busy() - start;
                let start = busy();
                for policy in [HtmlPolicy::Safe, HtmlPolicy::Escape] {
                    let options = Options { html: policy, ..Options::default() };
                    for block in 0..(outline.blocks.len() as u32).min(500) {
                        markup::block(&outline, block, &Hostile, &options);
                    }
                }
                let taken = busy() - start;
                if taken.as_millis() > 300 {
                    eprintln!("{piece:?} x {size}: {taken:?} (outline {parsed:?}, {} blocks)", outline.blocks.len());
                }
                assert!(taken.as_secs() < 10, "{piece:?}");
            }
        }
    }
}

/// What this thread has used of a processor: the clock on the wall also counts what others do.
fn busy() -> std::time::Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    std::time::Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
