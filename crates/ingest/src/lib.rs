//! Files -> documents. Native only; never in the browser.
