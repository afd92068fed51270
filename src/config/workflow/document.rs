//! The text of a workflow, cut into its steps: a file may have 100,000 of them, and one is read at a time. What cannot be
//! cut safely is read as a whole.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A text in parts that can be read one by one.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// The text with blanks instead of the steps.
    pub(super) rest: String,
    /// The steps in order.
    pub(super) steps: Vec<Part>,
}

/// A step, with the tables below it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Where it begins and ends.
    pub(super) range: Range<usize>,
    /// There is no table below it.
    plain: bool,
}

impl Part {
    /// The text of it that can be read by itself, and where that begins.
    pub(super) fn text<'t>(&self, text: &'t str) -> (&'t str, usize) {
        let whole = text.get(self.range.clone()).unwrap_or_default();
        let header = if self.plain { whole.find("]]").map_or(0, |at| at + 2) } else { 0 };
        (&whole[header..], self.range.start + header)
    }

    /// The table of it, in what was read of its text.
    pub(super) fn table<'d, 't>(&self, document: &'d DeTable<'t>) -> Option<&'d DeTable<'t>> {
        if self.plain {
            return Some(document);
        }
        document.get("step")?.get_ref().as_array()?.first()?.get_ref().as_table()
    }
}

/// What a line of the text begins.
enum Head {
    /// Nothing.
    None,
    /// A step.
    Step,
    /// A table below the step before it.
    BelowStep,
    /// Another table.
    Other,
    /// A table or a list within a list: who knows.
    Unclear,
}

/// Cuts a text; none when it cannot be told where its steps begin and end, or when it has none.
pub(super) fn cut(text: &str) -> Option<Cut> {
    let has_long_texts = text.contains("\"\"\"") || text.contains("'''");
    let mut long: Option<&'static str> = None;
    let mut steps: Vec<Part> = Vec::new();
    let (mut at, mut within) = (0, false);
    for line in text.split_inclusive('\n') {
        let head = if long.is_some() { Head::None } else { head(line) };
        match head {
            Head::Step => {
                if let Some(last) = steps.last_mut().filter(|_| within) {
                    last.range.end = at;
                }
                steps.push(Part { range: at..text.len(), plain: true });
                within = true;
            }
            Head::Other if within => {
                if let Some(last) = steps.last_mut() {
                    last.range.end = at;
                }
                within = false;
            }
            Head::BelowStep if within => {
                if let Some(last) = steps.last_mut() {
                    last.plain = false;
                }
            }
            Head::BelowStep | Head::Unclear => return None,
            Head::Other | Head::None => {}
        }
        if has_long_texts {
            long = behind(line, long);
        }
        at += line.len();
    }
    if steps.is_empty() {
        return None;
    }
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for step in &steps {
        rest.push_str(&text[from..step.range.start]);
        rest.extend(std::iter::repeat_n(' ', step.range.len()));
        from = step.range.end;
    }
    rest.push_str(&text[from..]);
    Some(Cut { rest, steps })
}

fn head(line: &str) -> Head {
    let line = line.trim_start_matches([' ', '\t']);
    let Some(inner) = line.strip_prefix('[') else { return Head::None };
    let (list, inner) = inner.strip_prefix('[').map_or((false, inner), |inner| (true, inner));
    let inner = inner.trim_start_matches([' ', '\t']);
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let end = inner.find(|c| !bare(c)).unwrap_or(inner.len());
    let (name, behind) = inner.split_at(end);
    // A list within a list can begin with a quote, a number or one of these; a table in our files begins with a word.
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || matches!(name, "true" | "false" | "inf" | "nan") {
        return Head::Unclear;
    }
    match (name, list, behind.trim_start_matches([' ', '\t']).chars().next()) {
        ("step", true, Some(']')) => Head::Step,
        ("step", _, _) => Head::BelowStep,
        _ => Head::Other,
    }
}

/// Whether a text of several lines goes on behind this line, and how it ends.
fn behind(line: &str, mut long: Option<&'static str>) -> Option<&'static str> {
    let mut rest = line;
    loop {
        if let Some(end) = long {
            let Some(at) = closing(rest, end) else { return long };
            rest = &rest[at + end.len()..];
            long = None;
        }
        let at = rest.find(['"', '\'', '#'])?;
        rest = &rest[at..];
        if rest.starts_with('#') {
            return None;
        }
        if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(mark)) {
            rest = &rest[mark.len()..];
            long = Some(mark);
            continue;
        }
        let quote = if rest.starts_with('"') { "\"" } else { "'" };
        let end = closing(&rest[1..], quote)?;
        rest = &rest[1 + end + 1..];
    }
}

/// Where a text ends that ends like this.
fn closing(text: &str, end: &str) -> Option<usize> {
    if end.starts_with('\'') {
        return text.find(end);
    }
    let mut from = 0;
    loop {
        let at = text[from..].find(['\\', '"']).map(|at| at + from)?;
        if text[at..].starts_with(end) {
            return Some(at);
        }
        // What follows a backslash means something else.
        let skipped =
            if text[at..].starts_with('\\') { text[at + 1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        from = at + 1 + skipped;
    }
}

/// Where these keys stand in a text that can be read.
pub(super) fn places(text: &str, keys: &[String]) -> Vec<Option<Range<usize>>> {
    let (tree, _) = DeTable::parse_recoverable(text);
    keys.iter().map(|key| locate(tree.get_ref(), key)).collect()
}

/// Where a key stands, or else the table or list around it, by a path such as `undo.command[1]`.
pub(super) fn locate(table: &DeTable<'_>, path: &str) -> Option<Range<usize>> {
    let mut found = None;
    let mut here = Here::Table(table);
    let mut rest = path;
    while !rest.is_empty() {
        let next = if let Some(inner) = rest.strip_prefix('[') {
            let (number, behind) = inner.split_once(']')?;
            rest = behind.strip_prefix('.').unwrap_or(behind);
            match (here, number.parse::<usize>()) {
                (Here::List(list), Ok(number)) => list.get(number),
                _ => None,
            }
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            rest = behind.strip_prefix('.').unwrap_or(behind);
            match here {
                Here::Table(table) => table.get(name),
                Here::List(_) => None,
            }
        };
        let Some(node) = next else { return found };
        found = Some(node.span());
        here = match node.get_ref() {
            DeValue::Table(table) => Here::Table(table),
            DeValue::Array(list) => Here::List(list),
            _ => return found,
        };
    }
    found
}

/// What a path has led to.
enum Here<'t> {
    Table(&'t DeTable<'t>),
    List(&'t [Spanned<DeValue<'t>>]),
}
