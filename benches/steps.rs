//! How many steps a worker runs in a second: each a process of its own, each change of its state in the worker's book.
//!
//! `cargo bench --bench steps -- [steps] [slots]`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, not the product")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use autoagents_console::exec::steps::StepOffice;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::RunId;
use autoagents_console::model::process::{AccountSpec, LimitsSpec};
use autoagents_console::model::service::Exit;
use autoagents_console::model::workflow::order::{Job, Reported, StepOrder, StepReport, Ticket};
use autoagents_console::ports::Steps;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let (steps, slots) = (numbers.next().unwrap_or(5_000), numbers.next().unwrap_or(2));
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (sender, news) = channel();
    let tell = Arc::new(move |event| {
        if let Event::Stepped(reports) = event {
            drop(sender.send(reports));
        }
    });
    let program = PathBuf::from(env!("CARGO_BIN_EXE_autoagents"));
    let id = format!("bench-{}", std::process::id());
    let office = StepOffice::with_worker(dir.path(), id, runtime.handle().clone(), tell, program);
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let reactor = std::thread::spawn(move || drop(runtime.block_on(ended)));
    flow(&office, &news, 1, 1, 1);
    for (run, slots) in (2..).zip([slots, 1, slots, 1]) {
        let began = Instant::now();
        flow(&office, &news, run, steps, slots);
        let rate = f64::from(steps) / began.elapsed().as_secs_f64();
        println!("{steps} steps, {slots} at once: {rate:.0} a second");
    }
    drop(end);
    reactor.join().unwrap();
}

/// Runs so many steps, never more than `slots` at once.
fn flow(office: &StepOffice, news: &Receiver<Vec<StepReport>>, run: u64, steps: u32, slots: u32) {
    let run = |node| {
        let ticket = Ticket { run: RunId(run), node, undo: false, attempt: 1 };
        StepOrder::Run(ticket, Box::new(job()))
    };
    office.order((0..steps.min(slots)).map(run).collect());
    let (mut next, mut done) = (steps.min(slots), 0);
    while done < steps {
        let mut orders = Vec::new();
        for report in news.recv().unwrap() {
            match report.what {
                Reported::Started { .. } => {}
                Reported::Ended(ending) => {
                    assert_eq!(ending.exit, Exit::Code(0));
                    done += 1;
                    orders.push(StepOrder::Forget(report.ticket));
                    if next < steps {
                        orders.push(run(next));
                        next += 1;
                    }
                }
                other => unreachable!("{other:?}"),
            }
        }
        office.order(orders);
    }
}

fn job() -> Job {
    Job {
        workflow: "bench".to_owned(),
        step: "nothing".to_owned(),
        command: vec!["/bin/true".to_owned()],
        environment: [].into(),
        secrets: [].into(),
        working_dir: PathBuf::from("/"),
        account: AccountSpec::default(),
        limits: LimitsSpec::default(),
        heartbeat: None,
        leaves_children: false,
        once: true,
    }
}
