use super::*;

fn targets() -> Vec<Target> {
    ["db", "web"]
        .map(|name| Target { service: format!("my-{name}").as_str().into(), name: name.to_owned(), grace: None })
        .into()
}

fn event(name: &str, id: &str) -> String {
    format!(
        "{{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{{\"ID\":\"{id}\",\"Attributes\":{{\"name\":\"{name}\",\"exitCode\":\"1\"}}}},\"time\":1}}\n"
    )
}

fn names(said: Option<Vec<Say>>) -> Option<Vec<String>> {
    let name = |said: Say| match said {
        Say::Happened(service) => service.to_string(),
        other => panic!("{other:?}"),
    };
    Some(said?.into_iter().map(name).collect())
}

#[test]
fn events_are_taken_whole_however_they_come() {
    let whole = format!("{}{}{}", event("db", "aa"), event("other", "bb"), event("web", "cc"));
    for cut in 0..=whole.len() {
        let mut text = whole.as_bytes()[..cut].to_vec();
        let mut got = names(take(&mut text, &targets())).unwrap();
        text.extend_from_slice(&whole.as_bytes()[cut..]);
        got.extend(names(take(&mut text, &targets())).unwrap());
        assert_eq!((got, text.trim_ascii().len()), (vec!["my-db".to_owned(), "my-web".to_owned()], 0), "cut at {cut}");
    }
}

#[test]
fn one_is_also_known_by_the_beginning_of_its_id() {
    let targets = vec![Target { service: "x".into(), name: "4f00".to_owned(), grace: None }];
    let mut text = event("renamed", "4f00aa").into_bytes();
    assert_eq!(names(take(&mut text, &targets)), Some(vec!["x".to_owned()]));
}

#[test]
fn what_is_no_stream_of_events_ends_it() {
    for text in ["<html>", "{\"Actor\":7}", "{}", "\0\0"] {
        assert!(take(&mut text.as_bytes().to_vec(), &targets()).is_none(), "{text:?}");
    }
    // Podman sends events that are not about containers' names, too.
    let mut text = b"{\"Actor\":{\"ID\":\"\",\"Attributes\":{}}}\n".to_vec();
    assert_eq!(names(take(&mut text, &targets())), Some(Vec::new()));
}
