//! Who holds a port.

use std::fs;
use std::path::{Path, PathBuf};

/// A process that listens on a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) pid: i32,
    /// The program's file; none where it may not be seen.
    pub(super) program: Option<PathBuf>,
    pub(super) uid: Option<u32>,
}

/// Processes that listen on this TCP port, as far as they may be seen; and whether anybody does.
pub(super) fn holders(port: u16) -> (bool, Vec<Holder>) {
    let sockets: Vec<u64> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|table| table.lines().skip(1).filter_map(|line| listening(line, port)).collect::<Vec<_>>())
        .collect();
    let wanted: Vec<String> = sockets.iter().map(|inode| format!("socket:[{inode}]")).collect();
    let mut holders = Vec::new();
    for pid in if wanted.is_empty() { Vec::new() } else { pids() } {
        if open_files(pid).any(|target| wanted.iter().any(|socket| target == Path::new(socket))) {
            holders.push(holder(pid));
        }
    }
    (!sockets.is_empty(), holders)
}

/// What a process that has this file open is.
pub(super) fn users_of(file: &Path) -> Vec<i32> {
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let own = i32::try_from(std::process::id()).unwrap_or_default();
    pids().into_iter().filter(|pid| *pid != own && open_files(*pid).any(|target| target == real)).collect()
}

fn holder(pid: i32) -> Holder {
    use std::os::unix::fs::MetadataExt as _;
    Holder {
        pid,
        program: fs::read_link(format!("/proc/{pid}/exe")).ok(),
        uid: fs::metadata(format!("/proc/{pid}")).ok().map(|data| data.uid()),
    }
}

fn pids() -> Vec<i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn open_files(pid: i32) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    entries.filter_map(|entry| fs::read_link(entry.path()).ok())
}

/// The inode of a line of `/proc/net/tcp` that listens on this port.
fn listening(line: &str, port: u16) -> Option<u64> {
    let mut fields = line.split_ascii_whitespace();
    let local = fields.nth(1)?;
    let (_, hex) = local.rsplit_once(':')?;
    let listens = fields.nth(1)? == "0A" && u16::from_str_radix(hex, 16).ok()? == port;
    fields.nth(5)?.parse().ok().filter(|_| listens)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_listener_is_found_and_a_free_port_is_free() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (held, found) = holders(port);
        assert!(held);
        assert_eq!(
            found.iter().map(|holder| holder.pid).collect::<Vec<_>>(),
            [i32::try_from(std::process::id()).unwrap()]
        );
        assert_eq!(found[0].program, std::env::current_exe().ok());
        drop(listener);
        assert_eq!(holders(port), (false, Vec::new()));
    }
}
