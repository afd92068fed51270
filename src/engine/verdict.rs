//! A probe's judgement: it changes only after so many results in a row that contradict it.

use crate::model::spec::ProbeSpec;

/// What a probe's results so far amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    passing: Option<bool>,
    against: u32,
    towards: bool,
    suspect: bool,
}

impl Verdict {
    /// No verdict yet on a new process whose predecessor failed: its first passes have to convince.
    #[must_use]
    pub fn suspect() -> Self {
        Self { suspect: true, ..Self::default() }
    }

    /// The judgement; none before there is one.
    #[must_use]
    pub fn passing(self) -> Option<bool> {
        self.passing
    }

    /// Results in a row that contradict the judgement, and how many change it.
    #[must_use]
    pub fn against(self, spec: &ProbeSpec) -> (u32, u32) {
        (self.against, if self.passing == Some(false) { spec.recover_after } else { spec.fail_after })
    }

    /// Takes a result in; true when the judgement changed. The first pass counts at once: before it nothing has failed
    /// that would have to recover.
    pub fn observe(&mut self, passed: bool, spec: &ProbeSpec) -> bool {
        if self.passing == Some(passed) {
            self.against = 0;
            return false;
        }
        if self.towards != passed {
            self.against = 0;
        }
        self.towards = passed;
        self.against = self.against.saturating_add(1);
        let needed = match (self.passing, passed) {
            (None, true) if !self.suspect => 1,
            (_, true) => spec.recover_after,
            (_, false) => spec.fail_after,
        };
        let changed = self.against >= needed;
        if changed {
            *self = Self { passing: Some(passed), ..Self::default() };
        }
        changed
    }

    /// Whether it has begun to fail and is not judged yet.
    #[must_use]
    pub fn is_wavering(self) -> bool {
        self.passing != Some(false) && self.against > 0 && !self.towards
    }

    /// A failure that may be another's: it counts, but does not turn the judgement.
    pub fn doubt(&mut self, spec: &ProbeSpec) {
        let before = if self.towards { 0 } else { self.against };
        if self.passing != Some(false) && before + 1 < spec.fail_after {
            self.observe(false, spec);
        }
    }

    /// A failure that does not count: the service is still within its grace.
    pub fn excuse(&mut self) {
        self.against = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::check::{Check, TcpCheck};
    use crate::model::spec::ProbeRole;

    fn spec(fail_after: u32, recover_after: u32) -> ProbeSpec {
        ProbeSpec {
            name: "tcp".to_owned(),
            role: ProbeRole::Liveness,
            check: Check::Tcp(TcpCheck { address: "127.0.0.1:1".to_owned(), ..TcpCheck::default() }),
            interval: Duration::from_secs(5),
            timeout: Duration::from_secs(1),
            fail_after,
            recover_after,
            grace: Duration::ZERO,
        }
    }

    #[test]
    fn the_verdict_follows_results_in_a_row() {
        // (fail_after, recover_after, results, judgements)
        let cases = [
            (3, 2, "+", "+"),
            (3, 2, "---", "??-"),
            (3, 2, "+--+--+", "+++++++"),
            (3, 2, "+---+++", "+++--++"),
            (3, 2, "+---+-++", "+++----+"),
            (1, 1, "+-+-", "+-+-"),
            (3, 2, "--+", "??+"),
            (3, 2, "s+-++", "????+"),
        ];
        for (fail_after, recover_after, results, wanted) in cases {
            let spec = spec(fail_after, recover_after);
            let mut verdict = Verdict::default();
            let mut got = String::new();
            for result in results.chars() {
                match result {
                    's' => verdict = Verdict::suspect(),
                    result => _ = verdict.observe(result == '+', &spec),
                }
                got.push(match verdict.passing() {
                    None => '?',
                    Some(true) => '+',
                    Some(false) => '-',
                });
            }
            assert_eq!(got, wanted, "{results}");
        }
    }
}
