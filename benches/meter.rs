//! CPU time, time on the wall and peak memory of what is done between two moments.

use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// What something cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Of all threads, user and system.
    pub cpu: Duration,
    /// As a clock on the wall tells.
    pub wall: Duration,
    /// The most memory the process held meanwhile, with what it held before; none where the system does not tell.
    pub peak: Option<u64>,
}

/// Does something and tells its cost.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    // Linux forgets the peak so far; elsewhere there is none to read.
    let forgotten = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let (wall, cpu) = (Instant::now(), used());
    let made = work();
    let cost = Cost { cpu: used() - cpu, wall: wall.elapsed(), peak: forgotten.then(peak).flatten() };
    (made, cost)
}

fn used() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
