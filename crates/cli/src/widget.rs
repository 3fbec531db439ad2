//! The search box itself: the scripts and engines that a page needs beside an index. They are put into
//! this command when it is compiled (build.rs), or come from a folder of a built midu package.

use crate::failure::Failure;
use crate::output;
use std::borrow::Cow;
use std::env;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/widget.rs"));

/// The script that defines the element; a folder without it is no widget.
const DEFINE: &str = "define.js";

/// What of a built package is no part of the search box: its demo, types and maps, what pages without
/// a host need, the engine with an index in it and that of tests, the playground and its writer.
const NOT_SERVED: [&str; 7] =
    ["demo", "types", "script", "wasm-embedded", "wasm-trap", "playground", "wasm-playground"];

/// Whether the search box is written, and where it comes from.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct WidgetChoice {
    /// Put the search box beside the index, so that a page needs nothing else.
    #[arg(long)]
    widget: bool,

    /// The folder of a built midu package, such as node_modules/midu/dist [default: what is built
    /// into this command, or $MIDU_WIDGET].
    #[arg(long, value_name = "DIR")]
    widget_from: Option<PathBuf>,
}

/// Where the search box comes from.
pub(crate) enum Widget {
    Folder(PathBuf),
    BuiltIn,
}

impl WidgetChoice {
    /// The search box, if it is asked for here or in the settings.
    pub(crate) fn find(&self, in_settings: bool) -> Result<Option<Widget>, Failure> {
        if !self.widget && self.widget_from.is_none() && !in_settings {
            return Ok(None);
        }
        find(self.widget_from.as_deref()).map(Some)
    }
}

/// The search box of a folder, of `MIDU_WIDGET`, of a package beside the current folder, or built in.
pub(crate) fn find(folder: Option<&Path>) -> Result<Widget, Failure> {
    let named =
        folder.map(Path::to_path_buf).or_else(|| env::var_os("MIDU_WIDGET").map(PathBuf::from));
    if let Some(folder) = named {
        if folder.join(DEFINE).is_file() {
            return Ok(Widget::Folder(folder));
        }
        let help = "name the folder `dist` of a built midu package";
        let what = format!("it holds no {DEFINE}");
        return Err(Failure::new(what, folder.display().to_string(), help));
    }
    let installed = Path::new("node_modules/midu/dist");
    if !WIDGET.is_empty() {
        Ok(Widget::BuiltIn)
    } else if installed.join(DEFINE).is_file() {
        Ok(Widget::Folder(installed.to_path_buf()))
    } else {
        let help = "name the folder `dist` of a built midu package with --widget-from DIR, such as \
                    node_modules/midu/dist after `npm install midu`, or www/dist of the sources after \
                    `cargo xtask demo --no-serve`; a command that is compiled after that has it built in";
        let what = "this command was compiled without the search box";
        Err(Failure::new(what, "the scripts of the page", help))
    }
}

impl Widget {
    /// The content of a file of the search box.
    pub(crate) fn file(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::BuiltIn => WIDGET
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, bytes)| Cow::Borrowed(*bytes)),
            Self::Folder(folder) => {
                let plain = !name.split('/').any(|part| matches!(part, "" | "." | ".."));
                let path = folder.join(name);
                (plain && path.is_file())
                    .then(|| std::fs::read(path).ok())
                    .flatten()
                    .map(Cow::Owned)
            }
        }
    }

    /// Writes all files of the search box into a folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        for name in self.names()? {
            let Some(content) = self.file(&name) else { continue };
            let path = folder.join(&name);
            // The same file again is left alone, so that who watches the folder is not woken.
            if std::fs::read(&path).is_ok_and(|there| there == *content) {
                continue;
            }
            if let Some(above) = path.parent() {
                let made = std::fs::create_dir_all(above);
                made.map_err(|cause| Failure::unwritable(above, &cause))?;
            }
            output::write(&path, &mut content.as_ref())?;
        }
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, Failure> {
        let Self::Folder(root) = self else {
            return Ok(WIDGET.iter().map(|(name, _)| (*name).to_owned()).collect());
        };
        let mut names = Vec::new();
        let mut waiting = vec![PathBuf::new()];
        while let Some(below) = waiting.pop() {
            let folder = root.join(&below);
            let entries = std::fs::read_dir(&folder);
            for entry in entries.map_err(|cause| Failure::unreadable(&folder, &cause))?.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = below.join(&name);
                if entry.path().is_dir() {
                    if !NOT_SERVED.contains(&name.as_str()) {
                        waiting.push(path);
                    }
                } else if name.ends_with(".js") || name.ends_with(".wasm") || name.ends_with(".css")
                {
                    names.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

/// What to paste into a page: the address of an output inside an input is known, as the input is the
/// root of the site; of another one only its name is.
pub(crate) fn tag(inputs: &[PathBuf], output: &Path, base_url: &str) -> String {
    let below = inputs.iter().find_map(|input| {
        let below = output.strip_prefix(input).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    });
    let name = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = below.unwrap_or(name);
    let slash = if base_url.ends_with('/') { "" } else { "/" };
    let is_file = path.ends_with(".midu");
    let folder =
        if is_file { path.rsplit_once('/').map_or("", |(folder, _)| folder) } else { &path };
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let source = if is_file { path.clone() } else { folder.clone() };
    format!(
        "<script type=\"module\" src=\"{base_url}{slash}{folder}{DEFINE}\"></script>\n\
         <midu-search src=\"{base_url}{slash}{source}\"></midu-search>"
    )
}

#[cfg(test)]
mod tests {
    use super::tag;
    use std::path::{Path, PathBuf};

    #[test]
    fn the_tag_leads_from_the_root_of_the_site() {
        for (inputs, output, base, script, source) in [
            ("public", "public/midu", "/", "/midu/define.js", "/midu/"),
            ("public", "public/s/i.midu", "/", "/s/define.js", "/s/i.midu"),
            ("docs", "out/midu", "/docs", "/docs/midu/define.js", "/docs/midu/"),
            ("docs", "i.midu", "/", "/define.js", "/i.midu"),
        ] {
            let text = tag(&[PathBuf::from(inputs)], Path::new(output), base);
            assert!(text.contains(&format!("src=\"{script}\"></script>")), "{text}");
            assert!(text.contains(&format!("<midu-search src=\"{source}\">")), "{text}");
        }
    }
}
