//! What the examples that measure share: a corpus with its folded texts, queries cut from them, and
//! what each query costs. No part of the engine and no test: it only reports.
#![allow(dead_code, reason = "each example uses its part")]

pub(crate) mod corpus;
pub(crate) mod cost;
pub(crate) mod features;
pub(crate) mod language;
pub(crate) mod report;

pub(crate) type Failure = Box<dyn std::error::Error>;
