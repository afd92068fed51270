//! Units, through `systemctl`: `show` for all of them in one call, and one call an order. Orders do not wait for their
//! jobs: how far these are shows at the next looks, so that no hung unit holds a program of ours.

use std::io;
use std::time::Duration;

use super::program::{self, Said, Silent};
use super::unit::{self, PROPERTIES};
use super::watcher::{Blind, Target};
use crate::model::managed::{Order, Scope, Sighting};
use crate::model::text::clean;

/// Between two looks when nothing happens. The end of a main process is noticed at once all the same.
pub(super) const INTERVAL: Duration = Duration::from_secs(2);
/// systemd answers such questions in milliseconds.
const TIMEOUT: Duration = Duration::from_secs(10);
const PROGRAM: &str = "systemctl";

/// The systemd of the host or of the user.
#[derive(Debug, Clone)]
pub(super) struct Systemd {
    scope: Scope,
    memory: unit::Memory,
}

impl Systemd {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, memory: unit::Memory::default() }
    }

    pub(super) fn part(&self) -> String {
        match self.scope {
            Scope::System => "systemd".to_owned(),
            Scope::User => "systemd of the user".to_owned(),
        }
    }

    pub(super) async fn look(&mut self, targets: &[Target]) -> Result<Vec<Sighting>, Blind> {
        let mut arguments = vec!["show".to_owned(), format!("--property={}", PROPERTIES.join(",")), "--".to_owned()];
        arguments.extend(targets.iter().map(|target| target.name.clone()));
        let said = self.ask(arguments).await.map_err(|silent| self.blind(&silent))?;
        if !said.status.success() {
            return Err(self.unreachable(&said));
        }
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        unit::read(&said.out, &names, &mut self.memory).ok_or_else(|| {
            "what `systemctl show` prints cannot be understood; hint: is it systemd's own, version 232 or newer?"
                .to_owned()
        })
    }

    pub(super) async fn order(&self, target: &Target, order: Order, last: Option<&Sighting>) -> Result<(), String> {
        let unit = target.name.clone();
        if order == Order::Start && last.is_some_and(|last| last.words.starts_with("failed")) {
            // A unit that has failed too often is not started before this; whether it helps shows at the start.
            let _ = self.ask(["reset-failed", "--", &unit].map(str::to_owned).into()).await;
        }
        let arguments: &[&str] = match order {
            Order::Kill => &["kill", "--signal=KILL", "--"],
            Order::Start => &["start", "--no-block", "--"],
            Order::Stop => &["stop", "--no-block", "--"],
            Order::Restart => &["restart", "--no-block", "--"],
            Order::Look => return Ok(()),
        };
        let arguments = arguments.iter().copied().chain([unit.as_str()]).map(str::to_owned).collect();
        let said = self.ask(arguments).await.map_err(|silent| self.blind(&silent))?;
        if said.status.success() {
            return Ok(());
        }
        let words = first_line(&said);
        Err(format!("systemd does not {} `{unit}`: {words}; hint: {}", order.word(), self.hint(&words, &unit)))
    }

    async fn ask(&self, arguments: Vec<String>) -> Result<Said, Silent> {
        let mut all = vec!["--no-pager".to_owned(), "--no-ask-password".to_owned()];
        if self.scope == Scope::User {
            all.push("--user".to_owned());
        }
        all.extend(arguments);
        program::run(PROGRAM, all, TIMEOUT).await
    }

    fn blind(&self, silent: &Silent) -> Blind {
        match silent {
            Silent::NotRun(error) if error.kind() == io::ErrorKind::NotFound => {
                format!("there is no program `{PROGRAM}` in `PATH`; hint: `kind = \"unit\"` needs systemd on this host")
            }
            Silent::NotRun(error) => format!("`{PROGRAM}` cannot be run: {error}; hint: try it by hand"),
            Silent::TooLate(_) => {
                format!("{} gives {silent}; hint: is the host overloaded? try `{PROGRAM} status`", self.part())
            }
        }
    }

    fn unreachable(&self, said: &Said) -> Blind {
        let hint = match self.scope {
            Scope::System => "is systemd the init of this host, and not of another container?",
            Scope::User => "`scope = \"user\"` needs XDG_RUNTIME_DIR and a session, or `loginctl enable-linger`",
        };
        format!("{} cannot be asked: {}; hint: {hint}", self.part(), first_line(said))
    }

    fn hint(&self, words: &str, unit: &str) -> String {
        let words = words.to_lowercase();
        let user = if self.scope == Scope::User { "--user " } else { "" };
        if ["denied", "authentication", "permission", "authorized"].iter().any(|word| words.contains(word)) {
            "run as root, or allow this user `org.freedesktop.systemd1.manage-units` with a polkit rule".to_owned()
        } else if words.contains("masked") {
            format!("`systemctl {user}unmask {unit}`")
        } else {
            format!("see `systemctl {user}status {unit}`")
        }
    }
}

/// What it complained of, on one line.
fn first_line(said: &Said) -> String {
    let line = said.err.lines().chain(said.out.lines()).map(str::trim).find(|line| !line.is_empty());
    line.map_or_else(|| format!("it ended with {}", said.status), |line| clean(line, 200))
}

/// The first line of `systemctl --version`, and that systemd can be asked.
///
/// # Errors
/// Why not, and what to do.
pub async fn systemd_version(scope: Scope) -> Result<String, String> {
    let systemd = Systemd::new(scope);
    let said = systemd.ask(vec!["--version".to_owned()]).await.map_err(|silent| systemd.blind(&silent))?;
    let version = first_line(&Said { err: String::new(), ..said });
    let asked = systemd.ask(["show", "--property=Version"].map(str::to_owned).into()).await;
    match asked.map_err(|silent| systemd.blind(&silent))? {
        said if said.status.success() => Ok(version),
        said => Err(systemd.unreachable(&said)),
    }
}
