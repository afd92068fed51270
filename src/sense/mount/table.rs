//! The mount table, and which of its mounts are worth watching.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

use crate::model::text::clean;
use crate::sense::ignored::is_ignored;

/// Longest path shown, in characters.
const LONGEST_NAME: usize = 256;

/// File systems whose figures the kernel has in memory: asking one never waits for a device or a network.
const LOCAL: [&str; 19] = [
    "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "zfs", "jfs", "reiserfs", "vfat", "exfat", "msdos",
    "ntfs3", "nilfs2", "ubifs", "hfsplus", "tmpfs", "overlay",
];

/// File systems that hold no data of their own, or are always full.
const PSEUDO: [&str; 35] = [
    "proc",
    "sysfs",
    "cgroup",
    "cgroup2",
    "devtmpfs",
    "devpts",
    "mqueue",
    "hugetlbfs",
    "debugfs",
    "tracefs",
    "securityfs",
    "selinuxfs",
    "smackfs",
    "pstore",
    "bpf",
    "configfs",
    "fusectl",
    "efivarfs",
    "autofs",
    "binfmt_misc",
    "rpc_pipefs",
    "nsfs",
    "ramfs",
    "rootfs",
    "squashfs",
    "erofs",
    "cramfs",
    "iso9660",
    "udf",
    "fuse.portal",
    "fuse.gvfsd-fuse",
    "fuse.lxcfs",
    "fuse.snapfuse",
    "fuse.squashfuse",
    "nfsd",
];

/// Files that container runtimes put in place one by one; what they are on is watched, or is not ours to watch.
const PUT_IN_PLACE: [&str; 4] = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab"];

/// A mount worth watching.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Mount {
    /// Of the mount, unique while it is mounted.
    pub id: u64,
    /// Where.
    pub path: PathBuf,
    /// The path as it is shown.
    pub name: String,
    /// Asking it can hang.
    pub may_hang: bool,
}

/// A line of `/proc/self/mountinfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: u64,
    device: String,
    /// Which part of the file system is mounted; `/` for all of it.
    root: Vec<u8>,
    path: Vec<u8>,
    kind: String,
}

/// The mounts worth watching: no pseudo file systems, each device once, none that is hidden below another.
pub(super) fn worth_watching(table: &[u8], ignore: &[String]) -> Vec<Mount> {
    let lines: Vec<Line> = table.split(|byte| *byte == b'\n').filter_map(parse).collect();
    // Of two mounts at one place the later covers the earlier.
    let top: HashMap<&[u8], usize> = lines.iter().enumerate().map(|(at, line)| (&*line.path, at)).collect();
    let visible =
        || lines.iter().enumerate().filter(|(at, line)| top.get(&*line.path) == Some(at)).map(|(_, line)| line);
    let hanging: Vec<&[u8]> = visible().filter(|line| can_hang(&line.kind)).map(|line| &*line.path).collect();
    let mut chosen: Vec<&Line> = Vec::new();
    for line in visible().filter(|line| has_data(line)) {
        match chosen.iter_mut().find(|other| other.device == line.device) {
            Some(other) if rank(line) < rank(other) => *other = line,
            Some(_) => {}
            None => chosen.push(line),
        }
    }
    let mount = |line: &Line| Mount {
        id: line.id,
        path: PathBuf::from(OsString::from_vec(line.path.clone())),
        name: clean(&String::from_utf8_lossy(&line.path), LONGEST_NAME),
        // The way to a mount leads through those above it.
        may_hang: can_hang(&line.kind) || hanging.iter().any(|above| is_below(&line.path, above)),
    };
    let wanted = |mount: &Mount| !mount.name.is_empty() && !is_ignored(&mount.name, ignore);
    chosen.into_iter().map(mount).filter(wanted).collect()
}

/// Which of several mounts of one device is shown: all of it rather than a part, then the shortest path.
fn rank(line: &Line) -> (bool, usize) {
    (line.root != b"/", line.path.len())
}

fn can_hang(kind: &str) -> bool {
    !LOCAL.contains(&kind) && !PSEUDO.contains(&kind)
}

fn has_data(line: &Line) -> bool {
    let path = std::ffi::OsStr::from_bytes(&line.path).to_string_lossy();
    let hidden = ["/proc", "/sys", "/dev"].iter().any(|top| is_below(&line.path, top.as_bytes()));
    match line.kind.as_str() {
        kind if PSEUDO.contains(&kind) => false,
        // The root of a container; any other overlay shows a disk that is watched already.
        "overlay" => path == "/",
        // Memory that people put files into; the others are the system's own.
        "tmpfs" => ["/tmp", "/var/tmp"].contains(&&*path),
        _ => !hidden && !PUT_IN_PLACE.contains(&&*path),
    }
}

fn is_below(path: &[u8], top: &[u8]) -> bool {
    match path.strip_prefix(top) {
        Some(rest) => top.ends_with(b"/") && !rest.is_empty() || rest.starts_with(b"/"),
        None => false,
    }
}

fn parse(line: &[u8]) -> Option<Line> {
    let mut fields = line.split(|byte| *byte == b' ');
    let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    let id = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
    let device = text(fields.nth(1)?);
    let root = unescape(fields.next()?);
    let path = unescape(fields.next()?);
    // Options, then any number of optional fields up to a lone dash.
    fields.find(|field| *field == b"-")?;
    let kind = text(fields.next().filter(|kind| !kind.is_empty())?);
    Some(Line { id, device, root, path, kind })
}

/// The kernel writes blanks, tabs, line ends and backslashes as three octal digits.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.first_chunk::<3>().filter(|digits| digits.iter().all(|d| (b'0'..=b'7').contains(d)));
        match digits {
            Some([a, b, c]) if *first == b'\\' && *a < b'4' => {
                out.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                rest = &after[3..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r"21 26 0:20 / /proc rw - proc proc rw
22 26 0:21 / /sys rw - sysfs sysfs rw
23 26 0:6 / /dev rw - devtmpfs udev rw
24 23 0:23 / /dev/shm rw - tmpfs tmpfs rw
26 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
27 26 254:2 / /var rw shared:2 master:1 - xfs /dev/vda2 rw
28 27 254:2 /lib/thing /mnt/bound rw - xfs /dev/vda2 rw
29 26 0:40 / /run rw - tmpfs tmpfs rw
30 26 0:41 / /tmp rw - tmpfs tmpfs rw,size=1g
31 26 0:42 / /srv/with\040blank\134 rw - nfs4 server:/x rw
32 31 254:3 / /srv/with\040blank\134/local rw - ext4 /dev/vda3 rw
33 26 0:43 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw
34 26 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
35 26 0:44 / /net rw - autofs auto.net rw
36 26 254:4 / /data rw - ext4 /dev/vda4 rw
37 26 254:5 / /data rw - ext4 /dev/vda5 rw
38 26 254:6 /@ /btrfs/deep/down rw - btrfs /dev/vda6 rw
39 26 254:6 /@home /btrfs/home rw - btrfs /dev/vda6 rw
40 26 0:50 / /home/me/remote rw - fuse.sshfs me@there: rw
damaged
41 26 0:51 / /no/kind rw -
";

    fn named(table: &str, ignore: &[&str]) -> Vec<(String, bool)> {
        let ignore: Vec<String> = ignore.iter().map(|pattern| (*pattern).to_owned()).collect();
        worth_watching(table.as_bytes(), &ignore).into_iter().map(|mount| (mount.name, mount.may_hang)).collect()
    }

    #[test]
    fn real_file_systems_are_watched_once_each() {
        let wanted = [
            ("/", false),
            ("/var", false),
            ("/tmp", false),
            (r"/srv/with blank\", true),
            (r"/srv/with blank\/local", true),
            ("/data", false),
            ("/btrfs/home", false),
            ("/home/me/remote", true),
        ];
        assert_eq!(named(TABLE, &[]), wanted.map(|(name, hangs)| (name.to_owned(), hangs)));
        let data = worth_watching(TABLE.as_bytes(), &[]).into_iter().find(|mount| mount.name == "/data");
        assert_eq!(data.map(|mount| mount.id), Some(37));
    }

    #[test]
    fn what_is_ignored_is_not_watched() {
        let kept = named(TABLE, &["/srv/*", "/tmp", "/var*"]);
        assert_eq!(
            kept.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["/", "/data", "/btrfs/home", "/home/me/remote"]
        );
    }

    #[test]
    fn a_container_shows_its_root_and_no_single_files() {
        let table = "1 0 0:60 / / rw - overlay overlay rw\n2 1 254:1 /x/hosts /etc/hosts rw - ext4 /dev/vda1 rw\n\
                     3 1 254:1 /x/vol /data rw - ext4 /dev/vda1 rw\n";
        assert_eq!(named(table, &[]), [("/".to_owned(), false), ("/data".to_owned(), false)]);
    }

    #[test]
    fn a_root_that_can_hang_makes_all_below_it_hang() {
        let table = "1 0 0:60 / / rw - nfs server:/ rw\n2 1 254:1 / /data rw - ext4 /dev/vda1 rw\n";
        assert_eq!(named(table, &[]), [("/".to_owned(), true), ("/data".to_owned(), true)]);
    }

    #[test]
    fn escapes_are_undone_and_names_cleaned() {
        assert_eq!(unescape(br"/a\040b\134\011\9\0"), b"/a b\\\t\\9\\0");
        let table = "1 0 254:1 / /mnt/\u{1b}[2Jx\\012y rw - ext4 /dev/vda1 rw\n";
        assert_eq!(named(table, &[]), [("/mnt/x y".to_owned(), false)]);
    }
}
