//! What a part does with a word over its socket.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::door::Door;
use super::ills::{LEAK_EVERY, OPEN_EVERY, SLOW_LEAK_EVERY, SLOW_OPEN_EVERY, Steepness};
use super::journal::say;
use super::part::Part;
use crate::demo::control::Word;

/// Takes a word, and says whether it was understood.
pub(super) fn take(part: &Arc<Part>, stream: &UnixStream) {
    let mut text = String::new();
    // A word is short, and its answer too: whoever went away does not want it.
    let _ = BufReader::new(stream).read_line(&mut text);
    let answer = match text.trim().parse() {
        Ok(word) => act(part, word).err(),
        Err(()) => Some("an unknown word".to_owned()),
    };
    let mut stream = stream;
    let _ = stream.write_all(format!("{}\n", answer.as_deref().unwrap_or("ok")).as_bytes());
}

fn act(part: &Arc<Part>, word: Word) -> Result<(), String> {
    match word {
        Word::LatencyRamp => part.ills.slow_down(Steepness::FAST),
        Word::ErrorRamp => part.ills.fail(Steepness::FAST),
        Word::SlowLatency => part.ills.slow_down(Steepness::SLOW),
        Word::SlowErrors => part.ills.fail(Steepness::SLOW),
        Word::MemoryLeak => part.ills.leak(LEAK_EVERY),
        Word::SlowLeak => part.ills.leak(SLOW_LEAK_EVERY),
        Word::DescriptorLeak => part.ills.open_files(OPEN_EVERY),
        Word::SlowDescriptorLeak => part.ills.open_files(SLOW_OPEN_EVERY),
        Word::FillSlowly => part.ills.fill(part.role.disk().ok_or("it has no disk of its own")?),
        Word::CpuHog => part.ills.hog(),
        Word::Zombies => part.ills.breed(),
        Word::Shut => part.door().into_iter().for_each(|door| door.shut()),
        Word::Orphan => orphan(part)?,
        Word::Clock => part.trust_clock(),
        Word::Well => {
            part.ills.get_well();
            part.door().map_or(Ok(()), Door::reopen).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// A child takes over the listening socket, and this process ends.
fn orphan(part: &Part) -> Result<(), String> {
    let socket = part.door().and_then(|door| door.copy()).ok_or("there is no open port")?;
    let mut child = Command::new("/proc/self/exe");
    child.args(["demo", "part", "stray"]).stdin(Stdio::from(socket));
    child.spawn().map_err(|error| error.to_string())?;
    say("FATAL", "ends, and leaves a child behind");
    std::process::exit(1);
}
