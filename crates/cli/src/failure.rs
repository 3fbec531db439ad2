//! Why a command failed, as a person reads it: what, where, what to do. On a terminal with the line of
//! the file at fault; elsewhere three lines that programs can tell apart.

use midu_core::Code;
use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::io::{ErrorKind, IsTerminal};
use std::ops::Range;
use std::path::Path;

/// Files up to this size are shown in part.
const SHOWN: u64 = 16 << 20;

/// What went wrong in a command.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    place: String,
    help: String,
    closed_output: bool,
    excerpt: Option<Box<Excerpt>>,
}

/// The part of a file that is at fault.
#[derive(Debug)]
pub(crate) struct Excerpt {
    source: NamedSource<String>,
    span: Range<usize>,
    /// From 1.
    line: usize,
    column: usize,
}

impl Excerpt {
    /// A span of bytes of a text.
    pub(crate) fn of(path: &Path, text: &str, span: Range<usize>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let source = NamedSource::new(path.display().to_string(), text.to_owned());
        Self { source, span, line, column }
    }

    /// A character of a file, if the file can be shown.
    fn at(path: &Path, line: u64, column: u64) -> Option<Self> {
        if std::fs::metadata(path).ok()?.len() > SHOWN {
            return None;
        }
        let text = std::fs::read_to_string(path).ok()?;
        let above = usize::try_from(line.checked_sub(1)?).ok()?;
        let start: usize = text.split_inclusive('\n').take(above).map(str::len).sum();
        let rest = text.get(start..)?;
        let column = usize::try_from(column.checked_sub(1)?).ok()?;
        let within = rest.lines().next().unwrap_or_default();
        let inside = within.char_indices().nth(column).map_or(within.len(), |(at, _)| at);
        let length = rest.get(inside..)?.chars().next().map_or(0, char::len_utf8);
        Some(Self::of(path, &text, start + inside..start + inside + length))
    }
}

impl Failure {
    pub(crate) fn new(
        what: impl Into<String>,
        place: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (what, place, help) = (what.into(), place.into(), help.into());
        Self { what, place, help, closed_output: false, excerpt: None }
    }

    /// The same with the part of a file that it speaks of.
    pub(crate) fn with(self, excerpt: Excerpt) -> Self {
        let place = format!("{}:{}:{}", excerpt.source.name(), excerpt.line, excerpt.column);
        Self { place, excerpt: Some(Box::new(excerpt)), ..self }
    }

    /// A file that is not there or may not be read.
    pub(crate) fn unreadable(path: &Path, cause: &std::io::Error) -> Self {
        Self::new(format!("cannot read it: {cause}"), path.display().to_string(), "check the path")
    }

    /// A file that cannot be written.
    pub(crate) fn unwritable(path: &Path, cause: &std::io::Error) -> Self {
        let help = "check the folder's permissions and free space";
        Self::new(format!("cannot write it: {cause}"), path.display().to_string(), help)
    }

    /// A fault that the engine found; `place` is the file, or the file and the line of a query.
    pub(crate) fn engine(place: impl Into<String>, cause: &midu_core::Error) -> Self {
        let help = match cause.code() {
            Code::NotAnIndex => "name a file that `midu index` wrote",
            Code::FormatVersion => "build the index again with this version of midu",
            Code::Truncated | Code::Corrupt | Code::Invalid => {
                "copy the file again from where it was built, or build it again"
            }
            Code::DuplicateUrl => "give each document a url of its own",
            Code::NoDocuments => "name an input that holds text",
            Code::TooLarge => "split the input and build an index of each part",
            Code::QueryTooLong => "ask for a shorter part of it",
            _ => "see the message above",
        };
        Self::new(chain(cause), place, help)
    }

    pub(crate) fn is_closed_output(&self) -> bool {
        self.closed_output
    }

    /// Writes it to standard error.
    pub(crate) fn report(&self) {
        if std::io::stderr().is_terminal() {
            // The handler looks at NO_COLOR itself.
            let mut text = String::new();
            if GraphicalReportHandler::new().render_report(&mut text, self).is_ok() {
                eprint!("{text}");
                return;
            }
        }
        eprint!("{}", Plain(self));
    }
}

/// The three lines.
struct Plain<'a>(&'a Failure);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.0.what)?;
        writeln!(f, "  where: {}", self.0.place)?;
        writeln!(f, "  help: {}", self.0.help)
    }
}

/// The message of an error and of all its causes.
fn chain(cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl From<midu_ingest::Error> for Failure {
    fn from(cause: midu_ingest::Error) -> Self {
        let place =
            cause.position().and_then(|(path, line, column)| Excerpt::at(path, line, column));
        let failure = Self::new(cause.what(), cause.place(), cause.help());
        Self { excerpt: place.map(Box::new), ..failure }
    }
}

/// Only standard output is written with `?`; every file names itself.
impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        let mut failure = Self::new(
            format!("cannot write the result: {cause}"),
            "standard output",
            "check where the output goes to",
        );
        failure.closed_output = cause.kind() == ErrorKind::BrokenPipe;
        failure
    }
}

impl From<serde_json::Error> for Failure {
    fn from(cause: serde_json::Error) -> Self {
        std::io::Error::from(cause).into()
    }
}

/// What and where, as the heading of a report.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.place)?;
        // A report shows help by itself; a test looks for it here.
        if cfg!(test) { write!(f, " {}", self.help) } else { Ok(()) }
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| &excerpt.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        let label = LabeledSpan::at(excerpt.span.clone(), "here");
        Some(Box::new(std::iter::once(label)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Failure, Plain};
    use miette::{GraphicalReportHandler, GraphicalTheme};
    use std::path::Path;

    #[test]
    fn a_terminal_shows_the_line_at_fault_and_others_three_lines() {
        let text = "输入 = 1\nwhole = 3\n";
        let excerpt = Excerpt::of(Path::new("midu.toml"), text, 19..20);
        let failure = Failure::new("it is no truth", "midu.toml", "write true").with(excerpt);
        assert_eq!(
            Plain(&failure).to_string(),
            "error: it is no truth\n  where: midu.toml:2:9\n  help: write true\n"
        );
        let mut shown = String::new();
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .render_report(&mut shown, &failure)
            .unwrap();
        for part in ["it is no truth", "midu.toml:2:9", "whole = 3", "here", "help: write true"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains('\u{1b}'));
    }
}
