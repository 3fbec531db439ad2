//! The one error type of the engine: a stable code, a message that says what happened and what to
//! do, and the chain of causes. Errors exist only where bytes or documents come in.

use std::fmt;

/// Result with the engine's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// A stable, machine-readable reason. The text of [`Code::as_str`] never changes once released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The bytes are not a `.midu` index at all.
    NotAnIndex,
    /// The index was written by a version of the format that this build cannot read.
    FormatVersion,
    /// Bytes are missing at the end.
    Truncated,
    /// A checksum does not match: bytes were changed, cut, or belong to another index.
    Corrupt,
    /// Checksums match but the content breaks a rule of the format.
    Invalid,
    /// Two documents have the same url.
    DuplicateUrl,
    /// There is nothing to index.
    NoDocuments,
    /// The corpus is larger than the format can address.
    TooLarge,
    /// This build cannot read the layout of the index.
    UnsupportedLayout,
    /// The query has more characters than the engine accepts.
    QueryTooLong,
    /// What the writer writes to fails.
    Storage,
}

impl Code {
    /// The stable text of the code, in kebab case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnIndex => "not-an-index",
            Self::FormatVersion => "format-version",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::Invalid => "invalid",
            Self::DuplicateUrl => "duplicate-url",
            Self::NoDocuments => "no-documents",
            Self::TooLarge => "too-large",
            Self::UnsupportedLayout => "unsupported-layout",
            Self::QueryTooLong => "query-too-long",
            Self::Storage => "storage",
        }
    }
}

/// A message with a number in it. What reads an index says it with this: with `format!` the module that
/// pages download would be a thirtieth larger.
#[inline(never)]
pub(crate) fn said(before: &str, number: u64, after: &str) -> String {
    let mut message = String::from(before);
    push_digits(number, &mut message);
    message.push_str(after);
    message
}

fn push_digits(number: u64, out: &mut String) {
    if number >= 10 {
        push_digits(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// What went wrong, where, and what to do about it. One pointer, so that a result is no larger than
/// what it holds: nearly every function of the reader returns one.
#[derive(Debug)]
pub struct Error(Box<Fault>);

#[derive(Debug)]
struct Fault {
    code: Code,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// What happened and what to do, without its causes.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The stable reason.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Fault { code, message: message.into(), source: None }))
    }

    pub(crate) fn caused(
        code: Code,
        message: impl Into<String>,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(Fault { code, message: message.into(), source: Some(Box::new(cause)) }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|cause| &**cause as _)
    }
}
