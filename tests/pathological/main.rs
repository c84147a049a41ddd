//! What a parser can be made to do by one page: each text, and one twice as long, take time in proportion.
//!
//! Both are read, and each of their blocks is shown, in the dialects where the text means something. The time is the
//! thread's own, the least of some turns; where it is too long, valgrind counts the instructions and its ratio stands,
//! for caches that others on the machine empty lengthen the time of a text that does not fit them and no other's.
//! `ANNALS_PATHOLOGICAL=8` makes all texts eight times as long. The inputs of the first list are those on which cmark
//! is tested, in its words.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod texts;

use std::fmt::Write;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use annals::markup::{self, Options, Resolver, Target};
use annals::notes::Dialect;
use annals::outline::{self, Outline};
use texts::{Make, known, own};

/// Twice the text may take so much longer: twice, and what a cache that is too small adds.
const RATIO: f64 = 2.6;
/// Whatever the ratio: what takes less is not measured.
const NOTHING: Duration = Duration::from_millis(4);

const DIALECTS: [Dialect; 2] = [Dialect::Logseq, Dialect::Obsidian];

struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, _: &Outline, _: u32) -> Target<'_> {
        Target::Missing
    }
}

/// What this thread has used of a processor: the clock on the wall also counts what others do.
fn busy() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Reads a text and shows all of it. Gives how much came of it.
fn work(text: &str, dialect: Dialect) -> usize {
    let text: Arc<str> = Arc::from(text);
    let (outline, _) = outline::parse(text, dialect, &outline::Options::default());
    let options = Options { dialect, ..Options::default() };
    let mut size = 0;
    for block in 0..outline.blocks.len() as u32 {
        let shown = markup::block(&outline, block, &Nowhere, &options);
        size += shown.title.as_str().len() + shown.body.as_str().len();
        size += markup::plain(&outline, block, dialect, &()).len();
    }
    size
}

/// The text that a test under valgrind is to work on, and on no other: its name, dialect and size, a line each.
const ALONE: &str = "ANNALS_PATHOLOGICAL_ALONE";

fn work_on_one(alone: &str, texts: &[(&str, usize, Make)]) {
    let [name, dialect, size] = alone.lines().collect::<Vec<_>>()[..] else { panic!("{alone:?}") };
    let dialect = *DIALECTS.iter().find(|known| format!("{known:?}") == dialect).unwrap();
    let (_, _, make) = texts.iter().find(|(known, ..)| *known == name).unwrap();
    work(&make(size.parse().unwrap()), dialect);
}

/// The instructions of work on a text of a size, with what this program takes to come to it.
fn instructions(name: &str, dialect: Dialect, size: usize) -> u64 {
    let scratch = tempfile::tempdir().unwrap();
    let profile = scratch.path().join("profile");
    let run = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg(format!("--cachegrind-out-file={}", profile.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "twice_the_text_takes_twice_the_time", "--test-threads=1"])
        .env(ALONE, format!("{name}\n{dialect:?}\n{size}"))
        .output()
        .expect("valgrind counts what took too long: install it");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let profile = std::fs::read_to_string(&profile).unwrap();
    profile.lines().find_map(|line| line.strip_prefix("summary: ")).unwrap().trim().parse().unwrap()
}

#[test]
fn twice_the_text_takes_twice_the_time() {
    let (known, own) = (known(), own());
    assert!(known.len() >= 25 && own.len() >= 40, "{} {}", known.len(), own.len());
    let counts = format!("{} of cmark's and {} of our own", known.len(), own.len());
    let texts: Vec<_> = known.into_iter().chain(own).collect();
    if let Ok(alone) = std::env::var(ALONE) {
        return work_on_one(&alone, &texts);
    }
    // A larger text tells better what grows; it takes as much longer.
    let factor: usize = std::env::var("ANNALS_PATHOLOGICAL").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut wrong, mut worst, mut counted) = (Vec::new(), (0.0, String::new()), 0);
    for (name, n, make) in &texts {
        for dialect in DIALECTS {
            // A block is as long as its text where nothing in it begins another.
            let (one, two) = (make(factor * n), make(2 * factor * n));
            // A text of n² letters is itself four times as long.
            let share = 2.0 / (two.len() as f64 / one.len() as f64).max(2.0);
            let (mut least, mut size) = ([Duration::MAX; 2], 0);
            let mut ratio = f64::MAX;
            for _ in 0..12 {
                for (i, text) in [&one, &two].into_iter().enumerate() {
                    let start = busy();
                    size = work(text, dialect);
                    least[i] = least[i].min(busy() - start);
                }
                ratio = share * least[1].as_secs_f64() / least[0].as_secs_f64();
                if ratio <= RATIO * 0.9 {
                    break;
                }
            }
            let mut what = format!("{name} in {dialect:?}: {:?} and {:?}, {ratio:.2}", least[0], least[1]);
            if least[1] > NOTHING && ratio > RATIO {
                let [start, one, two] = [0, factor * n, 2 * factor * n].map(|n| instructions(name, dialect, n));
                ratio = share * (two - start) as f64 / (one - start) as f64;
                write!(what, "; {} and {} instructions, {ratio:.2}", one - start, two - start).unwrap();
                println!("{what}");
                counted += 1;
            }
            if least[1] > NOTHING && ratio > worst.0 {
                worst = (ratio, what.clone());
            }
            if least[1] > NOTHING && ratio > RATIO {
                wrong.push(what.clone());
            }
            if size > 50 * two.len() + (64 << 10) {
                wrong.push(format!("{what}: {size} bytes are made of {}", two.len()));
            }
            if least[1] > Duration::from_secs(factor as u64) {
                wrong.push(format!("{what}: too long"));
            }
        }
    }
    let mut told = String::new();
    wrong.iter().for_each(|wrong| writeln!(told, "{wrong}").unwrap());
    let all = texts.len() * DIALECTS.len();
    println!("{counts}, {all} in all, {counted} of them counted; the worst is {}", worst.1);
    assert!(wrong.is_empty(), "{} of {all}:\n{told}", wrong.len());
}
