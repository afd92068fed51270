//! Evidence in words.

use super::super::rows::{count, text};
use crate::i18n::{Texts, Value};
use crate::learn::cause::{Case, Evidence, Fault, Quantity, Ranked};

/// Every reason for a place, in one line.
pub(super) fn evidence(case: &Case, ranked: &Ranked, texts: &Texts) -> String {
    let words = each(case, ranked, texts);
    if words.is_empty() { texts.get("diagnose-nothing").to_owned() } else { words.join("; ") }
}

/// Every reason for a place.
pub(super) fn each(case: &Case, ranked: &Ranked, texts: &Texts) -> Vec<String> {
    ranked.evidence.iter().map(|evidence| one(case, evidence, texts)).collect()
}

fn one(case: &Case, evidence: &Evidence, texts: &Texts) -> String {
    match evidence {
        Evidence::Deviated { metric, quantity, before, now, after } => {
            deviated(metric, *quantity, (*before, *now), *after, texts)
        }
        Evidence::Order { place: 1, of } => texts.with("diagnose-earliest", &[("of", count(of))]),
        Evidence::Order { place, of } => texts.with("diagnose-order", &[("place", count(place)), ("of", count(of))]),
        Evidence::Own { share } => texts.with("diagnose-own", &[("percent", count((share * 100.0).round()))]),
        Evidence::Moves { share } => texts.with("diagnose-moves", &[("percent", count((share * 100.0).round()))]),
        Evidence::Explained { by } => texts.with("diagnose-explained", &[("by", names(case, by))]),
        Evidence::Callers { affected, of } => {
            texts.with("diagnose-callers", &[("affected", count(affected)), ("of", count(of))])
        }
        Evidence::Reached { hops: 0, .. } => texts.get("diagnose-alarmed").to_owned(),
        Evidence::Reached { alarm, hops: 1 } => texts.with("diagnose-called", &[("alarm", names(case, &[*alarm]))]),
        Evidence::Reached { alarm, hops } => {
            texts.with("diagnose-reached", &[("alarm", names(case, &[*alarm])), ("hops", count(hops))])
        }
        Evidence::Silent { callers } => texts.with("diagnose-silent", &[("callers", names(case, callers))]),
        Evidence::Vanished { after } => texts.with("diagnose-vanished", &[("at", text(&moment(*after)))]),
        Evidence::Troubled { fault, after } => {
            let id = match fault {
                Fault::Warned => "diagnose-warned",
                Fault::Failing => "diagnose-failing",
                Fault::Down => "diagnose-down",
            };
            texts.with(id, &[("at", text(&moment(*after)))])
        }
        Evidence::Changed { age } => texts.with("diagnose-changed", &[("span", text(&span(*age)))]),
        Evidence::Before { likeness } => {
            texts.with("diagnose-before", &[("percent", count((likeness * 100.0).round()))])
        }
    }
}

fn deviated(metric: &str, quantity: Quantity, (before, now): (f64, f64), after: f64, texts: &Texts) -> String {
    let metric = crate::model::text::clean(metric, 120);
    let variables = [
        ("metric", text(&metric)),
        ("at", text(&moment(after))),
        ("before", text(&number(before))),
        ("now", text(&number(now))),
    ];
    let rose = now >= before;
    let (large, small) = if rose { (now, before) } else { (before, now) };
    let times = large / small;
    if quantity == Quantity::Availability || small <= 0.0 || !times.is_finite() || times < 1.05 {
        return texts.with(if rose { "diagnose-rose" } else { "diagnose-fell" }, &variables);
    }
    let times = if times >= 9.95 { format!("{times:.0}") } else { format!("{times:.1}") };
    let mut all = variables.to_vec();
    all.push(("times", text(&times)));
    texts.with(if rose { "diagnose-rose-times" } else { "diagnose-fell-times" }, &all)
}

fn names(case: &Case, subjects: &[usize]) -> Value<'static> {
    let names = subjects.iter().filter_map(|subject| case.subjects.get(*subject));
    let names: Vec<String> = names.map(|name| crate::model::text::clean(name, 120)).collect();
    text(&names.join(", "))
}

/// Seconds from the onset, such as `+2 min` or `-30 s`.
fn moment(after: f64) -> String {
    format!("{}{}", if after < 0.0 { "-" } else { "+" }, span(after.abs()))
}

fn span(seconds: f64) -> String {
    let (value, unit) = match seconds {
        seconds if seconds < 90.0 => (seconds, "s"),
        seconds if seconds < 5_400.0 => (seconds / 60.0, "min"),
        seconds if seconds < 172_800.0 => (seconds / 3_600.0, "h"),
        seconds => (seconds / 86_400.0, "d"),
    };
    format!("{value:.0} {unit}")
}

/// Three digits of a number.
fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.2e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6")]
    let digits = (2.0 - size.log10().floor()).clamp(0.0, 6.0) as usize;
    let written = format!("{value:.digits$}");
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let cases = [(0.0, "0"), (100.0, "100"), (0.046_21, "0.0462"), (1_234.5, "1234"), (2.5e9, "2.50e9")];
        for (value, words) in cases {
            assert_eq!(number(value), words);
        }
        assert_eq!((moment(120.0), moment(-3.0)), ("+2 min".to_owned(), "-3 s".to_owned()));
    }

    #[test]
    fn reasons_are_concrete_in_both_languages() {
        let case = Case { subjects: vec!["web".to_owned(), "payment".to_owned()], ..Case::default() };
        let latency = Quantity::of("latency:p90");
        let evidence = vec![
            Evidence::Deviated {
                metric: "latency:p90".to_owned(),
                quantity: latency,
                before: 0.2,
                now: 2.8,
                after: 120.0,
            },
            Evidence::Order { place: 1, of: 5 },
            Evidence::Callers { affected: 3, of: 4 },
            Evidence::Reached { alarm: 0, hops: 1 },
        ];
        let ranked = Ranked { subject: 1, score: 1.0, evidence };
        let words = super::evidence(&case, &ranked, &Texts::new(Language::En));
        assert_eq!(
            words,
            "latency:p90 rose 14x at +2 min (0.2 to 2.8); earliest of 5; 3 of 4 callers affected; called by web, which alarmed"
        );
        let words = super::evidence(&case, &ranked, &Texts::new(Language::Ko));
        assert!(words.contains("latency:p90") && words.contains("14") && words.contains("web"), "{words}");
    }

    #[test]
    fn every_reason_has_words() {
        let case = Case { subjects: vec!["web".to_owned()], ..Case::default() };
        let quantity = Quantity::Availability;
        let every = [
            Evidence::Deviated { metric: "up".to_owned(), quantity, before: 100.0, now: 75.0, after: 0.0 },
            Evidence::Deviated { metric: "up".to_owned(), quantity, before: 75.0, now: 100.0, after: 0.0 },
            Evidence::Deviated { metric: "cpu".to_owned(), quantity: Quantity::Cpu, before: 4.0, now: 1.0, after: 0.0 },
            Evidence::Order { place: 2, of: 5 },
            Evidence::Own { share: 0.85 },
            Evidence::Moves { share: 0.85 },
            Evidence::Explained { by: vec![0] },
            Evidence::Reached { alarm: 0, hops: 0 },
            Evidence::Reached { alarm: 0, hops: 3 },
            Evidence::Silent { callers: vec![0] },
            Evidence::Vanished { after: 60.0 },
            Evidence::Troubled { fault: Fault::Warned, after: 0.0 },
            Evidence::Troubled { fault: Fault::Failing, after: 0.0 },
            Evidence::Troubled { fault: Fault::Down, after: 0.0 },
            Evidence::Changed { age: 600.0 },
            Evidence::Before { likeness: 0.9 },
        ];
        for language in Language::ALL {
            let texts = Texts::new(language);
            for evidence in &every {
                let words = one(&case, evidence, &texts);
                assert!(!words.starts_with("diagnose-"), "{language:?}: {words}");
            }
            assert!(!texts.get("diagnose-nothing").starts_with("diagnose-"));
        }
    }
}
