//! Units, through `systemctl`: `show` for all of them in one call, and one call an order. Orders do not wait for their
//! jobs: how far these are shows at the next looks, so that no hung unit holds a program of ours.

use std::io;
use std::time::Duration;

use super::program::{self, Said, Silent};
use super::unit::{self, PROPERTIES};
use super::watcher::Target;
use crate::model::managed::{ManagerError, Order, Scope, Sighting};
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
            Scope::User => "systemd --user".to_owned(),
        }
    }

    pub(super) async fn look(&mut self, targets: &[Target]) -> Result<Vec<Sighting>, ManagerError> {
        let mut arguments = vec!["show".to_owned(), format!("--property={}", PROPERTIES.join(",")), "--".to_owned()];
        arguments.extend(targets.iter().map(|target| target.name.clone()));
        let said = self.ask(arguments).await.map_err(|silent| self.silent(silent))?;
        if !said.status.success() {
            return Err(self.away(&said));
        }
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        unit::read(&said.out, &names, &mut self.memory).ok_or(ManagerError::SystemdForeign)
    }

    pub(super) async fn order(
        &self,
        target: &Target,
        order: Order,
        last: Option<&Sighting>,
    ) -> Result<(), ManagerError> {
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
        let said = self.ask(arguments).await.map_err(|silent| self.silent(silent))?;
        if said.status.success() {
            return Ok(());
        }
        Err(refused(unit, order, first_line(&said)))
    }

    async fn ask(&self, arguments: Vec<String>) -> Result<Said, Silent> {
        let mut all = vec!["--no-pager".to_owned(), "--no-ask-password".to_owned()];
        if self.scope == Scope::User {
            all.push("--user".to_owned());
        }
        all.extend(arguments);
        program::run(PROGRAM, all, TIMEOUT).await
    }

    fn silent(&self, silent: Silent) -> ManagerError {
        match silent {
            Silent::NotRun(error) if error.kind() == io::ErrorKind::NotFound => ManagerError::NoSystemctl,
            Silent::NotRun(error) => ManagerError::NotRun { error: error.to_string() },
            Silent::TooLate(after) => ManagerError::SystemdSilent { scope: self.scope, seconds: after.as_secs() },
        }
    }

    fn away(&self, said: &Said) -> ManagerError {
        ManagerError::SystemdAway { scope: self.scope, said: first_line(said) }
    }
}

/// Why systemd does not do what it is asked to, by its words: its exit code is the same for all of them.
fn refused(unit: String, order: Order, said: String) -> ManagerError {
    let words = said.to_lowercase();
    let has = |part: &[&str]| part.iter().any(|part| words.contains(part));
    if has(&["denied", "authentication", "permission", "authorized"]) {
        ManagerError::UnitDenied { unit, order, said }
    } else if has(&["masked"]) {
        ManagerError::UnitMasked { unit }
    } else {
        ManagerError::UnitRefused { unit, order, said }
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
/// Why not.
pub async fn systemd_version(scope: Scope) -> Result<String, ManagerError> {
    let systemd = Systemd::new(scope);
    let said = systemd.ask(vec!["--version".to_owned()]).await.map_err(|silent| systemd.silent(silent))?;
    let version = first_line(&Said { err: String::new(), ..said });
    let asked = systemd.ask(["show", "--property=Version"].map(str::to_owned).into()).await;
    match asked.map_err(|silent| systemd.silent(silent))? {
        said if said.status.success() => Ok(version),
        said => Err(systemd.away(&said)),
    }
}
