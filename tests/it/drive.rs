//! Engine and agents driven as the dispatcher drives them, in virtual time: one event at a time, proposals fed back,
//! deadlines honoured. Whatever leaves the decisions is handed out; what the world makes of it is the caller's.
#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, VecDeque};

use autoagents_console::agents::{Agent, create};
use autoagents_console::engine::Engine;
use autoagents_console::model::agent::AgentName;
use autoagents_console::model::alert::{Alert, Silence};
use autoagents_console::model::anomaly::Anomaly;
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Journal, Observation, Recovered, SampleBatch};
use autoagents_console::model::id::{
    AlertId, AnomalyId, IncidentId, LogNewsId, PredictionId, RunId, ServiceName, SilenceId, WorkflowName,
};
use autoagents_console::model::incident::Incident;
use autoagents_console::model::instances::Scale;
use autoagents_console::model::pattern::{LogBook, LogNews};
use autoagents_console::model::prediction::{Prediction, Tally};
use autoagents_console::model::record::{Entry, Outage, Record, Release};
use autoagents_console::model::recovery::Lesson;
use autoagents_console::model::series::Series;
use autoagents_console::model::service::ServiceMemory;
use autoagents_console::model::time::{Mono, Now, Wall, earliest};
use autoagents_console::model::track::{Asked, Day, Kind};
use autoagents_console::model::workflow::adaptation::Adaptation;
use autoagents_console::model::workflow::record::{CachedStep, Frozen, Habit, Scored, WorkflowJournal, WorkflowRecord};
use autoagents_console::model::workflow::run::{Node, Run, RunState};
use autoagents_console::model::workflow::trigger::TriggerMemory;

/// More events than this from one are a loop.
const TOO_MANY: usize = 10_000;

/// One life of a runtime, without its threads and its ports.
pub(crate) struct Drive {
    pub(crate) engine: Engine,
    seats: Vec<Seat>,
    queue: VecDeque<Event>,
    /// What the journal holds: outlives the runtime.
    pub(crate) books: Books,
    began: Wall,
}

/// As in the frame of the agents.
enum Mail {
    Baseline(Vec<Observation>),
    Observation(Observation),
}

/// One agent with its mailbox.
struct Seat {
    name: AgentName,
    agent: Box<dyn Agent>,
    paused: bool,
    mail: VecDeque<Mail>,
}

impl Drive {
    /// Begins, as after a start of the runtime. Gives what leaves.
    pub(crate) fn begin(seed: u64, books: Books, recovered: Recovered, now: Now) -> (Self, Vec<Effect>) {
        let mut drive =
            Self { engine: Engine::new(seed), seats: Vec::new(), queue: VecDeque::new(), books, began: now.wall };
        // Agents are told of nothing before their baseline, so there are none yet.
        let mut out = drive.happen(Event::Recovered(Box::new(recovered)), now);
        for name in AgentName::ALL {
            let paused = drive.books.paused.get(&name).copied().unwrap_or(false);
            drive.seats.push(Seat { name, agent: create(name), paused, mail: VecDeque::new() });
            drive.brief(name);
        }
        out.extend(drive.settle(now));
        (drive, out)
    }

    /// An agent panics; a new one takes its place.
    pub(crate) fn panic(&mut self, agent: AgentName, now: Now) -> Vec<Effect> {
        let why = Some("a test".to_owned());
        let mut out = self.happen(Event::AgentPanicked { agent, why }, now);
        for seat in self.seats.iter_mut().filter(|seat| seat.name == agent) {
            seat.agent = create(agent);
            // What was sent before the baseline is about an earlier life.
            seat.mail.clear();
        }
        self.brief(agent);
        out.extend(self.settle(now));
        out
    }

    /// Hands an event in, and everything that follows from it at once. Gives what leaves.
    pub(crate) fn happen(&mut self, event: Event, now: Now) -> Vec<Effect> {
        self.queue.push_back(event);
        self.settle(now)
    }

    /// Hands samples in.
    pub(crate) fn sampled(&mut self, batch: SampleBatch, now: Now) -> Vec<Effect> {
        let observation = Observation::Sampled(batch.into());
        // A paused agent's samples are dropped.
        for seat in self.seats.iter_mut().filter(|seat| !seat.paused) {
            seat.mail.push_back(Mail::Observation(observation.clone()));
        }
        self.settle(now)
    }

    /// The next moment at which something is due by itself.
    pub(crate) fn deadline(&self) -> Option<Mono> {
        let agents = self.seats.iter().filter(|seat| !seat.paused).map(|seat| seat.agent.deadline());
        agents.fold(self.engine.deadline(), earliest)
    }

    /// The same without analytics: nothing is healed by figures, and long simulations need not stop for them.
    pub(crate) fn healing_deadline(&self) -> Option<Mono> {
        let healers = self.seats.iter().filter(|seat| !seat.paused && seat.name == AgentName::Monitoring);
        healers.map(|seat| seat.agent.deadline()).fold(self.engine.deadline(), earliest)
    }

    /// Does what is due. A caller should check that it then is due no longer: otherwise the loop would spin.
    pub(crate) fn tick(&mut self, now: Now) -> Vec<Effect> {
        let mut out = self.happen(Event::Ticked, now);
        for at in 0..self.seats.len() {
            if !self.seats[at].paused {
                let proposals = self.seats[at].agent.tick(now);
                self.propose(at, proposals);
            }
        }
        out.extend(self.settle(now));
        out
    }

    /// What the next life begins with: the journal as it is when this one ends.
    pub(crate) fn end(mut self, now: Now) -> Books {
        self.books.watched.push((self.began, now.wall));
        self.books
    }

    fn brief(&mut self, agent: AgentName) {
        let baseline = self.engine.baseline();
        for seat in self.seats.iter_mut().filter(|seat| seat.name == agent) {
            seat.mail.push_back(Mail::Baseline(baseline.clone()));
        }
    }

    fn settle(&mut self, now: Now) -> Vec<Effect> {
        let mut out = Vec::new();
        for _ in 0..TOO_MANY {
            if let Some(event) = self.queue.pop_front() {
                let effects = self.engine.handle(event, now);
                self.carry_out(effects, &mut out);
            } else if !self.read_mail(now) {
                return out;
            }
        }
        panic!("events follow events without end");
    }

    fn carry_out(&mut self, effects: Vec<Effect>, out: &mut Vec<Effect>) {
        for effect in effects {
            match &effect {
                Effect::Observe(observation) => {
                    for seat in &mut self.seats {
                        seat.mail.push_back(Mail::Observation(observation.clone()));
                    }
                }
                Effect::SetPaused { agent, paused } => {
                    self.seats.iter_mut().filter(|seat| seat.name == *agent).for_each(|seat| seat.paused = *paused);
                }
                Effect::Record(record) => self.books.write(record),
                _ => {}
            }
            out.push(effect);
        }
    }

    /// Lets the first agent that has mail read one piece of it; false when nobody has any.
    fn read_mail(&mut self, now: Now) -> bool {
        let Some(at) = self.seats.iter().position(|seat| !seat.paused && !seat.mail.is_empty()) else { return false };
        let seat = &mut self.seats[at];
        let proposals = match seat.mail.pop_front() {
            Some(Mail::Baseline(baseline)) => {
                baseline.into_iter().flat_map(|observation| seat.agent.observe(observation, now)).collect()
            }
            Some(Mail::Observation(observation)) => {
                let mut proposals = seat.agent.observe(observation, now);
                proposals.extend(seat.agent.tick(now));
                proposals
            }
            None => Vec::new(),
        };
        self.propose(at, proposals);
        true
    }

    fn propose(&mut self, at: usize, proposals: Vec<autoagents_console::model::event::Proposal>) {
        let agent = self.seats[at].name;
        self.queue.extend(proposals.into_iter().map(|proposal| Event::Proposed { agent, proposal }));
    }
}

/// What the records amount to: a journal in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Books {
    services: BTreeMap<ServiceName, ServiceMemory>,
    pub(crate) alerts: BTreeMap<AlertId, Alert>,
    silences: BTreeMap<SilenceId, Silence>,
    last_silence: SilenceId,
    paused: BTreeMap<AgentName, bool>,
    outages: Vec<Outage>,
    pub(crate) entries: Vec<Entry>,
    watched: Vec<(Wall, Wall)>,
    pub(crate) incidents: BTreeMap<IncidentId, Incident>,
    pub(crate) predictions: BTreeMap<PredictionId, Prediction>,
    pub(crate) anomalies: BTreeMap<AnomalyId, Anomaly>,
    pub(crate) log_news: BTreeMap<LogNewsId, LogNews>,
    pub(crate) logged: BTreeMap<ServiceName, (LogBook, Option<String>)>,
    pub(crate) tracked: BTreeMap<(Kind, i64), Day>,
    pub(crate) questions: BTreeMap<(Kind, Series), Asked>,
    pub(crate) lessons: BTreeMap<(String, String), Lesson>,
    releases: Vec<Release>,
    scales: BTreeMap<ServiceName, Scale>,
    pub(crate) workflows: WorkflowBooks,
}

impl Books {
    pub(crate) fn write(&mut self, record: &Record) {
        match record {
            Record::Service(memory) => _ = self.services.insert(memory.name.clone(), memory.clone()),
            Record::Forget(name) => _ = self.services.remove(name),
            Record::Alert(alert) => {
                let before = self.alerts.insert(alert.id, (**alert).clone());
                assert!(
                    before.is_none_or(|before| before.is_firing()),
                    "a resolved alert was written again: {alert:?}"
                );
            }
            Record::Silence(silence) => {
                self.last_silence = self.last_silence.max(silence.id);
                self.silences.insert(silence.id, silence.clone());
            }
            Record::SilenceEnded(id) => _ = self.silences.remove(id),
            Record::Agent { name, paused } => _ = self.paused.insert(*name, *paused),
            Record::Outage(outage) => {
                self.outages.retain(|known| (&known.service, known.began) != (&outage.service, outage.began));
                self.outages.push(outage.clone());
            }
            Record::Incident(incident) => {
                let before = self.incidents.insert(incident.id, (**incident).clone());
                assert!(
                    before.is_none_or(|before| before.is_open()),
                    "a resolved incident was written again: {incident:?}"
                );
            }
            Record::Prediction(prediction) => {
                let before = self.predictions.insert(prediction.id, (**prediction).clone());
                assert!(
                    before.is_none_or(|before| before.is_open()),
                    "a settled prediction was written again: {prediction:?}"
                );
            }
            Record::Anomaly(anomaly) => _ = self.anomalies.insert(anomaly.id, (**anomaly).clone()),
            Record::LogNews(news) => _ = self.log_news.insert(news.id, (**news).clone()),
            Record::LogBook { book, memory } => {
                let before = self.logged.remove(&book.service).and_then(|(_, memory)| memory);
                let memory = memory.clone().or(before);
                self.logged.insert(book.service.clone(), ((**book).clone(), memory));
            }
            Record::Track(day) => _ = self.tracked.insert((day.kind, day.day), (**day).clone()),
            Record::Asked(asked) => _ = self.questions.insert((asked.kind, asked.series.clone()), (**asked).clone()),
            Record::AskedNoMore { kind, series } => _ = self.questions.remove(&(*kind, series.clone())),
            Record::Lesson(lesson) => {
                self.lessons.insert((lesson.signature.clone(), lesson.action.word()), lesson.clone());
            }
            Record::Release(release) => {
                self.releases.retain(|known| (&known.service, &known.path) != (&release.service, &release.path));
                self.releases.push(release.clone());
            }
            Record::Scale(scale) => _ = self.scales.insert(scale.service.clone(), scale.clone()),
            Record::ScaleEnded(name) => _ = self.scales.remove(name),
            Record::Workflow(record) => self.workflows.write(record),
            Record::Entry(entry) => self.entries.push(entry.clone()),
        }
    }

    fn foretold(&self) -> Tally {
        let mut tally = Tally::default();
        self.predictions.values().for_each(|prediction| tally.count(prediction.outcome));
        tally
    }

    /// What a runtime that begins now reads.
    pub(crate) fn journal(&self) -> Journal {
        Journal {
            services: self.services.values().cloned().collect(),
            alerts: self.alerts.values().filter(|alert| alert.is_firing()).cloned().collect(),
            silences: self.silences.values().cloned().collect(),
            paused: self.paused.iter().filter(|(_, paused)| **paused).map(|(name, _)| *name).collect(),
            outages: self.outages.clone(),
            lasting: BTreeMap::new(),
            watched: self.watched.clone(),
            entries: self.entries.clone(),
            incidents: self.incidents.values().cloned().collect(),
            scales: self.scales.values().cloned().collect(),
            predictions: self.predictions.values().cloned().collect(),
            anomalies: self.anomalies.values().cloned().collect(),
            log_news: self.log_news.values().cloned().collect(),
            log_books: self.logged.values().cloned().collect(),
            tracked: self.tracked.values().cloned().collect(),
            questions: self.questions.values().cloned().collect(),
            foretold: self.foretold(),
            lessons: self.lessons.values().cloned().collect(),
            releases: self.releases.clone(),
            workflows: self.workflows.journal(),
            last_incident: self.incidents.keys().max().copied().unwrap_or_default(),
            last_prediction: self.predictions.keys().max().copied().unwrap_or_default(),
            last_anomaly: self.anomalies.keys().max().copied().unwrap_or_default(),
            last_log_news: self.log_news.keys().max().copied().unwrap_or_default(),
            last_alert: self.alerts.keys().max().copied().unwrap_or_default(),
            last_silence: self.last_silence,
        }
    }
}

/// The part of it about workflows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct WorkflowBooks {
    pub(crate) definitions: BTreeMap<String, Frozen>,
    pub(crate) runs: BTreeMap<RunId, Run>,
    pub(crate) nodes: BTreeMap<(RunId, u32), Node>,
    triggers: BTreeMap<(WorkflowName, String), TriggerMemory>,
    cached: BTreeMap<(WorkflowName, String), CachedStep>,
    habits: BTreeMap<(WorkflowName, String), Habit>,
    scored: Vec<Scored>,
    pub(crate) adaptations: BTreeMap<(WorkflowName, u32), Adaptation>,
}

impl WorkflowBooks {
    fn write(&mut self, record: &WorkflowRecord) {
        match record.clone() {
            WorkflowRecord::Definition(frozen) => _ = self.definitions.insert(frozen.digest.to_string(), frozen),
            WorkflowRecord::Run(run) => {
                let undone = matches!(run.state, RunState::RollingBack) || run.taken_over_by.is_some();
                let before = self.runs.insert(run.id, *run);
                let stays = before.is_none_or(|before| !before.is_over() || undone);
                assert!(stays, "a run that is over was written again: {record:?}");
            }
            WorkflowRecord::Node(run, node, body) => _ = self.nodes.insert((run, node), *body),
            WorkflowRecord::Trigger(memory) => {
                self.triggers.insert((memory.workflow.clone(), memory.key.clone()), memory);
            }
            WorkflowRecord::Cached(step) => _ = self.cached.insert((step.workflow.clone(), step.step.clone()), step),
            WorkflowRecord::Habit(habit) => {
                self.habits.insert((habit.workflow.clone(), habit.step.to_string()), *habit);
            }
            WorkflowRecord::Scored(scored) => self.scored.push(*scored),
            WorkflowRecord::Adaptation(one) => drop(self.adaptations.insert((one.workflow.clone(), one.number), *one)),
        }
    }

    /// A run that is over, as it is looked up.
    pub(crate) fn recalled(&self, id: RunId) -> (Run, Frozen, Vec<(u32, Node)>) {
        let run = self.runs[&id].clone();
        let frozen = self.definitions[&*run.definition].clone();
        (run, frozen, self.nodes_of(id))
    }

    fn nodes_of(&self, id: RunId) -> Vec<(u32, Node)> {
        let of = self.nodes.range((id, 0)..=(id, u32::MAX));
        of.map(|((_, node), body)| (*node, body.clone())).collect()
    }

    fn journal(&self) -> WorkflowJournal {
        let nodes = |id: RunId| self.nodes_of(id);
        WorkflowJournal {
            definitions: self.definitions.values().cloned().collect(),
            open: self.runs.values().filter(|run| !run.is_over()).map(|run| (run.clone(), nodes(run.id))).collect(),
            over: self.runs.values().rev().filter(|run| run.is_over()).cloned().collect(),
            triggers: self.triggers.values().cloned().collect(),
            cached: self.cached.values().cloned().collect(),
            habits: self.habits.values().cloned().collect(),
            scored: self.scored.clone(),
            adaptations: self.adaptations.values().cloned().collect(),
            last_run: self.runs.keys().max().copied().unwrap_or_default(),
        }
    }
}
