//! The counts of one pattern: what is usual, and what has changed.

use serde::{Deserialize, Serialize};

use super::{ChangeKind, Pacing, SPAN};

/// How long a pattern is only learned from, in spans.
const YOUNG: u32 = 60;

/// What the past counts after this many spans, half: a day.
const MEMORY: f64 = 1_440.0;

/// How many times as often, or as seldom, makes a difference.
const OFTEN: f64 = 4.0;
const SELDOM: f64 = 8.0;

/// The most that one span can add to the evidence, and how much it takes (natural logarithm).
const MOST: f64 = 4.0;
const ALARM: f64 = 16.0;

/// Spans that are the last few.
const RECENT: u32 = 5;

/// Spans as usual after which a change is over.
const CALM: u32 = 10;

/// Spans after which what has changed is what is usual.
const SETTLED: u32 = 720;

/// Most spans without anything that are gone through one by one.
const GAP: u64 = 2_000;

/// How often a pattern must have come before its silence is told, and how many times its longest silence that lasts.
const REGULAR: u64 = 20;
const LONGER: f64 = 3.0;

/// How unlikely silence must be where times between messages differ much (natural logarithm).
const UNLIKELY: f64 = 16.0;

/// Counts of one pattern.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::learn::patterns) struct Pace {
    /// The span that is being counted, and messages in it.
    span: u64,
    count: u32,
    /// Messages and spans so far.
    total: u64,
    spans: u32,
    /// What is usual in a span, at any time and in each hour of the day, and how much more than by chance counts scatter.
    usual: f64,
    hours: [f32; 24],
    scatter: f64,
    /// In a span, in the last few.
    recent: f64,
    /// What has come together above and below what is usual, and over how many spans and messages.
    above: Sum,
    below: Sum,
    state: State,
    last: f64,
    /// When the first came, and the longest time between two.
    first: f64,
    longest: f64,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Sum {
    value: f64,
    spans: u32,
    messages: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum State {
    Usual,
    /// Told, and since so many spans; so many of the last were as usual again.
    Changed {
        spans: u32,
        calm: u32,
    },
    /// Told that there is none.
    Silent,
}

impl Pace {
    pub(super) fn new(span: u64, at: f64) -> Self {
        Self {
            span,
            count: 1,
            total: 1,
            spans: 0,
            usual: 0.0,
            hours: [-1.0; 24],
            scatter: 1.0,
            recent: 0.0,
            above: Sum::default(),
            below: Sum::default(),
            state: State::Usual,
            last: at,
            first: at,
            longest: 0.0,
        }
    }

    /// A message came in the span that is being counted.
    pub(super) fn note(&mut self, at: f64) {
        self.count = self.count.saturating_add(1);
        self.total += 1;
        self.longest = self.longest.max(at - self.last);
        self.last = at;
    }

    /// How often messages come.
    pub(super) fn pacing(&self) -> Pacing {
        let usual = (self.spans >= YOUNG).then_some(self.usual / SPAN * 60.0);
        Pacing { usual, now: self.recent / SPAN * 60.0 }
    }

    /// Nobody has listened for so many seconds: goes on in this span.
    pub(super) fn skip(&mut self, span: u64, gap: f64) {
        if span > self.span {
            (self.span, self.count) = (span, 0);
        }
        (self.first, self.last) = (self.first + gap, self.last + gap);
    }

    /// When the last message came.
    pub(super) fn last(&self) -> f64 {
        self.last
    }

    /// Takes over what another, that was the same, has counted.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.total += other.total;
        self.usual += other.usual;
        self.recent += other.recent;
        if self.span == other.span {
            self.count = self.count.saturating_add(other.count);
        }
        self.spans = self.spans.max(other.spans);
        self.last = self.last.max(other.last);
        self.first = self.first.min(other.first);
        self.hours = [-1.0; 24];
        (self.above, self.below) = (Sum::default(), Sum::default());
    }

    /// Goes on to a span; what has changed in those before it, at most one thing.
    pub(super) fn turn(&mut self, span: u64, young: bool) -> Option<ChangeKind> {
        if span <= self.span {
            return None;
        }
        let mut change = self.close(self.span, f64::from(self.count), young);
        for empty in 1..=(span - self.span - 1).min(GAP) {
            change = change.or(self.close(self.span + empty, 0.0, young));
        }
        self.span = span;
        self.count = 0;
        change
    }

    /// A span has ended with this many messages.
    fn close(&mut self, span: u64, count: f64, young: bool) -> Option<ChangeKind> {
        self.spans = self.spans.saturating_add(1);
        self.recent += (count - self.recent) / f64::from(self.spans.clamp(1, RECENT));
        if self.state == State::Silent && count > 0.0 {
            self.calm_down();
        }
        let hour = usize::try_from(span / 60 % 24).unwrap_or(0);
        let known = f64::from(self.hours[hour]);
        let (most, least) =
            if known < 0.0 { (self.usual, self.usual) } else { (self.usual.max(known), self.usual.min(known)) };
        // Log likelihood ratios of counts that scatter more than by chance.
        let above = (count * OFTEN.ln() - most * (OFTEN - 1.0)) / self.scatter;
        let below = (least * (1.0 - 1.0 / SELDOM) - count * SELDOM.ln()) / self.scatter;
        let learning = young || self.spans < YOUNG;
        if learning || self.state == State::Usual {
            self.learn(count, hour);
        }
        if learning {
            return None;
        }
        self.above.add(above.min(MOST), count);
        self.below.add(below.min(MOST), count);
        match self.state {
            State::Usual => return self.judge(),
            State::Silent => {}
            State::Changed { spans, calm } => {
                let calm = if above <= 0.0 && below <= 1.0 { calm + 1 } else { 0 };
                if spans + 1 >= SETTLED {
                    // From now on that is what is usual.
                    self.spans = 0;
                    self.hours = [-1.0; 24];
                    self.calm_down();
                } else if calm >= CALM {
                    self.calm_down();
                } else {
                    self.state = State::Changed { spans: spans + 1, calm };
                }
            }
        }
        None
    }

    fn learn(&mut self, count: f64, hour: usize) {
        let weight = (1.0 / f64::from(self.spans)).max(1.0 - 0.5_f64.powf(1.0 / MEMORY));
        // What is far out moves what is usual a little only.
        let most = self.usual + 5.0 * (self.scatter * (self.usual + 1.0)).sqrt();
        let count = if self.spans > YOUNG { count.min(most) } else { count };
        let square = (count - self.usual) * (count - self.usual) / self.usual.max(0.05);
        self.usual += weight * (count - self.usual);
        if self.spans > 5 {
            self.scatter = (self.scatter + weight * (square - self.scatter)).max(1.0);
        }
        // An hour of the day is known when it has been seen for a while: about three days of it are remembered.
        let known = &mut self.hours[hour];
        #[expect(clippy::cast_possible_truncation, reason = "a count in a minute")]
        let (count, usual) = (count as f32, self.usual as f32);
        *known = if *known < 0.0 { usual } else { *known + (count - *known) / 100.0 };
    }

    fn judge(&mut self) -> Option<ChangeKind> {
        let usual = self.usual / SPAN * 60.0;
        let kind = if self.above.value >= ALARM {
            ChangeKind::More { usual, now: self.above.rate() }
        } else if self.below.value >= ALARM {
            ChangeKind::Less { usual, now: self.below.rate() }
        } else {
            return None;
        };
        self.state = State::Changed { spans: 0, calm: 0 };
        Some(kind)
    }

    /// Whether it has not come for far longer than ever.
    pub(super) fn silence(&mut self, at: f64, young: bool) -> Option<ChangeKind> {
        let since = at - self.last;
        if self.total < REGULAR || young || self.state != State::Usual || since < LONGER * self.longest.max(SPAN) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
        let between = (self.last - self.first) / self.total.saturating_sub(1).max(1) as f64;
        let even = self.longest <= 2.0 * between;
        if !even && since / SPAN * self.usual / self.scatter < UNLIKELY {
            return None;
        }
        self.state = State::Silent;
        Some(ChangeKind::Silent { usual: self.usual / SPAN * 60.0, since })
    }

    fn calm_down(&mut self) {
        self.state = State::Usual;
        (self.above, self.below) = (Sum::default(), Sum::default());
    }
}

impl Sum {
    fn add(&mut self, evidence: f64, count: f64) {
        let value = self.value + evidence;
        if value <= 0.0 {
            *self = Self::default();
        } else {
            *self = Self { value, spans: self.spans.saturating_add(1), messages: self.messages + count };
        }
    }

    /// Messages a minute since it began to add up.
    fn rate(self) -> f64 {
        if self.spans == 0 { 0.0 } else { self.messages / f64::from(self.spans) / SPAN * 60.0 }
    }
}
