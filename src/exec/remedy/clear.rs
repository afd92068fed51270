//! What is in the way of a start: stale files, full directories, held ports. Nothing that somebody uses is touched, and
//! files are moved aside, not deleted; only logs of a full directory are.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process};

use super::ports::{Holder, holders, users_of};
use crate::model::id::ServiceName;
use crate::model::recovery::Deed;
use crate::model::remedy::RemedySpec;

/// A file system with less room than this share is full.
const FULL: f64 = 0.10;
/// A stray process gets this long to end before it is killed.
const GRACE: Duration = Duration::from_secs(3);
/// Files moved aside that are kept beside their place.
const ASIDE: usize = 5;

/// Clears what is in the way; fails when nothing was, or when something could not be.
pub(super) fn clear(service: &ServiceName, program: Option<&Path>, what: &RemedySpec) -> super::worker::Outcome {
    let mut deeds = Vec::new();
    // What one step cannot clear need not be what is in the way: the others are tried all the same.
    let ports = what.ports.iter().map(|port| free(*port, program, &mut deeds)).collect::<Vec<_>>();
    let files = what.stale_files.iter().map(|file| move_aside(file, &mut deeds)).collect::<Vec<_>>();
    let dirs = what.log_dirs.iter().map(|dir| {
        // A bound of its own says more than the disk that it shares with others.
        let disk_full = what.log_dir_max.is_none() && is_full(dir);
        empty(dir, disk_full, what.log_dir_max, &mut deeds)
    });
    let dirs = dirs.collect::<Vec<_>>();
    let trouble = [ports, files, dirs].into_iter().flatten().find_map(Result::err);
    match trouble {
        None if deeds.is_empty() => (deeds, Some(format!("nothing was in the way of `{service}`"))),
        trouble if deeds.is_empty() => (deeds, trouble),
        _ => (deeds, None),
    }
}

/// Removes the oldest half of what directories on a file system hold, though it is not full yet; fails when there was
/// nothing to remove.
pub(super) fn make_room(dirs: &[PathBuf], mount: &Path) -> super::worker::Outcome {
    let device = |path: &Path| fs::metadata(path).map(|data| std::os::unix::fs::MetadataExt::dev(&data)).ok();
    let mut deeds = Vec::new();
    let here = dirs.iter().filter(|dir| device(dir).is_some() && device(dir) == device(mount));
    let tried: Vec<_> = here.map(|dir| empty(dir, true, None, &mut deeds)).collect();
    match tried.into_iter().find_map(Result::err) {
        _ if !deeds.is_empty() => (deeds, None),
        Some(trouble) => (deeds, Some(trouble)),
        None => (deeds, Some(format!("none of its directories is on `{}`", mount.display()))),
    }
}

/// Moves back what was moved aside, unless there is a new one.
pub(super) fn put_back(deeds: &[Deed]) -> super::worker::Outcome {
    for deed in deeds {
        if let Deed::MoveAside { path, to: Some(to) } = deed
            && !Path::new(path).exists()
            && let Err(error) = fs::rename(to, path)
        {
            return (Vec::new(), Some(format!("{to} cannot be moved back to {path}: {error}")));
        }
    }
    (Vec::new(), None)
}

fn move_aside(file: &Path, deeds: &mut Vec<Deed>) -> Result<(), String> {
    let shown = file.display();
    if fs::symlink_metadata(file).is_err() {
        return Ok(());
    }
    if let Some(pid) = users_of(file).first() {
        return Err(format!("{shown} is not stale: process {pid} has it open"));
    }
    let stamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut aside = file.as_os_str().to_owned();
    aside.push(format!(".stale-{stamp}"));
    fs::rename(file, &aside).map_err(|error| format!("{shown} cannot be moved aside: {error}"))?;
    let to = Some(aside.to_string_lossy().into_owned());
    deeds.push(Deed::MoveAside { path: file.to_string_lossy().into_owned(), to });
    forget_old(file);
    Ok(())
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
fn empty(dir: &Path, disk_full: bool, max: Option<u64>, deeds: &mut Vec<Deed>) -> Result<(), String> {
    let shown = dir.display();
    let entries = fs::read_dir(dir).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    let held: u64 = files.iter().map(|(_, size, _)| size).sum();
    if !disk_full && max.is_none_or(|max| held < max - max / 10) {
        return Ok(());
    }
    files.sort();
    // The newest is what is being written.
    files.pop();
    let (mut freed, wanted) = (0, held / 2);
    for (_, size, file) in files {
        if freed >= wanted {
            break;
        }
        if users_of(&file).is_empty() && fs::remove_file(&file).is_ok() {
            freed += size;
        }
    }
    if freed == 0 {
        return Err(format!("{shown} is full, and there is no old file in it that nobody uses"));
    }
    deeds.push(Deed::Empty { path: dir.to_string_lossy().into_owned(), freed: Some(freed) });
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn is_full(dir: &Path) -> bool {
    rustix::fs::statvfs(dir).is_ok_and(|stat| stat.f_blocks > 0 && (stat.f_bavail as f64) < FULL * stat.f_blocks as f64)
}

/// Ends an earlier process of the same program and user that still holds the port.
fn free(port: u16, program: Option<&Path>, deeds: &mut Vec<Deed>) -> Result<(), String> {
    let (held, found) = holders(port);
    if !held {
        return Ok(());
    }
    let Some(holder) = found.first() else {
        return Err(format!("port {port} is held by a process that may not be seen; hint: `ss -ltnp` as root"));
    };
    if !is_own(holder, program) {
        let name = holder.program.as_ref().and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy();
        return Err(format!(
            "port {port} is held by process {} ({name}), which is not of this service; hint: stop it, or move the service",
            holder.pid
        ));
    }
    end(holder.pid, port)?;
    deeds.push(Deed::Free { port, pid: Some(holder.pid) });
    Ok(())
}

/// Of the same program and the same user, and not this process.
fn is_own(holder: &Holder, program: Option<&Path>) -> bool {
    let real = program.and_then(|program| fs::canonicalize(program).ok());
    let own_pid = i32::try_from(std::process::id()).ok();
    let own_uid = rustix::process::geteuid().as_raw();
    Some(holder.pid) != own_pid && holder.program.is_some() && holder.program == real && holder.uid == Some(own_uid)
}

fn end(pid: i32, port: u16) -> Result<(), String> {
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
    Err(format!("process {pid}, which holds port {port}, does not end"))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    fn spec() -> RemedySpec {
        RemedySpec::default()
    }

    #[test]
    fn a_stale_file_goes_aside_and_back_and_one_in_use_stays() {
        let dir = tempfile::tempdir().unwrap();
        let lock = dir.path().join("db.lock");
        fs::write(&lock, "4711").unwrap();
        let what = RemedySpec { stale_files: vec![lock.clone()], ..spec() };
        let mut holder = std::process::Command::new("/bin/sh")
            .args(["-c", "exec 9<\"$0\"; read x", &lock.to_string_lossy()])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        while users_of(&lock).is_empty() {
            thread::yield_now();
        }
        let (_, failure) = clear(&"db".into(), None, &what);
        assert!(failure.unwrap().contains("not stale"));
        holder.kill().unwrap();
        holder.wait().unwrap();
        let (deeds, failure) = clear(&"db".into(), None, &what);
        assert_eq!(failure, None);
        assert!(!lock.exists());
        let (_, failure) = put_back(&deeds);
        assert_eq!(failure, None);
        assert_eq!(fs::read_to_string(&lock).unwrap(), "4711");
        fs::remove_file(&lock).unwrap();
        assert!(clear(&"db".into(), None, &what).1.unwrap().contains("nothing was in the way"));
    }

    #[test]
    fn a_full_directory_loses_its_oldest_half_and_never_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..10u64 {
            let file = File::create(dir.path().join(format!("{n}.log"))).unwrap();
            file.set_len(1_000).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000 + n)).unwrap();
        }
        let mut deeds = Vec::new();
        assert_eq!(empty(dir.path(), false, Some(20_000), &mut deeds), Ok(()));
        assert_eq!(empty(dir.path(), false, None, &mut deeds), Ok(()));
        assert_eq!(deeds, []);
        assert_eq!(empty(dir.path(), false, Some(10_000), &mut deeds), Ok(()));
        assert_eq!(deeds.len(), 1);
        let mut left: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, ["5.log", "6.log", "7.log", "8.log", "9.log"]);
        assert_eq!(empty(dir.path(), true, None, &mut deeds), Ok(()));
        assert_eq!(deeds.len(), 2);
    }

    #[test]
    fn room_is_made_before_the_disk_is_full_and_only_on_that_disk() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..4u64 {
            let file = File::create(dir.path().join(format!("{n}.log"))).unwrap();
            file.set_len(1_000).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000 + n)).unwrap();
        }
        let (deeds, failure) = make_room(&[dir.path().to_owned()], Path::new("/proc"));
        assert!(deeds.is_empty() && failure.unwrap().contains("is on `/proc`"));
        let (deeds, failure) = make_room(&[dir.path().to_owned()], dir.path());
        assert_eq!((deeds.len(), failure), (1, None));
        assert!(!dir.path().join("0.log").exists() && dir.path().join("3.log").exists());
        let empty = tempfile::tempdir().unwrap();
        let (_, failure) = make_room(&[empty.path().to_owned()], empty.path());
        assert!(failure.unwrap().contains("no old file"));
    }

    #[test]
    fn a_port_of_a_stranger_is_left_and_told() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let what = RemedySpec { ports: vec![port], ..spec() };
        let (deeds, failure) = clear(&"api".into(), Some(Path::new("/bin/sh")), &what);
        assert!(deeds.is_empty());
        assert!(failure.unwrap().contains("is not of this service"));
        assert_eq!(holders(port).1.len(), 1);
    }
}
