//! A Rust toolchain that compiles to wasm32-unknown-unknown and the standard library with it: the one
//! that runs this if it has the library's source or rustup can add it, else Debian's compiler.
//! `MIDU_WASM_TOOLCHAIN=debian` asks for the second at once.

use crate::command::{ask, cargo, program};
use crate::steps::Done;
use crate::{apt, paths};
use anyhow::{Context as _, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The only target of the browser builds.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// The standard library is built with the module, for panics that end it without a word: messages
/// and the code that writes them would be an eighth of what readers download.
const STANDARD: [&str; 2] =
    ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
const SILENT: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// The same for a module whose messages quote what they speak of by `{:?}`.
const QUOTING: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none";

/// What compiles to wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain that runs this, with the source of its standard library.
    Source,
    /// The same without the source: modules are larger than tests/budget.json allows.
    Own,
    /// Debian's compiler, which needs this linker named.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Finds or installs one.
    pub(crate) fn ready() -> Result<(Self, Done)> {
        if env::var("MIDU_WASM_TOOLCHAIN").is_ok_and(|name| name == "debian") {
            return debian();
        }
        if own_has_source() {
            return Ok((Self::Source, Done::Before));
        }
        // Quick where it works; where downloads are out of reach it fails and Debian is next.
        if rustup(&["component", "add", "rust-src"]) && own_has_source() {
            return Ok((Self::Source, Done::Now));
        }
        debian().or_else(|error| {
            if own_has_target() || (rustup(&["target", "add", TARGET]) && own_has_target()) {
                let says = "without the source of the standard library: larger modules";
                return Ok((Self::Own, Done::With(says.into())));
            }
            Err(error)
        })
    }

    /// `cargo build` for the target, with flags for the compiler, of what readers download.
    pub(crate) fn build(&self, flags: &str) -> Command {
        self.build_with(flags, SILENT)
    }

    /// `cargo build` for the target of what makes messages for people.
    pub(crate) fn build_quoting(&self, flags: &str) -> Command {
        self.build_with(flags, QUOTING)
    }

    fn build_with(&self, flags: &str, panics: &str) -> Command {
        let flags = format!("{flags} {}", without_paths());
        let mut command = match self {
            Self::Source | Self::Own => cargo(),
            Self::Debian { .. } => program(DEBIAN_CARGO),
        };
        command.args(["build", "--target", TARGET]);
        let flags = match self {
            Self::Own => flags,
            Self::Source => format!("{flags} {panics}"),
            Self::Debian { linker } => {
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("PATH", debian_first())
                    .env_remove("RUSTUP_TOOLCHAIN");
                format!("{flags} {panics} -C linker={}", linker.display())
            }
        };
        if *self != Self::Own {
            command.args(STANDARD).env("RUSTC_BOOTSTRAP", "1");
        }
        command
            .env("RUSTFLAGS", flags.trim())
            .env("CARGO_TARGET_DIR", paths::wasm_target())
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }

    /// A text that changes when the compiler does.
    pub(crate) fn version(&self) -> Result<String> {
        let compiler = match self {
            Self::Source | Self::Own => "rustc",
            Self::Debian { .. } => DEBIAN_RUSTC,
        };
        let version = ask(compiler, &["-vV"]);
        let version = version.with_context(|| format!("{compiler} -vV says nothing"))?;
        Ok(format!("{self:?} {STANDARD:?} {SILENT} {version}"))
    }
}

/// Whether rustup could do something.
fn rustup(arguments: &[&str]) -> bool {
    let output = program("timeout").args(["180", "rustup"]).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

fn own_has(path: &str) -> bool {
    ask("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(&root).join("lib/rustlib").join(path).exists())
}

fn own_has_target() -> bool {
    own_has(&format!("{TARGET}/lib"))
}

fn own_has_source() -> bool {
    own_has("src/rust/library/std/Cargo.toml")
}

fn debian() -> Result<(Toolchain, Done)> {
    if let Some(linker) = debian_linker() {
        return Ok((Toolchain::Debian { linker }, Done::With("Debian's rustc-web".into())));
    }
    apt::install(
        &DEBIAN_PACKAGES,
        "to compile to wasm, as rustup could not add the source of the standard library",
    )?;
    let Some(linker) = debian_linker() else {
        bail!("{} are installed but incomplete: install rustup instead", DEBIAN_PACKAGES.join(" "));
    };
    Ok((Toolchain::Debian { linker }, Done::With("installed Debian's rustc-web".into())))
}

/// The linker for wasm, if everything that Debian's compiler needs is there.
fn debian_linker() -> Option<PathBuf> {
    let sysroot = ask(DEBIAN_RUSTC, &["--print", "sysroot"])?;
    let std = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml");
    let there = std.is_file() && Path::new(DEBIAN_CARGO).is_file();
    let linker = ["/usr/bin/wasm-ld-22", "/usr/bin/wasm-ld"].iter().map(PathBuf::from);
    linker.filter(|_| there).find(|path| path.is_file())
}

fn debian_first() -> std::ffi::OsString {
    let mut path = std::ffi::OsString::from("/usr/bin:");
    path.push(env::var_os("PATH").unwrap_or_default());
    path
}

/// Flags that keep the folders of this machine out of panic messages, so that two machines build the
/// same bytes.
fn without_paths() -> String {
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from).or_else(|| {
        std::env::var_os("HOME").map(|home| std::path::PathBuf::from(home).join(".cargo"))
    });
    let folders = home.into_iter().map(|home| (home, "cargo"));
    folders
        .chain([(paths::root(), "midu")])
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
        .collect::<Vec<_>>()
        .join(" ")
}
