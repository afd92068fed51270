//! What an expression names: steps, parameters, secrets.

use std::collections::HashMap;
use std::rc::Rc;

use cel::Program;
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};

/// What expressions know.
pub(super) const KNOWN: [&str; 10] =
    ["params", "steps", "secrets", "services", "host", "run", "event", "item", "index", "failure"];

/// Something that an expression names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A step, and which of its outputs, or what else of it.
    Step { name: String, what: String },
    /// A step whose name is worked out.
    UnnamedStep,
    /// A parameter.
    Param(String),
    /// A secret; whether the expression is nothing else.
    Secret { name: String, alone: bool },
    /// A service.
    Service(String),
    /// The item that a step runs for, or its number.
    Item,
    /// Nothing that is known.
    Unknown(String),
}

/// What an expression names; or what is wrong with it, in the words of the crate.
pub(super) type Reading = Result<Vec<Named>, String>;

/// Reads expressions, each text once.
#[derive(Default)]
pub(super) struct Expressions {
    known: HashMap<String, Rc<Reading>>,
}

impl Expressions {
    /// What an expression names.
    pub(super) fn read(&mut self, text: &str) -> Rc<Reading> {
        if let Some(known) = self.known.get(text) {
            return Rc::clone(known);
        }
        let reading = Rc::new(read(text));
        self.known.insert(text.to_owned(), Rc::clone(&reading));
        reading
    }
}

fn read(text: &str) -> Reading {
    let program = Program::compile(text).map_err(|errors| {
        let first = errors.errors.first();
        first.map_or_else(String::new, |error| plain(&error.msg))
    })?;
    let mut names = Names { found: Vec::new(), locals: Vec::new() };
    let root = program.expression();
    names.walk(root);
    // `secrets.a` and nothing else.
    if let (Expr::Select(select), [Named::Secret { alone, .. }]) = (&root.expr, &mut names.found[..]) {
        *alone = matches!(&select.operand.expr, Expr::Ident(_));
    }
    Ok(names.found)
}

/// A message in our manner.
fn plain(message: &str) -> String {
    let message = message.trim_start_matches("Syntax error: ");
    // What could have stood there instead is half of the language.
    let message = message.split(" expecting {").next().unwrap_or(message);
    message.replace('`', "'").replace("'<EOF>'", "the end")
}

/// Names as they are found.
struct Names {
    found: Vec<Named>,
    /// Variables of the macros around.
    locals: Vec<String>,
}

impl Names {
    fn walk(&mut self, expr: &IdedExpr) {
        match &expr.expr {
            Expr::Unspecified | Expr::Literal(_) => {}
            Expr::Ident(_) | Expr::Select(_) => self.path(expr),
            Expr::Call(call) if call.func_name == operators::INDEX => self.path(expr),
            Expr::Call(call) => {
                if let Some(target) = &call.target {
                    self.walk(target);
                }
                call.args.iter().for_each(|arg| self.walk(arg));
            }
            Expr::Comprehension(inner) => {
                self.walk(&inner.iter_range);
                self.walk(&inner.accu_init);
                let before = self.locals.len();
                self.locals.extend([inner.iter_var.clone(), inner.accu_var.clone()]);
                self.locals.extend(inner.iter_var2.clone());
                self.walk(&inner.loop_cond);
                self.walk(&inner.loop_step);
                self.walk(&inner.result);
                self.locals.truncate(before);
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.walk(element)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Expr::Struct(inner) => inner.entries.iter().for_each(|entry| self.entry(&entry.expr)),
        }
    }

    fn entry(&mut self, entry: &EntryExpr) {
        match entry {
            EntryExpr::StructField(field) => self.walk(&field.value),
            EntryExpr::MapEntry(entry) => {
                self.walk(&entry.key);
                self.walk(&entry.value);
            }
        }
    }

    /// `a.b["c"].d`, from its end to its root.
    fn path(&mut self, expr: &IdedExpr) {
        let mut fields: Vec<Option<&str>> = Vec::new();
        let mut here = expr;
        loop {
            match &here.expr {
                Expr::Select(select) => {
                    fields.push(Some(&select.field));
                    here = &select.operand;
                }
                Expr::Call(call) if call.func_name == operators::INDEX => {
                    let [inner, index] = &call.args[..] else { return };
                    match &index.expr {
                        Expr::Literal(LiteralValue::String(text)) => fields.push(Some(text.inner())),
                        _ => {
                            fields.push(None);
                            self.walk(index);
                        }
                    }
                    here = inner;
                }
                Expr::Ident(root) => {
                    fields.reverse();
                    return self.name(root, &fields);
                }
                _ => return self.walk(here),
            }
        }
    }

    fn name(&mut self, root: &str, fields: &[Option<&str>]) {
        if root.starts_with('@') || self.locals.iter().any(|local| local == root) {
            return;
        }
        let first = fields.first().copied();
        let named = match (root, first) {
            ("steps", Some(Some(name))) => {
                let what = match fields.get(1..) {
                    Some([Some("outputs"), Some(output), ..]) => output,
                    Some([Some(what), ..]) => what,
                    _ => "",
                };
                Named::Step { name: name.to_owned(), what: what.to_owned() }
            }
            ("steps", _) => Named::UnnamedStep,
            ("params", Some(Some(name))) => Named::Param(name.to_owned()),
            ("secrets", Some(Some(name))) => Named::Secret { name: name.to_owned(), alone: false },
            ("secrets", _) => Named::Secret { name: String::new(), alone: false },
            ("services", Some(Some(name))) => Named::Service(name.to_owned()),
            ("item" | "index", _) => Named::Item,
            (known, _) if KNOWN.contains(&known) => return,
            // Names of types are values, too.
            ("bool" | "int" | "uint" | "double" | "string" | "bytes" | "list" | "map" | "type" | "null_type", None) => {
                return;
            }
            (other, _) => Named::Unknown(other.to_owned()),
        };
        self.found.push(named);
    }
}
