//! What the disk below a folder can do: how much is free, whether folders are swapped in one step, whether copies share.
//!
//! Does not write to find out: what is told follows from the kind of file system.

use std::path::Path;

/// What is known of a disk.
#[derive(Debug, PartialEq, Eq)]
pub struct Disk {
    /// Bytes that may still be written.
    pub free: u64,
    /// Its name, if it is one that is known.
    pub name: Option<&'static str>,
    /// Whether two folders are swapped in one step.
    pub swaps: Option<bool>,
    /// Whether a copy can share the blocks of its original.
    pub shares: Option<bool>,
}

/// A file system: its magic number, its name, whether it swaps (`RENAME_EXCHANGE`) and whether copies share (`FICLONE`).
///
/// Source: `linux/magic.h`, `renameat2(2)`, `ioctl_ficlone(2)`. XFS shares unless it was made without `reflink`.
#[cfg(target_os = "linux")]
const KNOWN: &[(u64, &str, Option<bool>, Option<bool>)] = &[
    (0xEF53, "ext4", Some(true), Some(false)),
    (0x9123_683E, "Btrfs", Some(true), Some(true)),
    (0x5846_5342, "XFS", Some(true), None),
    (0x0102_1994, "tmpfs", Some(true), Some(false)),
    (0xF2F5_2010, "F2FS", Some(true), Some(false)),
    (0xCA45_1A4E, "bcachefs", Some(true), Some(true)),
    (0x794C_7630, "overlayfs", None, None),
    (0x2FC1_2FC1, "ZFS", None, None),
    (0x6969, "NFS", Some(false), None),
    (0xFF53_4D42, "SMB", Some(false), None),
    (0xFE53_4D42, "SMB", Some(false), None),
    (0x4D44, "FAT", Some(false), Some(false)),
    (0x2011_BAB0, "exFAT", Some(false), Some(false)),
    (0x0102_1997, "9p", Some(false), Some(false)),
    (0x6573_5546, "FUSE", None, None),
];

/// The disk of the nearest folder above `path` that is there; none where the system does not tell.
#[cfg(target_os = "linux")]
pub fn disk(path: &Path) -> Option<Disk> {
    let place = path.ancestors().map(|dir| if dir.as_os_str().is_empty() { Path::new(".") } else { dir });
    let place = place.into_iter().find(|dir| dir.exists())?;
    let stats = rustix::fs::statfs(place).ok()?;
    let space = rustix::fs::statvfs(place).ok()?;
    // The type of this number differs from machine to machine; magic numbers are 32 bits wide.
    let magic = (stats.f_type as u64) & 0xFFFF_FFFF;
    let known = KNOWN.iter().find(|known| known.0 == magic);
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    Some(Disk {
        free,
        name: known.map(|known| known.1),
        swaps: known.and_then(|known| known.2),
        shares: known.and_then(|known| known.3),
    })
}

#[cfg(not(target_os = "linux"))]
pub fn disk(_: &Path) -> Option<Disk> {
    None
}

/// `3.2 GB`, in decimal units.
pub fn size(bytes: u64) -> String {
    let mut units = ["bytes", "kB", "MB", "GB", "TB"].into_iter();
    let (mut size, mut unit) = (bytes as f64, units.next().unwrap_or_default());
    for larger in units {
        if size < 1000.0 {
            break;
        }
        (size, unit) = (size / 1000.0, larger);
    }
    if size < 10.0 && unit != "bytes" { format!("{size:.1} {unit}") } else { format!("{size:.0} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_easily() {
        assert_eq!([0, 999, 3_200, 41_000_000_000].map(size), ["0 bytes", "999 bytes", "3.2 kB", "41 GB"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_is_not_there_yet_has_the_disk_of_the_one_above() {
        let dir = tempfile::tempdir().unwrap();
        let (here, below) = (disk(dir.path()).unwrap(), disk(&dir.path().join("a/b")).unwrap());
        assert_eq!((here.name, here.swaps), (below.name, below.swaps));
        assert!(here.free > 0);
    }
}
