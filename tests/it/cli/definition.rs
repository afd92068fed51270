//! `autoagents workflow validate`, `graph` and `schema`.

use std::fs;

use serde_json::Value;

use crate::harness::Site;

const GOOD: &str = r#"
[[step]]
name = "build"
command = ["make"]
[[step]]
name = "test"
shell = "./test ${steps.build.outputs.file}"
after = ["build"]
[[step]]
name = "ship"
command = ["./ship"]
after = ["build", "test"]
"#;

/// With a workflow that is right, and one that is not.
fn site() -> Site {
    let site = Site::new("");
    fs::create_dir(site.root().join("workflows")).unwrap();
    fs::write(site.root().join("workflows/good.toml"), GOOD).unwrap();
    fs::write(site.root().join("workflows/bad.toml"), "[[step]]\nname = \"a\"\ncommand = [\"x\"]\nafter = [\"b\"]\n")
        .unwrap();
    site
}

#[test]
fn all_that_are_configured_are_validated_and_one_fault_is_exit_2() {
    let site = site();
    let said = site.say(&["workflow", "validate"]);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("bad.toml:4:10: `step[0].after[0]`: there is no step `b`"), "{}", said.err);
    assert!(said.out.contains("workflow good: 3 steps, 3 needs, 3 one after another"), "{}", said.out);
    assert!(said.out.contains("`test` need not say `after` `build`: its output `file` is used"), "{}", said.out);
    assert!(said.out.contains("`ship` need not say `after` `build`: `test` is needed, too"), "{}", said.out);
    let checked = site.say(&["config", "check"]);
    assert!(checked.failed(2).contains("there is no step `b`"));

    let good = site.done(&["workflow", "validate", "workflows/good.toml"]);
    assert!(good.contains("good.toml: fine"), "{good}");
    assert!(site.done(&["--lang", "ko", "workflow", "validate", "workflows/good.toml"]).contains("이상 없음"));
    let said = site.say(&["--json", "workflow", "validate"]);
    let rows: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &rows[0]["fine"], &rows[1]["fine"]), (Some(2), &false.into(), &true.into()));
    assert_eq!(rows[0]["faults"][0]["line"], 4);
    assert_eq!(rows[1]["notes"][0]["after"], "build");
    site.say(&["workflow", "validate", "none.toml"]).failed(2);
}

#[test]
fn a_graph_says_why_each_edge_is_there() {
    let site = site();
    let edges = |document: &Value| -> Vec<String> {
        let edge = |edge: &Value| format!("{} {} {}", edge["from"], edge["to"], edge["note"].as_str().unwrap());
        document["edges"].as_array().unwrap().iter().map(edge).collect()
    };
    let told = site.done(&["workflow", "graph", "good", "--format", "json"]);
    let document: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(edges(&document), ["0 1 uses file", "0 2 it says so", "1 2 it says so"]);
    assert_eq!(document["notes"].as_array().map(Vec::len), Some(2));
    let picture = site.done(&["workflow", "graph", "workflows/good.toml"]);
    assert!(picture.contains("build -> test: uses file") && picture.contains("need not say"), "{picture}");
    assert!(site.done(&["workflow", "graph", "good", "--format", "mermaid"]).starts_with("flowchart LR\n"));
    assert!(site.done(&["workflow", "graph", "good", "--format", "dot"]).starts_with("digraph {\n"));
    assert!(site.say(&["workflow", "graph", "goud"]).failed(1).contains("did you mean `good`"));
    assert!(site.say(&["workflow", "graph", "bad"]).failed(2).contains("there is no step `b`"));
}

#[test]
fn the_schema_is_json() {
    let schema: Value = serde_json::from_str(&Site::new("").done(&["workflow", "schema"])).unwrap();
    assert_eq!(schema["properties"]["step"]["items"]["required"][0], "name");
}
