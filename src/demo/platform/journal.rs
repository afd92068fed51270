//! What a part prints; its runtime keeps it as the service's log.

use std::io::Write as _;

/// Says something in the part's own log.
pub(super) fn say(level: &str, text: &str) {
    let at = chrono::Utc::now().format("%H:%M:%S%.3f");
    // A part whose log is gone still has its work to do.
    drop(writeln!(std::io::stdout().lock(), "{at} {level:<5} {text}"));
}
