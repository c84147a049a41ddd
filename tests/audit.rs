//! The audit of a share finds what was planted in it, however it is packed, and finds nothing where nothing is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use annals::config::Config;
use annals::config::share::Profile;
use annals::graph::Graph;
use annals::notes::{Asset, Dialect, Format, Note, Notes};
use annals::period::Period;
use annals::project::{Decisions, Person, Projection, Shown, project};
use annals::share::audit::canary::{Made, canary};
use annals::share::audit::{Piece, Report, Secret, Source, Subject, audit};
use annals::share::{page, seal};
use annals::{site, source};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use rayon::prelude::*;

/// A share, and all that it was made from.
struct Share {
    notes: Notes,
    config: Config,
    graph: Graph,
    profile: Profile,
    decisions: Decisions,
    made: Projection,
    secrets: Vec<Secret>,
    page: String,
}

fn day() -> NaiveDate {
    "2025-01-10".parse().unwrap()
}

impl Share {
    fn of(notes: Notes, config: Config, decisions: Decisions, secrets: Vec<Secret>) -> Share {
        let profile = Profile::review(Period::Year(2024));
        let (outlines, _) = site::outlines(&notes, &config);
        let graph = Graph::new(&notes, outlines, &config).0;
        let made = project(&graph, &profile, &decisions, &config).unwrap();
        let page = String::from_utf8(page(&made.notes, &profile, &[], day()).unwrap()).unwrap();
        Share { notes, config, graph, profile, decisions, made, secrets, page }
    }

    fn audit(&self, name: &str, bytes: &[u8], passphrase: Option<&str>) -> Report {
        let subject = Subject {
            graph: &self.graph,
            approved: std::slice::from_ref(&self.made),
            profile: &self.profile,
            people: &self.decisions.people,
            secrets: &self.secrets,
            day: day(),
        };
        audit(&subject, &[Piece { name: name.into(), bytes: bytes.to_vec() }], passphrase).unwrap()
    }
}

fn notes(files: &[(&str, &str)]) -> Notes {
    let note = |&(path, text): &(&str, &str)| Note { path: path.into(), format: Format::Markdown, text: text.into() };
    let mut notes = Notes { dialect: Dialect::Logseq, notes: files.iter().map(note).collect(), ..Notes::default() };
    notes.notes.sort_by(|a, b| a.path.cmp(&b.path));
    notes
}

const WORK: &str = "- Projects
\t- Harbour
\t\t- Year end review
\t\t\t- 2024
\t\t\t\t- **Quay:** built the quay with [[Mirela]] in *two* weeks (TIDE-1)
\t\t\t\t- See [the talk](https://example.org/talk?id=3) & \"the plan\" <b>of it</b>
\t\t\t\t- the sketch ![sketch](../assets/falconry-sketch.png)
\t\t\t\t- Draft
\t\t\t\t\t- nobody may hear that the dredger sank in spring
\t\t\t\t\t- it sank twice in the northern basin, and was sold
\t\t- DONE handed over
\t\t  completed:: 2024-05-01
\t- Lighthouse of Umbra
\t\t- repaint
\t\t- kerosene zx81
";

/// What is planted: where it comes from, and its words.
fn planted() -> Vec<(Source, &'static str)> {
    let note = |path: &str, line| Source::Note { path: path.into(), line };
    vec![
        (note("Work.md", 9), "nobody may hear that the dredger sank"),
        (note("Work.md", 10), "sank twice in the northern basin"),
        (note("Work.md", 13), "Lighthouse of Umbra"),
        (note("Work.md", 14), "repaint"),
        (note("Work.md", 15), "kerosene zx81"),
        (note("pages/Merger Talks.md", 1), "Merger Talks"),
        (note("pages/Stromboli.md", 1), "Projekt Ätna"),
        (note("pages/Stromboli.md", 2), "98,765 guilders"),
        (note("pages/Stromboli.md", 4), "they told us on a Monday"),
        (note("pages/Stromboli.md", 5), "layoffs2025"),
        (note("pages/Stromboli.md", 6), "sk-live-aX9bQ2mZ7pL4kT8wV3nR6y"),
        (note("secretariat/Minutes.md", 1), "secretariat"),
        (note("Work.md", 5), "Mirela"),
        (Source::File("assets/falconry-sketch.png".into()), "falconry-sketch.png"),
        (Source::Surroundings, "noor.haddad@tidewater.example"),
        (Source::File("its home".into()), "/home/haddad/worknotes"),
    ]
}

fn share() -> Share {
    let volcano = "alias:: Projekt Ätna\nbudget:: 98,765 guilders\n\n- they told us on a Monday\n- #layoffs2025\n\
        - token sk-live-aX9bQ2mZ7pL4kT8wV3nR6y\n";
    let mut notes = notes(&[
        ("Work.md", WORK),
        ("pages/Merger Talks.md", "- ok\n"),
        ("pages/Stromboli.md", volcano),
        ("secretariat/Minutes.md", "- ok\n"),
    ]);
    notes.assets =
        vec![Asset { path: "assets/falconry-sketch.png".into(), size: 1, dimensions: None, source: "nowhere".into() }];
    let secrets = vec![
        Secret { what: "the author's address", path: None, words: "noor.haddad@tidewater.example".into() },
        // Of a file, so that the two are told apart.
        Secret { what: "the home folder", path: Some("its home".into()), words: "/home/haddad/worknotes".into() },
    ];
    let people = vec![Person { forms: vec!["Mirela".into()], shown: Shown::Pseudonym }];
    Share::of(notes, Config::default(), Decisions { people, ..Decisions::default() }, secrets)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let packed = deflate(bytes);
    let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend((packed.len() as u32).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(name);
    out.extend(packed);
    out
}

fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(kind);
    out.extend(data);
    out.extend([0; 4]);
    out
}

/// A font of no tables with something said about it, stored in Brotli as it is.
fn woff2(bytes: &[u8]) -> Vec<u8> {
    // A window of 16 bits, one stored block that is not the last, and an empty last one.
    let len = bytes.len() as u32 - 1;
    let bits = (len << 4) | (1 << 20);
    let mut stored = (bits & 0xff_ffff).to_le_bytes()[..3].to_vec();
    stored.extend(bytes);
    stored.push(3);
    let mut out = b"wOF2\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    out.extend(0u32.to_be_bytes());
    out.extend([0; 4]);
    out.extend(48u32.to_be_bytes());
    out.extend((stored.len() as u32).to_be_bytes());
    out.extend((bytes.len() as u32).to_be_bytes());
    out.extend([0; 8]);
    assert_eq!(out.len(), 48);
    out.extend(stored);
    out
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

type Pack = fn(&str) -> String;

/// Ways to hide words in a page, and whether every one of them must be found.
const WAYS: &[(&str, bool, Pack)] = &[
    ("raw", true, |words| words.into()),
    ("HTML", true, |words| words.chars().map(|c| format!("&#{};", c as u32)).collect()),
    ("HTML in hexadecimal", true, |words| words.chars().map(|c| format!("&#x{:X};", c as u32)).collect()),
    ("JSON", true, |words| words.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    ("base64", true, |words| base64(words.as_bytes())),
    ("gzip", true, |words| base64(&gzip(words.as_bytes()))),
    ("percent", false, |words| words.bytes().map(|byte| format!("%{byte:02X}")).collect()),
    ("base64 for addresses", false, |words| URL_SAFE_NO_PAD.encode(words)),
    ("zlib", false, |words| base64(&zlib(words.as_bytes()))),
    ("deflate", false, |words| base64(&deflate(words.as_bytes()))),
    ("zip", false, |words| base64(&zip(b"a.txt", words.as_bytes()))),
    ("name in zip", false, |words| base64(&zip(words.as_bytes(), b"nothing"))),
    ("PNG", false, |words| base64(&png(b"tEXt", format!("Comment\0{words}").as_bytes()))),
    ("PNG, packed", false, |words| base64(&png(b"zTXt", &[b"Comment\0\0", &zlib(words.as_bytes())[..]].concat()))),
    ("WOFF2", false, |words| base64(&woff2(words.as_bytes()))),
    ("UTF-16", false, |words| base64(&words.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())),
    ("capitals of full width", false, |words| {
        let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
        words.to_uppercase().chars().map(wide).collect()
    }),
    ("soft hyphens", false, |words| words.chars().flat_map(|c| [c, '\u{ad}']).collect()),
    ("tags", false, |words| words.chars().map(|c| format!("{c}<b></b>")).collect()),
    ("four deep", false, |words| base64(&gzip(base64(&zlib(words.as_bytes())).as_bytes()))),
];

/// Where in a page: what stands before and behind it.
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("text", "</main>", "<p>so: ", "</p>\n</main>"),
    ("an attribute", "</main>", "<p title=\"", "\">x</p>\n</main>"),
    ("a comment", "</main>", "<!-- ", " -->\n</main>"),
    ("a style", "</style>", "/* ", " */</style>"),
    ("the end", "</html>", "</html>\n", "\n"),
];

/// How many of the planted are found; the others are told by name.
fn found(share: &Share, way: &str, pack: Pack, place: usize, sealed: bool, missed: &mut Vec<String>) -> (usize, usize) {
    let (name, mark, before, behind) = PLACES[place];
    let planted = planted();
    let words: String =
        planted.iter().map(|(_, words)| format!("{before}{}{}", pack(words), behind.replace(mark, ""))).collect();
    let whole = share.page.replacen(mark, &format!("{words}{mark}"), 1);
    assert_ne!(whole, share.page);
    let report = if sealed {
        let entries = vec![seal::Entry { name: seal::INDEX.into(), bytes: whole.into_bytes() }];
        let bundle = seal::Bundle { title: "x".into(), created: day(), not_after: None, entries };
        let bytes = seal::seal(&bundle, "tumble granite ostrich", &mut seal::Random::system()).unwrap();
        share.audit("document.html", &bytes, Some("tumble granite ostrich"))
    } else {
        share.audit("document.html", whole.as_bytes(), None)
    };
    let is_found = |source: &Source| report.findings.iter().any(|f| f.source == *source);
    let all = planted.len();
    let lost = planted.into_iter().filter(|(source, _)| !is_found(source)).map(|(_, words)| words);
    let before = missed.len();
    missed.extend(lost.map(|words| format!("{words} by {way} in {name}")));
    (all - (missed.len() - before), all)
}

#[test]
fn what_is_planted_is_found_however_it_is_packed() {
    let share = share();
    assert_eq!(share.audit("document.html", share.page.as_bytes(), None).findings, []);
    let cases: Vec<(usize, usize, bool)> = (0..WAYS.len())
        .flat_map(|way| (0..PLACES.len()).map(move |place| (way, place, false)))
        .chain([0, 1, 3, 4, 5].map(|way| (way, 0, true)))
        // A style holds no tags, and an attribute ends none of its words by one.
        .filter(|(way, place, _)| {
            WAYS[*way].0 != "tags" || matches!(PLACES[*place].0, "text" | "a comment" | "the end")
        })
        .collect();
    let results: Vec<_> = cases
        .par_iter()
        .map(|&(way, place, sealed)| {
            let mut missed = Vec::new();
            let counts = found(&share, WAYS[way].0, WAYS[way].2, place, sealed, &mut missed);
            (way, counts, missed)
        })
        .collect();
    let mut by_way: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (way, (found, all), _) in &results {
        let sum = by_way.entry(*way).or_default();
        *sum = (sum.0 + found, sum.1 + all);
    }
    let missed: Vec<&String> = results.iter().flat_map(|(_, _, missed)| missed).collect();
    let (found, all) = by_way.values().fold((0, 0), |sum, way| (sum.0 + way.0, sum.1 + way.1));
    println!("{found} of {all} planted leaks found");
    assert!(all >= 1_500, "only {all} were planted");
    for (way, (found, all)) in by_way {
        assert!(!WAYS[way].1 || found == all, "{}: {found} of {all}; {missed:?}", WAYS[way].0);
    }
    assert!(found * 1_000 >= all * 995, "{found} of {all}: {missed:#?}");
}

#[test]
fn a_name_and_a_folder_are_part_of_what_is_handed_out() {
    let share = share();
    let report = share.audit("merger-talks.html", share.page.as_bytes(), None);
    assert_eq!(report.findings[0].chain, ["its name"]);
    assert_eq!(share.audit("harbour/built-the-quay.html", share.page.as_bytes(), None).findings, []);
}

#[test]
fn the_share_of_the_example_raises_no_alarm() {
    let config = Config::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content-example");
    let (notes, _) = source::read(&folder, &config, &[]).unwrap();
    let share = Share::of(notes, config, Decisions::default(), Vec::new());
    assert!(share.made.blocks.len() > 20);
    let report = share.audit("document.html", share.page.as_bytes(), None);
    assert_eq!(report.findings, [], "{} words", share.made.amounts.iter().map(|a| a.words).sum::<usize>());
}

#[test]
fn what_a_page_writes_of_a_period_is_no_name() {
    for (heading, other) in [
        ("May 2024", "x"),
        ("**May 2024**", "x"),
        ("2024-05", "May 2024"),
        ("2024-w20", "Week 20, 2024"),
        ("2024-03-01..2024-03-31", "2024-03-01 to 2024-03-31"),
        ("2024", "completed tasks"),
    ] {
        let note = format!(
            "- Projects\n\t- Zeta\n\t\t- Year end review\n\t\t\t- {heading}\n\t\t\t\t- did a good thing\n\t\t- DONE it\n\t\t  completed:: 2024-05-02\n\t\t- DONE that\n\t\t  completed:: 2024-05-02\n- Other\n\t- {other}\n"
        );
        let all = notes(&[("Work.md", &note), (&format!("{}.md", other.replace(',', "")), "- x")]);
        let share = Share::of(all, Config::default(), Decisions::default(), Vec::new());
        assert!(share.page.contains("did a good thing"), "{heading}");
        let report = share.audit("document.html", share.page.as_bytes(), None);
        assert_eq!(report.findings, [], "{heading}: {other}");
    }
}

#[test]
fn names_and_text_with_signs_of_html_raise_no_alarm() {
    for (project, words) in [
        ("Alpha -> Gamma", "x"),
        ("Alpha <-> Gamma & R&D", "x"),
        ("Harbour", "use List&lt;String&gt; here and there"),
        ("Harbour", "A &lt; B &amp; C, escape &lt;b&gt; in titles"),
        ("[Harbour](https://wiki.acme.internal/x)", "x"),
    ] {
        let note = format!("- Projects\n\t- {project}\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- {words}\n");
        let share = Share::of(notes(&[("Work.md", &note)]), Config::default(), Decisions::default(), Vec::new());
        assert_eq!(share.made.blocks.len(), 1, "{project}: {words}");
        let report = share.audit("document.html", share.page.as_bytes(), None);
        assert_eq!(report.findings, [], "{project}: {words}");
    }
}

/// Numbers that are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A sentence with all that a note may hold.
fn sentence(chance: &mut Chance) -> String {
    const COMMON: &[&str] = &[
        "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was", "with", "be", "by", "on", "not",
        "plan", "review", "section", "page", "main", "table", "note", "list", "done", "project", "color", "width",
        "border", "time", "team", "work", "quay", "Friday", "March", "über", "naïve", "x", "2024", "p99", "API",
    ];
    const STEMS: &[&str] = &["har", "bor", "ton", "mel", "ix", "ra", "den", "sul", "or", "pe", "win", "ka", "lo", "ve"];
    let mut words = Vec::new();
    for _ in 0..8 + chance.below(12) {
        let word = match chance.below(3) {
            0 => (0..2 + chance.below(2)).map(|_| chance.pick(STEMS)).collect::<String>(),
            _ => chance.pick(COMMON).to_string(),
        };
        words.push(match chance.below(24) {
            0 => format!("**{word}**"),
            1 => format!("*{word}*ly"),
            2 => format!("`{word}`"),
            3 => format!("[{word}](https://example.org/{word}?id={})", chance.below(90)),
            4 => format!("https://example.org/{word}/{}", chance.below(90)),
            5 => format!("\"{word}\""),
            6 => format!("({word} & co)"),
            7 => format!("TIDE-{}", chance.below(900)),
            8 => format!("[[{word}]]"),
            9 => format!("50% {word},"),
            10 => format!("<{word}>"),
            11 => format!("C:\\{word} \\u0041"),
            _ => word,
        });
    }
    words.join(" ")
}

#[test]
fn a_hundred_thousand_words_raise_no_alarm() {
    let mut chance = Chance(7);
    let mut text = String::from("- Projects\n");
    let mut drafts = String::new();
    let mut words = 0;
    for project in 0..40 {
        text.push_str(&format!("\t- Project{project}x\n\t\t- 2024 Review\n"));
        for _ in 0..170 {
            let said = sentence(&mut chance);
            words += said.split_whitespace().count();
            // Somebody wrote much the same before, and did not select it.
            let cut: Vec<&str> = said.split_whitespace().collect();
            let draft: Vec<&str> = cut.iter().skip(chance.below(3)).step_by(1 + chance.below(2)).copied().collect();
            drafts.push_str(&format!("- {}\n- {}\n", draft.join(" "), sentence(&mut chance)));
            text.push_str(&format!("\t\t\t- {said}\n"));
        }
    }
    assert!(words >= 100_000, "{words}");
    let named: Vec<String> =
        (0..400).map(|_| sentence(&mut chance).split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect();
    let tags: String = named.iter().map(|name| format!("- #[[{}]]\n", name.replace(['[', ']', '#'], ""))).collect();
    let notes = notes(&[("Work.md", &text), ("pages/Drafts.md", &drafts), ("pages/Plan.md", &tags)]);
    let share = Share::of(notes, Config::default(), Decisions::default(), Vec::new());
    let report = share.audit("document.html", share.page.as_bytes(), None);
    println!("{} false alarms in {words} words", report.count);
    let told: Vec<_> = report.findings.iter().take(5).map(|f| (f, share.page.get(f.at..f.at + 200))).collect();
    assert!(report.count <= words / 100_000, "{} in {words} words: {told:#?}", report.count);
}

#[test]
fn how_a_page_is_made_is_looked_at() {
    let share = share();
    let told = |from: &str, to: &str| {
        let page = share.page.replacen(from, to, 1);
        assert_ne!(page, share.page, "{from}");
        let report = share.audit("document.html", page.as_bytes(), None);
        report.findings.iter().map(|f| f.what).collect::<Vec<_>>()
    };
    for (from, to, what) in [
        ("</main>", "<script>1</script></main>", "a script"),
        ("</main>", "<ScRiPt src=x></script></main>", "a script"),
        ("<main", "<main onclick=\"x\"", "an inline handler"),
        ("<main", "<main ONLOAD=x", "an inline handler"),
        ("</main>", "<img src=\"https://example.org/x.png\"></main>", "an address that is fetched"),
        ("</main>", "<iframe></iframe></main>", "an element that runs or fetches"),
        ("</head>", "<link rel=stylesheet href=x.css></head>", "an element that runs or fetches"),
        ("</main>", "<a href=\"https://example.org/other\">x</a></main>", "an address that was not kept"),
        ("</main>", "<a href=\"javascript:alert(1)\">x</a></main>", "an address that was not kept"),
        ("</main>", "<p>C:\\Users\\somebody\\x</p></main>", "a path of a machine"),
        ("</main>", "<p>/home/somebody/x</p></main>", "a path of a machine"),
        ("</main>", "<time datetime=\"2025-01-10T12:30\">x</time></main>", "a time finer than a day"),
        ("</main>", "<!--# sourceMappingURL=x.map --></main>", "a source map"),
        ("</style>", "a{background:url(https://example.org/x)}</style>", "a style that fetches"),
        ("</style>", " </style>", "a style that the policy does not name"),
        ("</head>", "<style>a{}</style></head>", "a style that the policy does not name"),
        ("default-src 'none'", "default-src 'self'", "a policy that does not forbid the rest"),
        ("img-src data:", "img-src https:", "a policy that allows more than it must"),
        ("style-src '", "script-src 'unsafe-inline'; style-src '", "a policy that allows more than it must"),
        ("http-equiv=\"Content-Security-Policy\"", "name=x", "no content security policy"),
        ("</head>", "<meta http-equiv=refresh content=0></head>", "a `meta` that acts"),
    ] {
        let told = told(from, to);
        assert!(told.contains(&what), "{to}: {told:?}");
    }
    let picture = format!("<img src=\"data:image/png;base64,{}\"></main>", base64(&png(b"eXIf", b"II*\0")));
    assert!(told("</main>", &picture).contains(&"a picture that carries more than pixels"));
    for harmless in ["<p>onclick=1 at 12:30</p></main>", "<a href=\"#x\">x</a></main>", "<p data-n=1>x</p></main>"] {
        assert_eq!(told("</main>", harmless), [""; 0], "{harmless}");
    }
}

#[test]
fn what_is_sealed_is_opened_and_what_asks_is_ours_alone() {
    let share = share();
    let entries = vec![seal::Entry { name: seal::INDEX.into(), bytes: share.page.clone().into_bytes() }];
    let bundle = seal::Bundle { title: share.profile.title(), created: day(), not_after: None, entries };
    let bytes = seal::seal(&bundle, "tumble granite ostrich", &mut seal::Random::system()).unwrap();
    assert_eq!(share.audit("document.html", &bytes, Some("tumble granite ostrich")).findings, []);
    let other = String::from_utf8(bytes).unwrap().replacen("<script>", "<script>fetch('x');", 1);
    let report = share.audit("document.html", other.as_bytes(), Some("tumble granite ostrich"));
    assert!(report.findings.iter().any(|f| f.what == "a script"), "{report:?}");
}

#[test]
fn a_word_that_is_also_a_name_is_no_leak_where_it_is_a_word() {
    let work = "- Projects\n\t- Harbour\n\t\t- 2024 Review\n\t\t\t- I will build it with Will, a long way\n- People\n\t- Will Long\n";
    let forms = ["Will Long", "Will", "Long"].map(String::from).to_vec();
    let people = vec![Person { forms, shown: Shown::Pseudonym }];
    let decisions = Decisions { people, ..Decisions::default() };
    let share = Share::of(notes(&[("Work.md", work)]), Config::default(), decisions, Vec::new());
    let clean = |page: &str| share.audit("share.html", page.as_bytes(), None).is_clean();
    assert!(share.page.contains("with Person A, a long way") && clean(&share.page), "{}", share.page);
    assert!(!clean(&share.page.replace("Person A", "Will Long")));
    // Where the projection itself names somebody, no form of the name is a word.
    let mut share = share;
    let keep = Decisions::default();
    share.made = project(&share.graph, &share.profile, &keep, &share.config).unwrap();
    let page = String::from_utf8(page(&share.made.notes, &share.profile, &[], day()).unwrap()).unwrap();
    assert!(!share.audit("share.html", page.as_bytes(), None).is_clean());
}

#[test]
fn what_a_page_writes_of_a_day_or_a_formula_is_no_name() {
    let work = "- Projects\n\t- Harbour\n\t\t- 2024 Review\n\t\t\t- it holds $a^2 + \\frac{a}{b}$ of [[2024-05-07]]\n\t\t- DONE told it\n\t\t  completed:: 2024-06-01\n";
    let others = "- msup\n- mfrac\n- 1 Jun 2024\n\t- a day\n- 1 June 2024\n- 7 May 2024\n- math";
    let all = notes(&[("Work.md", work), ("1 Jun 2024.md", "- x"), ("msup.md", "- x"), ("Others.md", others)]);
    let share = Share::of(all, Config::default(), Decisions::default(), Vec::new());
    assert!(share.page.contains("msup") && share.page.contains("1 Jun 2024"), "{}", share.page);
    assert_eq!(share.audit("share.html", share.page.as_bytes(), None).findings, []);
    let planted = share.page.replace("told it", "told it to Others");
    assert!(!share.audit("share.html", planted.as_bytes(), None).is_clean(), "a name that nothing writes is one");
}

#[test]
fn made_again_from_other_notes_a_share_is_the_same() {
    let config = Config::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content-example");
    let (notes, _) = source::read(&folder, &config, &[]).unwrap();
    let example = Share::of(notes, config, Decisions::default(), Vec::new());
    for share in [&example, &share()] {
        let Share { notes, graph, config, profile, decisions, made: projection, .. } = share;
        let made = Made { notes, graph, config, profile, decisions, projection, pictures: &[], day: day() };
        let outcome = canary(&made, "qzvxcanary").unwrap();
        assert_eq!(outcome.difference, None, "{outcome:?}");
        assert!(outcome.marks.blocks > 2 && outcome.marks.names > 2 && outcome.marks.assets > 0, "{outcome:?}");
    }
    // A name that goes along without having been selected is another in the other notes.
    let mut share = share();
    share.decisions.people[0].shown = Shown::AsWritten;
    let Share { notes, graph, config, profile, decisions, .. } = &share;
    let leaky = project(graph, profile, decisions, config).unwrap();
    let decisions = &Decisions::default();
    let made = Made { notes, graph, config, profile, decisions, projection: &leaky, pictures: &[], day: day() };
    assert!(canary(&made, "qzvxcanary").unwrap().difference.is_some());
}
