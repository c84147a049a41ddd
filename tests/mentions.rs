//! Names in plain words are found alike for one page alone, for all at once, and with a memory of an earlier search.

use annals::config::Config;
use annals::graph::{BlockId, Graph, Mention, PageId};
use annals::notes::{Dialect, Format, Note, NoteId, Notes};
use annals::site::Session;
use proptest::prelude::*;

const PATHS: [&str; 8] = [
    "pages/Work.md",
    "pages/Atlas.md",
    "pages/Atlas Tower.md",
    "pages/東京.md",
    "pages/K.md",
    "pages/other___Atlas.md",
    "journals/2025_01_31.md",
    "journals/2025_02_01.md",
];

/// Names within names, of several pages, in scripts without spaces, with signs, in peer reviews and in templates.
const LINES: [&str; 22] = [
    "- Projects\n\t- Atlas\n\t- Atlas Tower\n\t- c++\n\t- Kelvin",
    "- People\n\t- Ann\n\t- Ann Lee\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- Ann led Atlas with Ben\n\t- Ben",
    "alias:: Tower, 大阪",
    "alias:: Ann Lee Atlas",
    "title:: Atlas",
    "type:: person",
    "- Atlas Tower and atlas, ATLAS towers",
    "- Ann Lee Atlas Tower met Ann lee and Ann",
    "- [[Atlas]] is Atlas, Ben is not",
    "- the tower of 東京都 and 大阪, c++ and c",
    "- \u{212a}elvin, kelvin, K and Kelvins",
    "- `Atlas` https://atlas.org/Ben Ben",
    "- ```\n  Ann\n  ```\n  Ann below",
    "- template:: form\n\t- Ann and Atlas",
    "- c\n\t- c++",
    "- #Ben and Ben",
    "- Atlas\n\t- Ann Lee",
    "- Projects\n\t- c",
    "- Ünal wrote to ÜNAL of 東京",
    "- People\n\t- Ünal",
    "- nobody",
    "- People\n\t- 田中さん\n- 田中さん of 田中",
];

fn notes(texts: &[Option<String>]) -> Notes {
    let mut notes: Vec<Note> = Vec::new();
    for (path, text) in PATHS.iter().zip(texts) {
        let text = text.as_deref();
        notes.extend(text.map(|text| Note { path: (*path).into(), format: Format::Markdown, text: text.into() }));
    }
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    Notes { dialect: Dialect::Logseq, notes, ..Notes::default() }
}

fn graph(session: &mut Session, notes: &Notes) -> Graph {
    let config = Config::default();
    let (outlines, _) = session.outlines(notes, &config);
    session.graph(notes, outlines, &config).0
}

fn pages(graph: &Graph) -> impl Iterator<Item = PageId> {
    (0..graph.pages.len() as u32).map(PageId)
}

fn of_blocks(graph: &Graph) -> Vec<(BlockId, Vec<PageId>)> {
    let blocks = graph.outlines.iter().enumerate().flat_map(|(note, outline)| {
        (0..outline.blocks.len() as u32).map(move |block| BlockId { note: NoteId(note as u32), block })
    });
    blocks.map(|id| (id, graph.mentioned_in(id).collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(60), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_page_alone_is_named_where_a_search_of_all_finds_it(
        first in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(0..LINES.len(), 1..5)), PATHS.len()),
        then in prop::collection::vec((0..PATHS.len(), prop::option::weighted(0.8, prop::collection::vec(0..LINES.len(), 1..5)), any::<bool>()), 1..6),
    ) {
        let text = |lines: &Vec<usize>| lines.iter().map(|line| LINES[*line]).collect::<Vec<_>>().join("\n");
        let mut texts: Vec<Option<String>> = first.iter().map(|lines| lines.as_ref().map(text)).collect();
        let mut session = Session::default();
        graph(&mut session, &notes(&texts)).find_mentions();
        for (at, lines, ahead) in &then {
            texts[*at] = lines.as_ref().map(text);
            let notes = notes(&texts);
            let all = graph(&mut Session::default(), &notes);
            all.find_mentions();
            let remembering = graph(&mut session, &notes);
            if *ahead {
                remembering.find_mentions();
            }
            let named: Vec<&[Mention]> = pages(&all).map(|page| all.mentions_of(page)).collect();
            for page in pages(&all) {
                let alone = graph(&mut Session::default(), &notes);
                prop_assert_eq!(alone.mentions_of(page), named[page.index()], "{} alone", &alone.page(page).name);
                prop_assert_eq!(remembering.mentions_of(page), named[page.index()], "{}", &alone.page(page).name);
            }
            prop_assert_eq!(of_blocks(&remembering), of_blocks(&all));
            prop_assert_eq!(of_blocks(&graph(&mut Session::default(), &notes)), of_blocks(&all));
        }
    }
}
