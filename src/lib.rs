//! The WebAssembly face of midu: converts between JavaScript and the engine, never decides.
