//! As much of HTTP/1.1 as an AWS client sends: requests with a told length, one after the other on a connection.

use anyhow::{Context, Result, bail};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// One request.
#[derive(Debug, Default)]
pub struct Request {
    pub method: String,
    /// With the query.
    pub path: String,
    /// `X-Amz-Target`, or nothing.
    pub target: String,
    pub authorization: String,
    pub body: Vec<u8>,
}

/// The next request of a connection; `None` at its end. `buffer` keeps what came after it.
///
/// # Errors
/// When the connection breaks, or says something else than HTTP.
pub async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Option<Request>> {
    loop {
        if let Some((mut request, head, length)) = parse(buffer)?
            && buffer.len() >= head + length
        {
            request.body = buffer[head..head + length].to_vec();
            buffer.drain(..head + length);
            return Ok(Some(request));
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// A request without its body, the length of its head, and of its body; `None` while the head is not whole.
fn parse(buffer: &[u8]) -> Result<Option<(Request, usize, usize)>> {
    let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&buffer[..end]).context("a head that is no text")?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(path)) = (first.next(), first.next()) else { bail!("no request line") };
    let mut request = Request { method: method.to_owned(), path: path.to_owned(), ..Request::default() };
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(':').context("a header without a value")?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => value.clone_into(&mut request.target),
            "authorization" => value.clone_into(&mut request.authorization),
            "content-length" => length = value.parse().context("Content-Length")?,
            "transfer-encoding" => bail!("a request in chunks"),
            _ => {}
        }
    }
    Ok(Some((request, end + 4, length)))
}

/// An answer with its head.
pub fn write(out: &mut Vec<u8>, status: u16, headers: &[(String, String)], body: &[u8]) {
    out.extend_from_slice(format!("HTTP/1.1 {status} {}\r\n", if status < 400 { "OK" } else { "Refused" }).as_bytes());
    for (name, value) in headers {
        if !matches!(name.to_ascii_lowercase().as_str(), "content-length" | "connection" | "transfer-encoding") {
            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
    }
    out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    out.extend_from_slice(body);
}

/// JSON of the server's own.
pub fn write_json(out: &mut Vec<u8>, status: u16, body: &str) {
    write(out, status, &[("Content-Type".into(), "application/json".into())], body.as_bytes());
}
