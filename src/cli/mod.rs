//! Commands: one file a subcommand. Data goes to stdout, messages to stderr; `exit` has the codes.
//!
//! ```text
//! args ─ what can be said       context ─ configuration, data directory, a session       exit ─ failures, codes
//! output ─ tables and JSON      rows ─ CSV files to read      moment ─ their times      answer ─ what is made of them
//! help, usage ─ what clap says, in our languages       finding ─ what doctor finds
//! the rest ─ a subcommand each
//! ```

mod agent;
mod alert;
mod anomaly;
mod answer;
pub mod args;
mod beat;
mod config;
mod context;
mod demo;
mod detect;
mod diagnose;
mod doctor;
pub mod exit;
mod export;
mod finding;
mod forecast;
mod generate;
mod help;
mod incident;
mod logs;
mod model;
mod moment;
mod output;
mod predict;
mod proxy;
mod recover;
mod report;
mod rows;
mod service;
mod shutdown;
mod simulate;
mod status;
mod trends;
pub mod usage;
mod workflow;

use args::{Args, DemoOptions, Verb};
use exit::Failure;

/// Carries a command out, except those that need a screen or a runtime of their own.
///
/// # Errors
/// What went wrong, with its exit code.
pub fn execute(args: &Args, verb: &Verb) -> Result<(), Failure> {
    match verb {
        Verb::Status => context::online(args, status::run),
        Verb::Service { verb } => service::run(args, verb),
        Verb::Alert { verb } => alert::run(args, verb),
        Verb::Incident { verb } => incident::run(args, verb),
        Verb::Anomaly { verb } => anomaly::run(args, verb),
        Verb::Predict(options) => predict::run(args, options),
        Verb::Recover(options) => recover::run(args, options),
        Verb::Workflow { verb } => workflow::run(args, verb),
        Verb::Agent { verb } => agent::run(args, verb),
        Verb::Beat { target, fail } => beat::run(args, target, fail.as_deref()),
        Verb::Trends(options) => trends::run(args, options),
        Verb::Export(options) => export::run(args, options),
        Verb::Detect(options) => detect::run(args, options),
        Verb::Diagnose(options) => diagnose::run(args, options),
        Verb::Model { verb } => model::run(args, verb),
        Verb::Forecast(options) => forecast::run(args, options),
        Verb::Logs { verb } => logs::run(args, verb),
        Verb::Simulate { verb } => simulate::run(args, verb),
        Verb::Config { verb } => config::run(args, verb),
        Verb::Doctor => doctor::run(args),
        Verb::Shutdown { keep_services } => shutdown::run(args, *keep_services),
        Verb::Completions { shell } => generate::completions(*shell, &context::spoken(args)),
        Verb::Man => generate::man(&context::spoken(args)),
        Verb::Proxy => proxy::run(args),
        Verb::Demo(DemoOptions { verb: Some(_), headless: true, .. }) => Err(Failure::HeadlessVerb),
        Verb::Demo(DemoOptions { verb: Some(verb), dir, .. }) => demo::run(args, dir.as_deref(), verb),
        Verb::Run { .. } | Verb::Attach { .. } | Verb::Demo(_) => Err(Failure::Elsewhere),
    }
}

pub use config::check as check_configuration;
pub use context::{configuration, configuration_to_look, operator, spoken, texts, tokio};
