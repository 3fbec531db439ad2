//! The lattice of a text -> its ways that something in the index may sound like: by the pairs of
//! characters that PINYIN tells of, as far as few pages tell it.

use super::search::{Link, Search};
use crate::format::Section;
use crate::gram::KeyKind;
use crate::pinyin::pairs::{Pair, Rows};
use crate::pinyin::split::Edge;
use crate::reader::Missing;
use crate::{Layout, Result};

/// Pages of rows that one query reads.
const ROW_PAGES: usize = 48;
/// Bits that are decoded from such pages.
const MOST_DECODED: usize = 1 << 25;
/// Pages of ROUTES that are asked for before it is known that they are needed.
const MOST_FORESEEN: usize = 4;
/// Pairs of characters that are asked for in rows.
const MOST_ASKED: usize = 1 << 22;
/// Splits that are followed; more differ only in where several syllables have two readings each.
const MOST_WAYS: usize = 16;

impl<D: AsRef<[u8]>> Search<'_, D> {
    /// Finds the pairs of all links as far as their rows are not too many; false while pages are
    /// missing.
    pub(super) fn link(&mut self, missing: &mut Missing) -> Result<bool> {
        let edges = self.edges();
        let last = self.ear.lattice.last;
        let mut wanted: Vec<(usize, Vec<u32>)> = Vec::new();
        for (number, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.to != last) {
            let mut pages: Vec<u32> = Vec::new();
            for &voice in self.set(number) {
                let page = self.shape.page_of(voice);
                // Voices of a set ascend, so their pages do.
                pages.extend(page.filter(|page| pages.last() != Some(page)));
            }
            wanted.push((number, pages));
            for (second, _) in edges.iter().enumerate().filter(|(_, next)| next.from == edge.to) {
                self.links.push(Link { first: number, second, pairs: None });
            }
        }
        // The cheapest edges first.
        let mut chosen: Vec<u32> = Vec::new();
        let mut known = vec![false; edges.len()];
        let at_hand = self.index.head.layout != Layout::Paged;
        let width = self.ear.sounds.voices.len();
        let mut decoded = 0;
        while let Some(best) = (0..wanted.len()).min_by_key(|&i| wanted.get(i).map(|w| w.1.len())) {
            let (edge, pages) = wanted.swap_remove(best);
            let fresh: Vec<u32> = pages.into_iter().filter(|page| !chosen.contains(page)).collect();
            let rows: usize = fresh.iter().map(|&page| self.shape.rows_of(page) as usize).sum();
            let many = !at_hand && chosen.len() + fresh.len() > ROW_PAGES;
            if many || decoded + rows * width > MOST_DECODED {
                continue;
            }
            decoded += rows * width;
            chosen.extend(fresh);
            if let Some(known) = known.get_mut(edge) {
                *known = true;
            }
        }
        let mut rows: Vec<(u32, Rows)> = Vec::new();
        for &page in &chosen {
            if let Some(bytes) = self.index.page(Section::Pinyin, page, missing)? {
                rows.push((page, Rows::read(bytes, &self.ear.sounds, self.shape, page)?));
            }
        }
        if rows.len() < chosen.len() {
            self.foresee(missing)?;
            return Ok(false);
        }
        let mut asked = 0;
        let mut links = std::mem::take(&mut self.links);
        for link in links.iter_mut().filter(|link| known.get(link.first) == Some(&true)) {
            let (firsts, seconds) = (self.set(link.first), self.set(link.second));
            asked += firsts.len() * seconds.len();
            if asked > MOST_ASKED {
                break;
            }
            let mut pairs = Vec::new();
            for &a in firsts {
                let page = self.shape.page_of(a);
                let Some((_, row)) = rows.iter().find(|(number, _)| Some(*number) == page) else {
                    continue;
                };
                let follows = |&&b: &&u16| row.has((a, b)) == Some(true);
                pairs.extend(seconds.iter().filter(follows).map(|&b| (a, b)));
            }
            link.pairs = Some(pairs);
        }
        self.links = links;
        Ok(true)
    }

    /// Notes the pages that tell where the lists of the first characters are, if they are few.
    fn foresee(&self, missing: &mut Missing) -> Result<()> {
        let mut likely = Missing::new();
        for (edge, _) in self.edges().iter().enumerate().filter(|(_, edge)| edge.from == 0) {
            for &voice in self.set(edge) {
                self.index.router_pages(KeyKind::Grams, &[self.ear.unit(voice)], &mut likely)?;
            }
        }
        let likely = likely.distinct();
        if likely.len() <= MOST_FORESEEN {
            missing.append(likely);
        }
        Ok(())
    }

    /// Leaves the voices that are on a way from the first node to the last.
    pub(super) fn prune(&mut self) {
        let last = self.ear.lattice.last;
        for forwards in [true, false] {
            let mut order: Vec<usize> = (0..self.edges().len()).collect();
            if !forwards {
                order.reverse();
            }
            for edge in order {
                let Some(&Edge { from, to, .. }) = self.edges().get(edge) else { continue };
                if if forwards { from == 0 } else { to == last } {
                    continue;
                }
                let mut reached = vec![false; self.ear.sounds.voices.len()];
                let mut reach = |voice: u16| {
                    if let Some(slot) = reached.get_mut(usize::from(voice)) {
                        *slot = true;
                    }
                };
                for link in &self.links {
                    let (here, there) = match forwards {
                        true => (link.second, link.first),
                        false => (link.first, link.second),
                    };
                    if here != edge {
                        continue;
                    }
                    match &link.pairs {
                        Some(pairs) => {
                            for &(a, b) in pairs {
                                let (mine, other) = if forwards { (b, a) } else { (a, b) };
                                if self.is_alive(there, other) {
                                    reach(mine);
                                }
                            }
                        }
                        None if self.voices(there).next().is_some() => {
                            self.set(edge).iter().for_each(|&voice| reach(voice));
                        }
                        None => {}
                    }
                }
                if let Some(alive) = self.alive.get_mut(edge) {
                    alive.iter_mut().zip(reached).for_each(|(alive, reached)| *alive &= reached);
                }
            }
        }
    }

    /// Splits that something may sound like, each as its edges.
    pub(super) fn ways(&mut self) -> Vec<Vec<usize>> {
        let edges = self.edges();
        let mut ways = Vec::new();
        let starts = (0..edges.len()).filter(|&e| edges.get(e).is_some_and(|edge| edge.from == 0));
        let mut open: Vec<Vec<usize>> = starts.map(|edge| vec![edge]).collect();
        // Whatever is alive is on a way that is, so no step is in vain.
        while let Some(way) = open.pop() {
            let Some(&end) = way.last() else { continue };
            if self.voices(end).next().is_none() {
                continue;
            }
            if edges.get(end).is_some_and(|edge| edge.to == self.ear.lattice.last) {
                if ways.len() == MOST_WAYS {
                    self.budget.cut = true;
                    break;
                }
                ways.push(way);
                continue;
            }
            for link in self.links.iter().filter(|link| link.first == end) {
                let fits =
                    |&(a, b): &Pair| self.is_alive(link.first, a) && self.is_alive(link.second, b);
                if link.pairs.as_ref().is_none_or(|pairs| pairs.iter().any(fits)) {
                    let mut longer = way.clone();
                    longer.push(link.second);
                    open.push(longer);
                }
            }
        }
        ways
    }
}
