//! A Logseq whiteboard: what is written on it, and what of the notes it shows.
//!
//! Each shape that has words, a link or a file is a block, in the order of the file. Does not read places, sizes or colours,
//! for nothing is drawn; every other shape is counted. Strings stay as the file escapes them: `\"` and `\\` mean the same
//! in EDN as in Markdown, and `\n` ends a line.
//!
//! Source: `logseq.graph-parser.whiteboard` and the shapes of Logseq's tldraw.

use super::lines::Line;
use super::tree::Builder;
use super::{Form, Outline, RefKind, inline, property};
use crate::config::{Edn, EdnProblem};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use std::sync::Arc;

/// What a string of a shape is.
#[derive(Clone, Copy)]
enum Piece {
    /// Words, read as a paragraph.
    Words,
    /// A block of notes, which may have properties.
    Block,
    /// The name of a page, or the id of a block.
    Name,
    /// The path of a picture or another file.
    File,
}

/// One shape, in the order of its strings.
#[derive(Default)]
struct Shape {
    pieces: Vec<(Span, Piece)>,
    id: Option<Span>,
}

pub(super) fn parse(text: &Arc<str>, mut builder: Builder<'_>) -> (Outline, Vec<Diagnostic>) {
    let (board, problem) = Edn::data(text);
    let mut shapes: Vec<Shape> = Vec::new();
    let blocks = board.get("blocks").map_or(&[][..], Edn::items);
    let drawn = blocks.iter().filter(|block| is_shape(block, text)).count();
    shapes.extend(blocks.iter().map(|block| of_block(block, text)));
    for page in board.get("pages").map_or(&[][..], Edn::items) {
        let drawing = page.get("block/properties").and_then(|all| all.get("logseq.tldraw.page"));
        let named = [page.get("block/original-name"), page.get("block/title"), drawing.and_then(|d| d.get("name"))];
        if let Some(title) = named.into_iter().flatten().find_map(place) {
            let value = unescaped(title.of(text));
            builder.page_property("title", title, value.into(), title);
        }
        let files = drawing.and_then(|drawing| drawing.get("assets")).map_or(&[][..], Edn::items);
        shapes.extend(files.iter().filter_map(|file| {
            let src = place(file.get("src")?).filter(|src| !src.of(text).starts_with("data:"))?;
            Some(Shape { pieces: vec![(src, Piece::File)], id: None })
        }));
    }
    for shape in &mut shapes {
        shape.pieces.sort_unstable_by_key(|(span, _)| span.start);
    }
    shapes.retain(|shape| !shape.pieces.is_empty());
    // The lexer reads forwards.
    shapes.sort_by_key(|shape| shape.pieces[0].0.start);
    for shape in &shapes {
        write(&mut builder, text, shape);
    }
    let (outline, mut told) = builder.finish(text.clone());
    told.extend(problem.map(broken));
    (Outline { form: Form::Whiteboard { shapes: drawn as u32 }, ..outline }, told)
}

fn broken(problem: EdnProblem) -> Diagnostic {
    let span = Span::new(problem.span.start, problem.span.end);
    Diagnostic::new(Code::Whiteboard, span, problem.message)
        .help("what stands before it is on the site; Logseq itself may not open such a board")
}

/// The map that describes a shape: boards of older versions hold it one level higher.
fn shape_of(block: &Edn) -> Option<&Edn> {
    let properties = block.get("block/properties")?;
    properties.get("logseq.tldraw.shape").or(Some(properties))
}

fn is_shape(block: &Edn, text: &str) -> bool {
    let kind = shape_of(block).and_then(|shape| shape.get("type")).and_then(place);
    kind.is_some_and(|kind| !kind.of(text).is_empty())
}

fn of_block(block: &Edn, text: &str) -> Shape {
    let mut found = Shape::default();
    let words = |edn: Option<&Edn>| edn.and_then(place).filter(|span| !span.of(text).trim().is_empty());
    if let Some(shape) = shape_of(block) {
        for key in ["text", "label", "url", "html"] {
            found.pieces.extend(words(shape.get(key)).map(|span| (span, Piece::Words)));
        }
        found.pieces.extend(words(shape.get("pageId")).map(|span| (span, Piece::Name)));
        let links = shape.get("refs").map_or(&[][..], Edn::items).iter();
        found.pieces.extend(links.filter_map(|link| words(Some(link))).map(|span| (span, Piece::Name)));
    }
    // A block that was written on the board itself.
    if let Some(content) = words(block.get("block/content").or_else(|| block.get("block/title"))) {
        found.pieces.push((content, Piece::Block));
        found.id = block.get("block/uuid").and_then(place).filter(|id| inline::is_uuid(id.of(text).as_bytes()));
    }
    found
}

/// Writes a shape as a block.
fn write(builder: &mut Builder<'_>, text: &str, shape: &Shape) {
    let start = shape.pieces[0].0.start as usize;
    builder.open(start, 1);
    let mut titled = false;
    for (span, piece) in &shape.pieces {
        match piece {
            Piece::Words | Piece::Block => {}
            Piece::Name if inline::is_uuid(span.of(text).as_bytes()) => builder.lexer.whole(RefKind::Block, *span),
            Piece::Name => builder.lexer.whole(RefKind::Page, *span),
            Piece::File => builder.lexer.whole(RefKind::Image, *span),
        }
        for (from, to) in lines(text, span.start as usize, span.end as usize) {
            let line = Line { start: from, text: from, end: to, next: to };
            if let (Piece::Block, Some(found)) = (piece, property::read(text.as_bytes(), from, &line)) {
                builder.property(found);
                continue;
            }
            if matches!(piece, Piece::Words | Piece::Block) {
                builder.lexer.paragraph(from, to);
            }
            builder.line(from, to);
            if let Some(block) = builder.block().filter(|_| !titled) {
                block.title = Span::new(from, to);
                titled = true;
            }
        }
        builder.reach(span.end as usize);
    }
    if let Some(block) = builder.block() {
        block.id = shape.id.or(block.id);
    }
}

/// The lines of a string, ended by the escape of a line end.
fn lines(text: &str, from: usize, to: usize) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut done) = (from, false);
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let start = at;
        while at < to {
            match bytes[at] {
                b'\\' if at + 1 < to && bytes[at + 1] == b'n' => {
                    at += 2;
                    return Some((start, at - 2));
                }
                // What is escaped begins no escape.
                b'\\' => at += 2,
                b'\n' => {
                    at += 1;
                    return Some((start, at - 1));
                }
                _ => at += 1,
            }
        }
        done = true;
        Some((start, to))
    })
}

fn place(edn: &Edn) -> Option<Span> {
    match edn {
        Edn::Place(at) => Some(Span::new(at.start, at.end)),
        _ => None,
    }
}

fn unescaped(written: &str) -> String {
    written.replace("\\\"", "\"").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use crate::notes::{Dialect, Format};
    use crate::outline::{self, Form, Options, Outline};

    fn read(text: &str) -> (Outline, usize) {
        let (outline, told) = outline::read(text.into(), Format::Whiteboard, Dialect::Logseq, &Options::default());
        (outline, told.len())
    }

    fn shown(outline: &Outline) -> Vec<String> {
        let block = |i| {
            let refs = outline.refs_of(i).iter().map(|r| format!("{:?}", r.kind)).collect::<Vec<_>>().join(" ");
            let mut text = String::new();
            outline.text_of(i, &mut text);
            format!("{text} <{refs}>")
        };
        (0..outline.blocks.len() as u32).map(block).collect()
    }

    #[test]
    fn what_is_written_and_linked_is_read_and_the_rest_counted() {
        let shape =
            |s: &str| format!("{{:block/properties {{:ls-type :whiteboard-shape, :logseq.tldraw.shape {{{s}}}}}}}");
        let text = format!(
            "{{:blocks ({} {} {} {} {}\n {{:block/uuid #uuid \"00000000-0000-4000-8000-00000000000a\" :block/content \"made [[here]]\\nid:: 00000000-0000-4000-8000-00000000000a\"}}) \
             :pages ({{:block/original-name \"The \\\"plan\\\"\" :block/properties {{:logseq.tldraw.page \
             {{:assets [{{:src \"../assets/a.png\"}} {{:src \"data:x\"}}]}}}}}})}}",
            shape(":type \"text\" :text \"two\\nlines of [[Hub]]\""),
            shape(":type \"logseq-portal\" :blockType \"P\" :pageId \"Noor\""),
            shape(":type \"logseq-portal\" :blockType \"B\" :pageId \"00000000-0000-4000-8000-00000000000a\""),
            shape(":type \"pencil\" :points [[1 2]]"),
            shape(":type \"box\" :refs [\"Quay\"] :label \"say \\\"so\\\"\""),
        );
        let (outline, told) = read(&text);
        assert_eq!(told, 0);
        assert_eq!(outline.form, Form::Whiteboard { shapes: 5 });
        assert_eq!(&*outline.page_properties()[0].value, "The \"plan\"");
        assert_eq!(
            shown(&outline),
            [
                "two\nlines of [[Hub]] <Page>",
                "Noor <Page>",
                "00000000-0000-4000-8000-00000000000a <Block>",
                "Quay\nsay \\\"so\\\" <Page>",
                "made [[here]] <Page>",
                "../assets/a.png <Image>",
            ]
        );
        assert!(outline.blocks[4].id.is_some());
    }

    #[test]
    fn any_bytes_make_an_outline() {
        for text in
            ["", "\"", "{", "{:blocks (", "{:blocks ({:block/content \"a\\", "not edn )", "{:blocks 1 :pages \"x\"}"]
        {
            read(text);
        }
        let whole = "{:blocks ({:block/content \"é [[a\\n]] ((\\\" b\\n\\nc \\\\\" :block/uuid #uuid \"x\"} \\
                     {:block/properties {:type \"text\" :text \"`\\n\" :pageId \"Ä\" :refs (\"[[\" \"\")}}) \\
                     :pages ({:block/original-name \"t\"})}";
        for (cut, _) in whole.char_indices() {
            // Wherever it ends, and whichever bracket is lost.
            shown(&read(&whole[..cut]).0);
            let next = whole[cut..].chars().next().map_or(cut, |c| cut + c.len_utf8());
            shown(&read(&format!("{}{}", &whole[..cut], &whole[next..])).0);
        }
        let (outline, told) = read("{:blocks ({:block/content \"kept\"} {:block/content \"cut");
        assert_eq!((shown(&outline).len(), told), (2, 1));
    }
}
