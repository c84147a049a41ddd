//! Measures the stages at several sizes, and prints one table for each.
//!
//! Ratios are to the first size of the same run: times of two runs on a busy machine say nothing of each other.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

use crate::journal::{Journal, logseq};
use crate::meter::{Cost, measure};
use crate::stages::{self, Watch};
use annals::error::Error;
use std::path::Path;
use std::time::Duration;

/// How often a size is measured, at most: the least CPU time counts, for others can only add to it.
const SAMPLES: usize = 3;

type Costs = Vec<(&'static str, Cost)>;

#[derive(Default)]
struct Meter(Costs);

impl Watch for Meter {
    fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let (made, cost) = measure(work);
        self.0.push((name, cost));
        made
    }
}

/// Prints a table for each size.
///
/// # Errors
/// What the system refuses.
pub fn print(sizes: &[usize]) -> Result<(), Error> {
    let mut first: Option<Vec<Duration>> = None;
    for &size in sizes {
        let dir = tempfile::tempdir().map_err(|error| Error::io("create", Path::new("a folder"), &error))?;
        let notes = dir.path().join("notes");
        crate::write(&logseq::files(&Journal::new(size, crate::SEED)), &notes)?;
        let mut best: Costs = Vec::new();
        let mut count = 0;
        for sample in 0..if size > 10_000 { 1 } else { SAMPLES } {
            let mut meter = Meter::default();
            count = stages::run(&notes, &dir.path().join(format!("site-{sample}")), &mut meter)?;
            match best.is_empty() {
                true => best = meter.0,
                false => best.iter_mut().zip(meter.0).for_each(|(best, new)| {
                    best.1.cpu = best.1.cpu.min(new.1.cpu);
                    best.1.wall = best.1.wall.min(new.1.wall);
                }),
            }
        }
        // The tables are made again within the stage that joins them.
        let whole = best.iter().filter(|(name, _)| !matches!(*name, "tables" | "compare"));
        let whole = whole.fold((Duration::ZERO, Duration::ZERO), |sum, (_, c)| (sum.0 + c.cpu, sum.1 + c.wall));
        let each = |cpu: Duration| cpu / count.max(1) as u32;
        let costs: Vec<Duration> = best.iter().map(|(_, c)| each(c.cpu)).chain([each(whole.0)]).collect();
        let base = first.get_or_insert_with(|| costs.clone());
        println!("\n{count} notes\n");
        println!("| stage | CPU ms | wall ms | CPU µs/note | ratio | peak MB |\n|---|--:|--:|--:|--:|--:|");
        let rows = best.iter().map(|(name, c)| (*name, c.cpu, c.wall, c.peak));
        for ((name, cpu, wall, peak), (own, base)) in
            rows.chain([("whole build", whole.0, whole.1, None)]).zip(costs.iter().zip(base.iter()))
        {
            let ratio = own.as_secs_f64() / base.as_secs_f64().max(1e-9);
            let peak = peak.map_or_else(String::new, |peak| (peak >> 20).to_string());
            println!(
                "| {name} | {:.1} | {:.1} | {:.1} | {ratio:.2} | {peak} |",
                cpu.as_secs_f64() * 1e3,
                wall.as_secs_f64() * 1e3,
                own.as_secs_f64() * 1e6
            );
        }
    }
    Ok(())
}
