//! What plays the browser: a client of HTTP that follows no link by itself, and a `sesame login` that waits for it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStderr, Command, Stdio},
};

use crate::{
    headless::machine::{Machine, Ran},
    live::Account,
};

/// What a server has answered.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Page {
    /// Where the browser is sent on.
    #[track_caller]
    pub fn location(&self) -> String {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("location:"));
        line.unwrap_or_else(|| panic!("it leads nowhere: {self:?}"))["location:".len()..].trim().to_owned()
    }
}

pub fn get(url: &str) -> Page {
    request("GET", url, &[], "")
}

/// One request; `headers` take the place of those that a browser sends.
#[track_caller]
pub fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Page {
    let rest = url.strip_prefix("http://").expect("loopback is spoken to without TLS");
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut stream = TcpStream::connect(host).unwrap_or_else(|e| panic!("{url}: {e}"));
    let own = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<String>();
    let host =
        if headers.iter().any(|(name, _)| *name == "Host") { String::new() } else { format!("Host: {host}\r\n") };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\n{host}{own}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{url}: not HTTP: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).expect("a status");
    Page { status, head: head.to_owned(), body: body.to_owned() }
}

/// Presses a button of the page at this address; the address that the browser is sent to.
#[track_caller]
pub fn decide(url: &str, button: &str) -> String {
    let page = get(url);
    assert!(page.status == 200 && page.body.contains(&format!("id=\"{button}\"")), "{page:?}");
    let (_, rest) = page.body.split_once("action=\"").expect("a form");
    let action = rest.split('"').next().expect("an end").replace("&amp;", "&");
    let host = &url[..url[7..].find('/').expect("a path") + 7];
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let sent = request("POST", &format!("{host}{action}"), &form, &format!("decision={button}"));
    assert_eq!(sent.status, 302, "{sent:?}");
    sent.location()
}

/// A `sesame login` that waits for its browser.
pub struct Waiting {
    pub child: Child,
    stderr: BufReader<ChildStderr>,
    /// What it has said before it waited.
    pub said: String,
    /// The page that it shows.
    pub address: String,
    line: String,
}

impl Waiting {
    /// Begins it, and reads until it has shown the address.
    #[track_caller]
    pub fn begin(mut command: Command) -> Waiting {
        let line = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let stderr = BufReader::new(child.stderr.take().expect("piped"));
        let mut waiting = Waiting { child, stderr, said: String::new(), address: String::new(), line };
        while waiting.address.is_empty() {
            let mut next = String::new();
            let read = waiting.stderr.read_line(&mut next).expect("text");
            assert!(read > 0, "sesame {} ended without an address:\n{}", waiting.line, waiting.said);
            waiting.said.push_str(&next);
            if next.starts_with("  http") {
                waiting.address = next.trim().to_owned();
            }
        }
        waiting
    }

    /// Of the address, this part of the query.
    pub fn query(&self, name: &str) -> String {
        let (_, query) = self.address.split_once('?').expect("a query");
        let found =
            form_urlencoded::parse(query.as_bytes()).find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("{} has no {name}", self.address))
    }

    /// Ended from outside, in the middle of waiting.
    pub fn kill(mut self) {
        self.child.kill().expect("it waits");
        self.child.wait().expect("it ends");
    }

    /// Waits for its end, and searches everything that it left.
    pub fn ends(mut self, machine: &Machine, code: i32) -> Ran {
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).expect("text");
        let mut output = self.child.wait_with_output().expect("it ends");
        output.stderr = format!("{}{rest}", self.said).into_bytes();
        let ran = Ran::of(self.line, output);
        machine.search(&ran);
        ran.ends(code)
    }
}

impl Account {
    /// `sesame login` of a user who has nothing in the environment, once it waits.
    pub fn login(&self, line: &str) -> Waiting {
        Waiting::begin(self.nobody(line))
    }

    /// Signed in by the browser, to this profile.
    pub fn signs_in(&self, line: &str) -> Ran {
        let waiting = self.login(line);
        let back = decide(&waiting.address, "allow");
        assert_eq!(get(&back).status, 200);
        waiting.ends(&self.machine, 0)
    }
}
