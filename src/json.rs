//! Values -> JSON (RFC 8259), which the browser parses: one crossing for a whole result. Objects that
//! are built property by property took a sixteenth of the module that every page downloads.

use serde::ser::{self, Impossible, Serialize, Serializer};
use std::fmt::{self, Display};

/// The JSON text of a value of this module.
pub(crate) fn text(value: &impl Serialize) -> String {
    let mut json = Json(String::new());
    // Refused are only types that no shape of this module has; what is cut then, no browser parses.
    let _ = value.serialize(&mut json);
    json.0
}

struct Json(String);

/// A type that no shape of this module has.
#[derive(Debug)]
pub(crate) struct Refused;

impl Display for Refused {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Result = std::result::Result<(), Refused>;

impl Json {
    /// A comma where something stands before.
    fn next(&mut self) {
        if !matches!(self.0.as_bytes().last(), Some(b'{' | b'[')) {
            self.0.push(',');
        }
    }

    fn string(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(c);
                }
                '\0'..='\x1f' => self.escape(c as u8),
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }

    /// By hand: formatting is 2 KB of code, and nothing else in the smaller module formats.
    fn number(&mut self, value: u64) {
        if value >= 10 {
            self.number(value / 10);
        }
        self.0.push(char::from(b'0' + (value % 10) as u8));
    }

    fn escape(&mut self, control: u8) {
        self.0.push_str("\\u00");
        self.0.push(char::from(b'0' + (control >> 4)));
        let low = control & 15;
        self.0.push(char::from(if low < 10 { b'0' + low } else { b'a' + low - 10 }));
    }

    fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.0.push(':');
    }
}

macro_rules! refused {
    ($($method:ident($($type:ty),*) -> $ok:ty;)*) => {
        $(fn $method(self, $(_: $type),*) -> std::result::Result<$ok, Refused> {
            Err(Refused)
        })*
    };
}

impl<'j> Serializer for &'j mut Json {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Open<'j>;
    type SerializeTuple = Open<'j>;
    type SerializeTupleStruct = Impossible<(), Refused>;
    type SerializeTupleVariant = Impossible<(), Refused>;
    type SerializeMap = Open<'j>;
    type SerializeStruct = Open<'j>;
    type SerializeStructVariant = Impossible<(), Refused>;

    refused! {
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_bool(self, value: bool) -> Result {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u32(self, value: u32) -> Result {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result {
        self.number(value);
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result {
        self.string(text);
        Ok(())
    }

    fn serialize_none(self) -> Result {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result {
        Err(Refused)
    }

    fn serialize_seq(self, _: Option<usize>) -> std::result::Result<Open<'j>, Refused> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> std::result::Result<Open<'j>, Refused> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_map(self, _: Option<usize>) -> std::result::Result<Open<'j>, Refused> {
        Ok(Open::new(self, '{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> std::result::Result<Open<'j>, Refused> {
        Ok(Open::new(self, '{', '}'))
    }
}

/// An array or object whose end is still to come.
pub(crate) struct Open<'j> {
    json: &'j mut Json,
    end: char,
}

impl<'j> Open<'j> {
    fn new(json: &'j mut Json, start: char, end: char) -> Self {
        json.0.push(start);
        Self { json, end }
    }

    fn close(self) -> Result {
        self.json.0.push(self.end);
        Ok(())
    }
}

/// Arrays of either kind are written alike.
macro_rules! elements {
    ($($kind:ident)*) => {
        $(impl ser::$kind for Open<'_> {
            type Ok = ();
            type Error = Refused;

            fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result {
                self.json.next();
                value.serialize(&mut *self.json)
            }

            fn end(self) -> Result {
                self.close()
            }
        })*
    };
}

elements!(SerializeSeq SerializeTuple);

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result {
        self.json.key(key);
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result {
        self.close()
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result {
        self.json.next();
        key.serialize(&mut *self.json)?;
        self.json.0.push(':');
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result {
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use serde::Serialize;

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase", tag = "kind")]
    enum Step {
        Answer { total: u64, hits: Vec<Hit>, none: Option<u32> },
    }

    #[derive(Serialize)]
    struct Hit {
        text: String,
        marks: Vec<(u32, u32)>,
        wide: bool,
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        let every: String = ('\0'..='\u{ff}').chain(['渡', '𠮷', '\u{2028}', '\u{feff}']).collect();
        let hits = vec![
            Hit { text: every.clone(), marks: vec![(0, 1), (7, 4_294_967_295)], wide: true },
            Hit { text: String::new(), marks: Vec::new(), wide: false },
        ];
        let json = text(&Step::Answer { total: 1 << 53, hits, none: None });
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let hit = serde_json::json!({ "text": every, "marks": [[0, 1], [7, 4_294_967_295_u32]], "wide": true });
        let blank = serde_json::json!({ "text": "", "marks": [], "wide": false });
        let whole = serde_json::json!({ "kind": "answer", "total": 1_u64 << 53, "hits": [hit, blank], "none": null });
        assert_eq!(read, whole);
    }

    #[test]
    fn what_no_shape_has_is_left_out_rather_than_wrong() {
        assert_eq!(text(&'c'), "");
    }
}
