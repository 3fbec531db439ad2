//! What occurrences count, as it is written: three numbers, for titles, headings and the body.

use midu_core::Weights;
use serde::de::{Deserialize as _, Deserializer, Error as _};

/// The largest one.
const MOST: u32 = 1000;

/// Reads `8,3,1`.
pub(crate) fn parse(text: &str) -> Result<Weights, String> {
    let numbers: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
    let weights = numbers.ok().and_then(|numbers| of(&numbers));
    weights.ok_or_else(|| "give three whole numbers from 0 to 1000, such as 8,3,1".into())
}

/// Reads the list that midu.toml has.
pub(crate) fn read<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Weights>, D::Error> {
    let weights = of(&Vec::<u32>::deserialize(input)?);
    let broken = || D::Error::custom("weights are three whole numbers from 0 to 1000");
    weights.map(Some).ok_or_else(broken)
}

fn of(numbers: &[u32]) -> Option<Weights> {
    match *numbers {
        [title, heading, body] if numbers.iter().all(|&one| one <= MOST) => {
            Some(Weights { title, heading, body })
        }
        _ => None,
    }
}

/// The three numbers again.
pub(crate) const fn list(Weights { title, heading, body }: Weights) -> [u32; 3] {
    [title, heading, body]
}

#[cfg(test)]
mod tests {
    use super::parse;
    use midu_core::Weights;

    #[test]
    fn weights_are_three_numbers() {
        assert_eq!(parse("8,3,1"), Ok(Weights { title: 8, heading: 3, body: 1 }));
        for text in ["", "1", "1,2", "1,2,3,4", "1,2,x", "1,2,1001", "1,2,-1"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
