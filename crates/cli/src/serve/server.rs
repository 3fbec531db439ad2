//! The server of `midu serve`: files of the site, pages of it with the search box, and our own files
//! below one folder that no site has.

use super::inject::{self, OURS};
use crate::failure::Failure;
use crate::widget::Widget;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path as Named, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;
use tower_http::services::{ServeDir, ServeFile};

/// Name of the index in its folder.
pub(super) const INDEX: &str = "index.midu";

/// How long a question for the next build may stay open.
const OPEN: Duration = Duration::from_secs(25);

/// A port that is taken.
pub(super) struct Server {
    listener: TcpListener,
    running: std::cell::RefCell<Option<JoinHandle<std::io::Result<()>>>>,
}

/// Counts builds, and tells pages of the next.
pub(super) struct Version(watch::Sender<u64>);

impl Version {
    pub(super) fn next(&self) {
        self.0.send_modify(|build| *build += 1);
    }
}

/// What is served.
struct Site {
    root: PathBuf,
    widget: Widget,
    reload: bool,
    build: watch::Receiver<u64>,
}

impl Server {
    pub(super) fn bind(port: u16) -> Result<Self, Failure> {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = bound.map_err(|cause| {
            let what = format!("cannot take the port: {cause}");
            Failure::new(what, format!("127.0.0.1:{port}"), "--port 0 takes a free one")
        })?;
        Ok(Self { listener, running: std::cell::RefCell::new(None) })
    }

    /// Serves from now on, and says where.
    pub(super) fn start(
        &self,
        root: &Path,
        store: &Path,
        widget: Widget,
        reload: bool,
    ) -> Result<Version, Failure> {
        let fault = |cause: std::io::Error| {
            Failure::new(format!("cannot serve: {cause}"), "127.0.0.1", "try another port")
        };
        let listener = self.listener.try_clone().map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        let (tell, build) = watch::channel(1);
        let site = Arc::new(Site { root: root.to_path_buf(), widget, reload, build });
        let router = Router::new()
            .route_service(&format!("{OURS}/{INDEX}"), ServeFile::new(store.join(INDEX)))
            .route(&format!("{OURS}/build"), get(next_build))
            .route(&format!("{OURS}/{{*name}}"), get(our_file))
            .route("/", get(site_root))
            .route("/{*path}", get(site_file))
            .with_state(site);
        let running = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                axum::serve(listener, router).await
            })
        });
        *self.running.borrow_mut() = Some(running);
        println!("serving {} on http://{address}/", root.display());
        Ok(Version(tell))
    }

    /// Serves until the process is ended.
    pub(super) fn wait(&self) -> Result<(), Failure> {
        let Some(running) = self.running.borrow_mut().take() else { return Ok(()) };
        match running.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(cause)) => {
                Err(Failure::new(format!("cannot serve: {cause}"), "127.0.0.1", "start it again"))
            }
            Err(_) => Err(Failure::new("the server stopped", "127.0.0.1", "start it again")),
        }
    }
}

/// The number of the build: at once, or, after the one that is named, as soon as there is another.
async fn next_build(
    State(site): State<Arc<Site>>,
    Query(query): Query<HashMap<String, String>>,
) -> String {
    let mut build = site.build.clone();
    let seen: Option<u64> = query.get("after").and_then(|seen| seen.parse().ok());
    if let Some(seen) = seen {
        // A question that stays open for too long is answered with the same number, and asked again.
        let _ = tokio::time::timeout(OPEN, build.wait_for(|build| *build != seen)).await;
    }
    let now = *build.borrow();
    now.to_string()
}

/// A file of the search box.
async fn our_file(State(site): State<Arc<Site>>, Named(name): Named<String>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    };
    match site.widget.file(&name) {
        Some(content) => ([(header::CONTENT_TYPE, kind)], content.into_owned()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn site_root(State(site): State<Arc<Site>>, request: Request) -> Response {
    if site.root.join("index.html").is_file() {
        return site.answer("", request).await;
    }
    // A folder of texts has no page of its own to put the box into.
    let page = "<!doctype html><meta charset=utf-8><title>midu</title><main><h1>midu</h1></main>";
    Html(inject::page(page, site.reload)).into_response()
}

async fn site_file(
    State(site): State<Arc<Site>>,
    Named(path): Named<String>,
    request: Request,
) -> Response {
    site.answer(&path, request).await
}

impl Site {
    /// A page with the search box in it, or a file as it is.
    async fn answer(&self, path: &str, request: Request) -> Response {
        let up = |part: &str| part == ".." || part.contains(['\\', '\0']);
        if path.split('/').any(up) {
            return StatusCode::NOT_FOUND.into_response();
        }
        let place = self.root.join(path);
        if place.is_dir() && !path.is_empty() && !path.ends_with('/') {
            return Redirect::temporary(&format!("{}/", request.uri().path())).into_response();
        }
        let clean = self.root.join(format!("{}.html", path.trim_end_matches('/')));
        let pages = [place.join("index.html"), place.clone(), clean];
        let is_page = |path: &&PathBuf| {
            path.extension().is_some_and(|e| e == "html" || e == "htm") && path.is_file()
        };
        if let Some(page) = pages.iter().find(is_page) {
            return self.page(page, StatusCode::OK);
        }
        if !place.is_file() {
            return self.page(&self.root.join("404.html"), StatusCode::NOT_FOUND);
        }
        match ServeDir::new(&self.root).try_call(request).await {
            Ok(response) => response.map(Body::new),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// Pages in other encodings are served as they are: text put into them would be in the wrong one.
    fn page(&self, path: &Path, status: StatusCode) -> Response {
        let Ok(bytes) = std::fs::read(path) else {
            return (StatusCode::NOT_FOUND, "there is no such page").into_response();
        };
        match String::from_utf8(bytes) {
            Ok(text) => (status, Html(inject::page(&text, self.reload))).into_response(),
            Err(other) => {
                (status, [(header::CONTENT_TYPE, "text/html")], other.into_bytes()).into_response()
            }
        }
    }
}
