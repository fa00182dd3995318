//! AWS as it was recorded, inside this process: an HTTP client that answers a request as the emulated organization answered it,
//! except where a case wants something to go wrong.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use serde::Deserialize;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// The token of a list's second page.
const TOKEN: &str = "trueline-next";

/// A call and its answer, and what else might have been answered.
#[derive(Deserialize)]
pub struct Recorded {
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    method: String,
    path: String,
    target: Option<String>,
    request: String,
    answer: Answer,
    refusals: HashMap<String, Answer>,
    pages: Option<HashMap<String, Answer>>,
}

impl Recorded {
    /// Whether it is a list that can have pages.
    pub fn is_list(&self) -> bool {
        self.pages.is_some()
    }
}

#[derive(Clone, Deserialize)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: String,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    Denied,
    Throttled,
    ThrottledOnce,
    Internal,
    Timeout,
    Reset,
    Truncated,
    Corrupted,
    SecondPage,
    EmptyPage,
    NotEnabled,
}

impl Fault {
    pub const ALL: [Fault; 11] = [
        Fault::Denied,
        Fault::Throttled,
        Fault::ThrottledOnce,
        Fault::Internal,
        Fault::Timeout,
        Fault::Reset,
        Fault::Truncated,
        Fault::Corrupted,
        Fault::SecondPage,
        Fault::EmptyPage,
        Fault::NotEnabled,
    ];

    /// Whether everything is read in spite of it.
    pub fn is_harmless(self) -> bool {
        matches!(self, Fault::ThrottledOnce | Fault::EmptyPage)
    }
}

/// What a case spoils: one operation in one account and region.
#[derive(Clone, Debug)]
pub struct Spoiled {
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    pub fault: Fault,
}

/// Everything that was recorded.
pub struct Recording {
    pub calls: Vec<Recorded>,
    exact: HashMap<Key, usize>,
    /// Where a request holds the time, it is not the same again.
    similar: HashMap<Key, usize>,
    accounts: HashMap<String, String>,
}

/// Account, region, and what is asked.
type Key = (String, String, String);

impl Recording {
    pub fn new(text: &str) -> Recording {
        let calls = serde_json::from_str::<Vec<Recorded>>(text).unwrap();
        let (mut exact, mut similar, mut accounts) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (number, call) in calls.iter().enumerate() {
            let body = decode(&call.request);
            let asked = Asked { method: &call.method, path: &call.path, target: call.target.as_deref(), body: &body };
            let place = |text| (call.account.clone(), call.region.clone(), text);
            exact.entry(place(asked.exactly())).or_insert(number);
            similar.entry(place(asked.roughly())).or_insert(number);
            if call.operation == "AssumeRole" && call.answer.status == 200 {
                let (request, answer) = (String::from_utf8(body).unwrap(), decode(&call.answer.body));
                let answer = String::from_utf8(answer).unwrap();
                let between =
                    |text: &str, from: &str, to: &str| Some(text.split_once(from)?.1.split_once(to)?.0.to_owned());
                let account = between(&request, "arn%3Aaws%3Aiam%3A%3A", "%3Arole").unwrap();
                accounts.insert(between(&answer, "<AccessKeyId>", "</AccessKeyId>").unwrap(), account);
            }
        }
        Recording { calls, exact, similar, accounts }
    }

    fn find(&self, account: &str, region: &str, asked: &Asked<'_>) -> Option<&Recorded> {
        let place = |text| (account.to_owned(), region.to_owned(), text);
        let number = self.exact.get(&place(asked.exactly())).or_else(|| self.similar.get(&place(asked.roughly())))?;
        Some(&self.calls[*number])
    }
}

/// A request, as far as it says what is asked.
struct Asked<'a> {
    method: &'a str,
    path: &'a str,
    target: Option<&'a str>,
    body: &'a [u8],
}

impl Asked<'_> {
    /// All of it, but for the token of a second page.
    fn exactly(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((self.path, ""));
        let body = String::from_utf8_lossy(self.body);
        let body = match serde_json::from_str::<Value>(&body) {
            Ok(Value::Object(mut members)) => {
                members.retain(|_, value| value != TOKEN);
                Value::Object(members).to_string()
            }
            _ => without_token(&body),
        };
        format!("{} {path}?{} {:?} {body}", self.method, without_token(query), self.target)
    }

    /// The operation alone, where the protocol names it.
    fn roughly(&self) -> String {
        let body = String::from_utf8_lossy(self.body);
        let action = body.split('&').find(|pair| pair.starts_with("Action=")).unwrap_or_default().to_owned();
        format!("{} {:?} {action}", self.path, self.target)
    }

    /// Whether a bucket is asked for something of its policy that nobody asked while it was recorded: it has none.
    fn is_of_policy(&self) -> bool {
        self.path.ends_with("?policyStatus")
    }

    fn is_second_page(&self) -> bool {
        let body = String::from_utf8_lossy(self.body);
        self.path.contains(TOKEN) || body.contains(TOKEN)
    }
}

fn without_token(pairs: &str) -> String {
    let kept = pairs.split('&').filter(|pair| pair.split_once('=').is_none_or(|(_, value)| value != TOKEN));
    kept.collect::<Vec<_>>().join("&")
}

fn decode(text: &str) -> Vec<u8> {
    aws_smithy_types::base64::decode(text).unwrap()
}

/// Answers from a recording.
#[derive(Clone)]
pub struct Replay {
    recording: Arc<Recording>,
    spoiled: Option<Spoiled>,
    struck: Arc<Mutex<HashSet<String>>>,
    /// Requests that nobody recorded.
    pub unknown: Arc<Mutex<Vec<String>>>,
}

impl std::fmt::Debug for Replay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Replay")
    }
}

impl Replay {
    pub fn new(recording: &Arc<Recording>, spoiled: Option<Spoiled>) -> Replay {
        Replay { recording: recording.clone(), spoiled, struck: Arc::default(), unknown: Arc::default() }
    }

    /// How often the fault struck a request.
    pub fn strikes(&self) -> usize {
        self.struck.lock().unwrap().len()
    }

    async fn respond(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let header = |name| request.headers().get(name);
        let authorization = header("authorization").unwrap_or_default();
        let mut credential = authorization.split("Credential=").nth(1).unwrap_or_default().split('/');
        let (key, region) = (credential.next().unwrap_or_default(), credential.nth(1).unwrap_or_default());
        let account = self.recording.accounts.get(key).map_or("111111111111", String::as_str);
        let path = request.uri().splitn(4, '/').nth(3).unwrap_or_default();
        let path = format!("/{path}");
        let asked = Asked {
            method: request.method(),
            path: &path,
            target: header("x-amz-target"),
            body: request.body().bytes().unwrap_or_default(),
        };
        if asked.is_of_policy() && self.recording.find(account, region, &asked).is_none() {
            let document = Asked { path: &path.replace("?policyStatus", "?policy"), ..asked };
            let call = self.recording.find(account, region, &document).unwrap();
            return Ok(response(&call.answer, |body| body));
        }
        let Some(call) = self.recording.find(account, region, &asked) else {
            let what = format!("{account} {region} {}", asked.exactly());
            self.unknown.lock().unwrap().push(what);
            return Err(ConnectorError::user("nobody recorded this request".into()));
        };
        let Some(spoiled) = self.spoiled.as_ref().filter(|s| s.strikes(call, &asked)) else {
            return Ok(response(&call.answer, |body| body));
        };
        let first_time = self.struck.lock().unwrap().insert(asked.exactly());
        let page = |name: &str| response(&call.pages.as_ref().unwrap()[name], |body| body);
        let refused = |name: &str| Ok(response(&call.refusals[name], |body| body));
        match spoiled.fault {
            Fault::Denied => refused("denied"),
            Fault::Throttled => refused("throttled"),
            Fault::ThrottledOnce if first_time => refused("throttled"),
            Fault::ThrottledOnce => Ok(response(&call.answer, |body| body)),
            Fault::Internal => refused("internal"),
            Fault::NotEnabled => refused("not_enabled"),
            Fault::Timeout => std::future::pending().await,
            Fault::Reset => Err(ConnectorError::io("connection reset by peer".into())),
            Fault::Truncated if decode(&call.answer.body).is_empty() => Err(ConnectorError::io("broken pipe".into())),
            Fault::Truncated => Ok(response(&call.answer, |mut body| {
                body.truncate(body.len() / 2);
                body
            })),
            Fault::Corrupted => Ok(response(&call.answer, |mut body| {
                body.iter_mut().step_by(2).for_each(|byte| *byte = 0xff);
                body
            })),
            Fault::SecondPage if asked.is_second_page() => refused("denied"),
            Fault::SecondPage => Ok(page("first")),
            Fault::EmptyPage if asked.is_second_page() => Ok(response(&call.answer, |body| body)),
            Fault::EmptyPage => Ok(page("empty")),
        }
    }
}

impl Spoiled {
    fn strikes(&self, call: &Recorded, asked: &Asked<'_>) -> bool {
        // Who assumes a role asks for the role's account, not for his own.
        let account = match &*call.operation {
            "AssumeRole" => String::from_utf8_lossy(asked.body).contains(&self.account),
            _ => call.account == self.account,
        };
        account && call.region == self.region && call.service == self.service && call.operation == self.operation
    }
}

fn response(answer: &Answer, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> HttpResponse {
    let body = change(decode(&answer.body));
    let mut response = HttpResponse::new(answer.status.try_into().unwrap(), SdkBody::from(body));
    for (name, value) in &answer.headers {
        if !name.eq_ignore_ascii_case("content-length") {
            response.headers_mut().insert(name.to_lowercase(), value.clone());
        }
    }
    response
}

impl HttpConnector for Replay {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().respond(request))
    }
}

impl HttpClient for Replay {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
