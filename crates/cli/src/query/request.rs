//! What the command line says of a query beside its text, as the engine takes it.

use crate::failure::Failure;
use crate::sizes::count;
use crate::weights;
use midu_core::{Also, Options, Relax, Relaxed, Request, Response, Sort, SortKey, Tree, Weights};
use std::io::{self, Write};

use crate::style::visible;

/// How a query is read, narrowed and ordered.
#[derive(clap::Args)]
pub(crate) struct RequestArguments {
    /// Take the query as one text, without operators.
    #[arg(long)]
    literal: bool,

    /// Find nothing where nothing is found exactly; the default with --json.
    #[arg(long, conflicts_with = "relax")]
    exact: bool,

    /// Where nothing is found, try these steps, by commas; all of them without --json.
    #[arg(long, value_name = "STEPS", value_delimiter = ',')]
    relax: Vec<RelaxStep>,

    /// Only documents that fulfil this query, which marks nothing: `tag:news date:2024`.
    #[arg(long, value_name = "QUERY")]
    filter: Vec<String>,

    /// Order by `relevance`, `date` or a name of the index; `:asc` or `:desc` may follow.
    #[arg(long, value_name = "KEY", value_parser = sort_key)]
    sort: Vec<Sort>,

    /// Count the values of a filter over all documents found.
    #[arg(long, value_name = "NAME")]
    facet: Vec<String>,

    /// What an occurrence counts in a title, a heading and the body [default: what the index says].
    #[arg(long, value_name = "T,H,B", value_parser = weights::parse)]
    weights: Option<Weights>,

    /// Show of what each score is made.
    #[arg(long)]
    explain: bool,

    /// Read pinyin as those do who do not tell zh from z, n from l, in from ing.
    #[arg(long)]
    fuzzy: bool,
}

/// A step that may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum RelaxStep {
    /// Across punctuation and white space.
    Signs,
    /// All pieces near each other.
    Near,
    /// Latin letters as pinyin.
    Pinyin,
    /// One character changed, left out or put in.
    Edit,
    /// All of them.
    All,
}

impl RequestArguments {
    /// The request for a query; `at_will` says whether steps are tried that nobody asked for.
    pub(super) fn request(&self, query: &str, options: Options, at_will: bool) -> Request {
        let mut request = Request::new(query);
        request.options = options;
        request.literal = self.literal;
        request.explain = self.explain;
        request.fuzzy = self.fuzzy;
        request.sort.clone_from(&self.sort);
        request.facets.clone_from(&self.facet);
        request.weights = self.weights;
        let filters: Vec<Tree> = self.filter.iter().map(|text| Tree::parse(text).tree).collect();
        request.filter = (!filters.is_empty()).then_some(Tree::All(filters));
        let any = !self.relax.is_empty();
        let wants = |step| {
            let told = [step, RelaxStep::All].iter().any(|step| self.relax.contains(step));
            !self.exact && if any { told } else { at_will }
        };
        request.relax = Relax {
            signs: wants(RelaxStep::Signs),
            near: wants(RelaxStep::Near),
            pinyin: wants(RelaxStep::Pinyin),
            edit: wants(RelaxStep::Edit),
        };
        request
    }
}

fn sort_key(text: &str) -> Result<Sort, String> {
    let (key, order) = match text.rsplit_once(':') {
        Some((key, order @ ("asc" | "desc"))) => (key, Some(order)),
        _ => (text, None),
    };
    let (key, descending) = match key {
        "" => return Err("name a key, such as `date`".into()),
        "relevance" => (SortKey::Relevance, true),
        "date" => (SortKey::Date, true),
        name => (SortKey::Named(name.to_owned()), false),
    };
    Ok(Sort { key, descending: order.map_or(descending, |order| order == "desc") })
}

/// A step's stable name, and the texts that it tells of.
pub(super) fn step(relaxed: &Relaxed) -> (&'static str, &[String]) {
    match relaxed {
        Relaxed::Signs => ("signs", &[]),
        Relaxed::Near(texts) => ("near", texts),
        Relaxed::Pinyin => ("pinyin", &[]),
        Relaxed::Edit(texts) => ("edit", texts),
    }
}

/// Says what was relaxed, and what else a person should know.
pub(super) fn write_notes(out: &mut dyn Write, response: &Response) -> io::Result<()> {
    if let Some(relaxed) = &response.relaxed {
        writeln!(out, "  nothing is found exactly; {}", how(relaxed))?;
    }
    for note in &response.notes {
        writeln!(out, "  note: {}", said(*note))?;
    }
    Ok(())
}

/// Says what the hits are that follow those of the query itself.
pub(super) fn write_also(out: &mut dyn Write, also: &Also) -> io::Result<()> {
    let documents = count(also.total.into(), "document", "documents");
    let occurrences = count(also.occurrences, "occurrence", "occurrences");
    writeln!(out, "  {}, in other documents: {documents}, {occurrences}", how(&also.step))?;
    for note in &also.notes {
        writeln!(out, "  note: {}", said(*note))?;
    }
    Ok(())
}

fn how(relaxed: &Relaxed) -> String {
    let (_, texts) = step(relaxed);
    let texts: Vec<String> = texts.iter().map(|text| visible(text)).collect();
    match relaxed {
        Relaxed::Signs => "punctuation and white space are ignored".to_owned(),
        Relaxed::Near(_) => format!("these stand near each other: {}", texts.join(", ")),
        Relaxed::Pinyin => "read as pinyin".to_owned(),
        Relaxed::Edit(_) => format!("one edit away: {}", texts.join(", ")),
    }
}

fn said(note: midu_core::Note) -> &'static str {
    use midu_core::Note;
    match note {
        Note::TooManyTerms => "the query has more terms than are evaluated; the last are left out",
        Note::TooDeep => "parentheses are nested too deep; the inner ones are read as text",
        Note::LongText => "the text is longer than is looked for; it is cut",
        Note::ManyPlaces => "this stands at more places than are looked at; there may be more",
        Note::NothingAsked => "there is only something to leave out; say what to find",
    }
}

/// The counts of the values of a filter.
pub(super) fn write_facets(out: &mut dyn Write, response: &Response) -> Result<(), Failure> {
    for facet in &response.facets {
        writeln!(out, "\n{}:", visible(&facet.name))?;
        for (value, documents) in &facet.values {
            writeln!(out, "  {documents:>7}  {}", visible(value))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::sort_key;
    use midu_core::{Sort, SortKey};

    #[test]
    fn keys_of_an_order_have_a_direction() {
        let named = |name: &str| SortKey::Named(name.into());
        for (text, key, descending) in [
            ("relevance", SortKey::Relevance, true),
            ("date", SortKey::Date, true),
            ("date:asc", SortKey::Date, false),
            ("页:desc", named("页"), true),
            ("a:b", named("a:b"), false),
        ] {
            assert_eq!(sort_key(text), Ok(Sort { key, descending }), "{text}");
        }
        assert!(sort_key("").is_err() && sort_key(":asc").is_err());
    }
}
