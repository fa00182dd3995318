//! Starts the emulated organization (`tests/emulator/README.md`): one process that is seeded once, and a copy of it per test.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

static PARENT: LazyLock<Mutex<Parent>> = LazyLock::new(|| Mutex::new(Parent::start()));

struct Parent {
    _child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Parent {
    fn start() -> Parent {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emulator/serve.py");
        let mut child = Command::new(python())
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulated organization starts");
        let (stdin, stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut parent = Parent { _child: child, stdin, stdout };
        let ready = parent.answer();
        assert_eq!(ready["ready"], true, "{ready}");
        parent
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.stdin, "{question}").expect("the emulated organization is there");
        self.stdin.flush().unwrap();
        self.answer()
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|why| panic!("the emulated organization said {line:?}: {why}"))
    }
}

/// A Python that has what the emulator needs.
pub fn python() -> PathBuf {
    super::venv::python("emulator")
}

/// The body of an answer over a connection of its own.
pub fn http(url: &str, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    use std::io::Read;
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = std::net::TcpStream::connect(host.replace("localhost", "127.0.0.1"))?;
    write!(stream, "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let body = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    Ok(body.1.to_owned())
}

/// A copy of the organization, with a server of its own; it is stopped when dropped.
pub struct Organization {
    pub url: String,
    /// What each deviation broke: its id or ARN.
    pub broken: Value,
    pid: u64,
}

impl Organization {
    /// The organization as documented.
    pub fn clean() -> Organization {
        Organization::with(&[], &json!([]))
    }

    /// The organization with deviations, and a server that refuses some calls.
    pub fn with(deviations: &[&str], faults: &Value) -> Organization {
        Organization::broken(deviations, faults).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The same, or why a deviation could not be brought about.
    pub fn broken(deviations: &[&str], faults: &Value) -> Result<Organization, String> {
        Organization::fork(&json!({"deviations": deviations, "faults": faults}))
    }

    /// The organization with accounts in which nothing is left but the scanner's role.
    pub fn emptied(accounts: &[&str]) -> Organization {
        Organization::fork(&json!({"emptied": accounts})).unwrap_or_else(|why| panic!("{why}"))
    }

    /// No organization yet: a management account in which one can be made.
    pub fn empty() -> Organization {
        Organization::fork(&json!({"empty": true})).unwrap_or_else(|why| panic!("{why}"))
    }

    /// The organization in any of the states that `tests/emulator/README.md` lists.
    pub fn of(wanted: &Value) -> Organization {
        Organization::fork(wanted).unwrap_or_else(|why| panic!("{why}"))
    }

    /// What the emulator itself tells at a path: `requests`, `recording`.
    pub fn told(&self, what: &str) -> String {
        http(&self.url, "GET", &format!("/_emulator/{what}"), "").unwrap()
    }

    fn fork(wanted: &Value) -> Result<Organization, String> {
        let mut parent = PARENT.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = parent.ask(&json!({"fork": wanted}));
        let url = answer["url"].as_str().ok_or_else(|| answer.to_string())?;
        // Below `localhost` every name is this machine: S3 Control puts the account's id before the host.
        let url = url.replace("127.0.0.1", "localhost");
        Ok(Organization { url, broken: answer["broken"].clone(), pid: answer["pid"].as_u64().unwrap() })
    }
}

impl Drop for Organization {
    fn drop(&mut self) {
        let mut parent = PARENT.lock().unwrap_or_else(PoisonError::into_inner);
        parent.ask(&json!({"stop": self.pid}));
    }
}
