//! Data in the place of what an earlier version wrote as text: both are understood.

use serde::{Deserialize, Deserializer};

/// A value of this version, or the text of an earlier one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told<T> {
    Text(String),
    Data(T),
}

/// Reads a value, or makes one of a text.
///
/// # Errors
/// When it is neither.
pub(super) fn or_text<'de, D: Deserializer<'de>, T: Deserialize<'de> + From<String>>(from: D) -> Result<T, D::Error> {
    Told::deserialize(from).map(|told| match told {
        Told::Text(text) => text.into(),
        Told::Data(data) => data,
    })
}

#[cfg(test)]
mod tests {
    use crate::model::alert::AlertCause;
    use crate::model::complaint::{Complaint, Failing};
    use crate::model::record::{Detail, Entry};
    use crate::model::service::{Ended, Exit};
    use crate::model::starting::StartError;
    use crate::model::trouble::RuntimeTrouble;

    fn told(said: &str) -> String {
        said.to_owned()
    }

    fn cause(json: &str) -> AlertCause {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn causes_that_were_text_are_read() {
        let probe = AlertCause::Probe { reason: told("status 503").into(), failures: 3, flapping: false };
        assert_eq!(cause(r#"{"cause":"probe","reason":"status 503","failures":3}"#), probe);
        let runtime = AlertCause::Runtime { what: RuntimeTrouble::Told { said: told("it is full; hint: …") } };
        assert_eq!(cause(r#"{"cause":"runtime","what":"it is full; hint: …"}"#), runtime);
        let crash = |how: &str| match cause(&format!(r#"{{"cause":"crash","how":"{how}","times":2,"exhausted":true}}"#))
        {
            AlertCause::Crash { how, times: 2, exhausted: true } => how,
            other => panic!("{other:?}"),
        };
        assert_eq!(crash("exit 1"), Ended::Exit(Exit::Code(1)));
        assert_eq!(crash("exit -1"), Ended::Exit(Exit::Code(-1)));
        assert_eq!(crash("signal 9"), Ended::Exit(Exit::Signal(9)));
        assert_eq!(crash("exit unknown"), Ended::Exit(Exit::Unknown));
        let missing = StartError::Told { said: told("`x` does not exist") };
        assert_eq!(crash("could not start: `x` does not exist"), Ended::StartFailed(missing));
        let failing = Failing { probe: told("http"), complaint: told("status 503: no").into() };
        assert_eq!(crash("unhealthy: http: status 503: no"), Ended::Unhealthy(failing));
    }

    #[test]
    fn ends_and_details_that_were_text_are_read() {
        let ended = |json: &str| serde_json::from_str::<Ended>(json).unwrap();
        assert_eq!(ended(r#"{"exit":{"code":1}}"#), Ended::Exit(Exit::Code(1)));
        assert_eq!(ended(r#"{"start_failed":"no room"}"#), Ended::StartFailed(told("no room").into()));
        let failing = Failing { probe: told("tcp"), complaint: told("refused").into() };
        assert_eq!(ended(r#"{"unhealthy":"tcp: refused"}"#), Ended::Unhealthy(failing));
        let detail = |detail: &str| {
            let head = r#""at":"2027-01-15T08:00:00.000Z","kind":"service_exited","subject":"api","by":null"#;
            serde_json::from_str::<Entry>(&format!("{{{head}{detail}}}")).unwrap().detail
        };
        assert_eq!(detail(r#","detail":"exit 1""#), Detail::Told { said: told("exit 1") });
        assert_eq!((detail(r#","detail":"""#), detail("")), (Detail::Nothing, Detail::Nothing));
    }

    #[test]
    fn what_is_written_now_is_read_as_it_was() {
        let failing = Failing { probe: told("http"), complaint: Complaint::Status { status: 503, said: None } };
        let unknown = Detail::Unwatched { ended: Some(Ended::Exit(Exit::Unknown)) };
        for detail in [Detail::Unhealthy(failing.clone()), unknown, Detail::Ended { ended: Ended::Unhealthy(failing) }]
        {
            let json = serde_json::to_string(&detail).unwrap();
            assert_eq!(serde_json::from_str::<Detail>(&json).unwrap(), detail, "{json}");
        }
    }
}
