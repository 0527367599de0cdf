//! A machine of one's own for the binary: home, temporary folder and environment are private, and whatever a run leaves
//! behind is searched for secrets. Knows no command.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use open_sesame::{laravel::dotenv, rehearsal};
use regex_lite::Regex;

use crate::sentinel::{MARKER, Sentinel};

/// The folders of somebody who has just installed Sesame.
pub struct Machine {
    folder: tempfile::TempDir,
    /// Secrets that the app's `.env` held before Sesame came.
    pub held: std::sync::Mutex<Vec<String>>,
}

/// A run that has ended.
pub struct Ran {
    pub line: String,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Names whose values are secret in the files that these tests use.
const SECRETS: [&str; 4] = ["APP_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SES_SECRET_ACCESS_KEY", "MAIL_PASSWORD"];

/// Where sessions of the console lie.
const SESSIONS: &str = "home/.aws/login/cache";

/// Those that these tests send from or stumble into.
const REGIONS: [&str; 3] = ["ap-northeast-2", "us-east-1", "us-west-2"];

impl Machine {
    pub fn new() -> Machine {
        let folder = tempfile::Builder::new().prefix("sesame-test-").tempdir().expect("a folder");
        for part in ["home", "config", "data", "tmp", "here"] {
            fs::create_dir(folder.path().join(part)).expect("a folder");
        }
        Machine { folder, held: Default::default() }
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// The sample app as somebody's own, in `here/app`.
    pub fn app(&self) -> PathBuf {
        let app = self.path("here/app");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app"), &app);
        app
    }

    /// A file whose first line is a passphrase; it holds the marker, as everything secret does.
    pub fn passphrase(&self) -> PathBuf {
        let file = self.path("here/passphrase");
        fs::write(&file, format!("a phrase with {MARKER} in it\nand a note that is no part of it\n")).expect("written");
        file
    }

    /// The binary with nothing of this machine but `PATH`.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesame"));
        command.args(args).current_dir(self.path("here")).env_clear().stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LANG", "C.UTF-8").env("TZ", "UTC");
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        command.env("XDG_CONFIG_HOME", self.path("config")).env("XDG_DATA_HOME", self.path("data"));
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// Runs it to its end and searches everything that it left.
    pub fn sesame(&self, args: &[&str]) -> Ran {
        self.finish(self.command(args))
    }

    /// The same for a command that was given more.
    pub fn finish(&self, mut command: Command) -> Ran {
        let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
        let ran = Ran::of(args.join(" "), command.output().expect("the binary starts"));
        self.search(&ran);
        ran
    }

    /// Every `.env` below: those of apps, and the backups of them.
    pub fn env_files(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let mut files = Vec::new();
        collect(self.folder.path(), ".env", &mut files);
        files.into_iter().partition(|file| !file.components().any(|part| part.as_os_str() == "backups"))
    }

    /// A secret is in the file that it is written into and nowhere else. A backup holds what was in the file before.
    pub fn search(&self, ran: &Ran) {
        let (apps, mut backups) = self.env_files();
        // Lines that others wrote later, before Sesame's took their place.
        collect(self.folder.path(), ".env.theirs", &mut backups);
        let (mut all, mut new) = (Sentinel::new(), Sentinel::new());
        for sentinel in [&mut all, &mut new] {
            sentinel.watch("the marker of the pretend account", rehearsal::MARKER);
        }
        let in_backups: Vec<Vec<u8>> = backups.iter().map(|file| fs::read(file).expect("a backup")).collect();
        for (name, value) in apps.iter().flat_map(|file| secrets_in(&fs::read(file).expect("an .env"))) {
            all.watch_key(&name, &value, &REGIONS);
            // What the pretend account made, and what follows from it; the rest may have been there before.
            if value.contains(rehearsal::MARKER) || name == "MAIL_PASSWORD" && value.len() == 44 {
                new.watch_key(&name, &value, &REGIONS);
            }
        }
        for line in self.proof_keys() {
            all.watch("the key of a session", &line);
        }
        let outputs = [("stdout", ran.stdout.as_bytes()), ("stderr", ran.stderr.as_bytes())];
        all.assert_clean(outputs);
        // Where somebody asked for a secret to be.
        let asked_for =
            ["passphrase", "server.env", "app/server.env", "app/app.env"].map(|file| self.path("here").join(file));
        // Sessions of the console, which are secrets at rest.
        let sessions = [self.path(SESSIONS)];
        let known: Vec<PathBuf> = apps.iter().chain(&backups).chain(&asked_for).chain(&sessions).cloned().collect();
        let leaks = all.search_tree(self.folder.path(), &known);
        assert!(leaks.is_empty(), "sesame {}\n{leaks:#?}", ran.line);
        let held = self.held.lock().expect("no panic while it is held");
        let without = |bytes: &Vec<u8>| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            held.iter().fold(text, |text, secret| text.replace(secret, ""))
        };
        let in_backups: Vec<String> = in_backups.iter().map(without).collect();
        new.assert_clean(in_backups.iter().map(|text| ("the backup", text.as_bytes())));
    }

    /// The keys of all sessions of the console, line by line of their PEM.
    pub fn proof_keys(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(self.path(SESSIONS)) else { return Vec::new() };
        let mut lines = Vec::new();
        for bytes in files.filter_map(|file| fs::read(file.expect("an entry").path()).ok()) {
            let held: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let pem = held["dpopKey"].as_str().unwrap_or_default();
            lines.extend(pem.lines().filter(|line| !line.starts_with('-') && line.len() >= 8).map(String::from));
        }
        lines
    }

    /// Without what is another one in every run.
    pub fn redacted(&self, text: &str) -> String {
        let text = text.replace(&self.folder.path().display().to_string(), "[machine]");
        let rules = [
            (r"sesame-rehearsal-\w{6}", "sesame-rehearsal-[x]"),
            (r"backups/(\w+)-[0-9a-f]{8}", "backups/$1-[x]"),
            (r"AKIA[A-Z2-7]{16}", "[key id]"),
            (r"\b[a-z2-7]{32}\b", "[token]"),
            (r"\b[0-9a-f]{64}\b", "[digest]"),
            (r"\b0100[0-9a-f]{12}-[0-9a-f-]{36}-000000\b", "[message id]"),
            (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "[request id]"),
            (r"\b\d{15}\b", "[case]"),
            (r"\b\d{1,2} [A-Z][a-z]+ 20\d\d( \d\d:\d\d (UTC|\(UTC[+-][0-9:]+\)))?", "[date]"),
            (r"20\d\d년 \d{1,2}월 \d{1,2}일( \d\d:\d\d (UTC|\(UTC[+-][0-9:]+\)))?", "[date]"),
            (r"\b20\d\d-\d\d-\d\dT[0-9:.]+Z", "[time]"),
            (r"\b127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
            (r"\b\d+ ms\b", "[n] ms"),
            (r#""looks":\d+"#, r#""looks":[n]"#),
            // What a wait says next is what was seen in the moments in which it looked.
            (r"(  AWS (?:says|판정).*\n)(?:  AWS (?:says|판정).*\n)+", "$1"),
        ];
        rules.iter().fold(text, |text, (pattern, with)| {
            Regex::new(pattern).expect("a pattern").replace_all(&text, *with).into_owned()
        })
    }
}

impl Ran {
    pub fn of(line: String, output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Ran { line, code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// What stdout holds: one object, and nothing else.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let mut objects = serde_json::Deserializer::from_str(&self.stdout).into_iter();
        match (objects.next(), objects.next()) {
            (Some(Ok(object @ serde_json::Value::Object(_))), None) => object,
            _ => panic!("not one object: {self}"),
        }
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Ran { line, code, stdout, stderr } = self;
        write!(f, "$ sesame {line}\nends with {}\n", code.map_or("a signal".into(), |code| code.to_string()))?;
        for (name, text) in [("stdout", stdout), ("stderr", stderr)].into_iter().filter(|(_, text)| !text.is_empty()) {
            write!(f, "-- {name}\n{text}")?;
        }
        Ok(())
    }
}

/// The secret values of a file, as far as it can be read.
pub fn secrets_in(env: &[u8]) -> Vec<(String, String)> {
    let secret = |(name, value): (String, Option<String>)| {
        let value = value.filter(|value| value.len() >= 8 && SECRETS.contains(&name.as_str()))?;
        Some((name, value))
    };
    dotenv::read(env).unwrap_or_default().into_iter().filter_map(secret).collect()
}

fn collect(folder: &Path, name: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.is_symlink() {
            collect(&path, name, into);
        } else if path.file_name().is_some_and(|it| it == name) {
            into.push(path);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the sample app") {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).expect("an entry");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("copied");
        }
    }
}
