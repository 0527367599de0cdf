//! Does a person get through? The binary in a pseudo-terminal, read through a terminal emulator. Waits for words on the
//! screen, never for time; the limit only ends a test that would hang.

use std::{
    io::{Read, Write},
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use open_sesame::rehearsal::MARKER;
use portable_pty::{CommandBuilder, ExitStatus, PtySize, native_pty_system};

/// Long enough for a slow machine; nothing waits for it that goes well.
const LIMIT: Duration = Duration::from_secs(90);

struct Person {
    screen: Arc<Mutex<vt100::Parser>>,
    /// Everything that ever went to the terminal.
    raw: Arc<Mutex<Vec<u8>>>,
    hands: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Person {
    fn sits_down(home: &Path, args: &[&str], env: &[(&str, &str)]) -> Person {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sesame"));
        command.args(args);
        command.env_clear();
        let own = [
            ("HOME", home.to_str().unwrap()),
            ("TMPDIR", home.to_str().unwrap()),
            ("TERM", "xterm-256color"),
            ("LANG", "ko_KR.UTF-8"),
        ];
        own.iter().chain(env).for_each(|(name, value)| command.env(name, value));
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24u16.try_into().unwrap(), 80u16.try_into().unwrap(), 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (eyes, all) = (screen.clone(), raw.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                eyes.lock().unwrap().process(&buffer[..n]);
                all.lock().unwrap().extend_from_slice(&buffer[..n]);
            }
        });
        let hands = pair.master.take_writer().unwrap();
        Person { screen, raw, hands, child, _master: pair.master }
    }

    fn sees(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen says it.
    fn waits_for(&self, words: &str) {
        self.waits_until(words, |screen| screen.contains(words));
    }

    fn waits_until(&self, what: &str, there: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !there(&self.sees()) {
            assert!(began.elapsed() < LIMIT, "never saw {what}:\n{}", self.sees());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn types(&mut self, text: &str) {
        self.hands.write_all(text.as_bytes()).unwrap();
        self.hands.flush().unwrap();
    }

    fn leaves(mut self) -> (ExitStatus, Vec<u8>) {
        let status = self.child.wait().unwrap();
        let began = Instant::now();
        while self.screen.lock().unwrap().screen().alternate_screen() {
            assert!(began.elapsed() < LIMIT, "the terminal was not given back");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(!self.screen.lock().unwrap().screen().bracketed_paste(), "bracketed paste was left on");
        let raw = self.raw.lock().unwrap().clone();
        assert!(!raw.windows(MARKER.len()).any(|it| it == MARKER.as_bytes()), "a secret was on the screen");
        (status, raw)
    }
}

/// From the first page to the identity's records.
fn to_the_records(person: &mut Person) {
    person.waits_for("보내는 주소");
    person.waits_for("✓ 로그인");
    person.types("no-reply@example.co.kr\r\r\r");
    person.waits_until("the sign-in page", |screen| screen.contains("│ 로그인"));
    person.types("\r");
    person.waits_for("1  리전");
    person.types("\r");
    person.waits_for("IAM 사용자 mail-user 만들기");
    person.types("\r");
    person.waits_for("발신 허용");
    person.types("\r");
    person.waits_for("✓ 2 IAM 사용자");
    person.types("\r");
    person.waits_for("액세스 키를 만들어");
    person.types("\r");
    person.waits_for("✓ 3 액세스 키");
    person.types("\r");
    person.waits_for("자격 증명(identity)");
    person.types("\r");
    person.waits_for("MAIL FROM 도메인을");
    person.types("\r");
}

#[test]
fn a_newcomer_walks_from_nothing_to_a_written_env_in_korean() {
    let home = tempfile::tempdir().unwrap();
    let mut person = Person::sits_down(home.path(), &["--rehearse"], &[]);
    to_the_records(&mut person);
    person.waits_for("✓ 4 발신 인증");
    person.types("\r");
    person.waits_for("웹사이트");
    person.types("\r\r");
    person.waits_until("the promise", |screen| screen.contains("◂ 아니요 ▸"));
    person.types("\x1b[D");
    person.waits_until("yes", |screen| screen.contains("◂ 예 ▸"));
    person.types("\r");
    person.waits_for("샌드박스 해제를 AWS에 요청");
    person.types("\r");
    person.waits_until("the wait for the reviewer", |screen| screen.contains("◐ 5") || screen.contains("✓ 5"));
    // Nobody need wait there: the app is prepared meanwhile.
    person.types("\t");
    person.waits_for("AWS_SECRET_ACCESS_KEY=•••");
    person.types("\r");
    person.waits_until("the prepared app", |screen| screen.contains("MAIL_MAILER를") || screen.contains("먼저 할 것"));
    // The reviewer takes a while; F9 lets it pass.
    person.types("\x1b[20~");
    person.waits_for("MAIL_MAILER를 ses로 바꾸기");
    person.types("\r");
    person.waits_for("✓ 6 Laravel");
    person.types("\x03");
    let (status, _) = person.leaves();
    assert!(status.success(), "{status:?}");
    let env = written_env(home.path());
    let values = open_sesame::laravel::dotenv::read(&env).unwrap();
    assert_eq!(values["MAIL_MAILER"].as_deref(), Some("ses"));
    assert!(values["AWS_SECRET_ACCESS_KEY"].as_deref().is_some_and(|secret| secret.starts_with(MARKER)));
}

/// The `.env` that a rehearsal left behind.
fn written_env(home: &Path) -> Vec<u8> {
    let mut folders = std::fs::read_dir(home).unwrap().map(|it| it.unwrap().path());
    let folder = folders.find(|it| it.file_name().unwrap().to_string_lossy().starts_with("sesame-rehearsal-"));
    std::fs::read(folder.expect("a rehearsal was kept").join("app/.env")).unwrap()
}

#[test]
fn ctrl_c_leaves_at_once_where_nothing_is_under_way() {
    let home = tempfile::tempdir().unwrap();
    let mut person = Person::sits_down(home.path(), &["--rehearse", "--lang", "en"], &[]);
    person.waits_for("Mail comes from");
    person.types("\x03");
    let (status, _) = person.leaves();
    assert!(status.success());
    let left = std::fs::read_dir(home.path()).unwrap().count();
    assert_eq!(left, 0, "an untouched rehearsal leaves nothing behind");
}

#[test]
fn a_terminated_program_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let person = Person::sits_down(home.path(), &["--rehearse"], &[]);
    person.waits_for("보내는 주소");
    let pid = person.child.process_id().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let (status, _) = person.leaves();
    assert!(status.success(), "{status:?}");
}
