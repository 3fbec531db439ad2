//! Serves a folder on 127.0.0.1: files with their media types and byte ranges, nothing else.

use anyhow::{Context as _, Result};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use tower_http::services::ServeDir;

/// Takes a port; 0 takes a free one.
pub(crate) fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("cannot listen on port {port}: --port names another"))
}

/// Prints the address and serves until the program is ended.
pub(crate) fn serve(listener: TcpListener, folder: &Path) -> Result<()> {
    listener.set_nonblocking(true)?;
    println!("\nhttp://{}/  (Ctrl-C ends it)", listener.local_addr()?);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let app = axum::Router::new().fallback_service(ServeDir::new(folder));
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, app).await
    })?;
    Ok(())
}
