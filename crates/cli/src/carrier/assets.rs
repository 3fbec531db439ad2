//! The scripts of a page that is opened without a host: client with element, and the engine as text.
//! They are built from www/ and put into this command when it is compiled (build.rs); a command that
//! was compiled without them is told where they are.

use crate::failure::Failure;
use midu_core::Layout;
use std::borrow::Cow;
use std::path::Path;

/// Client and element.
const CLIENT: &str = "midu.js";
/// The engine, and the larger one that reads the compact layout.
const ENGINE: &str = "engine.js";
const COMPACT: &str = "engine-compact.js";

/// Their texts as build.rs found them; empty where it found none.
const BUILT_IN: [&str; 3] = [
    include_str!(concat!(env!("OUT_DIR"), "/midu.js")),
    include_str!(concat!(env!("OUT_DIR"), "/engine.js")),
    include_str!(concat!(env!("OUT_DIR"), "/engine-compact.js")),
];

/// The scripts.
pub(crate) struct Assets {
    client: Cow<'static, str>,
    engine: Cow<'static, str>,
    compact: Cow<'static, str>,
}

impl Assets {
    /// Those of a folder, or those built in.
    pub(crate) fn find(folder: Option<&Path>) -> Result<Self, Failure> {
        if let Some(folder) = folder {
            let [client, engine, compact] =
                [CLIENT, ENGINE, COMPACT].map(|name| read(&folder.join(name)));
            return Ok(Self { client: client?, engine: engine?, compact: compact? });
        }
        let [client, engine, compact] = BUILT_IN.map(Cow::Borrowed);
        if client.is_empty() || engine.is_empty() || compact.is_empty() {
            let help = "name the folder `script` of a built midu package with --assets, such as \
                        www/dist/script after `cargo xtask demo --no-serve`, or compile the \
                        command again after that";
            return Err(Failure::new(
                "this command was compiled without the scripts of a page",
                "--carrier script",
                help,
            ));
        }
        Ok(Self { client, engine, compact })
    }

    /// All that a page with an index of this layout needs, as one classic script.
    pub(crate) fn script(&self, layout: Layout) -> String {
        let engine = if layout == Layout::Compact { &self.compact } else { &self.engine };
        format!("{}\n{}\n", self.client.trim_end(), engine.trim_end())
    }
}

fn read(path: &Path) -> Result<Cow<'static, str>, Failure> {
    std::fs::read_to_string(path).map(Cow::Owned).map_err(|cause| {
        let help = "name the folder `script` of a built midu package, such as www/dist/script";
        Failure::new(format!("cannot read it: {cause}"), path.display().to_string(), help)
    })
}
