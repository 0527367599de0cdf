//! A served account, and the machine of somebody who signs in to it. Tests nothing.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use open_sesame::laravel::dotenv;
use serde_json::{Value as Json, json};

use crate::headless::machine::{Machine, Ran};

pub const ASKED: &str = "--from no-reply@example.co.kr --website https://example.co.kr --accept-terms";

/// As `fresh`, and IAM knows a new key at once.
pub const QUICK: &str = "
    story = { ko = '빠름', en = 'quick' }
    seed = 'quick'
    dns.publish_after = '3m'
    review = { after = '40m', decision = 'grant' }
    iam.propagation = '0s'
";

/// A served account, and the machine of somebody who signs in to it. Ends with the test.
pub struct Account {
    pub machine: Machine,
    pub app: PathBuf,
    pub(super) server: Server,
    pub(super) region: &'static str,
}

/// The process that serves it.
pub(super) struct Server {
    pub(super) child: Child,
    pub(super) http: SocketAddr,
    pub(super) dns: SocketAddr,
    pub(super) smtp: SocketAddr,
    pub(super) key: String,
    pub(super) secret: String,
    /// Of temporary credentials; else empty.
    pub(super) token: String,
    /// Cloudflare's.
    pub(super) cloudflare: String,
}

impl Account {
    /// One of the stories that come with Sesame, or one of one's own as TOML.
    pub fn serve(story: &str) -> Account {
        let machine = Machine::new();
        let app = machine.app();
        let server = Server::begin(&machine, story);
        Account { machine, app, server, region: "ap-northeast-2" }
    }

    /// A command that signs in there, without a keychain.
    pub fn command(&self, line: &str) -> Command {
        self.command_without_region(&format!("--region {} {line}", self.region))
    }

    /// The same on a machine where nothing says a region.
    pub fn command_without_region(&self, line: &str) -> Command {
        let args = ["--project", self.app.to_str().expect("a plain path")];
        let args: Vec<&str> = args.into_iter().chain(line.split_whitespace()).collect();
        let mut command = self.machine.command(&args);
        self.sign_in(&mut command);
        command
    }

    /// Whoever runs this is signed in there.
    pub fn sign_in(&self, command: &mut Command) {
        command.env("AWS_ENDPOINT_URL", format!("http://{}", self.server.http));
        command.env("SESAME_DNS", self.server.dns.to_string());
        command.env("SESAME_SMTP", self.server.smtp.to_string());
        command.env("AWS_ACCESS_KEY_ID", &self.server.key).env("AWS_SECRET_ACCESS_KEY", &self.server.secret);
        if !self.server.token.is_empty() {
            command.env("AWS_SESSION_TOKEN", &self.server.token);
        }
    }

    pub fn sesame(&self, line: &str) -> Ran {
        self.machine.finish(self.command(line))
    }

    /// Where it is served.
    pub fn endpoint(&self) -> SocketAddr {
        self.server.http
    }

    /// Where its SMTP is.
    pub fn smtp(&self) -> SocketAddr {
        self.server.smtp
    }

    /// Every request that it heard.
    pub fn server_requests(&self) -> Vec<Json> {
        self.server.door("GET", "requests", None).as_array().cloned().expect("a list")
    }

    /// One request to the control door.
    pub fn door(&self, what: &str, body: Json) {
        self.server.door("POST", what, Some(body));
    }

    pub fn fault(&self, what: Json) {
        self.server.door("POST", "faults", Some(what));
    }

    pub fn advance(&self, time: &str) {
        self.server.door("POST", "clock", Some(json!({ "advance": time })));
    }

    /// The operations that changed something and were let through, in order.
    pub fn changes(&self) -> Vec<String> {
        let requests = self.server.door("GET", "requests", None);
        let changed = |it: &Json| {
            let operation = it["operation"].as_str().unwrap_or_default().to_owned();
            let reads = ["Get", "List", "Simulate"].iter().any(|verb| operation.starts_with(verb));
            (!reads && it["status"] != 400 && it["status"] != 403 && it["status"] != 404).then_some(operation)
        };
        requests.as_array().expect("a list").iter().filter_map(changed).collect()
    }

    /// How often something was asked for with success.
    pub fn count(&self, operation: &str) -> usize {
        self.changes().iter().filter(|it| *it == operation).count()
    }

    /// The ids of the keys that there are, of the app's user.
    pub fn keys(&self) -> Vec<String> {
        let state = self.server.door("GET", "state", None);
        let keys = state["users"]["mail-user"]["keys"].as_array().into_iter().flatten();
        keys.map(|key| key["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// The world without its secrets.
    pub fn state(&self) -> Json {
        self.server.door("GET", "state", None)
    }

    /// The messages that the account took.
    pub fn outbox(&self) -> Vec<Json> {
        self.server.door("GET", "outbox", None).as_array().expect("a list").clone()
    }

    /// The administrator's key.
    pub fn administrator(&self) -> (&str, &str) {
        (&self.server.key, &self.server.secret)
    }

    /// Operations that AWS refused for want of a permission.
    pub fn denied(&self) -> Vec<String> {
        let requests = self.server.door("GET", "requests", None);
        let refused = |it: &&Json| it["code"].as_str().is_some_and(|code| code.starts_with("AccessDenied"));
        let named = |it: &Json| it["operation"].to_string();
        requests.as_array().expect("a list").iter().filter(refused).map(named).collect()
    }

    /// The operator's API token at Cloudflare.
    pub fn cloudflare_token(&self) -> String {
        self.server.cloudflare.clone()
    }

    /// How many requests the account has had.
    pub fn requests(&self) -> usize {
        self.server.door("GET", "requests", None).as_array().expect("a list").len()
    }

    /// Every file of Sesame's own, with what it holds.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        written_down(&self.machine)
    }

    pub fn env(&self) -> Vec<u8> {
        fs::read(self.app.join(".env")).expect("an .env")
    }

    pub fn value(&self, name: &str) -> String {
        dotenv::read(&self.env()).expect("it reads").remove(name).flatten().unwrap_or_default()
    }
}

impl Server {
    pub(super) fn begin(machine: &Machine, story: &str) -> Server {
        let story = match story.contains('\n') {
            true => {
                let path = machine.path("here/story.toml");
                fs::write(&path, story).expect("written");
                path.display().to_string()
            }
            false => story.to_owned(),
        };
        let ports = ["--listen", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--smtp", "127.0.0.1:0"];
        let mut command = machine.command(&["rehearsal", "--auto", "--scenario", &story]);
        command.args(ports);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        let stderr = BufReader::new(child.stderr.take().expect("piped")).lines();
        let [key, secret] = told(&mut stdout, ["export AWS_ACCESS_KEY_ID", "export AWS_SECRET_ACCESS_KEY"]);
        let token = if key.starts_with("ASIA") {
            told(&mut stdout, ["export AWS_SESSION_TOKEN"]).concat()
        } else {
            String::new()
        };
        let [cloudflare] = told(stdout, ["export CLOUDFLARE_API_TOKEN"]);
        let [endpoint, dns, smtp] =
            told(stderr, ["export AWS_ENDPOINT_URL", "export SESAME_DNS", "export SESAME_SMTP"]);
        let http = endpoint.strip_prefix("http://").and_then(|it| it.parse().ok()).expect("an address");
        let (dns, smtp) = (dns.parse().expect("an address"), smtp.parse().expect("an address"));
        Server { child, http, dns, smtp, key, secret, token, cloudflare }
    }

    /// One request to the control door.
    pub(super) fn door(&self, method: &str, what: &str, body: Option<Json>) -> Json {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let mut stream = TcpStream::connect(self.http).expect("the account is served");
        write!(
            stream,
            "{method} /_rehearsal/{what} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.http,
            body.len()
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer of HTTP");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).expect("JSON")
    }
}

/// The values of these lines, which come in this order.
fn told<const N: usize>(mut lines: impl Iterator<Item = std::io::Result<String>>, names: [&str; N]) -> [String; N] {
    names.map(|name| {
        let value = lines.find_map(|line| Some(line.expect("text").split_once(&format!("{name}="))?.1.to_owned()));
        value.unwrap_or_else(|| panic!("{name} was not told"))
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every file in Sesame's own two folders, with what it holds.
pub(super) fn written_down(machine: &Machine) -> Vec<(PathBuf, Vec<u8>)> {
    let mut folders = vec![machine.path("config"), machine.path("data")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push((path.clone(), fs::read(&path).expect("a file"))),
            }
        }
    }
    files.sort();
    files
}
