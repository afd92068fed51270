//! Which processes belong to which service.
//!
//! A service's processes are those in its session or process group. No process can enter a session that it was not
//! born into, so one that was looked at and is not of a service never will be, and only new pids need a look. A full
//! look now and then covers pids that were given out anew in between.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::cgroup;
use crate::model::service::{Identity, Measured};
use crate::sense::group::Member;
use crate::sense::kernel::{Stat, files_limit, io, read_small, stat};

/// Where control groups are mounted.
const CGROUPS: &str = "/sys/fs/cgroup";
/// New pids are looked for at every so many readings…
const NEW_EVERY: u32 = 3;
/// …and all of them are looked at again after so many.
const ALL_EVERY: u32 = 60;

/// The known processes of the services.
pub(super) struct Members {
    proc: PathBuf,
    /// Pids that were looked at.
    seen: HashSet<i32>,
    /// Member's pid to leader's pid.
    known: BTreeMap<i32, i32>,
    leaders: Vec<i32>,
    /// How many files a process may open, by its pid and its start: that hardly ever changes, and is looked at anew with
    /// all the rest.
    limits: HashMap<(i32, u64), Option<u64>>,
    readings: u32,
    buffer: Vec<u8>,
}

impl Members {
    /// Looks below this root, `/proc` on a real host.
    pub(super) fn new(proc: &Path) -> Self {
        Self {
            proc: proc.to_owned(),
            seen: HashSet::new(),
            known: BTreeMap::new(),
            leaders: Vec::new(),
            limits: HashMap::new(),
            readings: 0,
            buffer: Vec::new(),
        }
    }

    /// Says which services there are, and looks for their processes when it is time.
    pub(super) fn look(&mut self, leaders: impl Iterator<Item = Identity>) {
        let leaders: Vec<i32> = leaders.map(|identity| identity.pid).collect();
        if leaders != self.leaders {
            self.leaders = leaders;
            self.readings = 0;
        }
        if self.readings.is_multiple_of(ALL_EVERY) {
            self.seen.clear();
            self.known.clear();
            self.limits.clear();
        }
        // A young service is likely to be still making its processes.
        if self.readings <= NEW_EVERY || self.readings.is_multiple_of(NEW_EVERY) {
            self.look_at_new();
        }
        self.readings = self.readings.wrapping_add(1);
    }

    fn look_at_new(&mut self) {
        let Ok(entries) = fs::read_dir(&self.proc) else { return };
        let pids: HashSet<i32> =
            entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
        for pid in pids.difference(&self.seen) {
            if let Some(stat) = read_stat(&self.proc, *pid, &mut self.buffer)
                && let Some(leader) = leader_of(&stat, &self.leaders)
            {
                self.known.insert(*pid, leader);
            }
        }
        self.seen = pids;
    }

    /// Reads the processes of one service; none when its main process is another now, or all are gone.
    pub(super) fn of(&mut self, measured: &Measured) -> Option<Vec<Member>> {
        let own = measured.in_cgroup.then(|| cgroup::pids(&self.proc, Path::new(CGROUPS), measured.identity.pid));
        match own.flatten() {
            Some(pids) => self.read_all(&pids, measured.identity),
            None => self.read(measured.identity),
        }
    }

    /// Reads these processes, among which the main one has to be.
    fn read_all(&mut self, pids: &[i32], main: Identity) -> Option<Vec<Member>> {
        let mut members = Vec::with_capacity(pids.len());
        for pid in pids {
            let Some(stat) = read_stat(&self.proc, *pid, &mut self.buffer) else { continue };
            if *pid == main.pid && stat.start_ticks != main.start_ticks {
                return None;
            }
            members.push(self.read_rest(*pid, stat));
        }
        (!members.is_empty()).then_some(members)
    }

    /// Reads the processes of a session; none when its leader's pid belongs to another process now, or all are gone.
    pub(super) fn read(&mut self, of: Identity) -> Option<Vec<Member>> {
        let mut gone = Vec::new();
        let mut members = Vec::new();
        let own: Vec<i32> = self.known.iter().filter(|(_, leader)| **leader == of.pid).map(|(pid, _)| *pid).collect();
        for pid in own {
            match read_stat(&self.proc, pid, &mut self.buffer) {
                Some(stat) if leader_of(&stat, &[of.pid]).is_some() => {
                    if pid == of.pid && stat.start_ticks != of.start_ticks {
                        return None;
                    }
                    members.push(self.read_rest(pid, stat));
                }
                _ => gone.push(pid),
            }
        }
        for pid in gone {
            self.known.remove(&pid);
            self.seen.remove(&pid);
        }
        (!members.is_empty()).then_some(members)
    }

    fn read_rest(&mut self, pid: i32, stat: Stat) -> Member {
        if stat.ended {
            return Member { pid, stat, io: None, files: None, files_limit: None };
        }
        let (proc, buffer) = (&self.proc, &mut self.buffer);
        let files_limit = *self.limits.entry((pid, stat.start_ticks)).or_insert_with(|| {
            read_small(&proc.join(format!("{pid}/limits")), buffer).and_then(|text| files_limit(&text))
        });
        let io = read_small(&proc.join(format!("{pid}/io")), buffer).and_then(|text| io(&text));
        Member { pid, stat, io, files: count_files(&proc.join(format!("{pid}/fd"))), files_limit }
    }
}

/// Which of these leaders' session or process group the process is in.
fn leader_of(stat: &Stat, leaders: &[i32]) -> Option<i32> {
    leaders.iter().copied().find(|leader| stat.session == *leader || stat.group == *leader)
}

fn read_stat(proc: &Path, pid: i32, buffer: &mut Vec<u8>) -> Option<Stat> {
    read_small(&proc.join(format!("{pid}/stat")), buffer).and_then(|text| stat(&text))
}

/// Newer kernels (6.2) say how many there are as the size of the directory; older ones say zero.
fn count_files(fd: &Path) -> Option<u64> {
    match fs::metadata(fd).ok()?.len() {
        // Telling what is open needs more rights than telling how many; both come or neither does, on every kernel.
        0 => u64::try_from(fs::read_dir(fd).ok()?.count()).ok(),
        count => Some(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(proc: &Path, pid: i32, group: i32, session: i32, start: u64) {
        let dir = proc.join(pid.to_string());
        fs::create_dir_all(dir.join("fd")).unwrap();
        let text = format!("{pid} (x) S 1 {group} {session} 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 {start} 1000 10 0\n");
        fs::write(dir.join("stat"), text).unwrap();
        fs::write(dir.join("io"), "read_bytes: 1\nwrite_bytes: 2\n").unwrap();
    }

    fn pids(members: Option<Vec<Member>>) -> Vec<i32> {
        members.unwrap_or_default().iter().map(|member| member.pid).collect()
    }

    #[test]
    fn members_are_those_of_the_session_or_the_group() {
        let root = tempfile::tempdir().unwrap();
        let proc = root.path();
        let of = Identity { pid: 10, start_ticks: 500 };
        process(proc, 10, 10, 10, 500);
        process(proc, 11, 10, 10, 501);
        process(proc, 12, 12, 10, 502);
        process(proc, 13, 13, 13, 503);
        process(proc, 1, 1, 1, 1);
        let mut members = Members::new(proc);
        members.look([of].into_iter());
        assert_eq!(pids(members.read(of)), [10, 11, 12]);
        // One leaves the session, one ends, one is born.
        process(proc, 12, 12, 12, 502);
        fs::remove_dir_all(proc.join("11")).unwrap();
        process(proc, 14, 10, 10, 600);
        members.look([of].into_iter());
        assert_eq!(pids(members.read(of)), [10, 14]);
        // The leader ended, the rest of its group runs on.
        fs::remove_dir_all(proc.join("10")).unwrap();
        members.look([of].into_iter());
        assert_eq!(pids(members.read(of)), [14]);
    }

    #[test]
    fn a_pid_that_belongs_to_another_now_is_nobodys() {
        let root = tempfile::tempdir().unwrap();
        let of = Identity { pid: 10, start_ticks: 500 };
        process(root.path(), 10, 10, 10, 900);
        process(root.path(), 11, 10, 10, 901);
        let mut members = Members::new(root.path());
        members.look([of].into_iter());
        assert!(members.read(of).is_none());
    }

    #[test]
    fn a_pid_given_out_anew_is_found_by_the_full_look() {
        let root = tempfile::tempdir().unwrap();
        let of = Identity { pid: 10, start_ticks: 500 };
        process(root.path(), 10, 10, 10, 500);
        process(root.path(), 77, 77, 77, 501);
        let mut members = Members::new(root.path());
        members.look([of].into_iter());
        process(root.path(), 77, 10, 10, 900);
        let found = (0..=ALL_EVERY).any(|_| {
            members.look([of].into_iter());
            pids(members.read(of)) == [10, 77]
        });
        assert!(found);
    }
}
