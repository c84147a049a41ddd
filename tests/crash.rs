//! The program is killed, stopped, starved and lied to by the disk: the site is then the old one or the new, whole,
//! and the next build heals what is left.
//!
//! Each test does a bounded part; `ANNALS_CRASH=all cargo test --test crash -- --nocapture` does it all and prints the
//! counts. Needs Linux, `strace`, and leave to mount (as root, or in a user namespace).
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

type Files = BTreeMap<String, Vec<u8>>;

/// Whether everything is wanted, and not a part that is done in seconds.
fn all() -> bool {
    std::env::var_os("ANNALS_CRASH").is_some_and(|value| value == "all")
}

/// Two versions of the same notes, what they become, and a folder in which one replaces the other.
struct Ground {
    dir: tempfile::TempDir,
    sites: [Files; 2],
}

/// Which of the two versions a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Missing,
    Whole(usize),
    Neither,
}

impl Ground {
    fn new() -> Ground {
        // In memory, where there is one: a flush waits for all that others write to a disk.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        for version in 0..2 {
            let notes = dir.path().join(format!("notes-{version}"));
            for folder in ["pages", "journals", "assets", "logseq"] {
                fs::create_dir_all(notes.join(folder)).unwrap();
            }
            let write = |path: String, text: String| fs::write(notes.join(path), text).unwrap();
            write("logseq/config.edn".into(), "{}".into());
            write("annals.toml".into(), format!("title = \"Version {version}\"\n"));
            for i in 0..24 {
                let text = format!(
                    "alias:: other {i}\n\n- Version {version} of [[Page {}]] #tag{}\n- TODO thing {i}\n- ![](../assets/{}.png)\n",
                    (i + 1) % 24,
                    i % 3,
                    i % 6
                );
                // Each version has pages that the other has not.
                if i != 3 + version {
                    write(format!("pages/Page {i}.md"), text);
                }
            }
            (0..4).for_each(|i| write(format!("journals/2025_01_0{}.md", i + 1), format!("- day of [[Page {i}]]\n")));
            // Half of the pictures stay as they are.
            (0..6).for_each(|i| {
                write(format!("assets/{i}.png"), format!("picture {i} {}", (i % 2) * version).repeat(400))
            });
        }
        let mut ground = Ground { dir, sites: Default::default() };
        for version in 0..2 {
            let output = ground.dir.path().join(format!("kept-{version}/site"));
            told(&ground.build(version, &output, &[]).output().unwrap(), "a build without faults");
            ground.sites[version] = files_below(&output);
        }
        let differ = ground.sites[0].iter().filter(|(path, bytes)| ground.sites[1].get(*path) != Some(bytes)).count();
        assert!(ground.sites[1].len() >= 60, "{} files", ground.sites[1].len());
        assert!(differ > 40 && differ < ground.sites[0].len(), "{differ} files differ");
        ground
    }

    fn site(&self) -> PathBuf {
        self.dir.path().join("out/site")
    }

    fn notes(&self, version: usize) -> PathBuf {
        self.dir.path().join(format!("notes-{version}"))
    }

    fn arguments(&self, version: usize, output: &Path, more: &[&str]) -> Vec<String> {
        let notes = self.notes(version);
        let fixed =
            ["build", "--quiet", "--today", "2025-02-01", "-o", output.to_str().unwrap(), notes.to_str().unwrap()];
        fixed.iter().chain(more).map(ToString::to_string).collect()
    }

    fn build(&self, version: usize, output: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        command.args(self.arguments(version, output, more)).env("NO_COLOR", "1");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The same on one thread under `strace`, which refuses or ends what it is told to.
    fn traced(&self, version: usize, strace: &[&str], more: &[&str]) -> Command {
        let mut command = Command::new("strace");
        // The faster way of `--seccomp-bpf` loses the signals to be sent.
        let fast = !strace.iter().any(|word| word.contains("signal="));
        command
            .args(["-f", "-qq"])
            .args(fast.then_some("--seccomp-bpf"))
            .args(strace)
            .arg(env!("CARGO_BIN_EXE_annals"));
        command.args(self.arguments(version, &self.site(), more));
        command.env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn state(&self, site: &Path) -> State {
        if !site.exists() {
            return State::Missing;
        }
        let mut found = files_below(site);
        // What could not be cleared away is told, and is no part of the site.
        found.retain(|path, _| !path.starts_with(".annals.new-"));
        self.sites.iter().position(|files| *files == found).map_or(State::Neither, State::Whole)
    }

    /// Builds a version without faults; nothing but the site may be left.
    fn heal(&self, version: usize, what: &str) {
        told(&self.build(version, &self.site(), &[]).output().unwrap(), what);
        assert_eq!(self.state(&self.site()), State::Whole(version), "{what}: the next build did not heal");
        let left: Vec<_> =
            fs::read_dir(self.site().parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["site"], "{what}: something is left beside the site");
    }
}

fn told(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {:?}: {said}", output.status);
}

fn files_below(dir: &Path) -> Files {
    let mut found = Files::new();
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.unwrap();
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_string();
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// How long a build takes here and now that replaces one version by the other, in microseconds. The first version is
/// there afterwards.
fn usual(ground: &Ground) -> u64 {
    let mut all = 0;
    for round in 1..=8 {
        let start = Instant::now();
        told(&ground.build(round % 2, &ground.site(), &[]).output().unwrap(), "a build to be timed");
        all += start.elapsed().as_micros() as u64;
    }
    all / 8
}

/// Waits for a moment, busily: what is slept through may be the moment.
fn after(start: Instant, moment: Duration) {
    while start.elapsed() < moment {
        std::hint::spin_loop();
    }
}

fn send(child: &Child, signal: &str) {
    // A program that has ended by now needs no signal.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_site() {
    let ground = Ground::new();
    let time = usual(&ground);
    let (mut chance, mut counts) = (Chance(1), BTreeMap::<&str, usize>::new());
    for round in 0..if all() { 300 } else { 20 } {
        let (old, new) = (round % 2, 1 - round % 2);
        // Also into nothing.
        let fresh = round % 10 == 9;
        if fresh {
            fs::rename(ground.site(), ground.dir.path().join(format!("gone-{round}"))).unwrap();
        }
        let start = Instant::now();
        let mut child = ground.build(new, &ground.site(), &[]).spawn().unwrap();
        after(start, Duration::from_micros(chance.below(2 * time)));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let state = ground.state(&ground.site());
        let before = if fresh { State::Missing } else { State::Whole(old) };
        assert!(state == before || state == State::Whole(new), "round {round}: {state:?}");
        assert!(!status.success() || state == State::Whole(new), "round {round}: ended well, with {state:?}");
        *counts.entry(if state == before { "old" } else { "new" }).or_default() += 1;
        ground.heal(new, &format!("round {round}"));
    }
    println!("killed at random moments: {counts:?}");
}

#[test]
fn a_wish_to_end_is_granted_cleanly() {
    let ground = Ground::new();
    let time = usual(&ground);
    let (mut chance, mut counts) = (Chance(2), BTreeMap::<String, usize>::new());
    for round in 0..if all() { 200 } else { 16 } {
        let (old, new) = (round % 2, 1 - round % 2);
        let start = Instant::now();
        let child = ground.build(new, &ground.site(), &[]).spawn().unwrap();
        after(start, Duration::from_micros(chance.below(2 * time)));
        send(&child, if round % 4 < 2 { "-INT" } else { "-TERM" });
        let output = child.wait_with_output().unwrap();
        let state = ground.state(&ground.site());
        // Cleanly, with a shell's code for it; or by the signal itself, before there was anything to clear away or after.
        let (how, expected) = match output.status.code() {
            Some(0) => ("finished", new),
            Some(130 | 143) => ("cleared away", old),
            None if state == State::Whole(new) => ("when it was done", new),
            None => ("before it began", old),
            code => panic!("round {round}: exit code {code:?}: {}", String::from_utf8_lossy(&output.stderr)),
        };
        assert_eq!(state, State::Whole(expected), "round {round}: {:?}", output.status);
        if how == "cleared away" {
            assert!(String::from_utf8_lossy(&output.stderr).contains("untouched"), "round {round}");
            assert_eq!(fs::read_dir(ground.site().parent().unwrap()).unwrap().count(), 1, "round {round}: leftovers");
        }
        *counts.entry(how.into()).or_default() += 1;
        ground.heal(new, &format!("round {round}"));
    }
    println!("SIGINT and SIGTERM: {counts:?}");
}

#[test]
fn two_builders_at_once_take_turns() {
    let ground = Ground::new();
    let mut counts = [0, 0];
    for round in 0..if all() { 200 } else { 8 } {
        let both = [0, 1].map(|version| ground.build(version, &ground.site(), &[]).spawn().unwrap());
        let [first, mut second] = both;
        if round % 4 == 3 {
            second.kill().unwrap();
        }
        told(&first.wait_with_output().unwrap(), "one of two");
        let second = second.wait_with_output().unwrap();
        if round % 4 != 3 {
            told(&second, "the other of two");
        }
        match ground.state(&ground.site()) {
            State::Whole(version) => counts[version] += 1,
            state => panic!("round {round}: {state:?}"),
        }
        ground.heal(round % 2, &format!("round {round}"));
    }
    println!("two builders at once: the last was the one or the other {counts:?} times");
}

/// Calls that change a disk, and calls that only look.
const CHANGES: &str =
    "write,mkdir,rename,renameat2,linkat,unlink,rmdir,fsync,syncfs,ftruncate,copy_file_range,chmod,flock";
const OPENS: &str = "openat,openat2";
const LOOKS: &str = "read,getdents64,statx,newfstatat,fstat,readlink";

/// Each call of a set that one thread of a build makes, by its name and number, but for those of the loader before it is
/// about the notes. `strace` counts each kind for itself.
fn calls(ground: &Ground, version: usize, set: &str, more: &[&str]) -> Vec<(String, usize)> {
    let log = ground.dir.path().join("log");
    let traced = ["-o", log.to_str().unwrap(), "-e", &format!("trace={set}")];
    let output = ground.traced(version, &traced, more).output();
    told(&output.unwrap_or_else(|error| panic!("strace is needed for this test: {error}")), "a traced build");
    let text = fs::read_to_string(log).unwrap();
    let own = ground.dir.path().to_str().unwrap();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut found, mut loader) = (BTreeSet::new(), BTreeSet::new());
    let mut began = !text.contains(own);
    for line in text.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let Some((name, _)) = call.trim_start().split_once('(') else { continue };
        if !set.split(',').any(|known| known == name) {
            continue;
        }
        let count = counts.entry((thread, name)).or_default();
        *count += 1;
        began |= call.contains(own);
        if began {
            found.insert((name.to_string(), *count));
        } else {
            loader.insert((name.to_string(), *count));
        }
    }
    found.difference(&loader).cloned().collect()
}

/// What a build that was lied to said, and what it left.
fn judge(
    ground: &Ground,
    output: &Output,
    old: usize,
    new: usize,
    more: &[&str],
    mute: bool,
    what: &str,
) -> &'static str {
    let in_place = more.contains(&"--in-place");
    let said = String::from_utf8_lossy(&output.stderr);
    let state = ground.state(&ground.site());
    if in_place && state == State::Neither {
        judge_files(ground, what);
    }
    if output.status.success() {
        // A note that cannot be read is told and left out: the site is whole without it.
        let without = said.contains("unreadable");
        assert!(state == State::Whole(new) || without, "{what}: all is well, with {state:?}: {said}");
        return if without { "without a note" } else { "no harm done" };
    }
    let code = output.status.code();
    assert!(code == Some(1) || code == Some(2), "{what}: {:?}: {said}", output.status);
    assert!(mute || said.contains("error") && said.contains("help:"), "{what}: no message that helps: {said}");
    match state {
        State::Whole(version) if version == old => "refused, old site",
        State::Whole(version) if version == new => {
            assert!(said.contains("is in place") || in_place, "{what}: failed, with the new site: {said}");
            "refused, new site"
        }
        State::Neither if in_place => "refused, file by file",
        state => panic!("{what}: {state:?}: {said}"),
    }
}

/// Fails the n-th call of a set with an error, for every `step`-th n.
fn refuse(set: &str, error: &str, step: usize, more: &[&str]) -> (usize, BTreeMap<&'static str, usize>) {
    let ground = Ground::new();
    ground.heal(0, "first");
    ground.heal(1, "second");
    let calls = calls(&ground, 0, set, more);
    ground.heal(0, "before the faults");
    let (mut old, mut counts, mut points) = (0, BTreeMap::new(), 0);
    for (call, n) in calls.iter().step_by(step) {
        let new = 1 - old;
        let (trace, inject) = (format!("trace={set}"), format!("inject={call}:error={error}:when={n}"));
        let log = ground.dir.path().join("log");
        let output =
            ground.traced(new, &["-o", log.to_str().unwrap(), "-e", &trace, "-e", &inject], more).output().unwrap();
        let what = format!("{error} at {call} {n} {more:?}");
        // A message that could not be written cannot be read.
        let mute = fs::read_to_string(&log).unwrap().lines().any(|l| l.contains("write(2,") && l.contains("INJECTED"));
        *counts.entry(judge(&ground, &output, old, new, more, mute, &what)).or_default() += 1;
        points += 1;
        ground.heal(new, &what);
        old = new;
    }
    (points, counts)
}

/// With a step for the bounded part: every n-th call alone.
fn refuse_all(name: &str, faults: &[(&str, &str, usize)], more: &[&str]) {
    let mut points = 0;
    for (set, error, step) in faults {
        let (some, counts) = refuse(set, error, if all() { 1 } else { *step }, more);
        println!("{name}: {error} at {some} calls of {set}: {counts:?}");
        assert!(some > 0);
        points += some;
    }
    println!("{name}: {points} fault points");
}

#[test]
fn a_disk_that_refuses_to_write_leaves_a_whole_site() {
    let faults = [
        (CHANGES, "ENOSPC", 29),
        (CHANGES, "EIO", 31),
        (CHANGES, "EACCES", 41),
        (CHANGES, "EINTR", 43),
        (CHANGES, "EROFS", 47),
    ];
    refuse_all("swap", &faults, &[]);
}

#[test]
fn a_disk_that_refuses_to_open_or_read_leaves_a_whole_site() {
    let faults = [
        (OPENS, "EMFILE", 17),
        (OPENS, "EACCES", 29),
        (OPENS, "EIO", 31),
        (OPENS, "ENOSPC", 37),
        (OPENS, "EINTR", 41),
        (LOOKS, "EIO", 37),
        (LOOKS, "EACCES", 41),
        (LOOKS, "EINTR", 43),
    ];
    refuse_all("read", &faults, &[]);
}

#[test]
fn a_disk_that_refuses_in_place_leaves_whole_files() {
    let faults = [(CHANGES, "ENOSPC", 37), (CHANGES, "EIO", 41), (OPENS, "EMFILE", 43)];
    refuse_all("in place", &faults, &["--in-place"]);
}

/// Ends the program at each of its calls that change a disk; `also` is what the disk does not know.
fn kill_at_each(also: &[&str], step: usize, more: &[&str]) -> (usize, BTreeMap<Seen, usize>) {
    let ground = Ground::new();
    ground.heal(0, "first");
    ground.heal(1, "second");
    let calls = calls(&ground, 0, CHANGES, more);
    ground.heal(0, "before the kills");
    let (mut old, mut seen, mut points) = (0, BTreeMap::new(), 0);
    let possible = |call: &str| also.is_empty() || call != "renameat2";
    for (call, n) in calls.iter().filter(|(call, _)| possible(call)).step_by(step) {
        let new = 1 - old;
        let (trace, inject) = (format!("trace={CHANGES}"), format!("inject={call}:signal=KILL:when={n}"));
        let log = ground.dir.path().join("log");
        let mut strace = vec!["-o", log.to_str().unwrap(), "-e", &trace, "-e", &inject];
        also.iter().for_each(|unknown| strace.extend(["-e", unknown]));
        let output = ground.traced(new, &strace, more).output().unwrap();
        let state = ground.state(&ground.site());
        let what = format!("killed at {call} {n} {also:?} {more:?}");
        assert!(!output.status.success(), "{what}: it was not");
        let journal = ground.dir.path().join("out/.site.journal").exists();
        let found = match state {
            State::Whole(version) if version == new => Seen::New,
            State::Whole(_) => Seen::Old,
            State::Missing if journal => Seen::Between,
            State::Neither if more.contains(&"--in-place") => {
                judge_files(&ground, &what);
                Seen::Mixed
            }
            state => panic!("{what}: {state:?}: {}", String::from_utf8_lossy(&output.stderr)),
        };
        *seen.entry(found).or_default() += 1;
        points += 1;
        ground.heal(new, &what);
        old = new;
    }
    (points, seen)
}

/// Seen from where a killed build began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Old,
    New,
    /// Between two renames, with a journal that says so.
    Between,
    /// File by file.
    Mixed,
}

fn judge_files(ground: &Ground, what: &str) {
    for (path, bytes) in files_below(&ground.site()) {
        let one = ground.sites.iter().any(|site| site.get(&path) == Some(&bytes));
        assert!(one || path.starts_with(".annals."), "{what}: {path} is neither old nor new");
    }
}

#[test]
fn a_kill_at_any_change_of_the_disk_leaves_a_whole_site() {
    let (points, seen) = kill_at_each(&[], if all() { 1 } else { 13 }, &[]);
    println!("killed at {points} calls of a swap: {seen:?}");
    // A disk that cannot exchange folders: the journal finishes what was begun.
    let unknown = "inject=renameat2:error=EINVAL";
    let (points, seen) = kill_at_each(&[unknown], if all() { 1 } else { 11 }, &[]);
    println!("killed at {points} calls of a swap in two steps: {seen:?}");
    let (points, seen) = kill_at_each(&[], if all() { 1 } else { 19 }, &["--in-place"]);
    println!("killed at {points} calls in place: {seen:?}");
}

#[test]
fn a_kill_between_two_renames_is_finished_by_the_next_build() {
    let ground = Ground::new();
    ground.heal(0, "first");
    let log = ground.dir.path().join("log");
    // Manifest, manifest, old aside; then the new one would come.
    let kill =
        ["-o", log.to_str().unwrap(), "-e", "inject=renameat2:error=EINVAL", "-e", "inject=rename:signal=KILL:when=4"];
    let output = ground.traced(1, &kill, &[]).output().unwrap();
    assert!(!output.status.success());
    assert_eq!(ground.state(&ground.site()), State::Missing);
    assert!(ground.dir.path().join("out/.site.journal").exists());
    // What the dead build had made is all there: nothing is made anew.
    let output = ground.build(1, &ground.site(), &["--format", "json"]).output().unwrap();
    told(&output, "after the kill");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("\"written\":0,"), "{said}");
    ground.heal(1, "after the kill");
}

/// Runs a script in a mount namespace of its own. `$site` is what it builds to, `$say` a folder for what it saw.
fn mounted(ground: &Ground, script: &str) -> PathBuf {
    let (out, say) = (ground.dir.path().join("out"), ground.dir.path().join("say"));
    fs::create_dir_all(&out).unwrap();
    fs::create_dir_all(&say).unwrap();
    let head = format!(
        "set -u; out={} say={}; site=$out/site; export NO_COLOR=1\n\
         build() {{ v=$1; shift; {} build -q --today 2025-02-01 -o $site {}-$v \"$@\" 2>$say/stderr; echo $? >$say/code; }}\n\
         keep() {{ cp -a $site $say/$1; cp $say/stderr $say/$1.stderr; cp $say/code $say/$1.code; }}\n",
        out.display(),
        say.display(),
        env!("CARGO_BIN_EXE_annals"),
        ground.dir.path().join("notes").display(),
    );
    let mut command = Command::new("unshare");
    if fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) != 0) {
        command.arg("--map-root-user");
    }
    let output = command.args(["--mount", "sh", "-c", &format!("{head}{script}")]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "the system lets nothing be mounted: {said}");
    say
}

#[test]
fn a_full_disk_leaves_a_whole_site() {
    let ground = Ground::new();
    // From nothing free to all that is needed; each time to the brim.
    let rounds = if all() { 120 } else { 12 };
    let step = 240 / rounds;
    let say = mounted(
        &ground,
        &format!(
            "mount -t tmpfs -o size=1200k none $out; build 0\n\
             for i in $(seq 0 {step} 239); do\n\
               cat /dev/zero >$out/filler 2>$say/full; truncate -s $(($(stat -c %s $out/filler) - i * 4096)) $out/filler\n\
               build 1; keep $i; rm $out/filler; build 1; keep $i.healed; ls -A $out >$say/$i.left; build 0\n\
             done"
        ),
    );
    let (mut full, mut fine) = (0, 0);
    for i in (0..240).step_by(step) {
        let (state, healed) = (ground.state(&say.join(format!("{i}"))), ground.state(&say.join(format!("{i}.healed"))));
        let read = |name: &str| fs::read_to_string(say.join(format!("{i}.{name}"))).unwrap();
        let (said, code) = (read("stderr"), read("code"));
        match code.trim() {
            "0" => {
                assert_eq!(state, State::Whole(1), "{i}");
                fine += 1;
            }
            "1" => {
                assert_eq!(state, State::Whole(0), "{i}: {said}");
                assert!(said.contains("free some space"), "{i}: {said}");
                full += 1;
            }
            code => panic!("{i}: exit code {code}: {said}"),
        }
        assert_eq!((healed, read("left").as_str()), (State::Whole(1), "site\n"), "{i}");
    }
    println!("a disk with little room: {full} times full, {fine} times enough");
    assert!(full > 2 && fine > 2, "{full} {fine}");
}

#[test]
fn a_mounted_target_is_filled_in_place_and_one_for_reading_only_is_left() {
    let ground = Ground::new();
    let say = mounted(
        &ground,
        "mkdir $site; mount -t tmpfs none $site; build 0; keep first; build 1; keep second\n\
         mount -o remount,ro $site; build 0; keep third; umount $site; rmdir $site\n\
         mount -t tmpfs none $out; build 0; mount -o remount,ro $out; build 1; keep fourth; umount $out\n\
         mount -t tmpfs none $out; mkdir $site; mount -t tmpfs none $site; mount -o remount,ro $out\n\
         build 0; build 1; keep fifth",
    );
    for (name, version, code, words) in [
        ("first", 0, "0", ""),
        ("second", 1, "0", ""),
        ("third", 1, "1", "for reading only"),
        ("fourth", 0, "1", "--in-place"),
        // The folder above can hold no lock.
        ("fifth", 1, "0", ""),
    ] {
        let read = |what: &str| fs::read_to_string(say.join(format!("{name}.{what}"))).unwrap();
        assert_eq!(read("code").trim(), code, "{name}: {}", read("stderr"));
        assert!(read("stderr").contains(words), "{name}: {}", read("stderr"));
        assert_eq!(ground.state(&say.join(name)), State::Whole(version), "{name}");
    }
}
