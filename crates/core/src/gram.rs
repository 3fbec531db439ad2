//! Grams: short runs of the folded stream, as sequences of units, and their order as bytes.
//!
//! A unit is 16 bits, in the manner of UTF-16: a character of rank below [`FIRST_PAIR`] is one
//! unit, any other a high and a low unit, whose ranges share nothing, so that no substring of units
//! starts inside a character and a search over units is a search over characters.

/// Number of a folded character: 1 for the most frequent one. 0 stands for a block's end.
pub(crate) type Rank = u32;

/// One 16-bit piece of the folded stream.
pub(crate) type Unit = u16;

/// The unit that ends a block.
pub(crate) const BREAK_UNIT: Unit = 0;
/// First unit that is the higher half of a rare character; all below are characters by themselves.
pub(crate) const FIRST_HIGH: Unit = 0xf000;
/// First unit that is the lower half of a rare character.
pub(crate) const FIRST_LOW: Unit = 0xf800;
/// Stands for a character that no document has: a lower half without its higher one, as no stream
/// has it.
#[cfg(feature = "language")]
pub(crate) const STRANGE: Unit = Unit::MAX;
/// First rank that takes two units.
const FIRST_PAIR: Rank = FIRST_HIGH as Rank;
/// Rare characters for each high unit.
const LOWS: Rank = 0x0800;

/// Grams longer than this are not split by one more character but by position.
pub(crate) const MAX_GRAM: usize = 12;

/// The units of a character: the second is 0 where one is enough.
#[inline]
pub(crate) const fn units_of(rank: Rank) -> [Unit; 2] {
    if rank < FIRST_PAIR {
        [rank as Unit, 0]
    } else {
        let over = rank - FIRST_PAIR;
        // Cut, not added as units: a table that was tampered with has ranks beyond all units.
        [(FIRST_PAIR + over / LOWS) as Unit, (FIRST_LOW as Rank + over % LOWS) as Unit]
    }
}

/// Whether a character of this rank takes two units.
pub(crate) const fn is_pair(rank: Rank) -> bool {
    rank >= FIRST_PAIR
}

/// Units of the character that begins with this one.
pub(crate) const fn width(unit: Unit) -> usize {
    if unit >= FIRST_HIGH && unit < FIRST_LOW { 2 } else { 1 }
}

/// The rank of a character by its units; `None` for what is no character.
pub(crate) fn rank_of(units: &[Unit]) -> Option<Rank> {
    match (units.first().copied(), units.get(1).copied()) {
        (Some(unit @ 1..FIRST_HIGH), None) => Some(unit.into()),
        (Some(high @ FIRST_HIGH..FIRST_LOW), Some(low @ FIRST_LOW..)) => {
            Some(FIRST_PAIR + Rank::from(high - FIRST_HIGH) * LOWS + Rank::from(low - FIRST_LOW))
        }
        _ => None,
    }
}

/// Appends the units of a character.
#[inline]
pub(crate) fn push_units(out: &mut Vec<Unit>, rank: Rank) {
    let [first, second] = units_of(rank);
    out.push(first);
    if second != 0 {
        out.push(second);
    }
}

/// The key of a list that was cut by position: the gram, then its first position as two units.
pub(crate) fn cut_key(gram: &[Unit], first: u32) -> Vec<Unit> {
    let mut key = gram.to_vec();
    key.extend([(first >> 16) as Unit, first as Unit]);
    key
}

/// The gram of a key.
pub(crate) fn gram_of_key(key: &[Unit]) -> &[Unit] {
    &key[..key.len().min(MAX_GRAM)]
}

/// What a router key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// Pages of HEADS.
    Heads,
    /// Pages of GRAMS.
    Grams,
}

impl KeyKind {
    /// A router key: the kind, then the units in big-endian order, in which bytes compare as units.
    pub(crate) fn router_key(self, key: &[Unit]) -> Vec<u8> {
        let mut bytes = vec![self as u8];
        bytes.extend(key.iter().flat_map(|unit| unit.to_be_bytes()));
        bytes
    }

    /// The router key of the last page, above every other of its kind: first units are below
    /// [`FIRST_LOW`].
    pub(crate) const fn last_key(self) -> [u8; 2] {
        [self as u8, 0xff]
    }
}

/// Shortest key that is above `last` and not above `next`, for `last < next`.
pub(crate) fn separator<'a>(last: &[Unit], next: &'a [Unit]) -> &'a [Unit] {
    let shared = last.iter().zip(next).take_while(|(a, b)| a == b).count();
    &next[..next.len().min(shared + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_different_characters_never_overlap() {
        let mut seen = std::collections::BTreeSet::new();
        for rank in (1..0x2_0000).chain([0x11_0000]) {
            let [first, second] = units_of(rank);
            assert!(seen.insert((first, second)), "{rank}");
            #[cfg(feature = "language")]
            {
                let units = if second == 0 { vec![first] } else { vec![first, second] };
                assert_eq!(
                    (super::rank_of(&units), super::width(first)),
                    (Some(rank), units.len())
                );
            }
            assert_ne!(first, BREAK_UNIT);
            assert!(first < FIRST_LOW);
            assert!(second == 0 || second >= FIRST_LOW);
            assert_eq!(second == 0, first < FIRST_HIGH);
        }
    }

    #[test]
    fn a_separator_parts_two_keys_and_is_short() {
        assert_eq!(separator(&[1, 2, 9], &[1, 3, 4]), [1, 3]);
        assert_eq!(separator(&[1], &[1, 3, 4]), [1, 3]);
        assert_eq!(separator(&[], &[7, 3]), [7]);
    }
}
