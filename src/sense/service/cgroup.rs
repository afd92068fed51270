//! The processes of a unit or a container: those of its control group (cgroups(7)), whatever sessions they are in.

use std::fs;
use std::path::{Path, PathBuf};

/// Groups within groups are followed so deep.
const DEPTH: usize = 8;

/// The processes in the control group of this one, and in those below it. None where that group is not its own: when it
/// is the whole system's or this runtime's, or cannot be seen from here.
pub(super) fn pids(proc: &Path, cgroups: &Path, pid: i32) -> Option<Vec<i32>> {
    let group = group_of(&proc.join(pid.to_string()), cgroups)?;
    if Some(&group) == group_of(&proc.join("self"), cgroups).as_ref() {
        return None;
    }
    let mut found = Vec::new();
    collect(&group, DEPTH, &mut found);
    found.contains(&pid).then_some(found)
}

/// Where the group of a process is: in the unified hierarchy, or in systemd's own where there is none.
fn group_of(process: &Path, cgroups: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(process.join("cgroup")).ok()?;
    let path = |mark: &str| text.lines().find_map(|line| line.split_once(mark).map(|(_, path)| path));
    let unified = path("0::").map(|path| (cgroups.to_owned(), path));
    let systemd = path(":name=systemd:").map(|path| (cgroups.join("systemd"), path));
    let is_own = |path: &str| path.len() > 1 && path.starts_with('/') && !path.contains("/..");
    let places = [unified, systemd].into_iter().flatten().filter(|(_, path)| is_own(path));
    let mut dirs = places.map(|(root, path)| root.join(path.trim_start_matches('/')));
    dirs.find(|dir| dir.join("cgroup.procs").exists())
}

fn collect(group: &Path, depth: usize, found: &mut Vec<i32>) {
    let text = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    found.extend(text.lines().filter_map(|line| line.parse::<i32>().ok()));
    let below = fs::read_dir(group).into_iter().flatten().flatten();
    for entry in below.filter(|entry| depth > 0 && entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        collect(&entry.path(), depth - 1, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn the_processes_are_those_of_the_group_and_below() {
        let root = tempfile::tempdir().unwrap();
        let (proc, cgroups) = (root.path().join("proc"), root.path().join("cgroup"));
        write(&proc.join("self/cgroup"), "0::/user.slice\n");
        write(&proc.join("7/cgroup"), "0::/system.slice/nginx.service\n");
        write(&cgroups.join("user.slice/cgroup.procs"), "1\n");
        write(&cgroups.join("system.slice/cgroup.procs"), "5\n");
        write(&cgroups.join("system.slice/nginx.service/cgroup.procs"), "7\n8\n");
        write(&cgroups.join("system.slice/nginx.service/workers/cgroup.procs"), "9\n");
        assert_eq!(pids(&proc, &cgroups, 7), Some(vec![7, 8, 9]));
    }

    #[test]
    fn a_group_that_is_not_its_own_says_nothing() {
        let root = tempfile::tempdir().unwrap();
        let (proc, cgroups) = (root.path().join("proc"), root.path().join("cgroup"));
        write(&cgroups.join("cgroup.procs"), "1\n7\n");
        write(&cgroups.join("a/cgroup.procs"), "7\n");
        write(&cgroups.join("systemd/b/cgroup.procs"), "7\n");
        write(&proc.join("self/cgroup"), "0::/a\n");
        for text in ["0::/\n", "0::/a\n", "0::/../other\n", "0::/gone\n", "", "nonsense"] {
            write(&proc.join("7/cgroup"), text);
            assert_eq!(pids(&proc, &cgroups, 7), None, "{text:?}");
        }
        write(&proc.join("7/cgroup"), "4:memory:/x\n1:name=systemd:/b\n0::/\n");
        assert_eq!(pids(&proc, &cgroups, 7), Some(vec![7]), "an old hierarchy of systemd's own");
    }
}
