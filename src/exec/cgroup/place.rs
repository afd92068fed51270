//! Where groups may be made.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::process::CgroupError;

/// What a limit needs in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Controller {
    Memory,
    Cpu,
    Pids,
}

impl Controller {
    pub(super) const ALL: [Self; 3] = [Self::Memory, Self::Cpu, Self::Pids];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::Pids => "pids",
        }
    }
}

/// A directory below which groups with these controllers can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) base: PathBuf,
    pub(super) controllers: BTreeSet<Controller>,
}

/// Our own cgroup, or the one above it where an earlier life has moved us down.
///
/// # Errors
/// When there is no cgroup v2 here.
pub(super) fn own(leaf: &str) -> Result<PathBuf, CgroupError> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").map_err(|_| CgroupError::None)?;
    let own = fs::read_to_string("/proc/self/cgroup").map_err(|_| CgroupError::None)?;
    let base = within(&mounts, &own).ok_or(CgroupError::None)?;
    let is_leaf = base.file_name().is_some_and(|name| name == leaf);
    Ok(if is_leaf { base.parent().unwrap_or(&base).to_owned() } else { base })
}

/// The directory of our cgroup, from `mountinfo` and `cgroup` of `/proc/self`.
fn within(mounts: &str, own: &str) -> Option<PathBuf> {
    let path = own.lines().find_map(|line| line.strip_prefix("0::"))?;
    let (root, point) = mounts.lines().find_map(|line| {
        let (place, kind) = line.split_once(" - ")?;
        let mut fields = place.split(' ').skip(3);
        let found = (fields.next()?, fields.next()?);
        kind.starts_with("cgroup2 ").then_some(found)
    })?;
    // A path that begins above what is mounted here cannot be reached.
    let below = path.strip_prefix(root.trim_end_matches('/'))?;
    Some(Path::new(point).join(below.trim_start_matches('/')))
}

/// Makes the controllers available below this directory.
///
/// A group with processes cannot hand controllers down. So the processes in it move to a leaf of their own, if all of
/// them are ours: `is_ours` is asked.
///
/// # Errors
/// When nothing can be held there.
pub(super) fn prepare(base: &Path, leaf: &str, is_ours: impl Fn(i32) -> bool) -> Result<Place, CgroupError> {
    let words = |file: &str| -> Result<BTreeSet<String>, CgroupError> {
        let file = base.join(file);
        let text = fs::read_to_string(&file).map_err(|error| {
            let (path, error) = (file.display().to_string(), error.to_string());
            CgroupError::Unreadable { path, error }
        })?;
        Ok(text.split_whitespace().map(str::to_owned).collect())
    };
    let has = words("cgroup.controllers")?;
    let wanted: BTreeSet<_> = Controller::ALL.into_iter().filter(|one| has.contains(one.word())).collect();
    if wanted.is_empty() {
        return Err(CgroupError::NoController { path: base.display().to_string() });
    }
    let given = words("cgroup.subtree_control")?;
    let lacking: Vec<_> = wanted.iter().copied().filter(|one| !given.contains(one.word())).collect();
    if let Err(error) = hand_down(base, &lacking) {
        if error.raw_os_error() != Some(libc::EBUSY) {
            return Err(not_divided(base, &error));
        }
        step_down(base, leaf, is_ours)?;
        hand_down(base, &lacking).map_err(|error| not_divided(base, &error))?;
    }
    Ok(Place { base: base.to_owned(), controllers: wanted })
}

fn not_divided(base: &Path, error: &io::Error) -> CgroupError {
    CgroupError::NotDivided { path: base.display().to_string(), error: error.to_string() }
}

fn hand_down(base: &Path, controllers: &[Controller]) -> io::Result<()> {
    if controllers.is_empty() {
        return Ok(());
    }
    let words: Vec<_> = controllers.iter().map(|one| format!("+{}", one.word())).collect();
    write(&base.join("cgroup.subtree_control"), &words.join(" "))
}

/// Moves everything in a group to a leaf below it.
fn step_down(base: &Path, leaf: &str, is_ours: impl Fn(i32) -> bool) -> Result<(), CgroupError> {
    let wrong = |error: io::Error| not_divided(base, &error);
    let members = fs::read_to_string(base.join("cgroup.procs")).map_err(wrong)?;
    let members: Vec<i32> = members.lines().filter_map(|line| line.trim().parse().ok()).collect();
    if !members.iter().all(|pid| is_ours(*pid)) {
        return Err(CgroupError::NotAlone { path: base.display().to_string() });
    }
    let leaf = base.join(leaf);
    match fs::create_dir(&leaf) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(wrong(error)),
        _ => {}
    }
    for pid in members {
        match write(&leaf.join("cgroup.procs"), &pid.to_string()) {
            // It has ended meanwhile.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
            other => other.map_err(wrong)?,
        }
    }
    Ok(())
}

/// Writes to a file of the kernel's, which is never made.
pub(super) fn write(file: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    fs::OpenOptions::new().write(true).open(file)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_directory_is_found() {
        let mounts = "\
31 24 0:27 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw
32 24 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
        let unit = "4:memory:/x\n0::/system.slice/autoagents.service\n";
        let wanted = "/sys/fs/cgroup/unified/system.slice/autoagents.service";
        assert_eq!(within(mounts, unit), Some(PathBuf::from(wanted)));
        assert_eq!(within(mounts, "0::/\n"), Some(PathBuf::from("/sys/fs/cgroup/unified")));
        let part = "31 24 0:27 /pod /sys/fs/cgroup rw - cgroup2 cgroup2 rw";
        assert_eq!(within(part, "0::/pod/a\n"), Some(PathBuf::from("/sys/fs/cgroup/a")));
        assert_eq!(within(part, "0::/other\n"), None);
        assert_eq!(within(mounts, "4:memory:/x\n"), None);
        assert_eq!(within("", unit), None);
    }

    fn fake(controllers: &str, given: &str, procs: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (file, text) in
            [("cgroup.controllers", controllers), ("cgroup.subtree_control", given), ("cgroup.procs", procs)]
        {
            fs::write(dir.path().join(file), text).unwrap();
        }
        dir
    }

    #[test]
    fn what_is_there_is_handed_down_once() {
        let dir = fake("cpuset cpu memory\n", "cpu\n", "1\n");
        let place = prepare(dir.path(), "leaf", |_| panic!("nobody has to move")).unwrap();
        assert_eq!(place.controllers, [Controller::Memory, Controller::Cpu].into());
        assert_eq!(fs::read_to_string(dir.path().join("cgroup.subtree_control")).unwrap().trim(), "+memory");
        let dir = fake("cpu memory pids\n", "cpu memory pids\n", "");
        prepare(dir.path(), "leaf", |_| false).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("cgroup.subtree_control")).unwrap(), "cpu memory pids\n");
    }

    #[test]
    fn where_nothing_can_be_held_the_reason_is_told() {
        let dir = fake("\n", "\n", "1\n");
        let none = prepare(dir.path(), "leaf", |_| true);
        assert_eq!(none, Err(CgroupError::NoController { path: dir.path().display().to_string() }));
        let closed = prepare(&dir.path().join("none"), "leaf", |_| true);
        assert!(matches!(closed, Err(CgroupError::Unreadable { path, .. }) if path.ends_with("cgroup.controllers")));
    }

    #[test]
    fn processes_of_others_are_never_moved() {
        let dir = fake("memory\n", "\n", "7\n8\n");
        let told = step_down(dir.path(), "leaf", |pid| pid == 7);
        assert_eq!(told, Err(CgroupError::NotAlone { path: dir.path().display().to_string() }));
        assert!(!dir.path().join("leaf").exists());
    }
}
