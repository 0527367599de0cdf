//! Does a person get through? The binary in a pseudo-terminal, read through a terminal emulator. Waits for words on the
//! screen, never for time; the limit only ends a test that would hang.

use std::{
    io::Read as _,
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use open_sesame::rehearsal::MARKER;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::json;

use self::person::Person;
use crate::live::{Account, QUICK};

mod browser;
mod clipboard;
mod desk;
mod doors;
pub mod person;
mod picture;
mod progress;
mod signing_in;
pub mod walks;

/// From the first page to that of the access key, with the sender made.
pub fn to_the_key(person: &mut Person) {
    person.waits_for("보내는 주소");
    person.waits_for("✓ 로그인");
    person.types("\rno-reply@example.co.kr\r\r");
    person.waits_for("1  리전");
    person.types("\r");
    person.waits_for("IAM 사용자 mail-user 만들기");
    person.types("\r");
    person.waits_for("발신 허용");
    person.types("\r");
    person.waits_for("✓ 2 IAM 사용자");
    person.types("\r");
    person.waits_for("액세스 키를 만들어");
}

/// From the first page to the identity's records.
fn to_the_records(person: &mut Person) {
    to_the_key(person);
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
    let mut person = Person::sits_down(home.path(), &["--rehearse"]);
    to_the_records(&mut person);
    person.waits_for("✓ 4 발신 인증");
    person.types("\r");
    person.waits_for("웹사이트");
    person.types("\r");
    person.waits_for("▸ 아니요");
    person.types("\x1b[A");
    person.waits_for("▸ 예");
    person.types("\r");
    // It stands whole on the screen, so that nothing need be read on before it goes out.
    person.waits_until("the request", |screen| {
        screen.contains("샌드박스 해제를 AWS에 요청") && screen.contains("Enter 실행")
    });
    person.types("\r");
    person.waits_until("the wait for the reviewer", |screen| screen.contains("◐ 5") || screen.contains("✓ 5"));
    // Nobody need wait there: the app is prepared meanwhile.
    person.types("\t");
    person.waits_for("AWS_SECRET_ACCESS_KEY=•••");
    person.types("\r");
    person.waits_until("the prepared app", |screen| screen.contains("MAIL_MAILER를") || screen.contains("준비됨"));
    // The reviewer takes a while; F9 lets it pass.
    person.types("\x1b[20~");
    person.waits_for("MAIL_MAILER를 ses로 바꾸기");
    person.types("\r");
    person.waits_for("✓ 6 Laravel");
    // Another story begins anew, on the same screen.
    person.types("\x1b[21~");
    person.waits_for("어제 하다 만 설정입니다");
    person.types("\x1b[B\r");
    person.waits_for("연습 half-done");
    person.waits_for("▸ 설정하기");
    assert!(!person.sees().contains("no-reply@example.co.kr"), "{}", person.sees());
    person.types("\x03");
    let (status, raw) = person.leaves();
    assert!(status.success(), "{status:?}");
    let raw = String::from_utf8_lossy(&raw);
    let after = raw.rsplit("\x1b[?1049l").next().unwrap_or_default();
    assert!(after.contains("연습에 쓴 앱은"), "where the app is can be read at the end: {after:?}");
    let left = std::fs::read_dir(home.path()).unwrap().count();
    assert_eq!(left, 1, "of the story that was only begun nothing is left");
    let rang = raw.matches("\x1b]9;Sesame: 발신 인증 완료\x07\x07").count();
    assert_eq!(rang, 1, "whoever looks elsewhere is told once");
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
fn a_paste_of_several_lines_is_not_run_together() {
    let home = tempfile::tempdir().unwrap();
    let mut person = Person::sits_down(home.path(), &["--rehearse"]);
    person.waits_for("✓ 로그인");
    person.types("\r");
    // As a terminal sends it: each line ends with what the Return key sends.
    person.types("\x1b[200~line one\rline two\r\nline three\x1b[201~");
    person.waits_for("3줄을 붙여 넣었습니다");
    person.types("\x1b[200~line one\rno-reply@example.co.kr\rline three\x1b[201~");
    person.waits_until("the address alone", |screen| {
        screen.lines().any(|line| line.contains("▸ 보내는 주소") && line.trim_end().ends_with("no-reply@example.co.kr"))
    });
    person.types("\x03");
    let (status, _) = person.leaves();
    assert!(status.success(), "{status:?}");
}

#[test]
fn a_terminal_that_can_do_nothing_is_talked_to_in_lines() {
    let home = tempfile::tempdir().unwrap();
    let mut dumb = Command::new("/bin/sh");
    dumb.args(["-c", &format!("TERM=dumb exec {} --rehearse", env!("CARGO_BIN_EXE_sesame"))]);
    dumb.current_dir(home.path()).env_clear().env("HOME", home.path()).env("TMPDIR", home.path());
    let mut person = Person::sits_at(&dumb);
    person.waits_for("할 일 [1]:");
    person.types("2\n");
    person.waits_for("빈 줄을 입력하면 끝납니다.");
    person.types("나가기\n");
    let (status, raw) = person.leaves();
    assert!(status.success());
    assert!(!raw.contains(&0x1b), "{:?}", String::from_utf8_lossy(&raw));
}

#[test]
fn ctrl_c_among_lines_waits_for_a_change_under_way() {
    let account = Account::serve(QUICK);
    account.fault(json!({ "operation": "CreateUser", "kind": "delay", "for": "1s" }));
    let mut person = Person::sits_at(&account.command("--plain"));
    for (asked, answer) in [
        ("할 일 [1]:", ""),
        ("보내는 주소:", "no-reply@example.co.kr"),
        ("앱을 실행하는 곳 [1]:", ""),
        ("1 리전", ""),
        ("앱의 인증 방식 [1]:", ""),
        ("사용자 이름 [mail-user]:", ""),
        ("할 수 있는 일 [1]:", ""),
        ("실행합니까?", "예"),
    ] {
        person.waits_for(asked);
        person.waits_until("a question", |screen| screen.trim_end().ends_with(':'));
        person.types(&format!("{answer}\n"));
    }
    person.waits_for("IAM 사용자 mail-user 만들기 …");
    person.types("\x03");
    person.waits_for("답을 듣고 나가기");
    person.types("\n");
    let (status, _) = person.leaves();
    assert!(status.success());
    assert_eq!(account.count("CreateUser"), 1);
}

#[test]
fn ctrl_c_leaves_at_once_where_nothing_is_under_way() {
    let home = tempfile::tempdir().unwrap();
    let mut person = Person::sits_down(home.path(), &["--rehearse", "--lang", "en"]);
    person.waits_for("From address");
    person.types("\x03");
    let (status, _) = person.leaves();
    assert!(status.success());
    let left = std::fs::read_dir(home.path()).unwrap().count();
    assert_eq!(left, 0, "an untouched rehearsal leaves nothing behind");
}

#[test]
fn a_program_that_is_made_to_end_gives_the_terminal_back() {
    for signal in ["-TERM", "-HUP"] {
        let home = tempfile::tempdir().unwrap();
        let person = Person::sits_down(home.path(), &["--rehearse"]);
        person.waits_for("보내는 주소");
        let pid = person.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let (status, _) = person.leaves();
        assert!(status.success(), "{signal}: {status:?}");
    }
}

/// Behind a shell that ignores SIGHUP no signal says that the terminal is gone.
#[test]
fn a_program_whose_terminal_is_gone_ends_without_a_signal() {
    let home = tempfile::tempdir().unwrap();
    let over = home.path().join("over");
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", r#"trap "" HUP; "$0" --rehearse; : > over"#, env!("CARGO_BIN_EXE_sesame")]);
    command.cwd(home.path());
    command.env_clear();
    command.env("HOME", home.path());
    command.env("TERM", "xterm-256color");
    let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
    drop(pair.slave.spawn_command(command).unwrap());
    drop(pair.slave);
    let (mut reader, mut seen) = (pair.master.try_clone_reader().unwrap(), Vec::new());
    while !seen.windows(2).any(|it| it == b"F1") {
        let mut buffer = [0; 4096];
        let read = reader.read(&mut buffer).unwrap();
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&buffer[..read]);
    }
    drop((reader, pair.master));
    let begun = Instant::now();
    while !over.exists() {
        assert!(begun.elapsed() < person::LIMIT, "it goes on without a terminal");
        sleep(Duration::from_millis(50));
    }
}

/// Set for the child that [`a_panic_in_a_task_gives_the_terminal_back`] makes of this test.
const CHILD: &str = "SESAME_TEST_OF_A_PANIC";

#[test]
fn a_panic_in_a_task_gives_the_terminal_back() {
    if std::env::var_os(CHILD).is_some() {
        return panics::in_a_task();
    }
    let home = tempfile::tempdir().unwrap();
    let mut this = Command::new(std::env::current_exe().unwrap());
    this.args(["--exact", "pty::a_panic_in_a_task_gives_the_terminal_back", "--nocapture"]);
    this.current_dir(home.path()).env_clear().env(CHILD, "1").env("TMPDIR", home.path());
    let person = Person::sits_at(&this);
    let (status, raw) = person.leaves();
    assert!(!status.success(), "the panic was not heard of");
    let raw = String::from_utf8_lossy(&raw);
    let (entered, left) = (raw.find("\x1b[?1049h"), raw.find("\x1b[?1049l"));
    let said = raw.find(panics::WORDS);
    assert!(entered.is_some() && entered < left && left < said, "said where it can be read: {raw:?}");
}

/// The real screen and the real loop, on ports of which one panics.
mod panics {
    use open_sesame::{
        dns::{RecordType, Sighting, ZoneCut},
        engine::ports::Resolver,
        rehearsal::{Scenario, World},
        setup::Intent,
        shell::{Broken, converse, terminal::Screen},
        terms::Failure,
        words::{Locale, Text},
    };

    pub const WORDS: &str = "this resolver panics";

    struct Panics;

    #[async_trait::async_trait]
    impl Resolver for Panics {
        async fn zone_of(&self, _: &str) -> Result<ZoneCut, Failure> {
            panic!("{WORDS}")
        }

        async fn look(&self, _: &str, _: RecordType, _: &ZoneCut) -> Sighting {
            panic!("{WORDS}")
        }
    }

    pub fn in_a_task() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let ended = runtime.block_on(async {
            let world = World::open(&Scenario::named("half-done").unwrap());
            let folder = tempfile::tempdir().unwrap();
            let mut setting = crate::shell::setting(&world, folder.path());
            std::sync::Arc::get_mut(&mut setting.ports).unwrap().resolver = std::sync::Arc::new(Panics);
            let intent = Intent { region: "ap-northeast-2".parse().ok(), ..crate::setup::intent() };
            let mut screen = Screen::enter(Default::default()).unwrap();
            let text = Text::new(Locale::Ko);
            converse(&mut screen, setting, intent, &text, std::future::pending()).await
        });
        assert!(matches!(ended, Err(Broken::Task(_))), "the loop went on");
        panic!("as it should be");
    }
}

/// As on a machine that is new to AWS: a login, and nothing that says a region. What could not be seen before it was chosen
/// is seen afterwards, and what could not be seen before the passphrase after that.
#[test]
fn a_first_live_run_without_a_region_sees_every_step_once_one_is_chosen() {
    for (lang, [from, region, user, allowed, made, passphrase, key, kept]) in [
        (
            "ko",
            [
                "보내는 주소",
                "1  리전",
                "IAM 사용자 mail-user 만들기",
                "발신 허용",
                "✓ 2 IAM 사용자",
                "▸ 파일의 암호",
                "액세스 키를 만들어",
                "✓ 3 액세스 키",
            ],
        ),
        (
            "en",
            [
                "From address",
                "1  Region",
                "Create the IAM user mail-user",
                "ses:SendEmail",
                "✓ 2 IAM user",
                "▸ Passphrase",
                "Create an access key",
                "✓ 3 Access key",
            ],
        ),
    ] {
        let account = Account::serve(QUICK);
        let mut person = Person::sits_at(&account.command_without_region(&format!("--lang {lang}")));
        person.waits_for(from);
        person.waits_until("who it is", |screen| screen.contains("1234-5678-9012"));
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for(region);
        // The first that is offered; then the page's action.
        person.types("\r");
        person.waits_until("the region", |screen| screen.contains("✓ 1 "));
        person.types("\r");
        person.waits_for(user);
        person.types("\r");
        person.waits_for(allowed);
        person.types("\r");
        person.waits_for(made);
        person.types("\r");
        person.waits_for(passphrase);
        person.types("open it\ropen it\r");
        person.waits_for(key);
        person.types("\r");
        person.waits_for(kept);
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
        assert_eq!((account.count("CreateUser"), account.count("CreateAccessKey")), (1, 1));
    }
}

#[test]
fn stopped_in_the_middle_of_a_change_it_goes_on_from_there() {
    let account = Account::serve(QUICK);
    // Nobody else may read the file: else it would be closed first, which is a change of its own.
    let env = std::fs::File::open(account.app.join(".env")).expect("it is there");
    env.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("its owner's alone");
    account.fault(json!({ "operation": "CreateAccessKey", "kind": "delay", "for": "1s" }));
    let mut person = Person::sits_at(&account.command(""));
    person.waits_for("보내는 주소");
    person.waits_for("✓ 로그인");
    person.types("\rno-reply@example.co.kr\r\r");
    person.waits_for("1  리전");
    person.types("\r");
    person.waits_for("IAM 사용자 mail-user 만들기");
    person.types("\r");
    person.waits_for("발신 허용");
    person.types("\r");
    person.waits_for("✓ 2 IAM 사용자");
    person.types("\r");
    // There is no keychain here, and the file is what stands there first.
    person.waits_for("▸ 파일의 암호");
    person.types("\x1b[A\x1b[C\r");
    person.waits_for(".env에 보관");
    person.types("\r");
    person.waits_for("처리 중");
    person.types("\x03");
    person.waits_for("답을 듣고 나갑니다");
    person.types("\r");
    let (status, _) = person.leaves();
    assert!(status.success(), "{status:?}");
    assert_eq!(account.count("CreateAccessKey"), 1);

    let mut person = Person::sits_at(&account.command(""));
    person.waits_for("✓ 3 액세스 키");
    person.waits_for("no-reply@example.co.kr");
    person.types("\t\t\t\t\t");
    person.waits_for("example.co.kr 자격 증명");
    person.types("\r");
    person.waits_for("MAIL FROM 도메인을");
    person.types("\r");
    person.waits_for("레코드 6개 중");
    person.types("\t\t");
    person.waits_for("+ MAIL_FROM_ADDRESS=no-reply@example.co.kr");
    person.types("\r");
    person.waits_for(".env 준비됨");
    person.types("\x03");
    person.leaves();
    for once in ["CreateUser", "CreateAccessKey", "CreateEmailIdentity"] {
        assert_eq!(account.count(once), 1, "{once}");
    }
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);
    assert_eq!(account.value("MAIL_FROM_ADDRESS"), "no-reply@example.co.kr");
    assert!(account.value("AWS_SECRET_ACCESS_KEY").starts_with(MARKER));
}
