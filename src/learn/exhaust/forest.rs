//! Boosted trees: what is read, and what is grown elsewhere.

/// A leaf's mark in place of a sign.
pub(super) const LEAF: u8 = u8::MAX;

/// One node: a question about a sign, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    /// Which sign, or [`LEAF`].
    pub(super) sign: u8,
    /// Where the left branch is; the right one comes after it.
    pub(super) left: u16,
    /// Signs up to this go left; of a leaf, what it adds to the log-odds.
    pub(super) value: f32,
}

/// Trees whose leaves add up to log-odds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Forest {
    pub(super) trees: Vec<Vec<Node>>,
}

/// Why a forest cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the forest is no tree")]
pub(super) struct Unreadable {
    line: usize,
}

impl Forest {
    /// The log-odds of a row of signs.
    pub(super) fn log_odds(&self, row: &[f32]) -> f32 {
        self.trees.iter().fold(0.0, |sum, tree| sum + value(tree, row))
    }

    /// The forest as text: a tree a line, each node as `sign value left`, each leaf as `- value`.
    pub(super) fn write(&self) -> String {
        let node = |node: &Node| match node.sign {
            LEAF => format!("- {}", node.value),
            sign => format!("{sign} {} {}", node.value, node.left),
        };
        let line = |tree: &Vec<Node>| tree.iter().map(node).collect::<Vec<_>>().join(" ");
        self.trees.iter().map(|tree| line(tree) + "\n").collect()
    }

    /// Reads what [`Forest::write`] wrote; lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// When it is something else.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        let trees: Result<_, _> = lines.map(|(at, line)| tree(line).ok_or(Unreadable { line: at + 1 })).collect();
        Ok(Self { trees: trees? })
    }
}

/// A tree of a line; each branch lies after its question, so that no walk goes in a circle.
fn tree(line: &str) -> Option<Vec<Node>> {
    let mut words = line.split(' ');
    let mut nodes = Vec::new();
    while let Some(sign) = words.next() {
        let value: f32 = words.next()?.parse().ok()?;
        let node = match sign {
            "-" => Node { sign: LEAF, left: 0, value },
            sign => Node { sign: sign.parse().ok()?, left: words.next()?.parse().ok()?, value },
        };
        nodes.push(node);
    }
    let sound = |(at, node): (usize, &Node)| {
        node.value.is_finite()
            && (node.sign == LEAF || (usize::from(node.left) > at && usize::from(node.left) + 1 < nodes.len()))
    };
    (!nodes.is_empty() && nodes.iter().enumerate().all(sound)).then_some(nodes)
}

/// What the leaf of a row adds.
pub(super) fn value(tree: &[Node], row: &[f32]) -> f32 {
    let mut at = 0;
    while let Some(node) = tree.get(at) {
        if node.sign == LEAF {
            return node.value;
        }
        let left = row.get(usize::from(node.sign)).is_none_or(|sign| *sign <= node.value);
        at = usize::from(node.left) + usize::from(!left);
    }
    0.0
}

#[cfg(test)]
mod tests;
