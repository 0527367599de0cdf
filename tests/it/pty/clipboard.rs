//! The secret on the clipboard: what goes through a real terminal, and what a real display holds before and after.
//!
//! Outside part of the last: Xvfb; `tests/all` installs it.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::person::Person;
use crate::{live::Account, sentinel::Sentinel};

const STORY: &str = "
    seed = 'clipboard'
    story = { ko = '다 된 계정', en = 'all done' }
    production = ['ap-northeast-2']
    iam.propagation = '0s'
    [[identity]]
    name = 'example.co.kr'
    age = '20h'
    stands = 'verified'
    tags = { managed-by = 'sesame' }
";

/// A set-up that is done, with its key in `.env`.
fn set_up() -> (Account, String) {
    let account = Account::serve(STORY);
    account.sesame("setup --from no-reply@example.co.kr --mail-from none --no-dmarc --keep project --yes").ends(0);
    let secret = account.value("AWS_SECRET_ACCESS_KEY");
    (account, secret)
}

/// On the last page, with the question whether to copy before them.
fn asked(account: &Account, env: &[(&str, &str)]) -> Person {
    let mut command = account.command("--lang ko");
    command.envs(env.iter().copied());
    let mut person = Person::sits_at(&command);
    person.waits_for("✓ 6 Laravel");
    for _ in 0..9 {
        person.types("\t");
    }
    person.waits_for("F6 서버용 복사");
    person.types("\x1b[17~");
    person.waits_for("AWS_SECRET_ACCESS_KEY=•••");
    person
}

/// What was put on the clipboard through the terminal, in order.
fn by_terminal(raw: &[u8]) -> Vec<String> {
    let raw = String::from_utf8_lossy(raw);
    let mut copied = Vec::new();
    for part in raw.split("\x1b]52;c;").skip(1) {
        let end = part.find(['\x07', '\x1b']).expect("it ends");
        let text = STANDARD.decode(&part[..end]).expect("base64");
        copied.push(String::from_utf8(text).expect("text"));
    }
    copied
}

#[test]
fn over_a_terminal_the_secret_goes_only_into_the_clipboard_and_is_cleared_on_leaving() {
    let (account, secret) = set_up();
    let mut person = asked(&account, &[]);
    person.waits_for("OSC 52");
    person.types("\r");
    person.waits_for("비밀 키를 터미널로 보냈습니다");
    let screen = person.sees();
    person.types("\x03");
    let (status, raw) = person.leaves_with_secret();
    assert!(status.success());
    let copied = by_terminal(&raw);
    let [lines, blank] = &copied[..] else { panic!("{} times", copied.len()) };
    assert_eq!(blank, " ", "it was left there");
    let mut sentinel = Sentinel::nothing();
    sentinel.watch_key("the app's key", &secret, &["ap-northeast-2"]);
    let env = open_sesame::laravel::dotenv::read(lines.as_bytes()).expect("lines of .env");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "MAIL_MAILER", "MAIL_FROM_ADDRESS"]
    {
        assert_eq!(env[name].as_deref(), Some(account.value(name).as_str()), "{name}");
    }
    sentinel.assert_clean([("the screen", screen.as_bytes())]);
    // Nowhere but in the one sequence.
    let whole = String::from_utf8_lossy(&raw).replace(&STANDARD.encode(lines), "");
    sentinel.assert_clean([("the terminal", whole.as_bytes())]);
    account.machine.search(&crate::headless::machine::Ran {
        line: "the wizard".into(),
        code: Some(0),
        stdout: String::new(),
        stderr: String::new(),
    });
}

/// The window had no focus when the secret's time was over, so that the terminal may have dropped what cleared it.
#[test]
#[ignore = "takes the 45 seconds that it is about; tests/all runs it"]
fn what_was_cleared_without_the_focus_is_cleared_again_when_it_returns() {
    let (account, _) = set_up();
    let mut person = asked(&account, &[]);
    person.types("\r");
    person.waits_for("비밀 키를 터미널로 보냈습니다");
    person.types("\x1b[O");
    person.waits_until("the time to be over", |screen| !screen.contains("비밀 키를 터미널로 보냈습니다"));
    person.types("\x1b[I\x1b[I");
    person.types("\x03");
    let (status, raw) = person.leaves_with_secret();
    assert!(status.success());
    let cleared = by_terminal(&raw).iter().skip(1).filter(|text| *text == " ").count();
    assert_eq!(cleared, 2, "once when its time was over, once when the focus returned");
}

#[test]
fn tmux_is_named_with_its_option_and_screen_with_what_works_instead() {
    let (account, _) = set_up();
    let mut person = asked(&account, &[("TMUX", "/tmp/tmux-0/default,1,0")]);
    person.waits_for("set -g set-clipboard on");
    person.types("\x1b");
    person.waits_until("the page again", |screen| !screen.contains("set-clipboard"));
    person.types("\x03");
    person.leaves();
    let mut command = account.command("--lang ko");
    command.env("STY", "1.pts-0.host");
    let mut person = Person::sits_at(&command);
    person.waits_for("✓ 6 Laravel");
    for _ in 0..9 {
        person.types("\t");
    }
    person.waits_for("F2 진단");
    person.types("\x1b[6~");
    person.waits_for("sesame env --out");
    assert!(!person.sees().contains("F6 서버용 복사"), "{}", person.sees());
    person.types("\x03");
    let (_, raw) = person.leaves();
    assert_eq!(by_terminal(&raw), [""; 0]);
}

/// A display as somebody at a desk has it, and where no server is: our own way to it fails.
const NO_SERVER: &str = ":4711";

/// Stand-ins write down what they were given and with what: the secret comes by standard input alone.
#[test]
fn without_a_clipboard_of_our_own_a_program_takes_the_secret_and_clears_it() {
    let rows = [
        ("xclip", &[("DISPLAY", NO_SERVER)][..], "-selection clipboard -i", "-selection clipboard -i"),
        ("wl-copy", &[("WAYLAND_DISPLAY", "wayland-none")][..], "--sensitive", "--clear"),
    ];
    for (program, environment, taken, cleared) in rows {
        let (account, secret) = set_up();
        let bin = account.machine.path("tools");
        std::fs::create_dir(&bin).expect("a folder");
        let log = bin.join("log");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = --help ] && {{ echo --sensitive; exit; }}\n{{ echo \"[$*]\"; cat; }} >> '{}'\n",
            log.display()
        );
        let path = bin.join(program);
        crate::executable::script(&path, &script);
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").expect("a path"));
        let environment: Vec<_> = environment.iter().copied().chain([("PATH", path.as_str())]).collect();
        let mut person = asked(&account, &environment);
        person.waits_for(program);
        person.types("\r");
        person.waits_for("비밀 키가 클립보드에 있습니다");
        person.types("\x03");
        let (status, raw) = person.leaves_with_secret();
        assert!(status.success());
        let log = std::fs::read_to_string(log).expect("it was called");
        let (first, last) = log.trim_end().rsplit_once('\n').expect("twice");
        assert!(first.starts_with(&format!("[{taken}]")) && first.contains(&secret), "{program}: the wrong arguments");
        assert_eq!(last, format!("[{cleared}]"), "{program}");
        assert_eq!(by_terminal(&raw), [""; 0], "it went through the terminal as well");
    }
}

/// A display of one's own.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn begin() -> Display {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "320x240x8", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut name = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.take().expect("piped")), &mut name)
            .expect("it says its number");
        Display { server, name: format!(":{}", name.trim()) }
    }

    /// What is on its clipboard, as another program sees it.
    fn holds(&self) -> String {
        let out = Command::new("xclip")
            .args(["-selection", "clipboard", "-o"])
            .env("DISPLAY", &self.name)
            .output()
            .expect("xclip is installed");
        String::from_utf8(out.stdout).expect("text")
    }

    fn copy(&self, text: &str) {
        let mut xclip = Command::new("xclip")
            .args(["-selection", "clipboard", "-i"])
            .env("DISPLAY", &self.name)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("xclip is installed");
        std::io::Write::write_all(&mut xclip.stdin.take().expect("piped"), text.as_bytes()).expect("told");
        xclip.wait().expect("it goes to the background");
    }

    fn waits_until(&self, what: &str, there: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !there(&self.holds()) {
            assert!(began.elapsed() < Duration::from_secs(60), "the clipboard never had {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
#[ignore = "needs Xvfb and xclip; tests/all runs it"]
fn on_a_display_only_what_is_still_ours_is_cleared() {
    let (account, secret) = set_up();
    let display = Display::begin();
    for stays in [false, true] {
        display.copy("before");
        let mut person = asked(&account, &[("DISPLAY", &display.name)]);
        person.waits_for("이 컴퓨터의 클립보드");
        person.types("\r");
        person.waits_for("비밀 키가 클립보드에 있습니다");
        display.waits_until("the secret", |text| text.contains(&secret));
        if stays {
            display.copy("something else");
        }
        person.types("\x03");
        let (status, raw) = person.leaves_with_secret();
        assert!(status.success());
        assert_eq!(by_terminal(&raw), [""; 0], "it went through the terminal as well");
        assert_eq!(display.holds(), if stays { "something else" } else { "" });
    }
}

#[test]
#[ignore = "needs Xvfb and xclip; tests/all runs it"]
fn a_clipboard_that_is_gone_is_told_and_ends_nothing() {
    let (account, _) = set_up();
    let display = Display::begin();
    let mut person = asked(&account, &[("DISPLAY", &display.name)]);
    drop(display);
    person.types("\r");
    person.waits_for("클립보드를 쓰지 못했습니다");
    person.types("\x03");
    let (status, _) = person.leaves_with_secret();
    assert!(status.success());
}
