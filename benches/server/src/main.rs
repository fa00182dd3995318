//! A local AWS endpoint for a made-up organization of any size. What it answers was recorded of the emulated one, so that a client
//! is measured and not the emulator: each member account is the recorded `dev` under another number.
//!
//! On one thread, so that of two cores one is the client's. The first line of its output is its URL. `GET /stats` are its figures,
//! `DELETE /stats` starts them anew.

mod bucket;
mod http;
mod lists;
mod options;
mod organization;
mod recording;
mod server;
mod stats;

use anyhow::{Context, Result};
use options::Options;
use server::Server;
use std::io::Write;
use std::rc::Rc;
use tokio::net::{TcpListener, TcpStream};

fn main() -> Result<()> {
    let options = Options::of(std::env::args().skip(1))?;
    let server = Rc::new(Server::new(&options)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, listen(options.port, server))
}

async fn listen(port: u16, server: Rc<Server>) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.context("listening")?;
    // Below `localhost` every name is this machine: S3 Control puts the account's id before the host.
    let mut out = std::io::stdout();
    writeln!(out, "http://localhost:{}", listener.local_addr()?.port())?;
    out.flush()?;
    loop {
        let (stream, _) = listener.accept().await?;
        let server = server.clone();
        // A client that goes away in the middle of an answer is no error of the server.
        tokio::task::spawn_local(async move { converse(stream, &server).await.ok() });
    }
}

/// Everything that comes over one connection, one request after the other.
async fn converse(mut stream: TcpStream, server: &Server) -> Result<()> {
    stream.set_nodelay(true)?;
    server.connected();
    let (mut buffer, mut answer) = (Vec::new(), Vec::new());
    while let Some(request) = http::read(&mut stream, &mut buffer).await? {
        answer.clear();
        server.answer(&request, &mut stream, &mut answer).await?;
    }
    Ok(())
}
