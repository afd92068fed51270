//! Probes on a runtime of their own, and what they answer.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use autoagents_console::clock::{Clock, SystemClock};
use autoagents_console::model::check::{Check, ExecCheck, HttpCheck};
use autoagents_console::model::complaint::Complaint;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::Generation;
use autoagents_console::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use autoagents_console::model::spec::{ProbeRole, ProbeSpec};
use autoagents_console::model::time::Mono;
use autoagents_console::ports::Probes;
use autoagents_console::sense::probe::TokioProbes;
use tokio::sync::oneshot;

use super::PATIENCE;

/// Real probes.
pub(super) struct Probing {
    probes: TokioProbes,
    pub(super) clock: Arc<SystemClock>,
    answers: Mutex<Receiver<ProbeResult>>,
    asked: AtomicU64,
    _data: tempfile::TempDir,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Probing {
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let clock = Arc::new(SystemClock::new());
        let data = tempfile::tempdir().unwrap();
        let (send, answers) = channel();
        let send = Mutex::new(send);
        let events = move |event| match event {
            Event::Probed(result) => send.lock().unwrap().send(result).unwrap_or_default(),
            other => panic!("probes answer with results, not {other:?}"),
        };
        let probes = TokioProbes::new(
            runtime.handle().clone(),
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(events),
            data.path(),
        );
        let (end, ended) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        });
        let answers = Mutex::new(answers);
        Self { probes, clock, answers, asked: AtomicU64::new(0), _data: data, running: Some((end, thread)) }
    }

    /// Orders a probe, due now.
    pub(super) fn order(&self, check: Check, timeout: Duration) -> Mono {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let id = ProbeId { service: "api".into(), probe: format!("probe-{number}") };
        let due = self.clock.now().mono;
        let interval = Duration::from_secs(1);
        let spec = ProbeSpec {
            name: id.probe.clone(),
            role: ProbeRole::Liveness,
            check,
            interval,
            timeout,
            fail_after: 1,
            recover_after: 1,
            grace: Duration::ZERO,
        };
        self.probes.probe(id, Generation(number), due, spec);
        due
    }

    pub(super) fn answer(&self) -> ProbeResult {
        self.answers.lock().unwrap().recv_timeout(PATIENCE).expect("each probe is answered")
    }

    /// Runs one probe; none when it passed, else what it said.
    pub(super) fn failure(&self, check: Check, timeout: Duration) -> Option<String> {
        self.order(check, timeout);
        match self.answer().outcome {
            ProbeOutcome::Passed => None,
            ProbeOutcome::Failed(why) => {
                let words = why.to_string();
                assert!(
                    !words.is_empty() && words.chars().count() <= 500 && !words.chars().any(char::is_control),
                    "{why:?}"
                );
                let data = serde_json::to_string(&why).unwrap();
                assert_eq!(serde_json::from_str::<Complaint>(&data).unwrap(), why, "{data}");
                Some(words)
            }
        }
    }
}

impl Drop for Probing {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.running.take() {
            let _ = end.send(());
            let _ = thread.join();
        }
        if !std::thread::panicking() {
            assert!(self.answers.lock().unwrap().try_recv().is_err(), "a probe was answered twice");
        }
    }
}

pub(super) fn http(url: impl Into<String>) -> Check {
    Check::Http(Box::new(HttpCheck::get(url)))
}

pub(super) fn exec(command: &[&str]) -> Check {
    exec_in(command, "/")
}

pub(super) fn exec_in(command: &[&str], working_dir: impl Into<PathBuf>) -> Check {
    Check::Exec(ExecCheck {
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        working_dir: working_dir.into(),
        exit_codes: vec![0],
        output_contains: None,
    })
}
