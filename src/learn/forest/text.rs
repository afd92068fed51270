//! A forest as text: a tree a line, after one of the base where it has one.
//!
//! ```text
//! = -2.5          the base
//! 3 0.25 1 - -0.125 7? 4 3 - 0.5 - 0.75
//! ```
//!
//! A division is `column bound left`, a leaf `- answer`; the right child stands behind the left one. `7?` sends what is not
//! known to the left. What divisions themselves would answer is not told: a forest that was read explains nothing.

use super::tree::{Forest, Node};

/// Why a forest cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the forest is no tree")]
pub(in crate::learn) struct Unreadable {
    line: usize,
}

impl Forest {
    /// The forest as text.
    pub(in crate::learn) fn write(&self) -> String {
        let ends = self.roots.iter().skip(1).copied().chain(u32::try_from(self.nodes.len()));
        let trees = self.roots.iter().zip(ends).map(|(root, end)| {
            let words = self.nodes[*root as usize..end as usize].iter().map(|node| word(node, *root));
            words.collect::<Vec<_>>().join(" ") + "\n"
        });
        let base = (self.base != 0.0).then(|| format!("= {}\n", self.base));
        base.into_iter().chain(trees).collect()
    }

    /// Reads what [`Forest::write`] wrote, of rows of so many numbers; lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// When it is something else.
    pub(in crate::learn) fn read(text: &str, width: usize) -> Result<Self, Unreadable> {
        let mut forest = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let wrong = Unreadable { line: at + 1 };
            if let Some(base) = line.strip_prefix("= ") {
                forest.base = base.parse().ok().filter(|base: &f32| base.is_finite()).ok_or(wrong)?;
                continue;
            }
            let tree = Self { nodes: tree(line).ok_or(wrong)?, roots: vec![0], base: 0.0 };
            if tree.nodes.is_empty() || !tree.is_sound(width) {
                return Err(wrong);
            }
            forest.join(&tree);
        }
        Ok(forest)
    }
}

fn word(node: &Node, root: u32) -> String {
    if node.is_leaf() {
        return format!("- {}", node.answer);
    }
    let side = if node.unknown_left { "?" } else { "" };
    format!("{}{side} {} {}", node.column, node.bound, node.children[0] - root)
}

fn tree(line: &str) -> Option<Vec<Node>> {
    let mut words = line.split(' ');
    let mut nodes = Vec::new();
    while let Some(column) = words.next() {
        let number: f32 = words.next()?.parse().ok().filter(|number: &f32| !number.is_nan())?;
        nodes.push(match column {
            "-" => Node { column: 0, bound: 0.0, children: [0, 0], unknown_left: false, answer: number },
            _ => {
                let left: u32 = words.next()?.parse().ok().filter(|left| *left > 0)?;
                let (unknown_left, column) = (column.ends_with('?'), column.trim_end_matches('?').parse().ok()?);
                Node { column, bound: number, children: [left, left.checked_add(1)?], unknown_left, answer: 0.0 }
            }
        });
    }
    Some(nodes)
}
