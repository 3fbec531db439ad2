//! Pages that were handed over, up to a number of bytes. Those that were not used for longest go
//! first, but none that the last few searches looked at: they may be waiting for one more page.

use crate::PageId;
use std::sync::atomic::{AtomicU32, Ordering};

/// Searches that may be under way at once.
const UNDER_WAY: u32 = 8;

/// Contents of pages by number.
#[derive(Debug)]
pub(crate) struct PageCache {
    /// By page.
    pages: Vec<Kept>,
    /// How many searches have begun.
    clock: AtomicU32,
    bytes: usize,
    budget: usize,
}

#[derive(Debug)]
struct Kept {
    page: PageId,
    /// When it was last used.
    used: AtomicU32,
    bytes: Vec<u8>,
}

impl Default for PageCache {
    fn default() -> Self {
        Self { pages: Vec::new(), clock: AtomicU32::new(0), bytes: 0, budget: usize::MAX }
    }
}

impl PageCache {
    /// A search begins.
    pub(crate) fn tick(&self) {
        self.clock.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets how many bytes are kept.
    pub(crate) fn set_budget(&mut self, bytes: usize) {
        self.budget = bytes;
        self.shrink();
    }

    /// The content of a page.
    pub(crate) fn get(&self, page: PageId) -> Option<&[u8]> {
        let index = self.pages.binary_search_by_key(&page, |kept| kept.page).ok()?;
        let kept = self.pages.get(index)?;
        kept.used.store(self.clock.load(Ordering::Relaxed), Ordering::Relaxed);
        Some(&kept.bytes)
    }

    /// Keeps the content of a page.
    pub(crate) fn insert(&mut self, page: PageId, bytes: Vec<u8>) {
        let used = AtomicU32::new(*self.clock.get_mut());
        self.bytes += bytes.len();
        let kept = Kept { page, used, bytes };
        match self.pages.binary_search_by_key(&page, |kept| kept.page) {
            Ok(index) => {
                if let Some(place) = self.pages.get_mut(index) {
                    self.bytes -= std::mem::replace(place, kept).bytes.len();
                }
            }
            Err(index) => self.pages.insert(index, kept),
        }
        self.shrink();
    }

    fn shrink(&mut self) {
        let now = *self.clock.get_mut();
        while self.bytes > self.budget {
            let age = |kept: &Kept| now.wrapping_sub(kept.used.load(Ordering::Relaxed));
            let oldest = (0..self.pages.len()).max_by_key(|&i| self.pages.get(i).map_or(0, age));
            let old = |&i: &usize| self.pages.get(i).map_or(0, age) > UNDER_WAY;
            let Some(oldest) = oldest.filter(old) else { return };
            self.bytes -= self.pages.remove(oldest).bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_go_by_age_and_never_those_in_use() {
        let mut cache = PageCache::default();
        cache.set_budget(100);
        for page in 0..4 {
            cache.insert(PageId(page), vec![0; 40]);
        }
        assert!((0..4).all(|page| cache.get(PageId(page)).is_some()), "all may be waited for");
        for _ in 0..=UNDER_WAY {
            cache.tick();
            cache.get(PageId(2));
        }
        cache.insert(PageId(9), vec![0; 40]);
        let here: Vec<u32> = (0..10).filter(|&page| cache.get(PageId(page)).is_some()).collect();
        assert_eq!(here, [2, 9]);
        cache.insert(PageId(2), vec![0; 60]);
        assert_eq!((cache.bytes, cache.get(PageId(2)).map(<[u8]>::len)), (100, Some(60)));
    }
}
