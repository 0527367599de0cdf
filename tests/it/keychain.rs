//! The real keychain in every mood, and what becomes of a set-up then.
//!
//! Outside parts: gnome-keyring and dbus; `tests/all` runs the whole binary inside a session with a keychain that is
//! unlocked. Moods other than that one have a bus of their own. A bus is named by the environment of a process, so whoever
//! asks the keychain on one is a process too: this very binary once more, as [`Asker`].

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use open_sesame::{
    engine::ports::{Desk as _, Vault as _, VaultEntry, VaultLabel},
    host::{Keychain, ThisDesk},
    laravel::dotenv,
    terms::{Failure, Secret, VaultNews, VaultTrouble},
};

use self::bus::{Bus, Keyring, Manners, pretend};
use crate::{
    live::{ASKED, Account, QUICK},
    pty::{person::Person, to_the_key},
    sentinel::MARKER,
};

mod bus;
mod others;
mod player;

const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

fn keychain() -> Keychain {
    Keychain::new(ThisDesk::of_this_machine().machine(), |_| ()).0
}

fn throwaway(name: &str) -> VaultEntry {
    VaultEntry::Throwaway(format!("{name}-{}", std::process::id()))
}

// ---- the one that works --------------------------------------------------------------------------------------------

#[tokio::test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
async fn the_keychain_keeps_replaces_and_forgets() {
    let (keychain, entry, label) = (keychain(), throwaway("keeps"), VaultLabel::default());
    assert!(keychain.get(&entry).await.expect("it answers").is_none());
    keychain.remove(&entry).await.expect("already gone is fine");
    for text in [format!("{MARKER}/+ \"'\\ 한글"), format!("{MARKER}-second")] {
        keychain.put(&entry, &Secret::new(text.clone()), &label).await.expect("kept");
        let read = keychain.get(&entry).await.expect("it answers").expect("it is there");
        assert!(read == Secret::new(text), "another secret came back");
    }
    keychain.remove(&entry).await.expect("removed");
    assert!(keychain.get(&entry).await.expect("it answers").is_none());
}

#[tokio::test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
async fn entries_do_not_get_in_each_others_way() {
    let (keychain, label) = (keychain(), VaultLabel::default());
    let (one, other) = (throwaway("one"), throwaway("other"));
    let key: VaultEntry = VaultEntry::Key(KEY.parse().expect("a key id"));
    for (entry, text) in [(&one, "one"), (&other, "other"), (&key, "key")] {
        keychain.put(entry, &Secret::new(format!("{MARKER}-{text}")), &label).await.expect("kept");
    }
    keychain.remove(&one).await.expect("removed");
    assert!(keychain.get(&one).await.expect("it answers").is_none());
    for (entry, text) in [(&other, "other"), (&key, "key")] {
        let read = keychain.get(entry).await.expect("it answers");
        assert!(read == Some(Secret::new(format!("{MARKER}-{text}"))), "{text} did not stay");
        keychain.remove(entry).await.expect("removed");
    }
}

#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn a_set_up_keeps_its_key_in_the_keychain_and_finds_it_again() {
    let account = Account::serve("fresh");
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("tests/all starts a bus");
    let with_bus = |line: &str| {
        let mut command = account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        account.machine.finish(command)
    };
    with_bus(&format!("setup {ASKED} --keep keychain --yes")).ends(3);
    account.advance("2h");
    with_bus(&format!("setup {ASKED} --keep keychain --yes")).ends(3);
    account.advance("2h");
    let ran = with_bus(&format!("setup {ASKED} --keep keychain --yes")).ends(0);
    assert_eq!(account.count("CreateAccessKey"), 1, "{ran}");
    let env = dotenv::read(&std::fs::read(account.app.join(".env")).expect("an .env")).expect("it reads");
    let key = env["AWS_ACCESS_KEY_ID"].clone().expect("a key");
    let secret = env["AWS_SECRET_ACCESS_KEY"].clone().expect("its secret");

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let entry = VaultEntry::Key(key.parse().expect("a key id"));
    let kept = runtime.block_on(keychain().get(&entry)).expect("it answers");
    assert!(kept == Some(Secret::new(secret)), "the keychain and .env differ");
    runtime.block_on(keychain().remove(&entry)).expect("removed");
}

// ---- every mood ----------------------------------------------------------------------------------------------------

/// What the keychain said to one request, and how long it took.
#[derive(Debug)]
struct Answer {
    said: String,
    took: Duration,
}

/// A process that asks the keychain of one bus: it keeps the same [`Keychain`] from its first question to its last.
struct Asker {
    child: Child,
    questions: ChildStdin,
    answers: Box<dyn Iterator<Item = String>>,
}

/// Set for a process that [`Asker`] has started.
const ASKER: &str = "SESAME_TEST_ASKS_THE_KEYCHAIN";

impl Asker {
    /// `seconds` is how long it waits; `display` whether it takes itself for one that has a screen.
    fn on(address: &str, display: &str, seconds: u32) -> Asker {
        let mut command = Command::new(std::env::current_exe().expect("this binary"));
        command.args(["--exact", "keychain::an_asker_asks", "--nocapture"]);
        command.env(ASKER, seconds.to_string()).env("DBUS_SESSION_BUS_ADDRESS", address).env("DISPLAY", display);
        command.env_remove("WAYLAND_DISPLAY").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let (questions, stdout) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let lines = BufReader::new(stdout).lines().map(|line| line.expect("text"));
        let answers = lines.filter_map(|line| Some(line.split_once("answer: ")?.1.to_owned()));
        Asker { child, questions, answers: Box::new(answers) }
    }

    fn asks(&mut self, question: &str) -> Answer {
        writeln!(self.questions, "{question}").expect("it hears");
        let answer = self.answers.next().expect("it answers");
        let (took, said) = answer.split_once(' ').expect("how long it took, and what was said");
        Answer { said: said.to_owned(), took: Duration::from_millis(took.parse().expect("a number")) }
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Nothing by itself: what [`Asker`] starts.
#[test]
fn an_asker_asks() {
    let Ok(seconds) = std::env::var(ASKER) else { return };
    let limit = Duration::from_secs(seconds.parse().expect("seconds"));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let news: Arc<Mutex<Vec<VaultNews>>> = Arc::default();
    let heard = news.clone();
    let told = move |it| heard.lock().expect("whole").push(it);
    let (keychain, leaving) = Keychain::new(ThisDesk::of_this_machine().machine(), told);
    let keychain = keychain.waiting(limit);
    let entry: VaultEntry = VaultEntry::Key(KEY.parse().expect("a key id"));
    for line in std::io::stdin().lines().map(|line| line.expect("text")) {
        let began = Instant::now();
        let label = VaultLabel { user: "mail-user".parse().ok(), region: "ap-northeast-2".parse().ok() };
        let (verb, what) = line.split_once(' ').unwrap_or((&line, ""));
        let done: Result<String, Failure> = match verb {
            "put" => runtime.block_on(keychain.put(&entry, &Secret::new(what), &label)).map(|()| "done".into()),
            "get" => runtime
                .block_on(keychain.get(&entry))
                .map(|it| it.map_or("nothing".into(), |secret| secret.reveal().to_owned())),
            "remove" => runtime.block_on(keychain.remove(&entry)).map(|()| "done".into()),
            "news" => Ok(format!("{:?}", std::mem::take(&mut *news.lock().expect("whole")))),
            "leave" => {
                leaving.begin();
                Ok("done".into())
            }
            other => panic!("{other}"),
        };
        let said = done.unwrap_or_else(|failure| <&str>::from(failure.vault.expect("a trouble")).to_owned());
        writeln!(std::io::stdout(), "answer: {} {said}", began.elapsed().as_millis()).expect("somebody reads");
    }
    runtime.shutdown_background();
}

#[test]
fn without_a_bus_there_is_none() {
    for address in ["unix:path=/nonexistent/bus", "nonsense"] {
        let mut asker = Asker::on(address, ":0", 5);
        for question in ["get", "put x", "remove"] {
            let answer = asker.asks(question);
            assert_eq!(answer.said, "no-bus", "{address}: {question}");
            assert!(answer.took < Duration::from_secs(1), "{address}: {answer:?}");
        }
    }
}

/// The facts of the stack, row by row: get, put, remove.
#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn every_mood_has_its_name() {
    let check = |mood: &str, bus: &Bus, display: &str, expected: [&str; 3]| {
        let mut asker = Asker::on(&bus.address, display, 5);
        let answers = ["get", "put x", "remove"].map(|question| asker.asks(question));
        let said: Vec<&str> = answers.iter().map(|it| it.said.as_str()).collect();
        assert_eq!(said, expected, "{mood}");
        for answer in &answers {
            assert!(answer.took < Duration::from_secs(3), "{mood}: {answer:?}");
        }
    };
    let bus = Bus::start();
    check("nobody on the bus", &bus, "", ["no-provider", "no-provider", "no-provider"]);
    {
        let _keyring = Keyring::without_a_collection(&bus);
        check("never set up", &bus, "", ["unseen", "no-collection", "unseen"]);
    }
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    check("open", &bus, "", ["nothing", "done", "done"]);
    keyring.lock();
    check("locked, without the entry", &bus, "", ["unseen", "locked", "unseen"]);
    drop(keyring);
    for (manners, display, expected) in [
        (Manners::Dismissed, ":0", ["unseen", "dismissed", "unseen"]),
        (Manners::Dismissed, "", ["unseen", "locked", "unseen"]),
        (Manners::Refused, ":0", ["refused", "refused", "refused"]),
    ] {
        let bus = Bus::start();
        let _service = pretend(&bus, manners);
        check(&format!("{manners:?}, display {display:?}"), &bus, display, expected);
    }
}

#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn a_locked_entry_is_neither_read_nor_written_nor_removed() {
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    let mut asker = Asker::on(&bus.address, "", 5);
    let secret = format!("{MARKER}-locked");
    assert_eq!(asker.asks(&format!("put {secret}")).said, "done");
    keyring.lock();
    for question in ["get", "put x", "remove"] {
        assert_eq!(asker.asks(question).said, "locked", "{question}");
    }
}

/// The library's own choice of a store would hold a failure until the program ends.
#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn a_keychain_that_comes_later_is_found_by_trying_again() {
    let bus = Bus::start();
    let mut asker = Asker::on(&bus.address, "", 5);
    assert_eq!(asker.asks("put x").said, "no-provider");
    let keyring = Keyring::open(&bus);
    assert_eq!(asker.asks("put x").said, "done");
    // And one that was started anew, behind the connection that we have.
    drop(keyring);
    assert_eq!(asker.asks("get").said, "no-provider");
    let _keyring = Keyring::open(&bus);
    assert_eq!(asker.asks("get").said, "x");
}

#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn entries_of_others_and_of_before_are_told_apart() {
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    let mut asker = Asker::on(&bus.address, "", 5);
    let attributes = [("service", "sesame"), ("username", KEY)];
    keyring.writes("keyring:AKIAIOSFODNN7EXAMPLE@sesame", &attributes, b"of the first version");
    assert_eq!(asker.asks("get").said, "of the first version");
    keyring.writes("keyring:AKIAIOSFODNN7EXAMPLE@sesame", &attributes, b"changed behind our back");
    assert_eq!(asker.asks("get").said, "changed behind our back");
    keyring.writes("keyring:AKIAIOSFODNN7EXAMPLE@sesame", &attributes, &[0xff, 0xfe, 0x00, 0xd8]);
    assert_eq!(asker.asks("get").said, "not-text");
    keyring.forgets_everything();
    assert_eq!(asker.asks("get").said, "nothing");
    assert_eq!(asker.asks("put ours").said, "done");
    assert_eq!(keyring.labels(), [format!("Sesame: mail-user {KEY} (ap-northeast-2)")]);
    let twin = [("service", "sesame"), ("username", KEY), ("of", "another program")];
    keyring.writes("a twin", &twin, b"theirs");
    assert_eq!(asker.asks("get").said, "several");
}

// ---- a dialog that nobody answers ----------------------------------------------------------------------------------

#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn a_stuck_dialog_is_told_of_and_given_up() {
    let bus = Bus::start();
    let _service = pretend(&bus, Manners::Stuck);
    let mut asker = Asker::on(&bus.address, ":0", 5);
    let answer = asker.asks("put x");
    assert_eq!(answer.said, "stuck");
    assert!((5..8).contains(&answer.took.as_secs()), "{answer:?}");
    assert_eq!(asker.asks("news").said, "[Waits, Answered]");
    // A call that hangs holds up no other.
    let answer = asker.asks("get");
    assert_eq!((answer.said.as_str(), answer.took < Duration::from_secs(1)), ("unseen", true), "{answer:?}");
    assert_eq!(asker.asks("news").said, "[]");
    // Whoever leaves waits for none.
    asker.asks("leave");
    let answer = asker.asks("put x");
    assert_eq!((answer.said.as_str(), answer.took < Duration::from_secs(1)), ("stuck", true), "{answer:?}");
}

#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn the_screen_tells_of_the_dialog_while_it_waits_and_leaving_does_not_wait() {
    let bus = Bus::start();
    let _service = pretend(&bus, Manners::Stuck);
    let account = Account::serve(QUICK);
    let mut command = account.command("");
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0");
    let mut person = Person::sits_at(&command);
    to_the_key(&mut person);
    person.types("\r");
    person.waits_for("처리 중");
    person.waits_for("● 키체인이 아직 답하지 않습니다");
    assert_eq!(account.count("CreateAccessKey"), 0, "a key was asked for that could not be kept");
    let began = Instant::now();
    person.types("\x03");
    person.waits_for("지금 나갑니다");
    person.types("\x03");
    let (status, _) = person.leaves();
    assert!(status.success() && began.elapsed() < Duration::from_secs(5), "{status:?} after {:?}", began.elapsed());
}

#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn a_script_that_is_interrupted_does_not_wait_for_the_dialog() {
    let bus = Bus::start();
    let _service = pretend(&bus, Manners::Stuck);
    let account = Account::serve(QUICK);
    let mut command = account.command(&format!("setup {ASKED} --keep keychain --yes"));
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0").stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map(|line| line.expect("text"));
    assert!(lines.any(|line| line.contains("unlock dialog behind other windows")), "nobody was told");
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let rest: Vec<String> = lines.collect();
    let status = child.wait().expect("it ends");
    assert!(began.elapsed() < Duration::from_secs(5), "after {:?}: {rest:?}", began.elapsed());
    assert_eq!(status.code(), Some(1), "{rest:?}");
    assert_eq!(account.count("CreateAccessKey"), 0, "{rest:?}");
}

// ---- what becomes of a set-up --------------------------------------------------------------------------------------

#[test]
fn without_a_bus_no_key_is_asked_for() {
    no_key_is_asked_for_on("unix:path=/nonexistent/bus");
}

#[test]
fn on_a_bus_whose_address_is_nonsense_no_key_is_asked_for() {
    no_key_is_asked_for_on("nonsense");
}

/// Needs no keychain: that is the point.
fn no_key_is_asked_for_on(address: &str) {
    let account = Account::serve("fresh");
    let mut said = Vec::new();
    for lang in ["ko", "en", "json"] {
        let face = if lang == "json" { "--json".into() } else { format!("--lang {lang}") };
        let mut command = account.command(&format!("{face} setup {ASKED} --keep keychain --yes"));
        command.env("DBUS_SESSION_BUS_ADDRESS", address);
        let ran = account.machine.finish(command).ends(1);
        match lang {
            "json" => {
                assert_eq!(ran.json()["error"]["kind"], "vault", "{ran}");
                assert_eq!(ran.json()["error"]["vault"], "no-bus", "{ran}");
            }
            _ => said.push(ran.stderr.clone()),
        }
    }
    assert_eq!(account.count("CreateAccessKey"), 0, "a key was asked for that could not be kept");
    assert_eq!(account.count("CreateUser"), 1, "the second and the third run took what the first made");
    let what = [["여기에는 키체인이 없습니다", "세션 버스"], ["There is no keychain here", "no session bus"]];
    for (said, [what, why]) in said.iter().zip(what) {
        for part in [what, why, "--keep file", "--keep project"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    // The way out is one.
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    assert_eq!(account.count("CreateAccessKey"), 1);
}

#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn the_screen_finds_a_keychain_that_was_unlocked_meanwhile() {
    let bus = Bus::start();
    let account = Account::serve(QUICK);
    let mut command = account.command("");
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0");
    let mut person = Person::sits_at(&command);
    to_the_key(&mut person);
    person.types("\r");
    person.waits_for("실행 중인 키체인이 없습니다");
    let keyring = Keyring::open(&bus);
    person.types("\r");
    person.waits_for("✓ 3 액세스 키");
    let labels = keyring.labels();
    assert!(labels.len() == 1 && labels[0].starts_with("Sesame: mail-user AKIA"), "{labels:?}");
    person.types("\x03");
    person.leaves();
    assert_eq!(account.count("CreateAccessKey"), 1);
}

#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn an_entry_that_is_not_text_is_left_alone_and_no_key_is_made_for_it() {
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    let account = Account::serve(QUICK);
    let run = |line: &str, code: i32| {
        let mut command = account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        account.machine.finish(command).ends(code)
    };
    let setup = format!("setup {ASKED} --keep keychain --yes");
    run(&setup, 3);
    let key = account.keys().remove(0);
    let bytes = [0xff, 0xfe, 0x00, 0xd8];
    keyring.writes("anything", &[("service", "sesame"), ("username", &key)], &bytes);
    for (lang, words) in [("ko", "키체인의 항목이 글이 아닙니다"), ("en", "another program has written it")]
    {
        let ran = run(&format!("--lang {lang} status"), 1);
        assert!(ran.stderr.contains(words), "{ran}");
    }
    run(&setup, 1);
    assert_eq!(account.keys(), std::slice::from_ref(&key), "a second key was made");
    let still = keyring.with(|secrets| {
        let found = secrets.search_items([("username", key.as_str())].into()).expect("it searches");
        found.unlocked[0].get_secret().expect("it is there")
    });
    assert_eq!(still, bytes, "what somebody else wrote was written over");
}

/// Removed, or put there by somebody else: it is said, and the key that is there is not replaced without a word.
#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn an_entry_that_was_removed_or_changed_behind_our_back_is_told() {
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    let account = Account::serve(QUICK);
    let run = |line: &str| {
        let mut command = account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        account.machine.finish(command)
    };
    let setup = format!("setup {ASKED} --keep keychain --yes");
    run(&setup).ends(3);
    let key = account.keys().remove(0);

    keyring.writes(
        "anything",
        &[("service", "sesame"), ("username", &key)],
        b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    );
    for (lang, words) in [("ko", "키체인의 비밀 키가"), ("en", "The secret in the keychain is not that of")] {
        let ran = run(&format!("--lang {lang} status")).ends(1);
        assert!(ran.stdout.contains(words) && ran.stdout.contains("SignatureDoesNotMatch"), "{ran}");
    }
    run(&setup).ends(1);
    assert_eq!(account.keys(), std::slice::from_ref(&key), "a second key was made");

    keyring.forgets_everything();
    for (lang, words) in [("ko", "비밀 키가 없어졌습니다"), ("en", "is no longer in the keychain")] {
        let ran = run(&format!("--lang {lang} status")).ends(1);
        assert!(ran.stdout.contains(words) && ran.stdout.contains(&key), "{ran}");
    }
}

#[test]
fn every_trouble_says_something_of_its_own() {
    use open_sesame::words::{Locale, Text};
    use strum::IntoEnumIterator as _;
    for locale in Locale::iter() {
        let text = Text::new(locale);
        let mut said = Vec::new();
        for trouble in VaultTrouble::iter() {
            let failure = Failure::of_vault(trouble, "keep a secret");
            let (what, way_out) = (text.what_failed(&failure), text.way_out(&failure));
            assert!(!said.contains(&what) && what != way_out, "{trouble:?}: {what}");
            said.push(what);
        }
    }
}
