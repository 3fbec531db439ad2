//! Where things lie in the repository and where build products go.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = here.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The root of the npm package.
pub(crate) fn www() -> PathBuf {
    root().join("www")
}

/// What is built for the npm package.
pub(crate) fn dist() -> PathBuf {
    www().join("dist")
}

/// Scripts that are compiled into the midu command.
pub(crate) fn assets() -> PathBuf {
    root().join("crates/cli/assets")
}

/// What midu is measured beside.
pub(crate) fn peers() -> PathBuf {
    root().join("bench/peers")
}

/// The page that `demo` serves.
pub(crate) fn site() -> PathBuf {
    root().join("build/site")
}

/// The documentation as `site` serves it.
pub(crate) fn docs_site() -> PathBuf {
    root().join("build/docs")
}

/// Cargo's target directory.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from))
}

/// The target directory of the wasm builds. One for all of them: cargo keeps builds of different
/// flags apart, and what build.rs needs is compiled once.
pub(crate) fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// Output of the commands that were run, and stamps of what was built.
pub(crate) fn records() -> PathBuf {
    target().join("xtask")
}
