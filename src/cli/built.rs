//! What is said of a build that came to its end: lines for people, an object for scripts.
//!
//! Does not build, and tells nothing of the notes but how many findings there are.

use std::time::Duration;

use serde_json::json;

use super::account::Pages;
use super::ask::are;
use super::context::Context;
use super::load::Loaded;
use super::report::{self, Counts, Tally, count};
use super::terminal::Terminal;
use crate::emit;
use crate::graph::PageKind;

/// A build that came to its end.
pub struct Done {
    pub report: emit::Report,
    pub routes: usize,
    pub pages: Pages,
    pub counts: Counts,
    pub highlight: Duration,
    pub write: Duration,
    pub total: Duration,
}

/// How long it took to come to a site in memory.
#[derive(Default)]
pub struct Times {
    pub read: Duration,
    pub graph: Duration,
    pub mentions: Duration,
}

impl Done {
    /// Of a later build in the same process, of which only what is new is told.
    pub fn line(&self, context: &Context, terminal: &Terminal) {
        let (shown, time) = (context.output.display(), chrono::Local::now().format("%H:%M:%S"));
        let emit::Report { written, removed, .. } = self.report;
        let removed = if removed > 0 { format!(", {removed} removed") } else { String::new() };
        terminal.result(&format!(
            "{time} {shown}: {written} new or changed{removed}, in {:.1} s",
            self.total.as_secs_f64()
        ));
    }

    pub fn summary(&self, context: &Context, loaded: &Loaded, tally: &Tally, terminal: &Terminal) {
        let emit::Report { written, unchanged, removed, .. } = self.report;
        let of = |kind| loaded.site.graph.of_kind(kind).count();
        let (projects, people) = (of(PageKind::Project), of(PageKind::Person));
        let found = format!("{}, {}", count(projects, "project"), are(people, "person", "people"));
        terminal.say(&format!("{}; {found}", loaded.reading));
        let words = report::summary(tally);
        if !words.is_empty() {
            terminal.say(&words);
        }
        terminal.result(&format!(
            "{}: {}, {written} new or changed, {unchanged} as before, {removed} removed, in {:.1} s",
            context.output.display(),
            count(self.routes, "file"),
            self.total.as_secs_f64()
        ));
        if terminal.verbose {
            terminal.say(&format!(
                "read {:.3} s, graph {:.3} s, render and write {:.3} s",
                loaded.read.as_secs_f64(),
                loaded.join.as_secs_f64(),
                self.write.as_secs_f64()
            ));
        }
    }

    /// Scripts rely on these keys.
    pub fn object(&self, notes: usize, times: Times) -> String {
        json!({
            "notes": notes,
            "pages": self.pages,
            "routes": self.routes,
            "written": self.report.written,
            "unchanged": self.report.unchanged,
            "removed": self.report.removed,
            "bytes": self.report.bytes,
            "diagnostics": { "error": self.counts.errors, "warning": self.counts.warnings },
            "seconds": {
                "read": seconds(times.read),
                "graph": seconds(times.graph),
                "mentions": seconds(times.mentions),
                "highlight": seconds(self.highlight),
                "render": seconds(self.write.saturating_sub(self.report.placing)),
                "write": seconds(self.report.placing),
                "total": seconds(self.total),
            },
            "peak_rss_bytes": peak_rss(),
        })
        .to_string()
    }
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e6
}

/// The most memory this process ever held, where the system tells.
fn peak_rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024)
}
