//! Users and groups of this host, by name or number, asked of the system's name service: they need not be in
//! `/etc/passwd`.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::path::PathBuf;
use std::ptr;

use crate::model::process::AccountSpec;
use crate::model::wrong::AccountError;

/// Room for an entry to begin with, and the most that is ever given.
const ROOM: usize = 4096;
const MOST_ROOM: usize = 1 << 20;
/// More groups than this nobody has.
const MOST_GROUPS: usize = 1 << 16;

/// As whom a process runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// User and groups to become; none where it is who runs already.
    pub switch: Option<Switch>,
    /// The user, where one was named.
    pub user: Option<User>,
}

/// Numbers to take on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// User; none to stay who one is.
    pub uid: Option<u32>,
    /// Group.
    pub gid: u32,
    /// All groups beside it.
    pub groups: Vec<u32>,
}

/// What a process is told of its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Login name; none where the number has no account.
    pub name: Option<String>,
    /// Home directory.
    pub home: Option<PathBuf>,
}

/// Finds out as whom a process is to run. May ask servers, and block.
///
/// # Errors
/// When there is no such user or group, or this process may not become it.
pub fn account(spec: &AccountSpec) -> Result<Account, AccountError> {
    let entry = spec.user.as_deref().map(user).transpose()?;
    let group = spec.group.as_deref().map(group).transpose()?;
    let user = entry.as_ref().map(|entry| User { name: entry.name.clone(), home: entry.home.clone() });
    let own = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let gid = match (group, &entry) {
        (Some(gid), _) => gid,
        (None, Some(Entry { gid: Some(gid), .. })) => *gid,
        (None, Some(entry)) => return Err(AccountError::NoOwnGroup { uid: entry.uid }),
        (None, None) => return Ok(Account { switch: None, user }),
    };
    let uid = entry.as_ref().map(|entry| entry.uid);
    if own.0 != 0 {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        if uid.is_some_and(|uid| uid != own.0) {
            return Err(AccountError::NotRootForUser { name: name(&spec.user) });
        }
        if group.is_some_and(|gid| gid != own.1) {
            return Err(AccountError::NotRootForGroup { name: name(&spec.group) });
        }
        return Ok(Account { switch: None, user });
    }
    let name = entry.and_then(|entry| entry.name);
    let groups = name.map_or_else(|| vec![gid], |name| groups(&name, gid));
    Ok(Account { switch: Some(Switch { uid, gid, groups }), user })
}

struct Entry {
    uid: u32,
    gid: Option<u32>,
    name: Option<String>,
    home: Option<PathBuf>,
}

fn user(name: &str) -> Result<Entry, AccountError> {
    let number: Option<u32> = name.parse().ok().filter(|number| *number != u32::MAX);
    let found = CString::new(name).ok().and_then(|name| passwd(Asked::Name(&name)));
    match (found.or_else(|| number.and_then(|uid| passwd(Asked::Number(uid)))), number) {
        (Some(entry), _) => Ok(entry),
        (None, Some(uid)) => Ok(Entry { uid, gid: None, name: None, home: None }),
        (None, None) => Err(AccountError::NoUser { name: name.to_owned() }),
    }
}

fn group(name: &str) -> Result<u32, AccountError> {
    if let Ok(number) = name.parse::<u32>() {
        return Ok(number);
    }
    let found = CString::new(name).ok().and_then(|name| group_number(&name));
    found.ok_or_else(|| AccountError::NoGroup { name: name.to_owned() })
}

/// What an entry is asked by.
#[derive(Clone, Copy)]
enum Asked<'a> {
    Name(&'a CStr),
    Number(u32),
}

fn passwd(asked: Asked<'_>) -> Option<Entry> {
    with_room(|room, size| {
        let mut entry = MaybeUninit::<libc::passwd>::uninit();
        let mut found = ptr::null_mut();
        // SAFETY: every pointer is to something that lives until the end of the call; the size is that of the room.
        let code = unsafe {
            match asked {
                Asked::Name(name) => libc::getpwnam_r(name.as_ptr(), entry.as_mut_ptr(), room, size, &raw mut found),
                Asked::Number(uid) => libc::getpwuid_r(uid, entry.as_mut_ptr(), room, size, &raw mut found),
            }
        };
        if code != 0 || found.is_null() {
            return Err(code);
        }
        // SAFETY: it was found, so the entry is filled in, and its texts are in the room, which still lives.
        let (entry, name, home) = unsafe {
            let entry = entry.assume_init();
            (entry, text(entry.pw_name), text(entry.pw_dir))
        };
        Ok(Entry { uid: entry.pw_uid, gid: Some(entry.pw_gid), name, home: home.map(PathBuf::from) })
    })
}

fn group_number(name: &CStr) -> Option<u32> {
    with_room(|room, size| {
        let mut entry = MaybeUninit::<libc::group>::uninit();
        let mut found = ptr::null_mut();
        // SAFETY: every pointer is to something that lives until the end of the call; the size is that of the room.
        let code = unsafe { libc::getgrnam_r(name.as_ptr(), entry.as_mut_ptr(), room, size, &raw mut found) };
        if code != 0 || found.is_null() {
            return Err(code);
        }
        // SAFETY: it was found, so the entry is filled in.
        Ok(unsafe { entry.assume_init() }.gr_gid)
    })
}

/// All groups of a user; the one given is among them.
fn groups(name: &str, gid: u32) -> Vec<u32> {
    let Ok(name) = CString::new(name) else { return vec![gid] };
    let mut room = 64;
    loop {
        let mut groups: Vec<libc::gid_t> = vec![0; room];
        let mut count = libc::c_int::try_from(room).unwrap_or(libc::c_int::MAX);
        // SAFETY: the list has room for as many as are said.
        let code = unsafe { libc::getgrouplist(name.as_ptr(), gid, groups.as_mut_ptr(), &raw mut count) };
        if code >= 0 {
            groups.truncate(usize::try_from(count).unwrap_or(0));
            return groups;
        }
        room *= 4;
        if room > MOST_GROUPS {
            return vec![gid];
        }
    }
}

/// Asks with ever more room, as long as that is what is missing; the error is the system's number, 0 for "not found".
fn with_room<T>(ask: impl Fn(*mut libc::c_char, libc::size_t) -> Result<T, i32>) -> Option<T> {
    let mut size = ROOM;
    while size <= MOST_ROOM {
        let mut room: Vec<libc::c_char> = vec![0; size];
        match ask(room.as_mut_ptr(), size) {
            Ok(found) => return Some(found),
            Err(libc::ERANGE) => size *= 4,
            Err(libc::EINTR) => {}
            Err(_) => return None,
        }
    }
    None
}

/// # Safety
/// The pointer is null or leads to a text that ends with zero.
unsafe fn text(pointer: *const libc::c_char) -> Option<String> {
    // SAFETY: as promised by the caller.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(user: Option<&str>, group: Option<&str>) -> Result<Account, AccountError> {
        account(&AccountSpec { user: user.map(str::to_owned), group: group.map(str::to_owned) })
    }

    #[test]
    fn names_and_numbers_are_found_and_unknown_ones_told() {
        assert_eq!(of(None, None).unwrap(), Account { switch: None, user: None });
        assert!(of(Some("no-such-user-here"), None).unwrap_err().to_string().contains("useradd"));
        assert!(matches!(of(None, Some("no-such-group-here")), Err(AccountError::NoGroup { .. })));
        let root = of(Some("root"), None);
        if rustix::process::geteuid().is_root() {
            let root = root.unwrap();
            assert_eq!(root.user, Some(User { name: Some("root".into()), home: Some("/root".into()) }));
            assert_eq!(root.switch.map(|switch| (switch.uid, switch.gid)), Some((Some(0), 0)));
            assert_eq!(of(Some("0"), None).unwrap().user.unwrap().name.as_deref(), Some("root"));
            assert_eq!(of(Some("4000123456"), None).unwrap_err(), AccountError::NoOwnGroup { uid: 4_000_123_456 });
            let bare = of(Some("4000123456"), Some("7")).unwrap();
            assert_eq!(bare.switch, Some(Switch { uid: Some(4_000_123_456), gid: 7, groups: vec![7] }));
            assert_eq!(bare.user, Some(User { name: None, home: None }));
        } else {
            assert!(matches!(root, Err(AccountError::NotRootForUser { .. })));
        }
    }
}
