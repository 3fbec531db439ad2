//! `midu serve` and `midu index --watch`, as processes that go on until they are ended.

mod shared;

use shared::Folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A command that runs until this value goes.
struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Running {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_midu"))
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line of standard output that holds a text.
    fn line_with(&mut self, text: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it ended before {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status line, head and body of an answer.
fn get(port: u16, path: &str, more: &str) -> (String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

fn port_of(line: &str) -> u16 {
    line.trim().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap()
}

fn site() -> Folder {
    Folder::of(&[
        ("site/index.html", "<title>站</title><body><main><h1>首页</h1>船</main></body>"),
        ("site/a/index.html", "<body><main><h1>渡口</h1>船</main></body>"),
        ("site/b.html", "<body><main>桥</main></body>"),
        ("site/style.css", "p {}"),
        ("site/404.html", "<body>没有</body>"),
        ("secret.txt", "密"),
        ("box/define.js", "// box"),
        ("box/wasm/midu_bg.wasm", "wasm"),
    ])
}

#[test]
fn pages_are_served_with_the_search_box_and_the_index() {
    let folder = site();
    std::fs::write(folder.path().join("midu.toml"), "[serve]\nport = 0\nwatch = false\n").unwrap();
    for flags in [&["--port", "0"][..], &["--config", "midu.toml"]] {
        let arguments = [&["serve", "site", "--widget-from", "box", "--quiet"], flags].concat();
        let mut serving = Running::start(&folder, &arguments);
        let port = port_of(&serving.line_with("serving site on http://127.0.0.1:"));
        for (path, text) in [
            ("/", "首页"),
            ("/a/", "渡口"),
            ("/b.html", "桥"),
            ("/b", "桥"),
            ("/index.html", "首页"),
        ] {
            let (head, body) = get(port, path, "");
            assert!(
                head.starts_with("http/1.1 200") && head.contains("text/html"),
                "{path}: {head}"
            );
            assert!(
                body.contains(text) && body.contains("<midu-search src=\"/__midu/index.midu\">"),
                "{path}"
            );
            assert!(!body.contains("location.reload"), "only with --watch");
        }
        let (head, _) = get(port, "/a", "");
        assert!(head.contains("location: /a/"), "{head}");
        let (head, body) = get(port, "/style.css", "");
        assert!(head.contains("text/css") && body == "p {}", "{head}");
        let (head, body) = get(port, "/gone", "");
        assert!(head.starts_with("http/1.1 404") && body.contains("没有"), "{head}");
        for path in
            ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/__midu/../../secret.txt"]
        {
            let (head, body) = get(port, path, "");
            assert!(!head.starts_with("http/1.1 200") && !body.contains('密'), "{path}: {head}");
        }
        let (head, body) = get(port, "/__midu/define.js", "");
        assert!(head.contains("text/javascript") && body == "// box", "{head}");
        assert!(get(port, "/__midu/wasm/midu_bg.wasm", "").0.contains("application/wasm"));
        let (head, _) = get(port, "/__midu/index.midu", "Range: bytes=0-3\r\n");
        assert!(head.starts_with("http/1.1 206") && head.contains("content-length: 4"), "{head}");
    }
    let names = std::fs::read_dir(folder.path().join("site")).unwrap().count();
    assert_eq!(names, 5, "nothing is written into the site");
}

#[test]
fn a_change_of_the_site_is_indexed_and_told_to_open_pages() {
    let folder = site();
    let arguments = ["serve", "site", "--widget-from", "box", "--port", "0", "--watch"];
    let mut serving = Running::start(&folder, &arguments);
    let port = port_of(&serving.line_with("serving site on http://127.0.0.1:"));
    assert!(get(port, "/", "").1.contains("location.reload"));
    assert_eq!(get(port, "/__midu/build?after=", "").1, "1");
    std::fs::write(folder.path().join("site/b.html"), "<body><main>鲸鱼</main></body>").unwrap();
    assert_eq!(
        get(port, "/__midu/build?after=1", "").1,
        "2",
        "answered when there is another build"
    );
}

#[test]
fn a_site_that_is_none_and_a_port_that_is_taken_are_told() {
    let folder = site();
    let [what, place, _] = folder.midu(&["serve", "gone", "--widget-from", "box"]).failed();
    assert_eq!((what.as_str(), place.as_str()), ("it is no folder", "gone"));
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let [what, place, help] =
        folder.midu(&["serve", "site", "--widget-from", "box", "--port", &port]).failed();
    assert!(
        what.starts_with("cannot take the port")
            && place.ends_with(&port)
            && help.contains("--port 0")
    );
}

#[test]
fn watching_builds_again_and_reads_only_what_changed() {
    let folder = Folder::of(&[("in/a.txt", "题\n船"), ("in/b.txt", "题二\n桥")]);
    let mut watching = Running::start(
        &folder,
        &["index", "in", "-o", "in/midu", "--carrier", "files", "--watch", "--quiet"],
    );
    watching.line_with("2 documents of 2 files");
    std::fs::write(folder.path().join("in/a.txt"), "题\n鲸鱼").unwrap();
    watching.line_with("2 documents of 2 files");
    watching.line_with("1 file unchanged since the last time");
    watching.line_with("use: ");
    let found = folder.midu(&["query", "in/midu", "鲸鱼"]).done();
    assert!(found.starts_with("鲸鱼: 1 document"), "{found}");
    std::fs::write(folder.path().join("in/c.txt"), "题三\n茶").unwrap();
    watching.line_with("3 documents of 3 files");
}
