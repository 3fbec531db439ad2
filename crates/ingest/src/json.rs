//! JSON files -> pages: a list of objects, or an object that holds such lists, as the search files of
//! Hexo and Hugo and JSON feeds do.

use crate::page::Page;
use crate::report::{Place, Reporter};
use crate::{Error, Options, Result, record};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// Names under which files keep their lists.
const LISTS: [&str; 8] =
    ["items", "posts", "pages", "docs", "documents", "entries", "data", "results"];

const HELP: &str = "the file holds a list of objects such as \
                    {\"url\":\"/a\",\"title\":\"题\",\"content\":\"文\"}; other names of fields can be told";

/// Reads all objects of a file.
pub(crate) fn read(
    text: &str,
    path: &Path,
    options: &Options,
    reporter: &mut Reporter,
    add: &mut dyn FnMut(Page),
) -> Result<()> {
    let root: Value = serde_json::from_str(text).map_err(|cause| {
        let place = format!(" at line {} column {}", cause.line(), cause.column());
        let message = cause.to_string();
        let reason = message.strip_suffix(&place).unwrap_or(&message);
        let at = (cause.line() as u64, cause.column() as u64);
        Error::broken_file(path, Some(at), format!("it is not JSON: {reason}"), HELP)
    })?;
    let mut ignored = BTreeSet::new();
    for (number, object) in objects(root, path)?.into_iter().enumerate() {
        let (page, left) = record::page(object, options).map_err(|reason| {
            let what = format!("object {} is not a document: {reason}", number + 1);
            Error::broken_file(path, None, what, HELP)
        })?;
        ignored.extend(left);
        add(page);
    }
    for name in ignored {
        let note = format!("the field {name:?} is not used; name it in \"meta\" to keep it");
        reporter.warn(path, Place::File, note);
    }
    Ok(())
}

fn objects(root: Value, path: &Path) -> Result<Vec<Map<String, Value>>> {
    let list = match root {
        Value::Array(list) => list,
        Value::Object(mut object) => {
            let lists: Vec<Value> = LISTS
                .iter()
                .filter_map(|name| match object.remove(*name) {
                    Some(Value::Array(list)) => Some(list),
                    _ => None,
                })
                .flatten()
                .collect();
            if lists.is_empty() { vec![Value::Object(object)] } else { lists }
        }
        _ => return Err(Error::broken_file(path, None, "it holds no objects", HELP)),
    };
    let mut objects = Vec::with_capacity(list.len());
    for (number, value) in list.into_iter().enumerate() {
        let Value::Object(object) = value else {
            let what = format!("item {} is not an object", number + 1);
            return Err(Error::broken_file(path, None, what, HELP));
        };
        objects.push(object);
    }
    Ok(objects)
}
