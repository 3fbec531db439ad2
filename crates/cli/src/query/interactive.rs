//! `midu query` without a query: results as they are typed. Drawn on standard error, so that standard
//! output has nothing but the url that was chosen, for another program to open.

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::sizes::count;
use crate::style::{Style, visible};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use crossterm::{cursor, queue};
use midu_core::{Index, Options, Response};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Lines of the prompt, and of each hit.
const PROMPT: usize = 2;
const HIT: usize = 3;

/// What is typed and what it finds.
#[derive(Default)]
struct Screen {
    text: String,
    answer: Option<Response>,
    /// Why there is no answer.
    fault: Option<String>,
    chosen: usize,
}

/// What a key asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Nothing,
    Search,
    Draw,
    Choose,
    Leave,
}

/// Runs until a hit is chosen or the screen is left; gives the url of the hit.
pub(super) fn run<'a>(
    file: &'a IndexFile,
    index: &mut Index<&'a [u8]>,
    arguments: &super::Arguments,
    style: Style,
) -> Result<Option<String>, Failure> {
    let fault = |cause: io::Error| {
        let help = "give a query on the command line";
        Failure::new(format!("cannot use the terminal: {cause}"), "standard error", help)
    };
    enable_raw_mode().map_err(fault)?;
    let mut out = io::stderr();
    let entered = queue!(out, EnterAlternateScreen);
    let done = entered.map_err(fault).and_then(|()| typed(file, index, arguments, style, &mut out));
    // Whatever happened, the terminal is given back as it was.
    let left = queue!(out, LeaveAlternateScreen, cursor::Show).and_then(|()| out.flush());
    let cooked = disable_raw_mode();
    let chosen = done?;
    left.and(cooked).map_err(fault)?;
    Ok(chosen)
}

fn typed<'a>(
    file: &'a IndexFile,
    index: &mut Index<&'a [u8]>,
    arguments: &super::Arguments,
    style: Style,
    out: &mut impl Write,
) -> Result<Option<String>, Failure> {
    let fault = |cause: io::Error| {
        Failure::new(format!("cannot use the terminal: {cause}"), "standard error", "try again")
    };
    let mut screen = Screen::default();
    loop {
        let (columns, rows) = size().unwrap_or((80, 24));
        screen.draw(out, columns.into(), rows.into(), style).map_err(fault)?;
        let wish = match event::read().map_err(fault)? {
            Event::Key(key) if key.kind != KeyEventKind::Release => screen.key(key),
            Event::Resize(..) => Wish::Search,
            _ => Wish::Nothing,
        };
        match wish {
            Wish::Search => screen.search(file, index, arguments, rows.into())?,
            Wish::Choose => return Ok(screen.url()),
            Wish::Leave => return Ok(None),
            Wish::Nothing | Wish::Draw => {}
        }
    }
}

impl Screen {
    fn key(&mut self, key: KeyEvent) -> Wish {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => Wish::Leave,
            KeyCode::Char('c' | 'd') if control => Wish::Leave,
            KeyCode::Char('u') if control => {
                self.text.clear();
                Wish::Search
            }
            KeyCode::Char(c) if !control => self.typed(c.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => {
                self.text.pop();
                Wish::Search
            }
            KeyCode::Up => {
                self.chosen = self.chosen.saturating_sub(1);
                Wish::Draw
            }
            KeyCode::Down => {
                let hits = self.answer.as_ref().map_or(0, |found| found.answer.hits.len());
                self.chosen = (self.chosen + 1).min(hits.saturating_sub(1));
                Wish::Draw
            }
            KeyCode::Enter => Wish::Choose,
            _ => Wish::Nothing,
        }
    }

    fn typed(&mut self, text: &str) -> Wish {
        self.text.extend(text.chars().filter(|c| !c.is_control()));
        Wish::Search
    }

    fn search<'a>(
        &mut self,
        file: &'a IndexFile,
        index: &mut Index<&'a [u8]>,
        arguments: &super::Arguments,
        rows: usize,
    ) -> Result<(), Failure> {
        self.chosen = 0;
        self.fault = None;
        self.answer = None;
        if self.text.trim().is_empty() {
            return Ok(());
        }
        let limit = u32::try_from(rows.saturating_sub(PROMPT) / HIT).unwrap_or(u32::MAX).max(1);
        let options = Options { offset: 0, limit, excerpts: true };
        let request = arguments.request.request(&self.text, options, true);
        match file.ask(index, "the query", |index| index.query(&request)) {
            Ok(answer) => self.answer = Some(answer),
            Err(failure) => self.fault = Some(failure.to_string()),
        }
        Ok(())
    }

    fn url(&self) -> Option<String> {
        let hit = self.answer.as_ref()?.answer.hits.get(self.chosen)?;
        Some(super::address(hit))
    }

    fn draw(
        &self,
        out: &mut impl Write,
        columns: usize,
        rows: usize,
        style: Style,
    ) -> io::Result<()> {
        queue!(out, cursor::MoveTo(0, 0), Clear(ClearType::All))?;
        for line in self.lines(columns, style).into_iter().take(rows) {
            write!(out, "{line}\r\n")?;
        }
        let column = UnicodeWidthStr::width(self.prompt().as_str()).min(columns);
        queue!(out, cursor::MoveTo(u16::try_from(column).unwrap_or(0), 0))?;
        out.flush()
    }

    fn prompt(&self) -> String {
        format!("觅 {}", self.text)
    }

    /// All lines, none wider than the terminal.
    fn lines(&self, columns: usize, style: Style) -> Vec<String> {
        let mut lines = vec![self.prompt()];
        let status = match (&self.answer, &self.fault) {
            (_, Some(fault)) => visible(fault),
            (Some(found), None) => format!(
                "{}, {}{}",
                count(found.answer.total.into(), "document", "documents"),
                count(found.answer.occurrences, "occurrence", "occurrences"),
                said(found)
            ),
            (None, None) => "type to search; Up and Down choose, Enter prints, Esc leaves".into(),
        };
        lines.push(status);
        for (number, hit) in self.answer.iter().flat_map(|found| &found.answer.hits).enumerate() {
            let mark = if number == self.chosen { "> " } else { "  " };
            let inside = columns.saturating_sub(2);
            lines.push(format!("{mark}{}", style.clipped(&hit.title, inside)));
            let url = midu_core::Marked { text: super::address(hit), marks: Vec::new() };
            lines.push(format!("  {}", style.clipped(&url, inside)));
            lines.push(format!("  {}", style.clipped(&hit.excerpt, inside)));
        }
        lines
    }
}

/// What was relaxed and noted, and what follows, in one line.
fn said(response: &Response) -> String {
    let mut lines = Vec::new();
    // Writing into memory does not fail.
    let _ = super::request::write_notes(&mut lines, response);
    if let Some(also) = &response.also {
        let _ = super::request::write_also(&mut lines, also);
    }
    let text = String::from_utf8_lossy(&lines);
    text.lines().map(|line| format!("; {}", line.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Screen, Wish};
    use crate::style::Style;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use midu_core::{Document, Index, IndexWriter, Layout, Request, Response, Step};
    use unicode_width::UnicodeWidthStr;

    fn answer(text: &str) -> Response {
        let mut writer = IndexWriter::new(Layout::Embedded);
        for (url, title) in [("/a", "渡口"), ("/b", "渡船")] {
            let blocks = vec!["船在早上六点开，渡过河去，天黑前回来，渡口有灯。".repeat(3)];
            let (url, title) = (url.into(), title.into());
            writer.add(Document { url, title, blocks, ..Document::default() }).unwrap();
        }
        let bytes = writer.finish(&mut |_| {}).unwrap();
        let index = Index::open(bytes).unwrap();
        match index.query(&Request::new(text)).unwrap() {
            Step::Done(answer) => answer,
            Step::Need(_) => panic!("all of it is here"),
        }
    }

    fn press(screen: &mut Screen, code: KeyCode, modifiers: KeyModifiers) -> Wish {
        screen.key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_type_choose_and_leave() {
        let mut screen = Screen::default();
        let plain = KeyModifiers::NONE;
        assert_eq!(press(&mut screen, KeyCode::Char('渡'), plain), Wish::Search);
        assert_eq!(press(&mut screen, KeyCode::Char('x'), plain), Wish::Search);
        assert_eq!(press(&mut screen, KeyCode::Backspace, plain), Wish::Search);
        assert_eq!(screen.text, "渡");
        screen.answer = Some(answer("渡"));
        assert_eq!(screen.url().as_deref(), Some("/a"));
        for _ in 0..3 {
            assert_eq!(press(&mut screen, KeyCode::Down, plain), Wish::Draw);
        }
        assert_eq!(screen.url().as_deref(), Some("/b"));
        press(&mut screen, KeyCode::Up, plain);
        assert_eq!(screen.url().as_deref(), Some("/a"));
        assert_eq!(press(&mut screen, KeyCode::Enter, plain), Wish::Choose);
        assert_eq!(press(&mut screen, KeyCode::Char('u'), KeyModifiers::CONTROL), Wish::Search);
        assert_eq!(screen.text, "");
        assert_eq!(press(&mut screen, KeyCode::Char('c'), KeyModifiers::CONTROL), Wish::Leave);
        assert_eq!(press(&mut screen, KeyCode::Esc, plain), Wish::Leave);
        assert_eq!(screen.typed("一\n二\u{1b}"), Wish::Search);
        assert_eq!(screen.text, "一二");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_marks_are_closed() {
        let screen =
            Screen { text: "渡".into(), answer: Some(answer("渡")), ..Screen::default() };
        for columns in [10, 24, 80] {
            let plain = screen.lines(columns, Style::Plain);
            assert_eq!(plain.len(), 2 + 2 * 3);
            assert_eq!(plain[0], "觅 渡");
            assert_eq!(plain[1], "2 documents, 14 occurrences");
            assert!(plain[2].starts_with("> ") && plain[2].contains("【渡】"), "{}", plain[2]);
            for line in &plain[2..] {
                assert!(UnicodeWidthStr::width(line.as_str()) <= columns, "{columns}: {line}");
            }
            for line in screen.lines(columns, Style::Terminal) {
                assert_eq!(line.matches("\x1b[1;4m").count(), line.matches("\x1b[0m").count());
            }
        }
    }
}
