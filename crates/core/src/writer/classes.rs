//! Which documents share slots of one width: a tree of cuts through title and body lengths, each
//! where it makes the stream shorter by most (in the manner of Bentley's k-d trees, "Multidimensional
//! Binary Search Trees Used for Associative Searching", CACM 18, 1975).

use crate::bounds::Class;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Most classes: 1 KB of SLOTS, and a hundredth of the stream unused.
const MAX_CLASSES: usize = 256;
/// Units that a cut must save to pay for a class more.
const WORTH: u64 = 32;

/// Lengths in units: of a title with its block end, and of a body.
pub(super) type Lengths = (u32, u32);

/// Documents with their lengths, how many have each.
type Leaf = Vec<(Lengths, u32)>;

/// The classes of a corpus and which lengths belong to which.
#[derive(Debug)]
pub(super) struct Classes {
    pub(super) classes: Vec<Class>,
    class_of: BTreeMap<Lengths, u16>,
}

impl Classes {
    /// Puts documents of these lengths into classes: by width of the bodies, then of the titles.
    pub(super) fn new(lengths: impl Iterator<Item = Lengths>) -> Self {
        let mut counts: BTreeMap<Lengths, u32> = BTreeMap::new();
        for pair in lengths {
            *counts.entry(pair).or_default() += 1;
        }
        let mut leaves = vec![counts.into_iter().collect::<Leaf>()];
        // Cuts by falling gain, the older leaf first where two are as good.
        let mut waiting = BinaryHeap::new();
        let offer = |leaves: &[Leaf], waiting: &mut BinaryHeap<_>, leaf: usize| {
            if let Some((gain, cut)) = best_cut(&leaves[leaf]).filter(|&(gain, _)| gain >= WORTH) {
                waiting.push((gain, Reverse(leaf), cut));
            }
        };
        offer(&leaves, &mut waiting, 0);
        while leaves.len() < MAX_CLASSES
            && let Some((_, Reverse(leaf), cut)) = waiting.pop()
        {
            let (low, high) = leaves[leaf].iter().partition(|&&(lengths, _)| cut.is_below(lengths));
            leaves[leaf] = low;
            leaves.push(high);
            offer(&leaves, &mut waiting, leaf);
            let last = leaves.len() - 1;
            offer(&leaves, &mut waiting, last);
        }
        Self::in_order(leaves)
    }

    fn in_order(leaves: Vec<Leaf>) -> Self {
        let mut classes: Vec<(Class, Leaf)> =
            leaves.into_iter().map(|leaf| (class_of(&leaf), leaf)).collect();
        classes.sort_by_key(|(class, leaf)| (class.body, class.title, leaf.first().copied()));
        let mut all = Self { classes: Vec::new(), class_of: BTreeMap::new() };
        for (number, (class, leaf)) in (0..).zip(classes) {
            all.classes.push(class);
            all.class_of.extend(leaf.into_iter().map(|(lengths, _)| (lengths, number)));
        }
        all
    }

    /// The number of the class of a document with these lengths.
    pub(super) fn of(&self, lengths: Lengths) -> u16 {
        self.class_of.get(&lengths).copied().unwrap_or(0)
    }
}

fn class_of(leaf: &Leaf) -> Class {
    Class {
        docs: leaf.iter().map(|&(_, count)| count).sum(),
        title: leaf.iter().map(|&((title, _), _)| title).max().unwrap_or(0),
        body: leaf.iter().map(|&((_, body), _)| body).max().unwrap_or(0),
    }
}

/// A cut: by title or by body, and the longest length below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    by_body: bool,
    longest: u32,
}

impl Cut {
    const fn is_below(self, (title, body): Lengths) -> bool {
        if self.by_body { body <= self.longest } else { title <= self.longest }
    }
}

fn units(class: Class) -> u64 {
    u64::from(class.docs) * (u64::from(class.title) + u64::from(class.body))
}

/// Takes a part's documents into the class that they would be.
fn join(class: &mut Class, &((title, body), count): &(Lengths, u32)) {
    class.docs += count;
    class.title = class.title.max(title);
    class.body = class.body.max(body);
}

/// The cut that saves most, and how much.
fn best_cut(leaf: &Leaf) -> Option<(u64, Cut)> {
    let whole = units(class_of(leaf));
    let mut best = None;
    for by_body in [false, true] {
        let length = |(title, body): Lengths| if by_body { body } else { title };
        let mut sorted = leaf.clone();
        sorted.sort_unstable_by_key(|&(lengths, _)| length(lengths));
        let mut above = vec![Class::default(); sorted.len() + 1];
        for place in (0..sorted.len()).rev() {
            above[place] = above[place + 1];
            join(&mut above[place], &sorted[place]);
        }
        let mut below = Class::default();
        for (place, pair) in sorted.windows(2).enumerate() {
            join(&mut below, &pair[0]);
            let longest = length(pair[0].0);
            if longest < length(pair[1].0) {
                let gain = whole - units(below) - units(above[place + 1]);
                best = best.max(Some((gain, Cut { by_body, longest })));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_document_fits_its_class_and_little_is_lost(
            lengths in prop::collection::vec((1_u32..40, 0_u32..3000), 1..400),
        ) {
            let classes = Classes::new(lengths.iter().copied());
            let mut docs = vec![0; classes.classes.len()];
            for &(title, body) in &lengths {
                let number = usize::from(classes.of((title, body)));
                let class = classes.classes[number];
                prop_assert!(title <= class.title && body <= class.body);
                docs[number] += 1;
            }
            prop_assert!(classes.classes.iter().map(|class| class.docs).eq(docs));
            let used: u64 = lengths.iter().map(|&(t, b)| u64::from(t + b)).sum();
            let slots: u64 = classes.classes.iter().map(|&class| units(class)).sum();
            prop_assert!(slots >= used);
            prop_assert!(slots - used <= used / 10 + 32 * lengths.len() as u64, "{slots} {used}");
        }
    }

    #[test]
    fn like_documents_are_one_class() {
        let class = |docs, title, body| Class { docs, title, body };
        let classes = Classes::new([(3, 20), (3, 5000), (2, 20), (3, 5000)].into_iter());
        assert_eq!(classes.classes, [class(2, 3, 20), class(2, 3, 5000)]);
    }
}
