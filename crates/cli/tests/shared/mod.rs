//! Runs the `midu` command on files of a folder that vanishes after the test.

#![allow(dead_code, reason = "every test binary uses its share")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run of the command came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder with files.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn of<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, content) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Every file below the folder, hidden ones too.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs `midu` inside the folder.
    pub(crate) fn midu(&self, arguments: &[&str]) -> Ran {
        self.midu_with(arguments, b"")
    }

    pub(crate) fn midu_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        self.run(arguments, input, &[])
    }

    /// Runs `midu` with variables of the environment.
    pub(crate) fn midu_in_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        self.run(arguments, b"", variables)
    }

    fn run(&self, arguments: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_midu"))
            .args(arguments)
            .envs(variables.iter().copied())
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that fails early has not read all of it.
        let _ = child.stdin.take().unwrap().write_all(input);
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        Ran {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    /// The three lines of a failure.
    #[track_caller]
    pub(crate) fn failed(self) -> [String; 3] {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        assert_eq!(self.out, "", "a failure prints no result");
        let lines: Vec<&str> = self.err.lines().filter(|l| !l.starts_with("midu: ")).collect();
        assert_eq!(lines.len(), 3, "{}", self.err);
        ["error: ", "  where: ", "  help: "].map(|label| {
            let line = lines.iter().find_map(|line| line.strip_prefix(label));
            line.unwrap_or_else(|| panic!("no {label:?} in {}", self.err)).to_owned()
        })
    }
}

/// A folder with a small index `a.midu` of three documents in `texts`.
pub(crate) fn indexed(layout: &str) -> Folder {
    let folder = Folder::of(&[
        ("texts/ferry.txt", "渡口\n船在早上六点开，天黑前回来。因地\n\n制宜地修了码头。"),
        ("texts/tea.md", "# 茶\n\n- 春天的茶\n- 船上的茶\n\n茶馆在渡口边。"),
        ("texts/trad.txt", "渡船\n船夫開船，產業興旺。"),
    ]);
    folder.midu(&["index", "texts", "-o", "a.midu", "--layout", layout, "--quiet"]).done();
    folder
}

/// Where the corpora for long tests lie, if they are there.
pub(crate) fn corpora() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if path.is_dir() {
        return path.canonicalize().ok();
    }
    eprintln!("skipped: no corpora at {}", path.display());
    None
}

/// Compares a text with a file of tests/golden. With `MIDU_UPDATE_GOLDEN` set the file is written.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("MIDU_UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == wanted, "{name} differs (MIDU_UPDATE_GOLDEN=1 writes it):\n{text}");
}
