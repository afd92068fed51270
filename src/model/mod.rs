//! The words of the product as plain types. No IO, no clock, no decisions.
//!
//! ```text
//! id ─ names, numbers           series ─ what is measured
//! time ─ Now, Mono              spec, process, instances ─ what the operator configured
//! service, probe, alert, agent ─ live things, statuses that carry their data
//! incident ─ alerts of one cause     recovery ─ actions, attempts, what was learned     remedy ─ what recovery may do
//! prediction ─ what is expected, and what came of it     outlook ─ when limits are reached     workflow ─ definitions, runs, steps
//! drive ─ why drives cannot be asked, and what a model says of them
//! anomaly ─ what was unusual of a series     pattern ─ what logs say     alike ─ hours and incidents that are alike     track ─ what predictions were worth
//! trend ─ how series go, what is new     ahead ─ what comes     goal ─ what is aimed at, and what was measured of it
//! learning ─ the model that foresees failures
//! command ─ what operators ask  event ─ what happened   effect ─ what must be done
//! check ─ how a probe looks     json_path ─ a place in JSON
//! refusal, storage, starting, console, wrong, complaint, trouble, system ─ what can go wrong, as data
//! told ─ data in the place of what was text
//! record ─ what is journaled    snapshot ─ what a viewer sees
//! ```
//!
//! Everything that crosses the link or the journal is `serde`-serialisable here and nowhere else.

pub mod agent;
pub mod ahead;
pub mod alert;
pub mod alike;
pub mod anomaly;
pub mod check;
pub mod command;
pub mod complaint;
pub mod console;
pub mod drive;
pub mod effect;
pub mod event;
pub mod fault;
pub mod goal;
pub mod id;
pub mod incident;
pub mod instances;
pub mod json_path;
pub mod learning;
pub mod managed;
pub mod outlook;
pub mod pattern;
pub mod prediction;
pub mod probe;
pub mod process;
pub mod query;
pub mod record;
pub mod recovery;
pub mod refusal;
pub mod remedy;
pub mod series;
pub mod service;
pub mod snapshot;
pub mod spec;
pub mod starting;
pub mod storage;
pub mod system;
pub mod text;
pub mod time;
pub mod told;
pub mod track;
pub mod trend;
pub mod trouble;
pub mod workflow;
pub mod wrong;
