//! What is in the way of a start: stale files, full directories, held ports. Nothing that somebody uses is touched, and
//! files are moved aside, not deleted; only logs of a full directory are.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process};

use super::ports::{Holder, holders, users_of};
use super::worker::Outcome;
use crate::config::account;
use crate::exec::census;
use crate::model::id::{Generation, ServiceName};
use crate::model::recovery::Deed;
use crate::model::remedy::{Obstacles, RemedyError};

/// A file system with less room than this share is full.
const FULL: f64 = 0.10;
/// A stray process gets this long to end before it is killed.
const GRACE: Duration = Duration::from_secs(3);
/// Who holds a port and may not be seen may just be ending.
const LEAVING: Duration = Duration::from_secs(1);
/// Files moved aside that are kept beside their place.
const ASIDE: usize = 5;

/// Clears what is in the way; fails when nothing was, or when something could not be.
pub(super) fn clear(data_id: &str, of: &Obstacles) -> Outcome {
    each(data_id, of, &Hand::Clears)
}

/// Finds what is in the way while the service runs; fails when nothing is.
pub(super) fn survey(data_id: &str, of: &Obstacles, running: i32) -> Outcome {
    each(data_id, of, &Hand::Looks { running })
}

/// Whether things are changed.
enum Hand {
    Clears,
    /// Only looked at; what this process's session uses itself is in nobody's way.
    Looks {
        running: i32,
    },
}

impl Hand {
    fn is_of_service(&self, pid: i32) -> bool {
        match self {
            Self::Clears => false,
            Self::Looks { running } => pid == *running || census::stat(pid).is_ok_and(|stat| stat.session == *running),
        }
    }
}

/// Whose way is cleared.
struct Owner<'a> {
    data_id: &'a str,
    service: &'a ServiceName,
    generation: Generation,
    /// Its program, where that is named by a path.
    program: Option<PathBuf>,
    /// Its user; none where that one cannot be found.
    uid: Option<u32>,
}

impl<'a> Owner<'a> {
    /// May ask who a user is.
    fn of(data_id: &'a str, of: &'a Obstacles) -> Self {
        let own = rustix::process::geteuid().as_raw();
        let switch = account(&of.account).ok().map(|account| account.switch);
        let uid = switch.map(|switch| switch.and_then(|switch| switch.uid).unwrap_or(own));
        let program = of.program.as_ref().and_then(|program| fs::canonicalize(program).ok());
        Self { data_id, service: &of.service, generation: of.generation, program, uid }
    }

    /// Whether this is an earlier process of it: of the same program and user, and not this process.
    fn has(&self, holder: &Holder) -> bool {
        let own_pid = i32::try_from(std::process::id()).ok();
        let same_program = holder.program.is_some() && holder.program == self.program;
        Some(holder.pid) != own_pid && same_program && holder.uid.is_some() && holder.uid == self.uid
    }

    /// The service that is supervised here and has this process: another one, for two instances have the same program
    /// and user, or this one since it was started again.
    fn other(&self, pid: i32) -> Option<ServiceName> {
        let (_, mark) = census::marked(vec![census::stat(pid).ok()?], self.data_id).pop()?;
        (mark.service != *self.service || mark.generation > self.generation).then_some(mark.service)
    }
}

type Step = Result<Option<Deed>, RemedyError>;

fn each(data_id: &str, of: &Obstacles, hand: &Hand) -> Outcome {
    let what = &of.what;
    let owner = Owner::of(data_id, of);
    let ports = what.ports.iter().map(|port| free(*port, &owner, hand));
    let files = what.stale_files.iter().map(|file| move_aside(file, hand));
    let dirs = what.log_dirs.iter().map(|dir| {
        // A bound of its own says more than the disk that it shares with others.
        let disk_full = what.log_dir_max.is_none() && is_full(dir);
        empty(dir, disk_full, what.log_dir_max, hand)
    });
    let steps = ports.chain(files).chain(dirs).collect();
    told(steps, || RemedyError::NothingInTheWay { service: of.service.clone() })
}

/// What was done. What one step cannot clear need not be what is in the way: the others count all the same.
fn told(steps: Vec<Step>, nothing: impl FnOnce() -> RemedyError) -> Outcome {
    let (done, failed): (Vec<_>, Vec<_>) = steps.into_iter().partition(Result::is_ok);
    let deeds: Vec<Deed> = done.into_iter().flatten().flatten().collect();
    let trouble = failed.into_iter().find_map(Result::err);
    let failure = deeds.is_empty().then(|| trouble.unwrap_or_else(nothing));
    (deeds, failure)
}

/// Removes the oldest half of what directories on a file system hold, though it is not full yet; fails when there was
/// nothing to remove.
pub(super) fn make_room(dirs: &[PathBuf], mount: Option<&Path>) -> Outcome {
    let device = |path: &Path| fs::metadata(path).map(|data| std::os::unix::fs::MetadataExt::dev(&data)).ok();
    let is_here = |dir: &&PathBuf| mount.is_none_or(|mount| device(dir).is_some() && device(dir) == device(mount));
    let steps = dirs.iter().filter(is_here).map(|dir| empty(dir, true, None, &Hand::Clears)).collect();
    told(steps, || RemedyError::NotOnMount { path: mount.unwrap_or(Path::new("/")).to_string_lossy().into_owned() })
}

/// Moves back what was moved aside, unless there is a new one.
pub(super) fn put_back(deeds: &[Deed]) -> Outcome {
    for deed in deeds {
        if let Deed::MoveAside { path, to: Some(to) } = deed
            && !Path::new(path).exists()
            && let Err(error) = fs::rename(to, path)
        {
            let (path, to) = (to.clone(), path.clone());
            return (Vec::new(), Some(RemedyError::NotPutBack { path, to, error: error.to_string() }));
        }
    }
    (Vec::new(), None)
}

fn move_aside(file: &Path, hand: &Hand) -> Step {
    let path = file.to_string_lossy().into_owned();
    if fs::symlink_metadata(file).is_err() {
        return Ok(None);
    }
    if let Some(pid) = users_of(file).first().copied() {
        return if hand.is_of_service(pid) { Ok(None) } else { Err(RemedyError::InUse { path, pid }) };
    }
    if let Hand::Looks { .. } = hand {
        return Ok(Some(Deed::MoveAside { path, to: None }));
    }
    let stamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut aside = file.as_os_str().to_owned();
    aside.push(format!(".stale-{stamp}"));
    if let Err(error) = fs::rename(file, &aside) {
        return Err(RemedyError::NotMoved { path, error: error.to_string() });
    }
    forget_old(file);
    Ok(Some(Deed::MoveAside { path, to: Some(aside.to_string_lossy().into_owned()) }))
}

/// Keeps the newest few of what was moved aside.
fn forget_old(file: &Path) {
    let (Some(dir), Some(name)) = (file.parent(), file.file_name()) else { return };
    let prefix = format!("{}.stale-", name.to_string_lossy());
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut aside: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .map(|entry| entry.path())
        .collect();
    aside.sort();
    let surplus = aside.len().saturating_sub(ASIDE);
    for old in aside.drain(..surplus) {
        // What cannot be removed takes a little room and does no harm.
        let _ = fs::remove_file(old);
    }
}

/// Removes the oldest files of a directory that is full, down to half of what it holds.
fn empty(dir: &Path, disk_full: bool, max: Option<u64>, hand: &Hand) -> Step {
    let path = dir.to_string_lossy().into_owned();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => return Err(RemedyError::Unreadable { path, error: error.to_string() }),
    };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    let held: u64 = files.iter().map(|(_, size, _)| size).sum();
    if !disk_full && max.is_none_or(|max| held < max - max / 10) {
        return Ok(None);
    }
    files.sort();
    // The newest is what is being written.
    files.pop();
    let mut unused = files.into_iter().filter(|(_, _, file)| users_of(file).is_empty());
    if let Hand::Looks { .. } = hand {
        let found = unused.next().map(|_| Deed::Empty { path: path.clone(), freed: None });
        return found.map(Some).ok_or(RemedyError::NothingOld { path });
    }
    let (mut freed, wanted) = (0, held / 2);
    while freed < wanted
        && let Some((_, size, file)) = unused.next()
    {
        if fs::remove_file(&file).is_ok() {
            freed += size;
        }
    }
    if freed == 0 {
        return Err(RemedyError::NothingOld { path });
    }
    Ok(Some(Deed::Empty { path, freed: Some(freed) }))
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn is_full(dir: &Path) -> bool {
    rustix::fs::statvfs(dir).is_ok_and(|stat| stat.f_blocks > 0 && (stat.f_bavail as f64) < FULL * stat.f_blocks as f64)
}

/// Ends an earlier process of the same program and user that still holds the port.
fn free(port: u16, owner: &Owner<'_>, hand: &Hand) -> Step {
    let until = Instant::now() + LEAVING;
    let (mut held, mut found) = holders(port);
    // One that ends has its files no more, and its socket still.
    while held && found.is_empty() && Instant::now() < until {
        thread::sleep(Duration::from_millis(20));
        (held, found) = holders(port);
    }
    if !held {
        return Ok(None);
    }
    let Some(holder) = found.iter().find(|holder| !hand.is_of_service(holder.pid)) else {
        return if found.is_empty() { Err(RemedyError::HolderHidden { port }) } else { Ok(None) };
    };
    let pid = holder.pid;
    if let Some(other) = owner.other(pid) {
        return Err(RemedyError::HolderSupervised { port, pid, other });
    }
    if !owner.has(holder) {
        let name = holder.program.as_ref().and_then(|path| path.file_name()).unwrap_or_default();
        return Err(RemedyError::HolderForeign { port, pid, program: name.to_string_lossy().into_owned() });
    }
    if let Hand::Clears = hand {
        end(pid, port)?;
    }
    Ok(Some(Deed::Free { port, pid: Some(pid) }))
}

fn end(pid: i32, port: u16) -> Result<(), RemedyError> {
    let Some(target) = Pid::from_raw(pid).filter(|_| pid > 1) else { return Ok(()) };
    for (signal, patience) in [(Signal::TERM, GRACE), (Signal::KILL, GRACE)] {
        let _ = kill_process(target, signal);
        // A stopped one would not see it.
        let _ = kill_process(target, Signal::CONT);
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if !holders(port).1.iter().any(|holder| holder.pid == pid) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
    Err(RemedyError::HolderStays { port, pid })
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::net::TcpListener;
    use std::os::fd::OwnedFd;
    use std::os::unix::process::CommandExt as _;
    use std::process::{Child, Command, Stdio};

    use super::*;
    use crate::model::process::AccountSpec;
    use crate::model::remedy::RemedySpec;

    fn obstacles(what: RemedySpec) -> Obstacles {
        Obstacles {
            service: "db".into(),
            generation: Generation(1),
            program: Some("/bin/sh".into()),
            account: AccountSpec::default(),
            what,
        }
    }

    /// A process that has the file open.
    fn user_of(file: &Path) -> Child {
        let user = Command::new("/bin/sh")
            .args(["-c", "exec 9<\"$0\"; read x", &file.to_string_lossy()])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // Other tests start programs too, and between its fork and its exec a child has whatever was open then.
        let pid = i32::try_from(user.id()).unwrap();
        while users_of(file) != [pid] {
            thread::yield_now();
        }
        user
    }

    fn nothing() -> Outcome {
        (Vec::new(), Some(RemedyError::NothingInTheWay { service: "db".into() }))
    }

    #[test]
    fn a_stale_file_goes_aside_and_back_and_one_in_use_stays() {
        let dir = tempfile::tempdir().unwrap();
        let lock = dir.path().join("db.lock");
        fs::write(&lock, "4711").unwrap();
        let of = obstacles(RemedySpec { stale_files: vec![lock.clone()], ..RemedySpec::default() });
        let mut user = user_of(&lock);
        assert!(matches!(clear("here", &of).1, Some(RemedyError::InUse { .. })));
        user.kill().unwrap();
        user.wait().unwrap();
        let (deeds, failure) = clear("here", &of);
        assert_eq!(failure, None);
        assert!(!lock.exists());
        let (_, failure) = put_back(&deeds);
        assert_eq!(failure, None);
        assert_eq!(fs::read_to_string(&lock).unwrap(), "4711");
        fs::remove_file(&lock).unwrap();
        assert_eq!(clear("here", &of), nothing());
    }

    #[test]
    fn looking_changes_nothing_and_leaves_out_what_the_service_uses_itself() {
        let dir = tempfile::tempdir().unwrap();
        let lock = dir.path().join("db.lock");
        fs::write(&lock, "4711").unwrap();
        let of = obstacles(RemedySpec { stale_files: vec![lock.clone()], ..RemedySpec::default() });
        let mut user = user_of(&lock);
        let running = i32::try_from(user.id()).unwrap();
        assert_eq!(survey("here", &of, running), nothing());
        let stranger = i32::MAX;
        assert!(matches!(survey("here", &of, stranger).1, Some(RemedyError::InUse { .. })));
        user.kill().unwrap();
        user.wait().unwrap();
        let found = Deed::MoveAside { path: lock.to_string_lossy().into_owned(), to: None };
        assert_eq!(survey("here", &of, running), (vec![found], None));
        assert!(lock.exists());
    }

    #[test]
    fn a_full_directory_loses_its_oldest_half_and_never_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..10u64 {
            let file = File::create(dir.path().join(format!("{n}.log"))).unwrap();
            file.set_len(1_000).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000 + n)).unwrap();
        }
        let path = dir.path().to_string_lossy().into_owned();
        assert_eq!(empty(dir.path(), false, Some(20_000), &Hand::Clears), Ok(None));
        assert_eq!(empty(dir.path(), false, None, &Hand::Clears), Ok(None));
        let found = Some(Deed::Empty { path: path.clone(), freed: None });
        assert_eq!(empty(dir.path(), false, Some(10_000), &Hand::Looks { running: 1 }), Ok(found));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 10);
        let freed = |bytes| Ok(Some(Deed::Empty { path: path.clone(), freed: Some(bytes) }));
        assert_eq!(empty(dir.path(), false, Some(10_000), &Hand::Clears), freed(5_000));
        let mut left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, ["5.log", "6.log", "7.log", "8.log", "9.log"]);
        assert_eq!(empty(dir.path(), true, None, &Hand::Clears), freed(3_000));
    }

    #[test]
    fn room_is_made_before_the_disk_is_full_and_only_on_that_disk() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..4u64 {
            let file = File::create(dir.path().join(format!("{n}.log"))).unwrap();
            file.set_len(1_000).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000 + n)).unwrap();
        }
        let (deeds, failure) = make_room(&[dir.path().to_owned()], Some(Path::new("/proc")));
        assert!(deeds.is_empty() && matches!(failure, Some(RemedyError::NotOnMount { .. })), "{failure:?}");
        let (deeds, failure) = make_room(&[dir.path().to_owned()], Some(dir.path()));
        assert_eq!((deeds.len(), failure), (1, None));
        assert!(!dir.path().join("0.log").exists() && dir.path().join("3.log").exists());
        let empty = tempfile::tempdir().unwrap();
        let (_, failure) = make_room(&[empty.path().to_owned()], None);
        assert!(matches!(failure, Some(RemedyError::NothingOld { .. })), "{failure:?}");
    }

    #[test]
    fn a_port_of_a_stranger_is_left_and_told() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let of = obstacles(RemedySpec { ports: vec![port], ..RemedySpec::default() });
        let (deeds, failure) = clear("here", &of);
        assert!(deeds.is_empty());
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(matches!(failure, Some(RemedyError::HolderForeign { pid, .. }) if pid == own), "{failure:?}");
        assert_eq!(survey("here", &of, own), nothing());
        assert_eq!(holders(port).1.len(), 1);
    }

    /// A process of a service that listens on the port that it gives.
    fn holding(service: &str, uid: u32) -> (u16, Child) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut sleep = Command::new("/bin/sleep");
        sleep.arg("600").stdin(OwnedFd::from(listener)).uid(uid);
        sleep.env(census::DATA_ID, "here").env(census::SERVICE, service).env(census::GENERATION, "1");
        (port, sleep.spawn().unwrap())
    }

    #[test]
    fn a_port_of_another_instance_is_left_and_one_of_its_own_stray_is_freed_whoever_it_runs_as() {
        let own = rustix::process::geteuid().as_raw();
        let nobody = if own == 0 { 65_534 } else { own };
        let account = AccountSpec { user: Some(nobody.to_string()), group: (own == 0).then(|| "65534".to_owned()) };
        let (port, mut child) = holding("web@2", nobody);
        let clear_of = |service: &str, account: &AccountSpec| {
            let what = RemedySpec { ports: vec![port], ..RemedySpec::default() };
            let (service, program) = (service.into(), Some("/bin/sleep".into()));
            clear("here", &Obstacles { service, generation: Generation(1), program, account: account.clone(), what })
        };
        let sibling =
            RemedyError::HolderSupervised { port, pid: child.id().try_into().unwrap(), other: "web@2".into() };
        assert_eq!(clear_of("web@1", &account), (Vec::new(), Some(sibling)));
        assert!(child.try_wait().unwrap().is_none());
        if own == 0 {
            let (deeds, failure) = clear_of("web@2", &AccountSpec::default());
            assert!(deeds.is_empty() && matches!(failure, Some(RemedyError::HolderForeign { .. })), "{failure:?}");
        }
        let (deeds, failure) = clear_of("web@2", &account);
        assert_eq!(failure, None);
        assert!(matches!(deeds.as_slice(), [Deed::Free { .. }]), "{deeds:?}");
        child.wait().unwrap();
    }
}
