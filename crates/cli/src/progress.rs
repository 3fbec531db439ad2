//! How far a build is, on standard error: a bar on a terminal, a plain line per phase elsewhere,
//! nothing when asked to be quiet.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Shows phases, each from 0 to 1000 thousandths.
pub(crate) struct Shown {
    kind: Kind,
    phase: String,
}

enum Kind {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

impl Shown {
    pub(crate) fn new(quiet: bool) -> Self {
        let kind = if quiet {
            Kind::Nothing
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg:<24} {bar:40} {percent:>3} %") {
                bar.set_style(style);
            }
            Kind::Bar(bar)
        } else {
            Kind::Lines
        };
        Self { kind, phase: String::new() }
    }

    /// Shows how far a phase is.
    pub(crate) fn show(&mut self, phase: &str, thousandths: u64) {
        let fresh = self.phase != phase;
        if fresh {
            phase.clone_into(&mut self.phase);
        }
        match &self.kind {
            Kind::Bar(bar) => {
                if fresh {
                    bar.set_message(phase.to_owned());
                }
                bar.set_position(thousandths.min(1000));
            }
            Kind::Lines if fresh => eprintln!("midu: {phase}"),
            Kind::Lines | Kind::Nothing => {}
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}
