//! Panels of lines side by side, as SVG: enough for what the docs show, readable on a light and on a
//! dark page. No plotting crate draws for both.

use std::fmt::Write as _;

/// One set of axes. Both begin at zero, so that flat looks flat.
pub(crate) struct Panel {
    pub(crate) title: String,
    /// Divides the values on the vertical axis, such as 1000 for kilobytes.
    pub(crate) scale: f64,
    pub(crate) lines: Vec<Line>,
}

/// Points from left to right under a name.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 280.0;
/// Room for the numbers: left, right, above, below.
const ROOM: [f64; 4] = [52.0, 92.0, 40.0, 44.0];
const STYLE: &str = "
    text { font: 12px sans-serif; fill: #333 } .title { font-weight: bold }
    .axis { stroke: #999 } .grid { stroke: #9993 } polyline { fill: none; stroke-width: 2 }
    .line0 { stroke: #0a6 } .line1 { stroke: #d60 } .line2 { stroke: #36c } .line3 { stroke: #a3a }
    .fill0 { fill: #0a6 } .fill1 { fill: #d60 } .fill2 { fill: #36c } .fill3 { fill: #a3a }
    @media (prefers-color-scheme: dark) { text { fill: #ccc } }";

/// Draws panels over the same kind of horizontal axis.
pub(crate) fn svg(panels: &[Panel], horizontal: &str) -> String {
    let width = WIDTH * panels.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\">\n\
         <style>{STYLE}\n</style>\n"
    );
    for (number, panel) in panels.iter().enumerate() {
        let _ = writeln!(out, "<g transform=\"translate({} 0)\">", WIDTH * number as f64);
        panel.draw(horizontal, &mut out);
        out += "</g>\n";
    }
    out + "</svg>\n"
}

impl Panel {
    fn draw(&self, horizontal: &str, out: &mut String) {
        let [left, right, above, below] = ROOM;
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let across = ticks(points().map(|&(x, _)| x).fold(0.0, f64::max));
        let up = ticks(points().map(|&(_, y)| y / self.scale).fold(0.0, f64::max));
        let end = |row: &[f64]| row.last().copied().unwrap_or(1.0);
        let x = |value: f64| left + (WIDTH - left - right) * value / end(&across);
        let y = |value: f64| HEIGHT - below - (HEIGHT - above - below) * value / end(&up);
        let _ = writeln!(out, "<text class=\"title\" x=\"{left}\" y=\"20\">{}</text>", self.title);
        for &tick in &up {
            let (from, to, at) = (x(0.0), x(end(&across)), y(tick));
            let _ = writeln!(out, "<path class=\"grid\" d=\"M{from:.1} {at:.1}H{to:.1}\"/>");
            let (from, at) = (from - 6.0, at + 4.0);
            text(out, "", "end", (from, at), &tick.to_string());
        }
        for &tick in &across {
            text(out, "", "middle", (x(tick), y(0.0) + 18.0), &tick.to_string());
        }
        text(out, "", "middle", (x(end(&across) / 2.0), HEIGHT - 8.0), horizontal);
        let (from, low, to) = (x(0.0), y(0.0), x(end(&across)));
        let _ = writeln!(out, "<path class=\"axis\" d=\"M{from:.1} {low:.1}H{to:.1}\"/>");
        for (number, line) in self.lines.iter().enumerate() {
            let class = format!("fill{number}");
            let at: Vec<String> = line
                .points
                .iter()
                .map(|&(a, b)| format!("{:.1},{:.1}", x(a), y(b / self.scale)))
                .collect();
            let _ = writeln!(out, "<polyline class=\"line{number}\" points=\"{}\"/>", at.join(" "));
            for &(a, b) in &line.points {
                let (a, b) = (x(a), y(b / self.scale));
                let _ = writeln!(
                    out,
                    "<circle class=\"{class}\" cx=\"{a:.1}\" cy=\"{b:.1}\" r=\"3\"/>"
                );
            }
            if let Some(&(a, b)) = line.points.last() {
                let at = (x(a) + 8.0, y(b / self.scale) + 4.0);
                text(out, &class, "start", at, &line.name);
            }
        }
    }
}

fn text(out: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), content: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(
        out,
        "<text{class} text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{content}</text>"
    );
}

/// Round numbers from zero to at least `most`, four to eight of them.
fn ticks(most: f64) -> Vec<f64> {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].iter().cycle() {
        if most / step <= 7.0 {
            break;
        }
        step *= factor;
    }
    (0..)
        .map(|number| f64::from(number) * step)
        .scan(false, |passed, tick| {
            if *passed {
                return None;
            }
            *passed = tick >= most;
            Some(tick)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Line, Panel, svg, ticks};

    #[test]
    fn ticks_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(12.0), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
        assert_eq!(ticks(245.0), [0.0, 50.0, 100.0, 150.0, 200.0, 250.0]);
    }

    #[test]
    fn every_line_is_drawn_inside_its_panel() {
        let points = vec![(1.0, 8000.0), (12.0, 9000.0)];
        let lines = vec![Line { name: "p50".into(), points }];
        let drawn = svg(&[Panel { title: "KB".into(), scale: 1000.0, lines }], "M");
        let places = drawn.split("points=\"").nth(1).and_then(|rest| rest.split('"').next());
        let numbers = places.unwrap().split([' ', ',']).map(|n| n.parse::<f64>().unwrap());
        assert!(numbers.into_iter().all(|n| (0.0..=super::WIDTH).contains(&n)));
    }
}
