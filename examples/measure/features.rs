//! A corpus -> queries for each feature of the query language, by a generator with a seed. What is
//! to be found only relaxed does not occur as it is typed: a whole index is asked.

use super::Failure;
use super::corpus::{Corpus, END, Picks, is_han};
use super::cost::whole_answer;
use midu_core::{Index, Options, Relax, Relaxed, Request, Sort, SortKey, Tree};
use pinyin::ToPinyin as _;
use serde_json::{Value, json};

/// Queries of each feature.
const QUERIES: usize = 200;
/// Tries for each of them.
const TRIES: usize = 50;
/// Most characters from the start of one piece to that of the other in a query for nearness.
const NEAR: usize = 20;
const NO_HITS: Options = Options { offset: 0, limit: 0, excerpts: false };

/// What is asked of an index.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Request(Box<Request>),
    Suggest(String),
    /// The plain search that pages start with.
    Search(String),
}

/// The step by which an answer is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Any.
    Any,
    Signs,
    Near,
    Pinyin,
    Edit,
}

impl By {
    pub(crate) const fn is(self, relaxed: Option<&Relaxed>) -> bool {
        match self {
            Self::Any => true,
            Self::Signs => matches!(relaxed, Some(Relaxed::Signs)),
            Self::Near => matches!(relaxed, Some(Relaxed::Near(_))),
            Self::Pinyin => matches!(relaxed, Some(Relaxed::Pinyin)),
            Self::Edit => matches!(relaxed, Some(Relaxed::Edit(_))),
        }
    }
}

/// Queries that use one feature.
#[derive(Clone, Debug)]
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    pub(crate) by: By,
    pub(crate) asked: Vec<Asked>,
}

impl Feature {
    /// As the page of the bench asks for it: requests in the shape of `Index.query`.
    pub(crate) fn json(&self) -> Value {
        let asked: Vec<Value> = self.asked.iter().map(Asked::json).collect();
        json!({ "feature": self.name, "asked": asked })
    }
}

impl Asked {
    fn json(&self) -> Value {
        let request = match self {
            Self::Search(text) => return json!({ "search": text }),
            Self::Suggest(prefix) => return json!({ "suggest": prefix }),
            Self::Request(request) => request,
        };
        let Relax { signs, near, pinyin, edit } = request.relax;
        let relax = json!({ "signs": signs, "near": near, "pinyin": pinyin, "edit": edit });
        let mut shown = json!({ "query": request.query, "relax": relax });
        if let Some(filter) = &request.filter {
            shown["filter"] = filter.to_string().into();
            shown["facets"] = json!(request.facets);
            shown["sort"] = json!([{ "key": "date", "descending": true }]);
        }
        json!({ "request": shown })
    }
}

/// Makes queries of a corpus.
struct Maker<'a> {
    corpus: &'a Corpus,
    whole: &'a Index<&'a [u8]>,
    picks: Picks,
    features: Vec<Feature>,
}

/// All features that need nothing but texts and titles.
pub(crate) fn of_texts(corpus: &Corpus, whole: &Index<&[u8]>) -> Result<Vec<Feature>, Failure> {
    let mut maker = Maker { corpus, whole, picks: Picks(1), features: Vec::new() };
    maker.exact()?;
    maker.relaxed()?;
    maker.suggestions()?;
    Ok(maker.features)
}

/// Features that need headings, filters named `tag` and dates.
pub(crate) fn of_fields(corpus: &Corpus, whole: &Index<&[u8]>) -> Result<Vec<Feature>, Failure> {
    let mut maker = Maker { corpus, whole, picks: Picks(2), features: Vec::new() };
    maker.fields()?;
    Ok(maker.features)
}

/// A request, all steps allowed, for what a page with everything switched on sends.
fn all_steps(query: String) -> Request {
    Request { relax: Relax::ALL, ..Request::new(query) }
}

fn all_han(piece: &[char]) -> bool {
    piece.iter().all(|&c| is_han(c))
}

/// What people who type pinyin type for these characters, by their most usual readings.
fn syllables(piece: &[char]) -> Option<Vec<String>> {
    piece.iter().map(|c| Some(c.to_pinyin()?.plain().replace('ü', "v"))).collect()
}

impl Maker<'_> {
    /// As many queries as are made in a bounded number of tries.
    fn row(
        &mut self,
        name: &'static str,
        by: By,
        mut make: impl FnMut(&mut Self) -> Result<Option<Asked>, Failure>,
    ) -> Result<(), Failure> {
        // So that two rows of one kind are not cut at the same places.
        self.picks = Picks(self.picks.0.wrapping_mul(31).wrapping_add(name.len() as u64));
        let mut asked = Vec::new();
        for _ in 0..QUERIES * TRIES {
            if asked.len() == QUERIES {
                break;
            }
            asked.extend(make(self)?);
        }
        self.features.push(Feature { name, by, asked });
        Ok(())
    }

    /// The same for a query that is a text.
    fn plain(
        &mut self,
        name: &'static str,
        mut make: impl FnMut(&mut Self) -> Option<String>,
    ) -> Result<(), Failure> {
        self.row(name, By::Any, |maker| {
            Ok(make(maker).map(|text| Asked::Request(Box::new(Request::new(text)))))
        })
    }

    /// The same for a query that occurs nowhere as it is.
    fn absent(
        &mut self,
        name: &'static str,
        (by, relax): (By, Relax),
        mut make: impl FnMut(&mut Self) -> Option<String>,
    ) -> Result<(), Failure> {
        self.row(name, by, |maker| {
            let Some(text) = make(maker) else { return Ok(None) };
            let occurs = whole_answer(maker.whole, &text, NO_HITS)?.total > 0;
            let request = Request { relax, ..all_steps(text) };
            Ok((!occurs).then(|| Asked::Request(Box::new(request))))
        })
    }

    /// Some number of Han characters, with their place.
    fn han(&mut self, lengths: std::ops::RangeInclusive<usize>) -> Option<(usize, Vec<char>)> {
        let length = lengths.start() + self.picks.below(lengths.end() - lengths.start() + 1);
        let (place, piece) = self.corpus.piece(&mut self.picks, length, all_han)?;
        Some((place, piece.to_vec()))
    }

    fn text(&mut self, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
        Some(self.han(lengths)?.1.iter().collect())
    }

    /// Two texts of one document.
    fn two(&mut self) -> Option<(String, String)> {
        let (place, first) = self.han(2..=4)?;
        let around = self.corpus.around(place);
        let length = 2 + self.picks.below(3);
        let second = (0..1000).find_map(|_| {
            let start = self.picks.below(around.len());
            around.get(start..start + length).filter(|piece| all_han(piece))
        })?;
        Some((first.iter().collect(), second.iter().collect()))
    }

    /// Two Han characters, what `joint` says, and two more, where that many characters stand between.
    fn around_gap(&mut self, gap: usize, joint: char) -> Option<String> {
        let ends = |piece: &[char]| all_han(&piece[..2]) && all_han(&piece[piece.len() - 2..]);
        let (_, piece) = self.corpus.piece(&mut self.picks, gap + 4, ends)?;
        Some(piece[..2].iter().chain([&joint]).chain(&piece[gap + 2..]).collect())
    }

    fn exact(&mut self) -> Result<(), Failure> {
        self.plain("one text", |maker| maker.text(2..=6))?;
        let texts = self.features.last().map_or_else(Vec::new, |feature| feature.asked.clone());
        let texts = texts.into_iter().filter_map(|asked| match asked {
            Asked::Request(request) => Some(Asked::Search(request.query)),
            _ => None,
        });
        let name = "the same by `Index::search`";
        self.features.push(Feature { name, by: By::Any, asked: texts.collect() });
        self.plain("`a b`", |maker| maker.two().map(|(a, b)| format!("{a} {b}")))?;
        self.plain("`a \\| b`", |maker| {
            Some(format!("{} | {}", maker.text(2..=4)?, maker.text(2..=4)?))
        })?;
        self.plain("`a -b`", |maker| {
            Some(format!("{} -{}", maker.text(2..=4)?, maker.text(2..=4)?))
        })?;
        self.plain("`title:a`", |maker| {
            let around = maker.corpus.around(maker.corpus.place(&mut maker.picks));
            let title = around.split(|&c| c == END).next()?;
            let start = maker.picks.below(title.len());
            let piece = title.get(start..start + 2).filter(|piece| all_han(piece))?;
            Some(format!("title:{}", piece.iter().collect::<String>()))
        })?;
        self.plain("`a?c`", |maker| maker.around_gap(1, '?'))?;
        self.plain("`a*c`", |maker| {
            let gap = 1 + maker.picks.below(8);
            maker.around_gap(gap, '*')
        })
    }

    fn relaxed(&mut self) -> Result<(), Failure> {
        let only = Relax::NONE;
        self.absent("across signs, all steps", (By::Signs, Relax::ALL), |maker| {
            let length = 5 + maker.picks.below(4);
            let middle = 2..length - 2;
            let fits = |piece: &[char]| {
                let signs = piece.iter().filter(|c| !c.is_alphanumeric()).count();
                let inside = piece[middle.clone()].iter().filter(|c| !c.is_alphanumeric()).count();
                signs == 1 && inside == 1 && piece.iter().filter(|&&c| is_han(c)).count() >= 4
            };
            let (_, piece) = maker.corpus.piece(&mut maker.picks, length, fits)?;
            Some(piece.iter().filter(|c| c.is_alphanumeric()).collect())
        })?;
        self.absent("near, all steps", (By::Near, Relax::ALL), |maker| {
            let far = 6 + maker.picks.below(NEAR - 6);
            let (a, b) = (2 + maker.picks.below(3), 2 + maker.picks.below(3));
            let fits = |piece: &[char]| all_han(&piece[..a]) && all_han(&piece[far..]);
            let (_, piece) = maker.corpus.piece(&mut maker.picks, far + b, fits)?;
            Some(piece[..a].iter().chain(&piece[far..]).collect())
        })?;
        let steps =
            [("one edit", Relax { edit: true, ..only }), ("one edit, all steps", Relax::ALL)];
        for (name, relax) in steps {
            self.absent(name, (By::Edit, relax), |maker| {
                let (_, mut piece) = maker.han(4..=6)?;
                let (_, other) = maker.han(1..=1)?;
                let place = maker.picks.below(piece.len());
                *piece.get_mut(place)? = *other.first()?;
                Some(piece.into_iter().collect())
            })?;
        }
        let (alone, all) = (Relax { pinyin: true, ..only }, Relax::ALL);
        let rows = [
            (1, "pinyin, 1 syllable", alone),
            (2, "pinyin, 2 syllables", alone),
            (3, "pinyin, 3 syllables", alone),
            (2, "pinyin, 2 syllables, all steps", all),
        ];
        for (length, name, relax) in rows {
            self.absent(name, (By::Pinyin, relax), |maker| {
                Some(syllables(&maker.han(length..=length)?.1)?.concat())
            })?;
        }
        for (length, name) in [(2, "initials of 2"), (4, "initials of 4")] {
            self.absent(name, (By::Pinyin, alone), |maker| {
                let all = syllables(&maker.han(length..=length)?.1)?;
                Some(all.iter().filter_map(|one| one.chars().next()).collect())
            })?;
        }
        Ok(())
    }

    fn suggest(
        &mut self,
        name: &'static str,
        mut make: impl FnMut(&mut Self) -> Option<String>,
    ) -> Result<(), Failure> {
        self.row(name, By::Any, |maker| Ok(make(maker).map(Asked::Suggest)))
    }

    fn suggestions(&mut self) -> Result<(), Failure> {
        self.suggest("suggest, 1 character", |maker| maker.text(1..=1))?;
        self.suggest("suggest, 2 characters", |maker| maker.text(2..=2))?;
        self.suggest("suggest, 1 letter", |maker| {
            Some(syllables(&maker.han(1..=1)?.1)?.first()?.chars().take(1).collect())
        })?;
        self.suggest("suggest, pinyin of 2 characters, begun", |maker| {
            let mut text = syllables(&maker.han(2..=2)?.1)?;
            let last = text.pop()?;
            let kept = 1 + maker.picks.below(last.len());
            Some(text.concat() + last.get(..kept)?)
        })?;
        self.suggest("suggest, initials of 2", |maker| {
            let all = syllables(&maker.han(2..=2)?.1)?;
            Some(all.iter().filter_map(|one| one.chars().next()).collect())
        })
    }

    fn fields(&mut self) -> Result<(), Failure> {
        self.plain("one text", |maker| maker.text(2..=6))?;
        let documents = &self.corpus.documents;
        self.plain("`section:a`", |maker| {
            let document = documents.get(maker.picks.below(documents.len()))?;
            let section = document.sections.get(maker.picks.below(document.sections.len()))?;
            let heading: Vec<char> = document.blocks.get(section.block)?.chars().collect();
            let start = maker.picks.below(heading.len());
            let piece = heading.get(start..start + 2).filter(|piece| all_han(piece))?;
            Some(format!("section:{}", piece.iter().collect::<String>()))
        })?;
        self.plain("`a tag:t`", |maker| {
            let text = maker.text(2..=4)?;
            Some(format!("{text} tag:{}", super::language::tag(maker.picks.below(documents.len()))))
        })?;
        self.plain("`a date:2020..2022`", |maker| {
            Some(format!("{} date:2020..2022", maker.text(2..=4)?))
        })?;
        self.row("filter, facet and sort by date", By::Any, |maker| {
            let Some(text) = maker.text(2..=4) else { return Ok(None) };
            let tag = super::language::tag(maker.picks.below(documents.len()));
            Ok(Some(Asked::Request(Box::new(Request {
                filter: Some(Tree::parse(&format!("tag:{tag}")).tree),
                facets: vec!["tag".into()],
                sort: vec![Sort { key: SortKey::Date, descending: true }],
                ..Request::new(text)
            }))))
        })
    }
}
