//! From a key to the page of ROUTES that tells its page, by an `fst::Map` of the keys that part those.
//!
//! `fst` trusts its bytes: a broken map panics or answers wrongly, and a map of a hundred bytes can
//! hold more keys than anyone can visit. So [`Router::open`] first walks every node once, with
//! bounds, and afterwards only look-ups of bounded length are made.

use crate::bytes::to_u32;
use crate::gram::{KeyKind, MAX_GRAM, Unit};
use crate::{Error, Result};
use fst::raw::{CompiledAddr, Fst};

/// Longest key, in bytes: a kind and the longest gram with a position.
const MAX_KEY_BYTES: usize = 1 + 2 * (MAX_GRAM + 2);

/// A checked router.
pub(crate) struct Router {
    map: Fst<Vec<u8>>,
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Router of {} keys", self.map.len())
    }
}

impl Router {
    /// Opens a router after checking its structure.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self> {
        nodes::check(&bytes, MAX_KEY_BYTES).ok_or_else(broken)?;
        Ok(Self { map: Fst::new(bytes).map_err(|_| broken())? })
    }

    /// The pages of ROUTES, by number among those of a kind, that tell where the first and the last
    /// key are which continue `gram` or are a prefix of it.
    pub(crate) fn routes(&self, kind: KeyKind, gram: &[Unit]) -> Result<(u32, u32)> {
        let gram = gram.get(..gram.len().min(MAX_GRAM)).unwrap_or(gram);
        // What is above a key is not below the key and one more byte.
        let mut key = kind.router_key(gram);
        key.push(0);
        let first = self.value(&key, kind)?;
        key.pop();
        let last = match successor(key) {
            Some(next) => self.value(&next, kind)?,
            None => first,
        };
        if first > last { Err(broken()) } else { Ok((first, last)) }
    }

    /// The value of the first key that is not below `bound`, if it is of a kind. A walk down the map by
    /// the bytes of the bound, and from where they end, or from the last place with something above
    /// them, to the first key there: what a stream would do, in a fifth of its code.
    fn value(&self, bound: &[u8], kind: KeyKind) -> Result<u32> {
        let mut above: Option<Place> = None;
        let mut here =
            Place { node: self.map.root().addr(), fresh: true, next: 0, output: 0, depth: 0 };
        let mut bytes = bound.iter();
        let found = loop {
            let node = self.map.node(here.node);
            let Some(&byte) = bytes.next() else { break here };
            let from = (0..node.len()).find(|&i| node.transition(i).inp >= byte);
            let Some(next) = from else { break above.ok_or_else(broken)? };
            let exact = node.transition(next).inp == byte;
            let after = next + usize::from(exact);
            if after < node.len() {
                above = Some(Place { fresh: false, next: after, ..here });
            }
            if !exact {
                break above.ok_or_else(broken)?;
            }
            here = self.step(&Place { next, ..here });
        };
        self.first_value(found, bound, kind)
    }

    /// The value of the first key at a place or behind it.
    fn first_value(&self, mut place: Place, bound: &[u8], kind: KeyKind) -> Result<u32> {
        let mut first = bound.first().copied().filter(|_| place.depth > 0);
        loop {
            let node = self.map.node(place.node);
            if place.fresh && node.is_final() {
                let page = place.output.wrapping_add(node.final_output().value());
                let page = usize::try_from(page).map_err(|_| broken())?;
                return if first == Some(kind as u8) {
                    to_u32(page, "page")
                } else {
                    Err(broken())
                };
            }
            if place.next >= node.len() {
                return Err(broken());
            }
            first = first.or(Some(node.transition(place.next).inp));
            place = self.step(&place);
        }
    }

    fn step(&self, place: &Place) -> Place {
        let transition = self.map.node(place.node).transition(place.next);
        let output = place.output.wrapping_add(transition.out.value());
        Place { node: transition.addr, fresh: true, next: 0, output, depth: place.depth + 1 }
    }

    /// All keys with their pages, in order.
    #[cfg(test)]
    pub(crate) fn entries(&self, limit: usize) -> Result<Vec<(Vec<u8>, u64)>> {
        use fst::{IntoStreamer as _, Streamer as _};
        let mut stream = self.map.stream().into_stream();
        let mut entries = Vec::new();
        while let Some((key, page)) = stream.next() {
            let page = page.value();
            if entries.len() == limit {
                return Err(broken());
            }
            entries.push((key.to_vec(), page));
        }
        Ok(entries)
    }
}

/// A node of the map, the transition to take from it, and what was read on the way there.
#[derive(Clone, Copy)]
struct Place {
    node: CompiledAddr,
    /// Whether the key that ends here is still to be seen.
    fresh: bool,
    next: usize,
    output: u64,
    depth: u32,
}

fn broken() -> Error {
    Error::invalid("the router breaks the rules of the format; rebuild the index")
}

/// The smallest byte string above all that start with `key`.
fn successor(mut key: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = key.pop() {
        if let Some(next) = last.checked_add(1) {
            key.push(next);
            return Some(key);
        }
    }
    None
}

/// The structure of an fst, version 3, as far as safety needs it: where a node ends and where its
/// transitions lead. Layout as documented in the source of the crate `fst` (`raw/node.rs`), which
/// the tests hold this against.
mod nodes {
    /// Bytes before the first node: version and type.
    const HEADER: usize = 16;
    /// Bytes after the root: number of keys, address of the root, checksum.
    const FOOTER: usize = 20;
    /// Above so many transitions a node has an index of 256 bytes.
    const INDEXED: usize = 32;

    /// Widest output: sums along a path cannot overflow.
    const MAX_OUTPUT: usize = 4;

    /// Walks all nodes; `None` if one is broken, if a path is longer than `max_depth`, or if one
    /// does not end in a final state.
    pub(super) fn check(bytes: &[u8], max_depth: usize) -> Option<()> {
        let version = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
        let footer = bytes.len().checked_sub(FOOTER)?;
        let root: [u8; 8] = bytes.get(footer + 8..footer + 16)?.try_into().ok()?;
        let root = usize::try_from(u64::from_le_bytes(root)).ok()?;
        if version != 3 || footer < HEADER {
            return None;
        }
        if root == 0 {
            return (footer == HEADER).then_some(());
        }
        if root != footer - 1 {
            return None;
        }
        // Longest path from each node seen; children lie before their parents.
        let mut depths = vec![u8::MAX; footer];
        let mut waiting = vec![(root, false)];
        // Nodes of a real map do not overlap, and each transition takes a byte.
        let mut budget = footer;
        while let Some((address, children_done)) = waiting.pop() {
            let node = Node::read(bytes, address)?;
            if children_done {
                let deepest = node
                    .targets()
                    .map(|target| if target == 0 { Some(0) } else { depths.get(target).copied() })
                    .try_fold(0, |deepest: u8, depth| Some(deepest.max(depth?)))?;
                let depth =
                    deepest.checked_add(1).filter(|&depth| usize::from(depth) <= max_depth)?;
                *depths.get_mut(address)? = depth;
            } else if depths.get(address) == Some(&u8::MAX) {
                // Unvisited nodes and those under way are told apart by order: a node's targets are
                // all before it, so no node can wait below itself.
                budget = budget.checked_sub(node.transitions)?;
                waiting.push((address, true));
                waiting.extend(
                    node.targets()
                        .filter(|&target| target != 0 && depths.get(target) == Some(&u8::MAX))
                        .map(|target| (target, false)),
                );
            }
        }
        Some(())
    }

    struct Node<'a> {
        bytes: &'a [u8],
        /// First byte of the node.
        end: usize,
        transitions: usize,
        /// Where the packed addresses of transitions start, and their width; 0 for "the node before".
        addresses: usize,
        width: usize,
    }

    impl<'a> Node<'a> {
        fn read(bytes: &'a [u8], address: usize) -> Option<Self> {
            let state = *bytes.get(address)?;
            // What stands before the state byte is read downwards.
            let mut at = address;
            let mut take = |count: usize| {
                at = at.checked_sub(count).filter(|&at| at >= HEADER)?;
                Some(at)
            };
            let single = state & 0b1000_0000 != 0;
            let coded = usize::from(state & 0b0011_1111);
            if single {
                if coded == 0 {
                    take(1)?;
                }
                if state & 0b0100_0000 != 0 {
                    let end = take(0)?;
                    let node = Node { bytes, end, transitions: 1, addresses: end, width: 0 };
                    return node.checked();
                }
                let sizes = *bytes.get(take(1)?)?;
                let (width, output) = (usize::from(sizes >> 4), usize::from(sizes & 15));
                let addresses = take(width)?;
                let end = take(output)?;
                return (width > 0 && width <= 8 && output <= MAX_OUTPUT)
                    .then_some(Node { bytes, end, transitions: 1, addresses, width })?
                    .checked();
            }
            let is_final = state & 0b0100_0000 != 0;
            let transitions = match coded {
                0 => match *bytes.get(take(1)?)? {
                    1 => 256,
                    count => usize::from(count),
                },
                count => count,
            };
            let sizes = *bytes.get(take(1)?)?;
            let (width, output) = (usize::from(sizes >> 4), usize::from(sizes & 15));
            if transitions > INDEXED {
                take(256)?;
            }
            take(transitions)?;
            let addresses = take(transitions * width)?;
            let outputs = transitions + usize::from(is_final);
            let end = take(outputs * output)?;
            let sound = (width > 0 || transitions == 0) && width <= 8 && output <= MAX_OUTPUT;
            // Only the root may lead nowhere, and then the map is empty.
            let ends = is_final || transitions > 0 || address + FOOTER + 1 == bytes.len();
            (sound && ends).then_some(Node { bytes, end, transitions, addresses, width })?.checked()
        }

        /// A node all of whose transitions lead to what lies before it.
        fn checked(self) -> Option<Self> {
            (0..self.transitions)
                .all(|index| {
                    self.target(index).is_some_and(|target| target == 0 || target >= HEADER)
                })
                .then_some(self)
        }

        fn target(&self, index: usize) -> Option<usize> {
            if self.width == 0 {
                return self.end.checked_sub(1);
            }
            let start = self.addresses + index * self.width;
            let packed = self.bytes.get(start..start + self.width)?;
            let delta =
                packed.iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
            // A delta of zero stands for the empty final state.
            match usize::try_from(delta).ok()? {
                0 => Some(0),
                delta => self.end.checked_sub(delta),
            }
        }

        fn targets(&self) -> impl Iterator<Item = usize> + '_ {
            (0..self.transitions).filter_map(|index| self.target(index))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn map(keys: &[Vec<u8>]) -> Vec<u8> {
        let mut builder = fst::MapBuilder::memory();
        for (page, key) in (0..).zip(keys) {
            builder.insert(key, page * 3).unwrap();
        }
        builder.into_inner().unwrap()
    }

    proptest! {
        #[test]
        fn maps_that_fst_makes_are_accepted(
            keys in prop::collection::btree_set(
                prop::collection::vec(prop_oneof![0_u8..3, any::<u8>()], 0..12), 0..400,
            ),
        ) {
            let keys: Vec<Vec<u8>> = keys.into_iter().collect();
            let router = Router::open(map(&keys)).unwrap();
            let entries = router.entries(1000).unwrap();
            prop_assert!(entries.iter().map(|(key, _)| key).eq(&keys));
            // Keys of no kind of ours are told by their first byte only.
            for (bound, _) in &entries {
                for bound in [&bound[..], &[bound, &[0][..]].concat(), &bound[..bound.len() / 2]] {
                    let expected = entries.iter().find(|(key, _)| key.as_slice() >= bound);
                    for kind in [KeyKind::Heads, KeyKind::Grams] {
                        let of_kind = expected.filter(|(key, _)| key.first() == Some(&(kind as u8)));
                        let found = router.value(bound, kind).ok();
                        prop_assert_eq!(found, of_kind.map(|&(_, page)| page as u32));
                    }
                }
            }
        }

        #[test]
        fn changed_maps_never_panic(
            keys in prop::collection::btree_set(prop::collection::vec(0_u8..9, 0..9), 0..60),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            gram in prop::collection::vec(any::<u16>(), 0..4),
        ) {
            let mut bytes = map(&keys.into_iter().collect::<Vec<_>>());
            for (index, value) in changes {
                *index.get_mut(&mut bytes) = value;
            }
            if let Ok(router) = Router::open(bytes) {
                let _ = router.routes(KeyKind::Grams, &gram);
                let _ = router.routes(KeyKind::Heads, &gram);
                let _ = router.entries(1000);
            }
        }
    }

    #[test]
    fn every_changed_byte_and_cut_of_a_map_is_harmless() {
        let keys: Vec<Vec<u8>> =
            (0_u16..300).map(|n| [&[1], &(n * 7).to_be_bytes()[..]].concat()).collect();
        let bytes = map(&keys);
        for index in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[index] ^= 1 << bit;
                if let Ok(router) = Router::open(other) {
                    for unit in [0, 7, 300, 0xffff] {
                        let _ = router.routes(KeyKind::Grams, &[unit]);
                    }
                    let _ = router.entries(1000);
                }
            }
            assert!(Router::open(bytes[..index].to_vec()).is_err());
        }
    }
}
