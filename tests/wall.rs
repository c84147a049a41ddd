//! A block over which the program panics is shown as it is written; all others are as ever.

#![expect(clippy::panic, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use annals::diagnostic::Code;
use annals::markup::{self, Options, Resolver, Target};
use annals::notes::Dialect;
use annals::outline::{self, Outline};

/// Falls over every reference to `[[bad]]`.
struct Fragile;

impl Resolver for Fragile {
    fn resolve(&self, outline: &Outline, reference: u32) -> Target<'_> {
        match outline.refs[reference as usize].target.of(&outline.text) {
            "bad" => panic!("over [[bad]]"),
            _ => Target::Hidden,
        }
    }
}

#[test]
fn a_panic_over_one_block_costs_that_block_its_form() {
    let text = "- one **bold** [[good]]\n- two **bold** <b> [[bad]]\n  and [[more]]\n- three **bold** [[good]]\n";
    let (outline, _) = outline::parse(Arc::from(text), Dialect::Logseq, &outline::Options::default());
    let blocks: Vec<_> = (0..3).map(|block| markup::block(&outline, block, &Fragile, &Options::default())).collect();
    for whole in [&blocks[0], &blocks[2]] {
        assert!(whole.title.as_str().contains("<strong>bold</strong>") && whole.diagnostics.is_empty(), "{whole:?}");
    }
    let broken = &blocks[1];
    assert_eq!(broken.title.as_str(), "two **bold** &lt;b&gt; [[bad]]<br>and [[more]]");
    let [told] = broken.diagnostics.as_slice() else { panic!("{:?}", broken.diagnostics) };
    assert_eq!((told.code, told.label.as_deref()), (Code::Internal, Some("over [[bad]]")));
    assert_eq!(told.span.of(text), "two **bold** <b> [[bad]]");
    assert!(told.help.is_some());
}
