//! Where the answer of a command on files goes: a file, or stdout without one.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use super::exit::Failure;
use super::rows::text;
use crate::i18n::Texts;
use crate::model::text::clean;

/// The output must not take the place of what it is made from.
///
/// # Errors
/// When it is one of the inputs.
pub(super) fn refuse_same(out: Option<&Path>, inputs: &[&Path], texts: &Texts) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(out) = out.and_then(real) else { return Ok(()) };
    if inputs.iter().any(|input| real(input).is_some_and(|input| input == out)) {
        let file = clean(&out.display().to_string(), 400);
        return Err(Failure::Question { text: texts.with("rows-same-file", &[("file", text(&file))]) });
    }
    Ok(())
}

/// Writes what is too long to be held as a whole.
///
/// # Errors
/// When that is not possible.
pub(super) fn stream(
    out: Option<&Path>,
    texts: &Texts,
    fill: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match out {
        Some(path) if path != Path::new("-") => {
            let written = std::fs::File::create(path).and_then(|file| {
                let mut to = io::BufWriter::with_capacity(1 << 16, file);
                fill(&mut to)?;
                to.flush()
            });
            written.map_err(|error| unwritable(path, &error, texts))
        }
        _ => {
            let mut to = io::BufWriter::with_capacity(1 << 16, &mut stdout);
            fill(&mut to)?;
            Ok(to.flush()?)
        }
    }
}

fn unwritable(path: &Path, error: &io::Error, texts: &Texts) -> Failure {
    let (file, error) = (clean(&path.display().to_string(), 400), error.to_string());
    Failure::File { text: texts.with("rows-unwritable", &[("file", text(&file)), ("error", text(&error))]) }
}

/// Writes it.
///
/// # Errors
/// When that is not possible.
pub(super) fn write(out: Option<&Path>, bytes: &[u8], texts: &Texts) -> Result<(), Failure> {
    match out {
        Some(path) if path != Path::new("-") => {
            std::fs::write(path, bytes).map_err(|error| unwritable(path, &error, texts))
        }
        _ => {
            let mut stdout = io::stdout().lock();
            if stdout.is_terminal() {
                // Names come from a foreign file.
                for line in String::from_utf8_lossy(bytes).lines() {
                    writeln!(stdout, "{}", clean(line, 2_000))?;
                }
                return Ok(());
            }
            Ok(stdout.write_all(bytes)?)
        }
    }
}
