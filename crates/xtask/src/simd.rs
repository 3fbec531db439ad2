//! Whether the built modules use SIMD where they should and nowhere else. A module without it runs
//! in a browser that knows no SIMD, which the validator can play.

use crate::wasm::{VARIANTS, Variant};
use anyhow::{Context as _, Result, bail};
use std::fs;
use wasmparser::{Validator, WasmFeatures};

/// Checks every built module.
pub(crate) fn check() -> Result<String> {
    VARIANTS.iter().try_for_each(check_one)?;
    Ok(format!("{} modules", VARIANTS.len()))
}

fn check_one(variant: &Variant) -> Result<()> {
    let module = variant.module();
    let bytes = fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let name = variant.folder;
    let all = WasmFeatures::default();
    if let Err(error) = validate(&bytes, all) {
        bail!("{name}: not a valid module: {error}");
    }
    let without = all - WasmFeatures::SIMD - WasmFeatures::RELAXED_SIMD;
    match (variant.simd, validate(&bytes, without)) {
        (true, Ok(())) => bail!("{name}: was built for SIMD but uses none: the scan is slow"),
        (false, Err(error)) => bail!("{name}: needs more than a browser without SIMD has: {error}"),
        _ => Ok(()),
    }
}

fn validate(bytes: &[u8], features: WasmFeatures) -> Result<(), wasmparser::BinaryReaderError> {
    Validator::new_with_features(features).validate_all(bytes).map(|_| ())
}
