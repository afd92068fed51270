use super::*;

/// Names that mean something in one language or another.
const NAMES: [&str; 6] =
    ["say \"hi\"; end", "a]b) | c{d}>e", "two\nlines\\n", "bad\u{1b}[2J\u{7}bell", "데이터 #1 <b>&amp;", ""];

fn label(node: usize) -> String {
    NAMES[node].to_owned()
}

fn note(edge: usize) -> Option<String> {
    [Some("output \"x\" | y"), None, Some("after\nthat"), None, None][edge].map(str::to_owned)
}

fn graph() -> Dag {
    Dag::new(6, [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]).expect("there is no cycle")
}

fn export(dag: &Dag) -> Export<'_> {
    Export { dag, label: &label, note: &note, heavy: &|edge| edge == 0 }
}

#[test]
fn names_mean_nothing_in_any_language() {
    insta::assert_snapshot!("mermaid", export(&graph()).mermaid());
    insta::assert_snapshot!("dot", export(&graph()).dot());
    insta::assert_snapshot!("ascii", export(&graph()).ascii(80, None, "more").expect("it is small"));
}

#[test]
fn json_says_all() {
    let json = export(&graph()).json().to_string();
    let read: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(read["nodes"][3], json!({"id": 3, "label": NAMES[3], "layer": 2}));
    assert_eq!(read["nodes"].as_array().map(Vec::len), Some(6));
    assert_eq!(read["edges"][0], json!({"from": 0, "to": 1, "note": "output \"x\" | y", "critical": true}));
    assert_eq!(read["edges"][4], json!({"from": 3, "to": 4, "note": null, "critical": false}));
}

proptest::proptest! {
    /// Between quotation marks nothing may end the quotation, and nothing but line ends may control anything.
    #[test]
    fn nothing_breaks_out(name in "\\PC{0,20}|[\"\\\\\u{0}-\u{7f}]{0,20}") {
        let dag = Dag::new(1, []).expect("there is no cycle");
        let label = |_: usize| name.clone();
        let export = Export { dag: &dag, label: &label, note: &|_| None, heavy: &|_| false };
        let (mermaid, dot) = (export.mermaid(), export.dot());
        let line = mermaid.lines().nth(1).unwrap_or_default();
        proptest::prop_assert!(mermaid.lines().count() == 2 && line.starts_with("    n0[\"") && line.ends_with("\"]"));
        proptest::prop_assert_eq!(line.matches('"').count(), 2);
        let line = dot.lines().nth(3).unwrap_or_default();
        let inside = line.strip_prefix("    n0 [label=\"").and_then(|rest| rest.strip_suffix("\"];")).unwrap_or("\"");
        let mut rest = inside.chars();
        while let Some(c) = rest.next() {
            proptest::prop_assert!(c != '"' && !c.is_control());
            if c == '\\' {
                proptest::prop_assert!(rest.next().is_some_and(|next| "\\\"n".contains(next)), "{}", inside);
            }
        }
    }
}
