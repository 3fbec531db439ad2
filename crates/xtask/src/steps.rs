//! Progress: one line a step, `[3/9] wasm: engine ... 41 s`.

use anyhow::Result;
use std::fmt;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// What a step came to.
pub(crate) enum Done {
    /// It was done now.
    Now,
    /// There was nothing to do.
    Before,
    /// It was done now, and this is worth saying.
    With(String),
}

/// Numbers the steps of a command and prints how each ends.
pub(crate) struct Steps {
    begun: usize,
    total: usize,
}

impl Steps {
    pub(crate) fn new(total: usize) -> Self {
        Self { begun: 0, total }
    }

    /// Runs one step between its announcement and its result.
    pub(crate) fn run(&mut self, what: &str, work: impl FnOnce() -> Result<Done>) -> Result<()> {
        self.begun += 1;
        print!("[{}/{}] {what} ... ", self.begun, self.total);
        // A line that cannot be shown does not stop the work.
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let done = work();
        match &done {
            Ok(Done::Now) => println!("{}", Seconds(start.elapsed())),
            Ok(Done::Before) => println!("there already"),
            Ok(Done::With(remark)) => println!("{remark}, {}", Seconds(start.elapsed())),
            Err(_) => println!("FAILED after {}", Seconds(start.elapsed())),
        }
        done.map(|_| ())
    }
}

/// A time for people: `0.4 s`, `41 s`.
pub(crate) struct Seconds(pub(crate) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        if seconds < 9.95 { write!(f, "{seconds:.1} s") } else { write!(f, "{seconds:.0} s") }
    }
}
