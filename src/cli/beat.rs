//! `autoagents beat`: a job says that it is alive, or why it has failed.
//!
//! While the runtime is away the beat is left in the job's file, where the runtime finds it when it comes back: an
//! upgrade must not make a job look dead.

use super::args::Args;
use super::context;
use super::exit::Failure;
use crate::config;
use crate::data::Marks;
use crate::model::check::Check;
use crate::model::command::Command;
use crate::model::instances::{self, Instances};
use crate::model::probe::ProbeId;
use crate::model::spec::ServiceSpec;
use crate::model::text::clean;

/// Longest reason, in characters.
const LONGEST: usize = 500;

pub(super) fn run(args: &Args, target: &str, failure: Option<&str>) -> Result<(), Failure> {
    let (service, probe) = match target.split_once('/') {
        Some((service, probe)) => (service, Some(probe.to_owned())),
        None => (target, None),
    };
    let failure = failure.map(|why| clean(why, LONGEST));
    let order = Command::Beat { service: service.into(), probe: probe.clone(), failure: failure.clone() };
    let told = context::online(args, async |online| online.order(order.clone()).await.map(drop));
    match told {
        Err(away @ (Failure::Link(_) | Failure::Lost { .. } | Failure::Ended)) => {
            leave(args, service, probe.as_deref(), failure.as_deref()).ok_or(away)
        }
        told => told,
    }
}

/// Leaves the beat in the job's file; none when there is no runtime that would ever look for it there.
fn leave(args: &Args, service: &str, probe: Option<&str>, failure: Option<&str>) -> Option<()> {
    let config = context::to_look(args).ok()?;
    let name = service.into();
    let spec = config
        .setup
        .service(&name)
        .map(|spec| ServiceSpec::clone(spec))
        .or_else(|| instances::find(&config.setup, &name))?;
    // Nobody can tell which of them it was.
    if matches!(spec.instances, Instances::Of { .. }) {
        return None;
    }
    let waits = spec
        .probes
        .iter()
        .find(|spec| matches!(spec.check, Check::Heartbeat(_)) && probe.is_none_or(|probe| probe == spec.name))?;
    let data_dir = config::data_dir(&config);
    // Without a data directory there never was a runtime.
    data_dir.is_dir().then_some(())?;
    let id = ProbeId { service: spec.name.clone(), probe: waits.name.clone() };
    Marks::of(&data_dir).leave(&id, failure).ok()
}
