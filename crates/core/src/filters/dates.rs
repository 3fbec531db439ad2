//! Dates as they are written -> numbers that compare as they do, and ranges of dates.
//!
//! A date is a year, a month or a day of the Gregorian calendar (ISO 8601: `2024`, `2024-05`,
//! `2024-05-01`, `20240501`; a time may follow a day, and is of no matter). It stands for all of its
//! days, so it is an interval.

#[cfg(feature = "language")]
use std::ops::RangeInclusive;

/// Days of a month, and months of a year, as digits of a number: 0 where the date does not say.
const DAYS: u32 = 32;
const MONTHS: u32 = 13;

const fn number(year: u32, month: u32, day: u32) -> u32 {
    (year * MONTHS + month) * DAYS + day
}

const fn last_day(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A date as a number: a year comes before its months, a month before its days. `None` for what is no
/// date.
pub(crate) fn date(text: &str) -> Option<u32> {
    let text = text.trim();
    let (year, rest) = digits(text, 4)?;
    let (month, day, rest) = match rest.strip_prefix('-') {
        None if rest.is_empty() => return Some(number(year, 0, 0)),
        None => {
            let (month, rest) = digits(rest, 2)?;
            let (day, rest) = digits(rest, 2)?;
            (month, day, rest)
        }
        Some(rest) => {
            let (month, rest) = digits(rest, 2)?;
            if rest.is_empty() {
                return (1..=12).contains(&month).then(|| number(year, month, 0));
            }
            let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
            (month, day, rest)
        }
    };
    let exists = (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&day);
    (exists && is_time(rest)).then(|| number(year, month, day))
}

/// The first digits of a text as a number, and what follows.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    digits
        .bytes()
        .try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit & 15))
        })
        .map(|number| (number, rest))
}

/// Whether this is nothing, or looks like the time of a day.
fn is_time(text: &str) -> bool {
    let Some(time) = text.strip_prefix(['T', 't', ' ']) else { return text.is_empty() };
    let sign =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | '+' | '-' | 'Z' | 'z' | ' ');
    digits(time.trim_start(), 2).is_some_and(|(hours, rest)| hours <= 24 && rest.chars().all(sign))
}

/// The first and the last day of a date.
#[cfg(feature = "language")]
pub(crate) const fn days(date: u32) -> (u32, u32) {
    let (year, month, day) = (date / DAYS / MONTHS, date / DAYS % MONTHS, date % DAYS);
    match (month, day) {
        (0, _) => (number(year, 1, 1), number(year, 12, 31)),
        (_, 0) => (number(year, month, 1), number(year, month, last_day(year, month))),
        _ => (date, date),
    }
}

/// The smallest date that has days of the year of a day.
#[cfg(feature = "language")]
pub(crate) const fn year_of(day: u32) -> u32 {
    day - day % (DAYS * MONTHS)
}

/// The days of a range: `2024`, `2021..2024-02`, `2021..`, `..2023`, `>=2021`, `>2021`, `<=2021`,
/// `<2021-05-06`. `None` for what is no range; empty where it ends before it starts.
#[cfg(feature = "language")]
pub(crate) fn range(text: &str) -> Option<RangeInclusive<u32>> {
    let text = text.trim();
    let bound = |text: &str| date(text).map(days);
    if let Some((from, to)) = text.split_once("..") {
        // Two dots or more: an ellipsis is three.
        let to = to.trim_start_matches('.');
        let start = if from.trim().is_empty() { None } else { Some(bound(from)?.0) };
        let end = if to.trim().is_empty() { None } else { Some(bound(to)?.1) };
        return match (start, end) {
            (None, None) => None,
            _ => Some(start.unwrap_or(0)..=end.unwrap_or(u32::MAX)),
        };
    }
    Some(if let Some(from) = text.strip_prefix(">=") {
        bound(from)?.0..=u32::MAX
    } else if let Some(to) = text.strip_prefix("<=") {
        0..=bound(to)?.1
    } else if let Some(before) = text.strip_prefix('>') {
        bound(before)?.1 + 1..=u32::MAX
    } else if let Some(behind) = text.strip_prefix('<') {
        0..=bound(behind)?.0 - 1
    } else {
        let (first, last) = bound(text)?;
        first..=last
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_say() {
        let table = [
            ("2024", Some((2024, 0, 0))),
            (" 2024-05 ", Some((2024, 5, 0))),
            ("2024-05-01", Some((2024, 5, 1))),
            ("20240501", Some((2024, 5, 1))),
            ("2024-05-01T12:30:00+08:00", Some((2024, 5, 1))),
            ("2024-05-01 12:30", Some((2024, 5, 1))),
            ("2024-02-29", Some((2024, 2, 29))),
            ("2000-02-29", Some((2000, 2, 29))),
            ("0000", Some((0, 0, 0))),
            ("1900-02-29", None),
            ("2023-02-29", None),
            ("2024-13", None),
            ("2024-00-01", None),
            ("2024-5", None),
            ("202405", None),
            ("2024-05-", None),
            ("2024-05-01x", None),
            ("2024-05-01T", None),
            ("2024-05-01T99", None),
            ("2024/05/01", None),
            ("２０２４", None),
            ("二〇二四", None),
            ("12024", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(date(text), expected.map(|(y, m, d)| number(y, m, d)), "{text:?}");
        }
    }

    #[test]
    fn a_date_is_all_of_its_days() {
        let all = |text| date(text).map(days);
        assert_eq!(all("2023"), Some((number(2023, 1, 1), number(2023, 12, 31))));
        assert_eq!(all("2023-02"), Some((number(2023, 2, 1), number(2023, 2, 28))));
        assert_eq!(all("2023-02-03"), Some((number(2023, 2, 3), number(2023, 2, 3))));
        // Numbers of no date, which only a damaged index has, do no harm.
        for number in [0, 31, 400, super::super::code::MOST_NUMBER] {
            let (first, last) = days(number);
            assert!(year_of(number) <= number && first <= last);
        }
    }
}
