//! Holds what FILTERS says against the records that it was made from.

use super::{Directory, Field, Kind, Listed, Reading, Value};
use crate::fold::plain::Images;
use crate::{Error, Result};

fn broken(what: &str) -> Error {
    Error::invalid(format!("{what} of FILTERS is not that of the documents; rebuild the index"))
}

/// Compares all fields. `page` has the content of every page of the section.
pub(crate) fn verify<'p>(
    fields: &[Field],
    images: &Images,
    pages: u32,
    reading: &Reading<'_>,
    page: impl Fn(u32) -> Result<&'p [u8]>,
) -> Result<()> {
    if fields.is_empty() || pages == 0 {
        return if fields.is_empty() && pages == 0 { Ok(()) } else { Err(broken("the section")) };
    }
    let directory = Directory::read(page(0)?, reading, pages)?;
    let stored = match directory.images {
        Some(number) => Directory::read_images(page(number)?, reading)?,
        None => Vec::new(),
    };
    if stored != images {
        return Err(broken("the page of characters"));
    }
    if directory.fields.len() != fields.len() {
        return Err(broken("the number of fields"));
    }
    for (listed, field) in directory.fields.iter().zip(fields) {
        let same = (listed.kind, &listed.key, &listed.name);
        if same != (field.kind, &field.key, &field.name) {
            return Err(broken("a field"));
        }
        let mut values = Values { left: &field.values, done: 0 };
        values.take(&listed.values)?;
        let mut before: Option<Value> = None;
        for (number, index) in listed.pages.clone().enumerate() {
            let here = reading.page(page(index)?, &listed.key, listed.kind)?;
            values.take(&here)?;
            parted(listed, number, before.as_ref(), here.first())?;
            before = here.into_iter().next_back();
        }
        if !values.left.is_empty() {
            return Err(broken("the end of a field"));
        }
    }
    Ok(())
}

/// The values that have still to come.
struct Values<'f> {
    left: &'f [Value],
    /// Documents of the first of them that have come.
    done: usize,
}

impl Values<'_> {
    fn take(&mut self, pieces: &[Value]) -> Result<()> {
        for piece in pieces {
            let Some((value, rest)) = self.left.split_first() else {
                return Err(broken("a value"));
            };
            let name = |value: &Value| (value.key.clone(), value.text.clone(), value.number);
            let docs = value.docs.get(self.done..).unwrap_or_default();
            if name(value) != name(piece) || piece.docs.is_empty() || !docs.starts_with(&piece.docs)
            {
                return Err(broken("a value"));
            }
            self.done += piece.docs.len();
            if self.done == value.docs.len() {
                (self.left, self.done) = (rest, 0);
            }
        }
        Ok(())
    }
}

/// A page starts where the directory says.
fn parted(
    field: &Listed,
    number: usize,
    before: Option<&Value>,
    first: Option<&Value>,
) -> Result<()> {
    let wrong = || broken("the start of a page");
    let first = first.ok_or_else(wrong)?;
    let Some(part) = number.checked_sub(1).and_then(|part| field.parts.get(part)) else {
        return if number == 0 { Ok(()) } else { Err(wrong()) };
    };
    let before = before.ok_or_else(wrong)?;
    let fits = match field.kind {
        Kind::Filter if part.amid => part.key == before.key && part.key == first.key,
        Kind::Filter => before.key < part.key && part.key <= first.key,
        Kind::Dates | Kind::Ranks => {
            part.number == first.number && part.amid == (before.number == first.number)
        }
    };
    if fits { Ok(()) } else { Err(wrong()) }
}
