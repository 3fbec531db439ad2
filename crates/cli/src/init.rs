//! `midu init`: looks at a folder, says which generator made it, writes midu.toml and prints what to
//! paste into a page.

use crate::failure::Failure;
use crate::settings;
use crate::widget;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Look at the folder of a site, write midu.toml, print the tag to paste.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder of the site's sources.
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,

    /// Replace a midu.toml that is there.
    #[arg(long)]
    force: bool,

    /// Print midu.toml instead of writing it.
    #[arg(long)]
    print: bool,
}

/// A generator of sites: how to know it, where it puts pages, how they are built.
struct Generator {
    name: &'static str,
    /// Files of which one is there.
    signs: &'static [&'static str],
    /// A word that one of these files has to hold, where the file is used by others too.
    word: &'static str,
    /// Where the pages go, the usual place first.
    pages: &'static [&'static str],
    build: &'static str,
    /// Where to paste the tag.
    paste: &'static str,
}

/// The known generators. Those that are told by a file of their own come before those that share one.
const GENERATORS: [Generator; 9] = [
    Generator {
        name: "VitePress",
        signs: &[
            ".vitepress/config.mts",
            ".vitepress/config.ts",
            ".vitepress/config.mjs",
            ".vitepress/config.js",
            "docs/.vitepress/config.mts",
            "docs/.vitepress/config.ts",
            "docs/.vitepress/config.mjs",
            "docs/.vitepress/config.js",
        ],
        word: "",
        pages: &[".vitepress/dist", "docs/.vitepress/dist"],
        build: "vitepress build",
        paste: "a theme slot such as nav-bar-content-before, or `head` in .vitepress/config",
    },
    Generator {
        name: "VuePress",
        signs: &[
            ".vuepress/config.ts",
            ".vuepress/config.js",
            "docs/.vuepress/config.ts",
            "docs/.vuepress/config.js",
        ],
        word: "",
        pages: &[".vuepress/dist", "docs/.vuepress/dist"],
        build: "vuepress build",
        paste: "a layout slot of the theme, or `head` in .vuepress/config",
    },
    Generator {
        name: "Docusaurus",
        signs: &["docusaurus.config.ts", "docusaurus.config.js", "docusaurus.config.mjs"],
        word: "",
        pages: &["build"],
        build: "docusaurus build",
        paste: "src/theme/SearchBar, which replaces the search of the theme",
    },
    Generator {
        name: "Astro",
        signs: &["astro.config.mjs", "astro.config.ts", "astro.config.js"],
        word: "",
        pages: &["dist"],
        build: "astro build",
        paste: "a layout below src/layouts",
    },
    Generator {
        name: "mdBook",
        signs: &["book.toml"],
        word: "",
        pages: &["book"],
        build: "mdbook build",
        paste: "theme/header.hbs",
    },
    Generator {
        name: "MkDocs",
        signs: &["mkdocs.yml", "mkdocs.yaml"],
        word: "",
        pages: &["site"],
        build: "mkdocs build",
        paste: "a template override such as overrides/main.html",
    },
    Generator {
        name: "Hugo",
        signs: &["hugo.toml", "hugo.yaml", "hugo.json", "config/_default/hugo.toml"],
        word: "",
        pages: &["public"],
        build: "hugo",
        paste: "layouts/partials of the site or its theme",
    },
    Generator {
        name: "Hexo",
        signs: &["package.json"],
        word: "\"hexo\"",
        pages: &["public"],
        build: "hexo generate",
        paste: "the layout of the theme, such as layout/_partial/header.ejs",
    },
    Generator {
        name: "Jekyll",
        signs: &["_config.yml", "_config.yaml"],
        word: "",
        pages: &["_site"],
        build: "jekyll build",
        paste: "_includes/header.html or a layout",
    },
];

/// Hugo before version 0.110 shares the name of its settings with others.
const OLD_HUGO: [&str; 2] = ["config.toml", "config.yaml"];

/// Folders of pages that nobody says who built.
const PLAIN: [&str; 6] = ["public", "dist", "_site", "site", "build", "docs"];

/// What was found out about a folder.
struct Found {
    name: &'static str,
    pages: String,
    build: Option<&'static str>,
    paste: &'static str,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    if !folder.is_dir() {
        let help = "name the folder of the site's sources";
        return Err(Failure::new("it is no folder", folder.display().to_string(), help));
    }
    let found = look(folder);
    let with_widget = widget::find(None).is_ok();
    let text = settings_for(&found, with_widget);
    let mut out = io::stdout().lock();
    if arguments.print {
        write!(out, "{text}")?;
        return Ok(());
    }
    let path = folder.join(settings::NAME);
    if path.exists() && !arguments.force {
        let help = "--force replaces it, --print shows what would be written";
        return Err(Failure::new("it is there already", path.display().to_string(), help));
    }
    crate::output::write(&path, &mut text.as_bytes())?;
    let name = found.name;
    writeln!(out, "found: {name}, pages in {}", found.pages)?;
    writeln!(out, "wrote: {}", path.display())?;
    let build = found.build.map(|build| format!("{build} && ")).unwrap_or_default();
    writeln!(out, "run:   {build}midu index")?;
    writeln!(out, "try:   midu serve {}", found.pages)?;
    let pages = PathBuf::from(&found.pages);
    let output = pages.join("midu");
    writeln!(out, "\nPaste into {}:", found.paste)?;
    writeln!(out, "{}", widget::tag(&[pages], &output, "/"))?;
    Ok(())
}

fn look(folder: &Path) -> Found {
    let holds = |file: &str, word: &str| {
        let path = folder.join(file);
        path.is_file()
            && (word.is_empty()
                || std::fs::read_to_string(path).is_ok_and(|text| text.contains(word)))
    };
    let old_hugo = || {
        let is_site = ["content", "archetypes"].iter().any(|name| folder.join(name).is_dir());
        is_site && OLD_HUGO.iter().any(|file| holds(file, ""))
    };
    let fits = |generator: &&Generator| {
        generator.signs.iter().any(|sign| holds(sign, generator.word))
            || (generator.name == "Hugo" && old_hugo())
    };
    let Some(generator) = GENERATORS.iter().find(fits) else { return plain(folder) };
    // The pages may not be there yet; they go where the settings of the generator are.
    let in_docs = generator.signs.iter().any(|sign| sign.starts_with("docs/") && holds(sign, ""));
    let usual = generator.pages.get(usize::from(in_docs)).or(generator.pages.first());
    let there = generator.pages.iter().find(|pages| folder.join(pages).is_dir());
    Found {
        name: generator.name,
        pages: there.or(usual).map_or("public", |pages| pages).to_owned(),
        build: Some(generator.build),
        paste: generator.paste,
    }
}

/// A folder of which no generator is known: of pages if it holds some, else of texts.
fn plain(folder: &Path) -> Found {
    let has_pages = |folder: &Path| {
        let mut entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.any(|entry| entry.path().extension().is_some_and(|e| e == "html" || e == "htm"))
    };
    let below = PLAIN.iter().find(|name| has_pages(&folder.join(name)));
    let pages = if has_pages(folder) { "." } else { below.map_or(".", |name| name) };
    let name = if pages == "." && !has_pages(folder) { "texts" } else { "plain pages" };
    Found { name, pages: pages.to_owned(), build: None, paste: "the pages where the box belongs" }
}

fn settings_for(found: &Found, widget: bool) -> String {
    let Found { name, pages, .. } = found;
    let output = if pages == "." { "midu".to_owned() } else { format!("{pages}/midu") };
    let box_line = if widget { "widget = true" } else { "# widget = true" };
    format!(
        "# Settings of `midu index` for {name}. `midu config --explain` lists every key.\n\
         input = [{pages:?}]\n\
         output = {output:?}\n\
         # The search box beside the index, so that a page needs nothing else.\n\
         {box_line}\n\
         # Pages that did not change are not read again.\n\
         # cache = \".midu-cache\"\n\
         # Where the site stands on its host.\n\
         # base-url = \"/\"\n"
    )
}
