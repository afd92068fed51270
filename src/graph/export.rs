//! The graph as text that others read: Mermaid, DOT, JSON, and plain characters. Names are foreign; each language has its
//! own way to write what would mean something in it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::dag::{Dag, GraphError};
use super::fold::Fold;
use super::layout::{Flow, Layout, Spot, Style, Wish};
use super::paint::{Charset, Face, Look, Stroke};
use crate::model::text;

#[cfg(test)]
mod tests;

/// A graph with what is known of its nodes and edges.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The graph.
    pub dag: &'a Dag,
    /// The name of a node.
    pub label: &'a dyn Fn(usize) -> String,
    /// Why an edge is there, by its number.
    pub note: &'a dyn Fn(usize) -> Option<String>,
    /// Whether an edge is to stand out, as those of the critical path do.
    pub heavy: &'a dyn Fn(usize) -> bool,
}

impl std::fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").field("dag", self.dag).finish_non_exhaustive()
    }
}

/// The lines of a text, each safe to show and none longer than anybody reads.
fn lines(foreign: &str) -> Vec<String> {
    let lines = foreign.lines().map(|line| text::clean(line, text::MAX_LINE));
    lines.collect()
}

impl Export<'_> {
    fn edges(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.dag.edges().iter().enumerate().map(|(edge, (from, to))| (edge, *from, *to))
    }

    /// A Mermaid flowchart.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let quoted = |foreign: &str| {
            let text = lines(foreign).iter().map(|line| mermaid(line)).collect::<Vec<_>>().join("<br/>");
            // Nothing between quotation marks is an error there.
            if text.is_empty() { "\" \"".to_owned() } else { format!("\"{text}\"") }
        };
        let mut out = String::from("flowchart LR\n");
        for node in 0..self.dag.nodes() {
            let _ = writeln!(out, "    n{node}[{}]", quoted(&(self.label)(node)));
        }
        for (edge, from, to) in self.edges() {
            let arrow = if (self.heavy)(edge) { "==>" } else { "-->" };
            let note = (self.note)(edge).map(|note| format!("|{}|", quoted(&note))).unwrap_or_default();
            let _ = writeln!(out, "    n{from} {arrow}{note} n{to}");
        }
        out
    }

    /// A graph in the DOT language of Graphviz.
    #[must_use]
    pub fn dot(&self) -> String {
        let quoted = |foreign: &str| {
            let escape = |line: &String| line.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", lines(foreign).iter().map(escape).collect::<Vec<_>>().join("\\n"))
        };
        let mut out = String::from("digraph {\n    rankdir=LR;\n    node [shape=box];\n");
        for node in 0..self.dag.nodes() {
            let _ = writeln!(out, "    n{node} [label={}];", quoted(&(self.label)(node)));
        }
        for (edge, from, to) in self.edges() {
            let note = (self.note)(edge).map(|note| format!("label={}", quoted(&note)));
            let style = (self.heavy)(edge).then(|| "style=bold".to_owned());
            let attributes = note.into_iter().chain(style).collect::<Vec<_>>().join(", ");
            let attributes = if attributes.is_empty() { attributes } else { format!(" [{attributes}]") };
            let _ = writeln!(out, "    n{from} -> n{to}{attributes};");
        }
        out.push_str("}\n");
        out
    }

    /// `nodes` with `id`, `label` and `layer`, and `edges` with `from`, `to`, `note` (or null) and `critical`.
    #[must_use]
    pub fn json(&self) -> Value {
        let node = |node: usize| json!({"id": node, "label": (self.label)(node), "layer": self.dag.levels()[node]});
        let edge = |(edge, from, to): (usize, usize, usize)| json!({"from": from, "to": to, "note": (self.note)(edge), "critical": (self.heavy)(edge)});
        json!({
            "nodes": (0..self.dag.nodes()).map(node).collect::<Vec<_>>(),
            "edges": self.edges().map(edge).collect::<Vec<_>>(),
        })
    }

    /// The picture without anything but ASCII in its lines, as wide as `columns` if it can be, and the notes below it.
    /// What is folded is written as `+`, how many, and `more`, the caller's word.
    ///
    /// # Errors
    /// When it is too large even as it is folded.
    pub fn ascii(&self, columns: usize, fold: Option<Fold>, more: &str) -> Result<String, GraphError> {
        let name = |nodes: &[usize]| match nodes {
            [node] => lines(&(self.label)(*node)).join(" "),
            nodes => format!("+{} {more}", nodes.len()),
        };
        let width = |nodes: &[usize]| unicode_width::UnicodeWidthStr::width(name(nodes).as_str());
        let spine = [];
        let (style, flow) = (Style::Line, Flow::Right);
        let wish = Wish { width: &width, widest: columns.max(8), style, flow, air: 0, fold, spine: &spine };
        let layout = Layout::fit(self.dag, &wish, columns, usize::MAX)?;
        let face = |spot: &Spot| Face { glyph: String::new(), text: name(&spot.nodes) };
        let stroke = |edge: usize| Stroke { rank: 0, heavy: (self.heavy)(edge) };
        let mut out = layout.paint(&Look { face: &face, stroke: &stroke, charset: Charset::Ascii }).text();
        out.push('\n');
        let notes = self.edges().filter_map(|(edge, from, to)| Some((from, to, (self.note)(edge)?)));
        for (number, (from, to, note)) in notes.enumerate() {
            let start = if number == 0 { "\n" } else { "" };
            let note = lines(&note).join(" ");
            let _ = writeln!(out, "{start}{} -> {}: {note}", name(&[from]), name(&[to]));
        }
        Ok(out)
    }
}

/// A line in Mermaid: what it would read as its own, or as HTML or Markdown, by its number.
fn mermaid(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars() {
        if "\"#<>&`|*_~[](){}\\".contains(c) {
            let _ = write!(out, "#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
