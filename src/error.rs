//! What goes wrong -> a JavaScript `Error` with the message of the whole chain of causes and a
//! stable `code`. No message is made up here except for faults of the call itself.

use js_sys::{Object, Reflect};
use midu_core::{Code, Error};
use wasm_bindgen::JsValue;

/// An error of the engine as JavaScript sees it.
pub(crate) fn from_core(error: &Error) -> JsValue {
    with_code(error.code().as_str(), &chain(error))
}

/// The module was built without a corpus, so it carries no index.
pub(crate) fn nothing_embedded() -> JsValue {
    let message = "no index was built into this module: set MIDU_CORPUS when building it, or open \
                   an index with Index.open";
    with_code(Code::NoDocuments.as_str(), message)
}

/// An argument that has not the type that the declaration asks for.
pub(crate) fn argument(message: &str) -> JsValue {
    with_code("argument", message)
}

fn with_code(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    // Defining a property of an object made one line above cannot fail.
    let _ = Reflect::set(Object::as_ref(&error), &JsValue::from_str("code"), &code.into());
    error.into()
}

/// `error: its cause: the cause of that`.
fn chain(error: &Error) -> String {
    #[cfg_attr(not(feature = "compact"), allow(unused_mut, reason = "no cause follows"))]
    let mut message = error.message().to_owned();
    // Only what decompresses has causes. Those of others say it by formatting, 1 KB of the module.
    #[cfg(feature = "compact")]
    message.push_str(&causes(error));
    message
}

#[cfg(any(feature = "compact", test))]
fn causes(error: &dyn std::error::Error) -> String {
    let (mut message, mut cause) = (String::new(), error.source());
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::causes;
    use std::fmt;

    #[derive(Debug)]
    struct Fault(&'static str, Option<Box<Fault>>);

    impl fmt::Display for Fault {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl std::error::Error for Fault {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    #[test]
    fn a_message_holds_every_cause() {
        let inner = Fault("the third byte is 9", None);
        let middle = Fault("the head is damaged", Some(Box::new(inner)));
        let outer = Fault("cannot open the index", Some(Box::new(middle)));
        assert_eq!(causes(&outer), ": the head is damaged: the third byte is 9");
    }
}
