//! The scripts of a page that is opened without a host: client with element, and the engine as text.
//! They are built from www/ and put into this command when it is compiled (build.rs); a command that
//! was compiled without them is told where they are.

use crate::failure::Failure;
use std::borrow::Cow;
use std::path::Path;

/// Client and element.
const CLIENT: &str = "midu.js";
/// The engine, which reads every layout and knows the query language.
const ENGINE: &str = "engine.js";

/// Their texts as build.rs found them; empty where it found none.
const BUILT_IN: [&str; 2] = [
    include_str!(concat!(env!("OUT_DIR"), "/midu.js")),
    include_str!(concat!(env!("OUT_DIR"), "/engine.js")),
];

/// The scripts.
pub(crate) struct Assets {
    client: Cow<'static, str>,
    engine: Cow<'static, str>,
}

impl Assets {
    /// Those of a folder, or those built in.
    pub(crate) fn find(folder: Option<&Path>) -> Result<Self, Failure> {
        if let Some(folder) = folder {
            let [client, engine] = [CLIENT, ENGINE].map(|name| read(&folder.join(name)));
            return Ok(Self { client: client?, engine: engine? });
        }
        let [client, engine] = BUILT_IN.map(Cow::Borrowed);
        if client.is_empty() || engine.is_empty() {
            let help = "name the folder `script` of a built midu package with --assets, such as \
                        www/dist/script after `cargo xtask demo --no-serve`, or compile the \
                        command again after that";
            return Err(Failure::new(
                "this command was compiled without the scripts of a page",
                "--carrier script",
                help,
            ));
        }
        Ok(Self { client, engine })
    }

    /// All that a page needs beside its index, as one classic script.
    pub(crate) fn script(&self) -> String {
        format!("{}\n{}\n", self.client.trim_end(), self.engine.trim_end())
    }
}

fn read(path: &Path) -> Result<Cow<'static, str>, Failure> {
    std::fs::read_to_string(path).map(Cow::Owned).map_err(|cause| {
        let help = "name the folder `script` of a built midu package, such as www/dist/script";
        Failure::new(format!("cannot read it: {cause}"), path.display().to_string(), help)
    })
}
