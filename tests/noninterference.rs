//! No byte of a share depends on anything that was not selected for it: pairs of folders that hold the same selection,
//! and differ in all else, give the same share.
#![expect(clippy::panic, clippy::print_stdout, reason = "a test that cannot go on should stop")]

mod support;

use annals::notes::Dialect;
use support::pairs::{Core, Dice, Failure, KEPT, NOISE, Noise, WAYS, Way, shrunk};
use support::shares::{handed_out, paged, text};

/// As many pairs as `PAIRS` says, or as a run of all tests has time for.
fn pairs() -> u64 {
    std::env::var("PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

/// The first seed.
fn first() -> u64 {
    std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn pair(seed: u64, way: Way, dialect: Dialect) -> (Core, [Vec<Noise>; 2]) {
    let mut dice = Dice::new(seed.wrapping_mul(0x1_0000_0001) ^ way as u64);
    let core = Core::of(&mut dice, way, dialect);
    let sides = [core.noise(&mut dice), core.noise(&mut dice)];
    (core, sides)
}

/// Whether two sides give the same share, in which all is that was selected and nothing that differs.
fn check(core: &Core, sides: &[Vec<Noise>; 2]) -> Result<(), String> {
    let (profile, decisions) = (core.way.profile(), core.way.decisions());
    let [left, right] = [0, 1].map(|side| core.folder(&sides[side]).share(&profile, &decisions));
    if left.blocks.len() != right.blocks.len() {
        let all = format!("{}\n{}", text(&left), text(&right));
        return Err(format!(
            "not the same is selected: {} and {} blocks\n{all}",
            left.blocks.len(),
            right.blocks.len()
        ));
    }
    if let Some(missing) = (1..=core.kept).find(|n| !text(&left).contains(&format!("{KEPT}{n}"))) {
        return Err(format!("{KEPT}{missing} is not in\n{}", text(&left)));
    }
    let (left_out, right_out) = (handed_out(&left), handed_out(&right));
    if left_out != right_out {
        let lines = |mine: &str, other: &str| {
            let other: Vec<&str> = other.lines().collect();
            let own = mine.lines().filter(|line| !other.contains(line));
            own.collect::<Vec<_>>().join("\n")
        };
        let (left, right) = (lines(&left_out, &right_out), lines(&right_out, &left_out));
        return Err(format!("these lines differ:\n{left}\n---\n{right}\n"));
    }
    if left_out.to_lowercase().contains(NOISE) {
        return Err(format!("{NOISE} is in\n{left_out}"));
    }
    let told = |made: &annals::project::Projection| (made.seen.undecided.clone(), made.faults.len());
    if told(&left) != told(&right) {
        return Err(format!("not the same is asked: {:?} and {:?}", told(&left), told(&right)));
    }
    Ok(())
}

/// The same of the page that is handed out.
fn check_pages(core: &Core, sides: &[Vec<Noise>; 2]) -> Result<(), String> {
    let (profile, decisions) = (core.way.profile(), core.way.decisions());
    let [left, right] = [0, 1].map(|side| paged(&core.folder(&sides[side]).share(&profile, &decisions), &profile));
    if left == right { Ok(()) } else { Err("the pages differ".into()) }
}

type Check = fn(&Core, &[Vec<Noise>; 2]) -> Result<(), String>;

fn hold(way: Way, dialect: Dialect, pairs: u64) {
    let mut failed = Vec::new();
    for seed in first()..first() + pairs {
        let (core, sides) = pair(seed, way, dialect);
        // A page is made of the notes alone and takes a hundred times as long, so a part of the pairs has one.
        let checks: &[Check] = if seed % 8 == 0 { &[check, check_pages] } else { &[check] };
        for check in checks {
            if let Err(what) = check(&core, &sides) {
                failed.push((Failure { seed, core, sides, what }, *check));
                break;
            }
        }
    }
    let count = failed.len();
    if let Some((failure, check)) = failed.into_iter().next() {
        panic!("{count} of {pairs} pairs differ, the first:\n{}", shrunk(failure, check));
    }
    println!("{way:?}, {dialect:?}: {pairs} pairs, none differs");
}

/// Of each profile its share of the pairs.
fn hold_all(dialect: Dialect, ways: &[Way], pairs: u64) {
    for way in ways {
        hold(*way, dialect, pairs.div_ceil(ways.len() as u64));
    }
}

#[test]
fn shares_of_logseq_graphs_depend_on_what_was_selected_alone() {
    hold_all(Dialect::Logseq, &WAYS, pairs());
}

/// Marks of tasks and properties of blocks are Logseq's: three profiles select without.
const PLAIN: [Way; 3] = [Way::Path, Way::Tag, Way::Property];

#[test]
fn shares_of_obsidian_vaults_depend_on_what_was_selected_alone() {
    hold_all(Dialect::Obsidian, &PLAIN, pairs().div_ceil(4));
}

#[test]
fn shares_of_plain_markdown_depend_on_what_was_selected_alone() {
    hold_all(Dialect::Markdown, &PLAIN, pairs().div_ceil(4));
}
