//! Flags, midu.toml, and what the command says of itself. The last tests hold the others to it that
//! every flag and every key is in one of them.

mod shared;

use serde_json::Value;
use shared::{Folder, corpora};
use std::path::Path;

const PAGE: &str = "<html lang=zh><title>站</title><body><nav>导航</nav><main><h1>渡口</h1><p>船<img alt=图>\
    <pre>码</pre><table><td>表</table><ruby>渡<rt>du</ruby><p class=no>隐</main><div class=root>根</div>";

fn listed(folder: &Folder, arguments: &[&str]) -> Vec<Value> {
    let all = [&["index", "--dry-run", "--json", "--quiet"], arguments].concat();
    let listing: Value = serde_json::from_str(&folder.midu(&all).done()).unwrap();
    listing["list"].as_array().unwrap().clone()
}

fn excerpts(folder: &Folder, arguments: &[&str]) -> String {
    listed(folder, arguments)[0]["excerpt"].as_str().unwrap().to_owned()
}

#[test]
fn flags_and_keys_about_html_change_the_text_alike() {
    for (flags, table, text) in [
        (&[][..], "", "船 图 码 表 渡 隐"),
        (&["--no-alt"], "alt = false", "船 码 表 渡 隐"),
        (&["--no-code"], "code = false", "船 图 表 渡 隐"),
        (&["--no-tables"], "tables = false", "船 图 码 渡 隐"),
        (&["--readings"], "readings = true", "船 图 码 表 渡du 隐"),
        (&["--ignore", ".no"], "ignore = ['.no']", "船 图 码 表 渡"),
        (&["--root", ".root"], "root = ['.root']", "根"),
    ] {
        let folder = Folder::of(&[("site/a.html", PAGE)]);
        assert_eq!(excerpts(&folder, &[&["site"], flags].concat()), text);
        let settings = format!("input = ['site']\n[html]\n{table}\n");
        std::fs::write(folder.path().join("midu.toml"), settings).unwrap();
        assert_eq!(excerpts(&folder, &[]), text, "{table}");
    }
}

#[test]
fn flags_and_keys_about_files_choose_and_name_them_alike() {
    let files = [
        ("in/a.md", "# 甲\n船"),
        ("in/b/index.md", "# 乙\n船"),
        ("in/c.txt", "丙\n船"),
        ("in/drafts/d.md", "# 丁\n船"),
        ("in/e.md", "# 戊\n船"),
        ("in/.gitignore", "e.md\n"),
    ];
    for (flags, settings, urls) in [
        (&[][..], "", &["a.md", "b/index.md", "c.txt", "drafts/d.md"][..]),
        (&["--glob", "*.txt"], "glob = ['*.txt']", &["c.txt"]),
        (&["--exclude", "drafts/"], "exclude = ['drafts/']", &["a.md", "b/index.md", "c.txt"]),
        (
            &["--no-gitignore", "--exclude", "b"],
            "gitignore = false\nexclude = ['b']",
            &["a.md", "c.txt", "drafts/d.md", "e.md"],
        ),
        (
            &["--base-url", "/docs", "--clean-urls"],
            "base-url = '/docs'\nclean-urls = true",
            &["/docs/a", "/docs/b/", "/docs/c.txt", "/docs/drafts/d"],
        ),
    ] {
        let folder = Folder::of(&files);
        let found = listed(&folder, &[&["in"], flags].concat());
        let found: Vec<&str> = found.iter().map(|line| line["url"].as_str().unwrap()).collect();
        assert_eq!(found, urls, "{flags:?}");
        let settings = format!("input = ['in']\n{settings}\n");
        std::fs::write(folder.path().join("other.toml"), settings).unwrap();
        let found = listed(&folder, &["--config", "other.toml"]);
        let found: Vec<&str> = found.iter().map(|line| line["url"].as_str().unwrap()).collect();
        assert_eq!(found, urls, "{flags:?}");
    }
}

#[test]
fn newspapers_canonical_addresses_and_fields_have_flags_and_keys() {
    let paper = "渡口今年不停船\n\n本报讯(记者 甲) 船在早上开。\n\n桥修好了\n\n本报讯(记者 乙) 桥在河上。\n";
    let csv = "链接,题,正文,日,号,语\n/a,渡口,船,2024,7,zh\n";
    let folder = Folder::of(&[
        ("paper.txt", paper),
        ("marked.txt", "# 甲\n\n船\n\n## 乙\n\n桥\n"),
        ("page.html", "<link rel=canonical href=https://x.org/b><main>船</main>"),
        ("table.csv", csv),
    ]);
    let titles = |arguments: &[&str]| -> Vec<String> {
        let found = listed(&folder, arguments);
        found.iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&["paper.txt"]), ["渡口今年不停船", "桥修好了"]);
    assert_eq!(titles(&["paper.txt", "--whole"]), ["渡口今年不停船"]);
    assert_eq!(titles(&["paper.txt", "--plain"]), ["渡口今年不停船"]);
    assert_eq!(excerpts(&folder, &["marked.txt", "--plain"]), "船 ## 乙 桥");
    let url =
        |arguments: &[&str]| listed(&folder, arguments)[0]["url"].as_str().unwrap().to_owned();
    assert_eq!(url(&["page.html"]), "https://x.org/b");
    assert_eq!(url(&["page.html", "--no-canonical"]), "/page.html");
    let fields = ["url=链接", "title=题", "text=正文", "date=日", "id=号", "lang=语"];
    let flags: Vec<&str> = fields.iter().flat_map(|field| ["--field", field]).collect();
    let by_flags = listed(&folder, &[&["table.csv"], &flags[..]].concat());
    let lines = fields.map(|field| field.replace('=', " = '") + "'").join("\n");
    for (name, settings, path) in [
        ("whole.toml", "whole = true".to_owned(), "paper.txt"),
        ("plain.toml", "plain = true".into(), "paper.txt"),
        ("canonical.toml", "canonical = false".into(), "page.html"),
        ("fields.toml", format!("[fields]\n{lines}"), "table.csv"),
    ] {
        std::fs::write(folder.path().join(name), settings).unwrap();
        let found = listed(&folder, &[path, "--config", name]);
        assert_eq!(found.len(), 1, "{name}");
        assert_ne!(found[0]["url"], "https://x.org/b");
        if name == "fields.toml" {
            assert_eq!(found, by_flags);
            assert_eq!((&found[0]["date"], &found[0]["lang"]), (&"2024".into(), &"zh".into()));
        }
    }
    let wrong = folder.midu(&["index", "table.csv", "--dry-run", "--field", "body=x"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn weights_have_a_flag_and_a_key() {
    let folder = Folder::of(&[("in/a.txt", "题\n船"), ("midu.toml", "weights = [1, 2, 3]\n")]);
    for (flags, weights) in [(&[][..], [1, 2, 3]), (&["--weights", "4,5,6"], [4, 5, 6])] {
        folder.midu(&[&["index", "in", "-o", "a.midu", "--quiet"], flags].concat()).done();
        let said = folder.midu(&["inspect", "a.midu", "--json"]).done();
        let about: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(about["weights"], serde_json::json!(weights));
    }
    assert_eq!(folder.midu(&["index", "in", "-o", "a.midu", "--weights", "1,2"]).code, 2);
}

#[test]
fn keys_about_the_output_do_what_their_flags_do() {
    let folder =
        Folder::of(&[("in/a.txt", "题\n船"), ("box/define.js", "//"), ("box/wasm/m.wasm", "x")]);
    let settings = "input = ['in']\noutput = 'out'\nlayout = 'embedded'\ncarrier = 'files'\n\
                    max-files = 20\nprune = true\nwidget = true\ncache = '.cache/pages'\n";
    std::fs::write(folder.path().join("midu.toml"), settings).unwrap();
    let run = || {
        let ran = folder.midu_in_with(&["index", "--json", "--quiet"], &[("MIDU_WIDGET", "box")]);
        serde_json::from_str::<Value>(&ran.done()).unwrap()
    };
    let built = run();
    assert_eq!(
        (&built["layout"], &built["carrier"]["carrier"]),
        (&"embedded".into(), &"files".into())
    );
    assert!(built["tag"].as_str().unwrap().contains("src=\"/out/define.js\""));
    assert!(
        folder.path().join("out/wasm/m.wasm").is_file()
            && folder.path().join("out/midu.json").is_file()
    );
    assert_eq!(built["reused"], 0);
    assert_eq!(run()["reused"], 1, "the cache is used the second time");
    let flags = [
        "index",
        "in",
        "--output",
        "a.midu",
        "--carrier",
        "range",
        "--layout",
        "embedded",
        "--cache",
        ".cache/other",
        "--widget-from",
        "box",
        "--quiet",
    ];
    assert!(folder.midu(&flags).done().contains("Paste into a page:\n<script type=\"module\""));
    assert!(
        folder.path().join("define.js").is_file() && folder.path().join(".cache/other").is_file()
    );
    let bare =
        folder.midu_in_with(&["index", "in", "-o", "b.midu", "--widget"], &[("MIDU_WIDGET", "in")]);
    let [what, place, _] = bare.failed();
    assert_eq!((what.as_str(), place.as_str()), ("it holds no define.js", "in"));
}

#[test]
fn an_unknown_key_and_a_wrong_value_are_errors_with_a_line() {
    let folder = Folder::of(&[("a.txt", "题\n船"), ("midu.toml", "# one\nbase_url = '/'\n")]);
    for arguments in [&["index", "a.txt", "--dry-run"][..], &["config"]] {
        let [what, place, help] = folder.midu(arguments).failed();
        assert_eq!(
            (what.as_str(), place.as_str()),
            ("there is no key \"base_url\"", "midu.toml:2:1")
        );
        assert!(help.contains("did you mean \"base-url\"?"), "{help}");
    }
    std::fs::write(folder.path().join("midu.toml"), "whole = 'yes'\n").unwrap();
    let [what, place, _] = folder.midu(&["config", "midu.toml"]).failed();
    assert!(what.contains("boolean") && place == "midu.toml:1:9", "{what} {place}");
    std::fs::write(folder.path().join("midu.toml"), "whole = true\n").unwrap();
    assert_eq!(folder.midu(&["config"]).done(), "midu.toml: every key is known\n");
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_it_would_read() {
    let folder =
        Folder::of(&[("site/a.html", PAGE), ("site/b.html", "<meta name=robots content=noindex>")]);
    let out = folder.midu(&["index", "site", "--dry-run", "--quiet"]).done();
    assert!(out.starts_with("渡口\n  /a.html  6 characters\n  船 图 码 表 渡 隐\n"), "{out}");
    assert!(out.contains("1 document of 2 files; nothing was written\n1 left out:\n"), "{out}");
    assert_eq!(folder.names(), ["site"]);
}

#[test]
fn lines_on_standard_input_are_an_input_among_others() {
    let folder = Folder::of(&[("a.txt", "题\n船")]);
    let run = ["index", "a.txt", "-", "--dry-run", "--json", "--quiet"];
    let line = "{\"url\":\"/b\",\"title\":\"渡口\",\"text\":\"船\"}\n";
    let listing: Value =
        serde_json::from_str(&folder.midu_with(&run, line.as_bytes()).done()).unwrap();
    assert_eq!((&listing["documents"], &listing["list"][1]["file"]), (&2.into(), &"-".into()));
    let [_, place, _] = folder.midu_with(&run, b"{").failed();
    assert!(place.starts_with("-:1:"), "{place}");
}

#[test]
fn without_inputs_or_output_the_command_line_is_wrong() {
    let folder = Folder::of(&[("a.txt", "题\n船")]);
    for arguments in [
        &["index"][..],
        &["index", "a.txt"],
        &["query", "a.midu"],
        &["index", "a.txt", "--dry-run", "--watch"],
    ] {
        let ran = folder.midu(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}

#[test]
fn an_output_inside_its_input_is_no_text() {
    let folder = Folder::of(&[("site/index.html", "<title>题</title><main>船</main>")]);
    for _ in 0..2 {
        let run = ["index", "site", "-o", "site/midu", "--carrier", "files", "--quiet", "--json"];
        let built: Value = serde_json::from_str(&folder.midu(&run).done()).unwrap();
        std::fs::write(folder.path().join("site/midu/page.html"), "<main>不是").unwrap();
        assert_eq!(built["documents"], 1);
    }
}

#[test]
fn init_knows_the_generators() {
    for (name, files, pages) in [
        ("VitePress", &["docs/.vitepress/config.mts", "package.json"][..], "docs/.vitepress/dist"),
        ("VitePress", &[".vitepress/config.ts"], ".vitepress/dist"),
        ("VuePress", &["docs/.vuepress/config.ts"], "docs/.vuepress/dist"),
        ("Docusaurus", &["docusaurus.config.ts"], "build"),
        ("Astro", &["astro.config.mjs"], "dist"),
        ("mdBook", &["book.toml"], "book"),
        ("MkDocs", &["mkdocs.yml"], "site"),
        ("Hugo", &["hugo.toml"], "public"),
        ("Hugo", &["config.toml", "content/a.md"], "public"),
        ("Hexo", &["_config.yml", "package.json"], "public"),
        ("Jekyll", &["_config.yml"], "_site"),
        ("plain pages", &["dist/index.html"], "dist"),
        ("texts", &["a.txt"], "."),
    ] {
        let content = if name == "Hexo" { "{\"dependencies\":{\"hexo\":\"1\"}}" } else { "{}" };
        let files: Vec<(&str, &str)> = files.iter().map(|file| (*file, content)).collect();
        let folder = Folder::of(&files);
        let out = folder.midu(&["init"]).done();
        assert!(out.starts_with(&format!("found: {name}, pages in {pages}\n")), "{out}");
        assert!(out.contains("<midu-search src=\"/"), "{out}");
        let written = std::fs::read_to_string(folder.path().join("midu.toml")).unwrap();
        assert!(written.contains(&format!("input = [{pages:?}]")), "{written}");
        folder.midu(&["config"]).done();
        let [what, ..] = folder.midu(&["init"]).failed();
        assert_eq!(what, "it is there already");
        assert_eq!(folder.midu(&["init", ".", "--print"]).done(), written);
        folder.midu(&["init", "--force"]).done();
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let folder = Folder::of(&[("a", "")]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = folder.midu(&["completions", shell]).done();
        assert!(out.contains("midu") && out.contains("dry-run"), "{shell}");
    }
    assert!(folder.midu(&["man"]).done().contains(".TH midu 1"));
    folder.midu(&["man", "pages"]).done();
    let page = std::fs::read_to_string(folder.path().join("pages/midu-index.1")).unwrap();
    assert!(page.contains("base\\-url"), "{page}");
}

#[test]
fn inspect_writes_one_page_with_charts_and_without_scripts() {
    let folder = shared::indexed("paged");
    let out = folder.midu(&["inspect", "a.midu"]).done();
    assert!(out.contains("frequent: ") && out.contains("different ones"), "{out}");
    let about: Value =
        serde_json::from_str(&folder.midu(&["inspect", "a.midu", "--json"]).done()).unwrap();
    assert!(about["frequentCharacters"][0]["occurrences"].as_u64().unwrap() > 1);
    assert!(about["longestLists"].as_array().unwrap().len() > 5);
    assert_eq!(
        folder.midu(&["inspect", "a.midu", "--html", "about.html"]).done(),
        "wrote about.html\n"
    );
    let page = std::fs::read_to_string(folder.path().join("about.html")).unwrap();
    for part in ["Bytes by section", "Most frequent characters", "Longest lists", "<svg", "GRAMS"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("http"));
    assert_eq!(folder.midu(&["inspect", "a.midu", "--json", "--html", "x.html"]).code, 2);
}

/// Titles, how headings start, counts and hashes only: the texts are not ours to keep here.
#[test]
fn the_changzhou_folder_is_listed_as_in_the_golden_file() {
    let Some(corpora) = corpora() else { return };
    let folder = Folder::of(&[("a", "")]);
    let input = corpora.join("changzhou");
    let run = ["index", "--dry-run", "--json", "--quiet", input.to_str().unwrap()];
    let listing: Value = serde_json::from_str(&folder.midu(&run).done()).unwrap();
    let mut text = format!("{} files, {} documents\n", listing["files"], listing["documents"]);
    for line in listing["list"].as_array().unwrap() {
        let excerpt = line["excerpt"].as_str().unwrap();
        for mark in ['<', '>', '#', '*', '[', '&', '{'] {
            assert!(!excerpt.contains(mark), "{excerpt}");
        }
        let sections = line["sections"].as_array().unwrap();
        let headings: String = sections
            .iter()
            .map(|s| format!("{}{};", s["level"], s["heading"].as_str().unwrap()))
            .collect();
        text.push_str(&format!(
            "{} line {} | {} | {} blocks, {} characters, {} sections {:08x} | {} | excerpt {:08x}\n",
            line["url"].as_str().unwrap().split('_').next().unwrap(),
            line["line"],
            line["title"].as_str().unwrap(),
            line["blocks"],
            line["characters"],
            sections.len(),
            hash(&headings),
            line["date"],
            hash(excerpt),
        ));
        for section in sections {
            let heading: String = section["heading"].as_str().unwrap().chars().take(8).collect();
            text.push_str(&format!("    {} {} {heading}\n", section["level"], section["block"]));
        }
    }
    shared::golden("changzhou.txt", &text);
}

/// FNV-1a, 32 bits.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

const COMMANDS: [&str; 11] = [
    "index",
    "merge",
    "serve",
    "query",
    "inspect",
    "suggest",
    "check",
    "init",
    "config",
    "completions",
    "man",
];

#[test]
fn the_help_is_that_of_the_golden_file() {
    let folder = Folder::of(&[("a", "")]);
    let mut text = folder.midu(&["--help"]).done();
    for command in COMMANDS {
        text.push_str(&format!(
            "\n=== midu {command} --help\n{}",
            folder.midu(&[command, "--help"]).done()
        ));
    }
    shared::golden("help.txt", &text);
    shared::golden("keys.txt", &folder.midu(&["config", "--explain"]).done());
}

#[test]
fn every_flag_and_every_key_is_in_a_test() {
    let folder = Folder::of(&[("a", "")]);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut sources = String::new();
    for entry in std::fs::read_dir(tests).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    for command in COMMANDS {
        let help = folder.midu(&[command, "--help"]).done();
        for line in help.lines().map(str::trim).filter(|line| line.starts_with('-')) {
            let Some((_, flag)) = line.split_once("--") else { continue };
            let flag = flag.split([' ', ',', '[']).next().unwrap();
            if flag != "help" {
                assert!(
                    sources.contains(&format!("\"--{flag}\"")),
                    "--{flag} of {command} is in no test"
                );
            }
        }
    }
    let explained = folder.midu(&["config", "--explain"]).done();
    for line in explained.lines().filter_map(|line| line.strip_prefix("# ")) {
        if let Some((name, _)) = line.split_once(" = ") {
            assert!(
                sources.contains(&format!("{name} =")) || sources.contains(&format!("\"{name}=")),
                "{name}"
            );
        }
    }
}
