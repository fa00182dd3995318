//! How a call's requests are sent: each attempt with its own time limit and its answer read whole, sent again while that is
//! worth it, at the rate that the lane has left.
//!
//! The SDK's own retries are off: their budget is shared by all accounts of a process, and one that is throttled for ever
//! would use up that of the others. Signatures are valid for five minutes, which is longer than a call may take.

mod code;

use super::scheduler::{CALL, Call};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// An HTTP client that sends as this module says.
pub(super) fn client(inner: SharedHttpClient, attempts: u32, request: Duration) -> SharedHttpClient {
    SharedHttpClient::new(Client { inner, attempts: attempts.max(1), request })
}

#[derive(Clone, Debug)]
struct Client {
    inner: SharedHttpClient,
    attempts: u32,
    request: Duration,
}

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(Connector { inner, attempts: self.attempts, request: self.request })
    }
}

#[derive(Clone, Debug)]
struct Connector {
    inner: SharedHttpConnector,
    attempts: u32,
    request: Duration,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        // What is sent outside a call finds the caller's credentials.
        match CALL.try_with(Arc::clone) {
            Ok(call) => {
                let this = self.clone();
                HttpConnectorFuture::new(async move { this.send(&call, request).await })
            }
            Err(_) => self.inner.call(request),
        }
    }
}

impl Connector {
    async fn send(&self, call: &Call, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let (reach, mut request) = (&call.lane.reach, Some(request));
        for attempt in 1.. {
            let Some(this) = request.take() else { break };
            request = if attempt < self.attempts { this.try_clone() } else { None };
            if !reach.is_open() {
                let why = "nothing answers there: the last requests to this service in this region went unanswered";
                return Err(ConnectorError::io(why.into()));
            }
            // Not before: a list that is at its end asks for another page, and nothing is sent. At most as many requests wait
            // here as may be in flight in the lane.
            call.turn().await;
            let answer = self.attempt(this).await;
            let verdict = Verdict::of(&answer);
            match verdict {
                Verdict::Unanswered => reach.unanswered(),
                _ => reach.answered(),
            }
            match verdict {
                Verdict::Final => call.answered(),
                Verdict::Throttled => call.asked_to_slow_down(),
                _ => {}
            }
            if verdict == Verdict::Final || request.is_none() || !call.may_try_again() {
                return answer;
            }
            call.pause(backoff(attempt)).await;
        }
        Err(ConnectorError::other("a request that cannot be sent again".into(), None))
    }

    /// One request, and its answer to the last byte.
    async fn attempt(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let whole = async {
            let mut response = self.inner.call(request).await?;
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let bytes = ByteStream::new(body).collect().await.map_err(|why| ConnectorError::io(why.into()))?;
            let bytes = bytes.into_bytes();
            if !is_whole(&bytes) {
                return Err(ConnectorError::io("the answer ends before its end".into()));
            }
            *response.body_mut() = SdkBody::from(bytes);
            Ok(response)
        };
        let late = |_| ConnectorError::timeout(format!("no answer within {:?}", self.request).into());
        timeout(self.request, whole).await.map_err(late)?
    }
}

/// Whether an answer that is XML ends with the end of its root: what reads it would take a list that breaks off for a short one.
fn is_whole(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    !text.starts_with(b"<") || text.ends_with(b">") && closes_root(text)
}

fn closes_root(text: &[u8]) -> bool {
    let Some((root, inside)) = root_of(text) else { return false };
    let closing = [b"</", root, b">"].concat();
    text.ends_with(&closing) || inside.ends_with(b"/>") && !inside.contains(&b'<')
}

/// The name of the first element that is no declaration, and what follows it.
fn root_of(mut text: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        let start = text.iter().position(|b| *b == b'<')?;
        text = &text[start + 1..];
        if !matches!(text.first()?, b'?' | b'!') {
            let end = text.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))?;
            return Some(text.split_at(end));
        }
    }
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// An answer, whatever it says.
    Final,
    /// An answer that asks to slow down.
    Throttled,
    /// An answer that another attempt may not get.
    Failed,
    /// None at all.
    Unanswered,
}

impl Verdict {
    fn of(answer: &Result<HttpResponse, ConnectorError>) -> Verdict {
        let response = match answer {
            Ok(response) => response,
            Err(why) if why.is_user() => return Verdict::Final,
            Err(_) => return Verdict::Unanswered,
        };
        let status = response.status().as_u16();
        if status < 400 {
            return Verdict::Final;
        }
        let header = |name| response.headers().get(name);
        let header = header("x-amzn-errortype").or_else(|| header("x-amzn-query-error"));
        let code = code::error_code(header, response.body().bytes().unwrap_or_default()).unwrap_or_default();
        match (status, code.as_str()) {
            (429, _) => Verdict::Throttled,
            (_, code) if super::error::is_throttling(code.split(';').next().unwrap_or_default()) => Verdict::Throttled,
            (500 | 502 | 503 | 504, _) | (_, "RequestTimeout" | "RequestTimeoutException" | "InternalError") => {
                Verdict::Failed
            }
            _ => Verdict::Final,
        }
    }
}

/// How long to wait after an attempt: doubling from a quarter of a second to eight seconds, and between half of that and all of it,
/// so that those who failed together do not come back together.
fn backoff(attempt: u32) -> Duration {
    let longest = Duration::from_millis(250) * (1 << (attempt - 1).min(5));
    longest.mul_f64(0.5 + 0.5 * fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_breaks_off_is_noticed() {
        let xml = b"<?xml version=\"1.0\"?>\n<R xmlns=\"http://s3/\"><a><b>1</b></a></R>\n";
        assert!(is_whole(xml));
        for end in 1..xml.len() - 1 {
            let cut = &xml[..end];
            assert!(!is_whole(cut), "{}", String::from_utf8_lossy(cut));
        }
        assert!(is_whole(b"<?xml version=\"1.0\"?><R/>") && is_whole(b"<R/>") && is_whole(b"") && is_whole(b"{}"));
        assert!(!is_whole(b"<R><a/>"));
    }
}
