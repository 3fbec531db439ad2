//! A Rust toolchain that compiles to wasm32-unknown-unknown: the one that runs this if it has the
//! target or rustup can add it, else Debian's compiler with the standard library built from source.
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

/// What compiles to wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain that runs this has the target.
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
        if own_has_target() {
            return Ok((Self::Own, Done::Before));
        }
        // Quick where it works; where downloads are out of reach it fails and Debian is next.
        let rustup = program("timeout").args(["180", "rustup", "target", "add", TARGET]).output();
        if rustup.is_ok_and(|output| output.status.success()) && own_has_target() {
            return Ok((Self::Own, Done::Now));
        }
        debian()
    }

    /// `cargo build` for the target, with flags for the compiler.
    pub(crate) fn build(&self, flags: &str) -> Command {
        let mut command;
        let flags = &format!("{flags} {}", without_paths());
        match self {
            Self::Own => {
                command = cargo();
                command.args(["build", "--target", TARGET]).env("RUSTFLAGS", flags.trim());
            }
            Self::Debian { linker } => {
                command = program(DEBIAN_CARGO);
                let flags = format!("{flags} -C linker={}", linker.display());
                command
                    .args(["build", "--target", TARGET, "-Zbuild-std=std,panic_abort"])
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("RUSTFLAGS", flags.trim())
                    .env("PATH", debian_first())
                    .env_remove("RUSTUP_TOOLCHAIN");
            }
        }
        command.env("CARGO_TARGET_DIR", paths::wasm_target()).env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }

    /// A text that changes when the compiler does.
    pub(crate) fn version(&self) -> Result<String> {
        let compiler = match self {
            Self::Own => "rustc",
            Self::Debian { .. } => DEBIAN_RUSTC,
        };
        ask(compiler, &["-vV"]).with_context(|| format!("{compiler} -vV says nothing"))
    }
}

fn own_has_target() -> bool {
    ask("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(&root).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn debian() -> Result<(Toolchain, Done)> {
    if let Some(linker) = debian_linker() {
        return Ok((Toolchain::Debian { linker }, Done::With("Debian's rustc-web".into())));
    }
    apt::install(&DEBIAN_PACKAGES, "to compile to wasm, as rustup could not add the target")?;
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
