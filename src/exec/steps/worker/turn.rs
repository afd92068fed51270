//! The one loop of the worker.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, FromRawFd as _, OwnedFd};
use std::os::unix::net::UnixListener;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::wire::{FromWorker, ToWorker, VERSION};
use super::alarms;
use super::console::Console;
use super::desk::Desk;

/// A file that can be read when a child has ended. The signal is blocked from now on, in this process and not in what it
/// starts.
pub(super) fn children() -> io::Result<OwnedFd> {
    let mut set = MaybeUninit::uninit();
    // SAFETY: the set is initialised by the first call, and lives until the end of the last; the new file is nobody else's.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        // Comes when somebody opens a file just while it is looked whether anybody has it.
        libc::sigaddset(set.as_mut_ptr(), libc::SIGIO);
        libc::sigaddset(set.as_mut_ptr(), libc::SIGCHLD);
        if libc::sigprocmask(libc::SIG_BLOCK, set.as_ptr(), std::ptr::null_mut()) != 0 {
            return Err(io::Error::last_os_error());
        }
        libc::sigdelset(set.as_mut_ptr(), libc::SIGIO);
        let fd = libc::signalfd(-1, set.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        if fd < 0 { Err(io::Error::last_os_error()) } else { Ok(OwnedFd::from_raw_fd(fd)) }
    }
}

/// Where there is something to do.
#[derive(Debug)]
struct Ready {
    children: PollFlags,
    newcomer: PollFlags,
    console: PollFlags,
    adopted: PollFlags,
}

/// Goes on until nobody is attached and nothing runs.
pub(super) fn run(mut desk: Desk, first: Console, listener: &UnixListener, signals: &OwnedFd) -> io::Result<()> {
    let mut console = Some(first);
    loop {
        let ready = wait(&desk, console.as_ref(), listener, signals)?;
        if !ready.children.is_empty() {
            drain(signals);
            desk.reap();
        }
        if !ready.adopted.is_empty() {
            desk.look_at_adopted();
        }
        if !ready.newcomer.is_empty()
            && let Ok((stream, _)) = listener.accept()
        {
            // What the one before had ordered and was not read yet is dropped with it: it was not begun.
            console = Console::new(stream).ok();
        }
        if ready.console.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR)
            && let Some(talking) = &mut console
        {
            let stays = talking.read();
            match obey(&mut desk, talking) {
                Obeyed::Gladly if stays => {}
                Obeyed::MakesPlace => return desk.close(),
                _ => console = None,
            }
        }
        desk.see_to_alarms(alarms::now());
        console = match console {
            Some(console) => tell(&mut desk, console, ready.console.contains(PollFlags::OUT)),
            None => {
                // Whoever attaches asks. Until then it is in the book.
                drop(desk.news(alarms::now()));
                None
            }
        };
        if console.is_none() && desk.is_idle() {
            return desk.close();
        }
    }
}

fn wait(desk: &Desk, console: Option<&Console>, listener: &UnixListener, signals: &OwnedFd) -> io::Result<Ready> {
    let adopted: Vec<_> = desk.adopted().collect();
    let mut asked = vec![PollFd::new(signals, PollFlags::IN), PollFd::new(listener, PollFlags::IN)];
    if let Some(console) = console {
        let wanted = if console.is_behind() { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
        asked.push(PollFd::new(&console.stream, wanted));
    }
    let others = asked.len();
    // The kernel says so in any case when it is all over; before that its end is only asked for until it was seen.
    let flags = |is_ending| if is_ending { PollFlags::empty() } else { PollFlags::IN };
    asked.extend(adopted.iter().map(|(pidfd, is_ending)| PollFd::from_borrowed_fd(pidfd.as_fd(), flags(*is_ending))));
    let timeout = desk.next_due().map(|due| timespec(due.saturating_sub(alarms::now())));
    match poll(&mut asked, timeout.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let seen = |at: usize| asked.get(at).map_or(PollFlags::empty(), PollFd::revents);
    Ok(Ready {
        children: seen(0),
        newcomer: seen(1),
        console: if console.is_some() { seen(2) } else { PollFlags::empty() },
        adopted: asked[others..].iter().fold(PollFlags::empty(), |all, asked| all | asked.revents()),
    })
}

fn timespec(span: Duration) -> Timespec {
    Timespec { tv_sec: span.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: span.subsec_nanos().into() }
}

fn drain(signals: &OwnedFd) {
    let mut bytes = [0; size_of::<libc::signalfd_siginfo>()];
    // One is all that is kept of a signal that has come several times.
    let _ = rustix::io::read(signals, &mut bytes);
}

/// What came of orders.
enum Obeyed {
    Gladly,
    /// It speaks another language.
    NotUnderstood,
    /// Another worker is wanted.
    MakesPlace,
}

fn obey(desk: &mut Desk, console: &mut Console) -> Obeyed {
    loop {
        let orders = match console.orders() {
            Ok(Some(orders)) => orders,
            Ok(None) => return Obeyed::Gladly,
            // A console of another version begins in a way that is not understood here.
            Err(_) if !console.attached => return Obeyed::MakesPlace,
            Err(_) => return Obeyed::NotUnderstood,
        };
        for order in orders {
            match order {
                ToWorker::Attach { version, .. } if version != VERSION => return Obeyed::MakesPlace,
                ToWorker::Attach { environment, tickets, .. } => {
                    let found = desk.attach(environment, &tickets);
                    console.attached = true;
                    if !console.say(&FromWorker::Welcome(found)) {
                        return Obeyed::NotUnderstood;
                    }
                }
                _ if !console.attached => return Obeyed::NotUnderstood,
                ToWorker::Run(ticket, job) => desk.run(ticket, &job),
                ToWorker::Stop(ticket, grace) => desk.stop(ticket, grace),
                ToWorker::Forget(ticket) => desk.forget(ticket),
            }
        }
    }
}

/// Says what is to be said. None when there is nobody left to hear it.
fn tell(desk: &mut Desk, mut console: Console, writable: bool) -> Option<Console> {
    let reports = desk.news(alarms::now());
    let mut stays = true;
    if !reports.is_empty() && console.attached {
        stays = console.say(&FromWorker::Reports(reports));
    } else if writable {
        stays = console.flush();
    }
    stays.then_some(console)
}
