//! What a manager can say in a scenario, one line each:
//!
//! ```text
//! seen web SIGHT                       by itself
//! answered web start|stop|restart|kill [gen 2] SIGHT [refused WHY…]     to an order
//! ```
//!
//! A SIGHT is `up RUN [pid 100] [restarts 1]`, `down [exit 1|signal 9|failed WHY…]`, `coming [exit 1|signal 9]
//! [restarts 1]`, `going`, `unclear WHY…` or `blind WHY…`, when nothing of the manager can be seen.

use autoagents_console::model::event::Event;
use autoagents_console::model::id::{Generation, ServiceName};
use autoagents_console::model::managed::{ManagerError, Order, Sight, Sighting};
use autoagents_console::model::service::{Ended, Exit};

use super::scene::{Scene, identity};
use super::steps::number;

impl Scene {
    /// Lets a manager say something; none when the words are about something else.
    pub(super) fn managed_step(&mut self, words: &[&str]) -> Option<Result<(), String>> {
        let event = match *words {
            ["seen", name, ref sight @ ..] => {
                sighting(sight).map(|sighting| Event::Seen { service: name.into(), sighting })
            }
            ["answered", name, verb, ref rest @ ..] => self.answered(name, verb, rest),
            _ => return None,
        };
        Some(event.and_then(|event| self.happen(event)))
    }

    fn answered(&self, name: &str, verb: &str, rest: &[&str]) -> Result<Event, String> {
        let service = ServiceName::from(name);
        let known = self.drive()?.engine.supervision().get(&service).map(|service| service.generation);
        let (generation, rest) = match rest {
            ["gen", generation, rest @ ..] => (Some(Generation(number(generation)?)), rest),
            rest => (known, rest),
        };
        let refused = rest.iter().position(|word| *word == "refused");
        let failure = refused.map(|at| unclear(&rest[at + 1..]));
        let order = match verb {
            "start" => Order::Start,
            "stop" => Order::Stop,
            "restart" => Order::Restart,
            "kill" => Order::Kill,
            _ => return Err(format!("`{verb}` is no order")),
        };
        let sighting = sighting(&rest[..refused.unwrap_or(rest.len())])?;
        let generation = generation.ok_or("no such service")?;
        Ok(Event::Managed { service, generation, order, failure, sighting })
    }
}

fn sighting(words: &[&str]) -> Result<Sighting, String> {
    let (rest, restarts) = match words {
        [rest @ .., "restarts", restarts] => (rest, number(restarts)?),
        rest => (rest, 0),
    };
    let sight = match *rest {
        ["up", run] => Sight::Up { run: run.to_owned(), identity: None, started_at: None },
        ["up", run, "pid", pid] => {
            Sight::Up { run: run.to_owned(), identity: Some(identity(number(pid)?)), started_at: None }
        }
        ["down"] => Sight::Down { last: None },
        ["down", "failed", ref why @ ..] => Sight::Down { last: Some(Ended::StartFailed(why.join(" ").into())) },
        ["down", ref how @ ..] => Sight::Down { last: Some(Ended::of(exit(how)?)) },
        ["coming"] => Sight::Coming { after: None },
        ["coming", ref how @ ..] => Sight::Coming { after: Some(exit(how)?) },
        ["going"] => Sight::Going,
        ["unclear", ref why @ ..] => Sight::Unclear { why: unclear(why), whole: false },
        ["blind", ref why @ ..] => Sight::Unclear { why: unclear(why), whole: true },
        _ => return Err("cannot be read; sights are listed in tests/it/scenarios/managed.rs".to_owned()),
    };
    Ok(Sighting { sight, words: rest.join(" "), restarts, patience: Some(std::time::Duration::from_secs(90)) })
}

fn exit(how: &[&str]) -> Result<Exit, String> {
    match how {
        ["exit", code] => Ok(Exit::Code(number(code)?)),
        ["signal", signal] => Ok(Exit::Signal(number(signal)?)),
        _ => Err("it ends with `exit 1` or by `signal 9`".to_owned()),
    }
}

fn unclear(why: &[&str]) -> ManagerError {
    ManagerError::ContainerUnclear { container: "x".to_owned(), said: why.join(" ") }
}
