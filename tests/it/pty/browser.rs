//! One click in a browser, at a terminal: from an empty home, with nothing installed and nothing pasted, to a key at rest.

use std::{fs, io::Write as _, process::Command, time::Instant};

use super::Person;
use crate::{
    live::{Account, QUICK},
    login::{
        browser::{decide, get},
        chromium::in_chromium,
    },
};

const BY_ROOT: &str = "[admin]\nprincipal = 'root'\n";

/// A desk with a browser and no AWS CLI; the browser writes down which page it was asked for.
fn at_a_desk(account: &Account, line: &str) -> Command {
    let bin = account.machine.path("bin");
    let program = bin.join("xdg-open");
    let page = account.machine.path("here/page");
    let script = format!("#!/bin/sh\nprintf %s \"$1\" > '{0}.new'\n/bin/mv '{0}.new' '{0}'\n", page.display());
    crate::executable::script(&program, &script);
    let mut command = account.nobody(line);
    command.env("PATH", &bin).env("DISPLAY", ":4711");
    command
}

/// The page that the browser was asked for.
fn opened(account: &Account) -> String {
    let page = account.machine.path("here/page");
    let began = Instant::now();
    while !page.exists() {
        assert!(began.elapsed().as_secs() < 30, "no page was opened");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let address = fs::read_to_string(&page).expect("an address");
    fs::remove_file(&page).expect("removed");
    address
}

/// Nothing of the session was drawn, its key as little as the rest.
#[track_caller]
fn is_clean(account: &Account, raw: &[u8]) {
    let mut sentinel = crate::sentinel::Sentinel::new();
    let keys = account.machine.proof_keys();
    assert!(!keys.is_empty(), "there is no session");
    keys.iter().for_each(|line| sentinel.watch("the key of the session", line));
    sentinel.assert_clean([("the screen", raw)]);
    let mut leaks = sentinel.search_tree(&account.machine.path("config"), &[]);
    leaks.extend(
        sentinel.search_tree(&account.machine.path("data"), &[account.machine.path("data/sesame/secrets.age")]),
    );
    assert_eq!(leaks, []);
}

#[test]
fn with_the_browser_on_another_device_the_text_of_its_page_is_pasted() {
    for (lang, from, confirm, open, asked, wrong) in [
        ("ko", "보내는 주소", "브라우저에서 허용하세요", "어느 기기에서든", "열어 달라고", "다른 로그인의 글"),
        ("en", "From address", "Confirm in the browser", "on any device", "Asked the browser", "not the whole text"),
    ] {
        let account = Account::serve(QUICK);
        let mut person = Person::sits_at(&at_a_desk(&account, &format!("--lang {lang}")));
        person.waits_for(from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for("SignInLocalDevelopmentAccess");
        person.types("\r");
        person.waits_for(confirm);
        person.waits_for("/v1/authorize?");
        let first = opened(&account);
        // F4
        person.types("\x1bOS");
        person.waits_for(open);
        let back = decide(&first, "allow");
        let host = back.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
        assert!(std::net::TcpStream::connect(host).is_err(), "{back} is still open");
        // F12 opens the address that is shown now.
        person.types("\x1b[24~");
        let shown = get(&decide(&opened(&account), "allow"));
        // What is said of the page would stand over what is said of the text.
        person.waits_for(asked);
        let (_, rest) = shown.body.split_once("id=\"text\">").expect("a text");
        let text = rest.split('<').next().expect("an end");
        person.types("\x1b[200~c29tZXRoaW5nIGVsc2U=\x1b[201~");
        person.types("\r");
        person.waits_for(wrong);
        person.types(&format!("\x1b[200~{text}\x1b[201~"));
        person.types("\r");
        person.waits_for("123456789012:user/admin");
        let config = fs::read_to_string(account.machine.path("home/.aws/config")).expect("written");
        assert!(
            config.contains("[profile sesame]\nlogin_session = arn:aws:iam::123456789012:user/admin\n"),
            "{config}"
        );
        person.types("\x03");
        let (status, raw) = person.leaves();
        assert!(status.success(), "{status:?}");
        is_clean(&account, &raw);
        let drawn = String::from_utf8_lossy(&raw);
        assert!(
            !drawn.contains(text) && !drawn.contains(open_sesame::rehearsal::MARKER),
            "a code or a token was drawn"
        );
    }
}

/// The address that stands in what a command has said, and the text that its page shows once the user is signed in.
fn text_of_the_page(person: &Person) -> String {
    let heard = person.heard();
    let (_, rest) = heard.split_once("http://").expect("an address");
    let address = format!("http://{}", rest.split_whitespace().next().expect("an end"));
    let shown = get(&decide(&address, "allow"));
    let (_, rest) = shown.body.split_once("id=\"text\">").expect("a text");
    rest.split('<').next().expect("an end").to_owned()
}

/// It holds a code: a terminal shows nothing of it, and afterwards it shows again what is typed.
#[test]
fn the_text_that_is_pasted_for_a_command_is_not_shown() {
    for (lang, secret, wrong, done) in [
        ("en", "nothing of it is shown here", "not the whole text", "as admin"),
        ("ko", "화면에는 보이지 않습니다", "다른 로그인의 글", "로그인했습니다"),
    ] {
        let account = Account::serve(QUICK);
        let login = account.nobody(&format!("--lang {lang} login --remote"));
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", "trap : INT; \"$0\" \"$@\"; echo \"ended: $?\"; /bin/stty -a"]);
        shell.arg(login.get_program()).args(login.get_args()).current_dir(account.machine.path("here"));
        shell.envs(login.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let begin = || Person::sits_at(&shell);

        let mut person = begin();
        person.waits_for(secret);
        let text = text_of_the_page(&person);
        person.types("c29tZXRoaW5nIGVsc2U=\n");
        person.waits_for(wrong);
        person.types(&format!("{text}\n"));
        person.waits_for("ended: 0");
        person.waits_for("iexten echo ");
        let (_, raw) = person.leaves();
        let shown = String::from_utf8_lossy(&raw);
        assert!(shown.contains(done), "{shown}");
        assert!(!shown.contains(&text) && !shown.contains("c29tZXRoaW5n"), "what was pasted is shown: {shown}");
        is_clean(&account, &raw);

        // Ctrl-C ends it, and the terminal is as it was.
        let mut person = begin();
        person.waits_for(secret);
        person.types("\x03");
        person.waits_for("ended: 130");
        person.waits_for("iexten echo ");
        person.leaves();
    }
}

#[test]
fn from_an_empty_home_to_a_key_at_rest_with_one_click() {
    for (lang, from, confirm, root, region, sender, typed, makes, kept) in [
        (
            "ko",
            "보내는 주소",
            "브라우저에서 허용하세요",
            "루트 사용자입니다",
            "1  리전",
            "✓ 2 IAM 사용자",
            "•로만",
            "액세스 키를 만들어",
            "✓ 3 액세스 키",
        ),
        (
            "en",
            "From address",
            "Confirm in the browser",
            "This is the root user",
            "1  Region",
            "✓ 2 IAM user",
            "shows only as •",
            "Create an access key",
            "✓ 3 Access key",
        ),
    ] {
        let account = Account::serve(&format!("{QUICK}{BY_ROOT}"));
        let mut person = Person::sits_at(&at_a_desk(&account, &format!("--lang {lang}")));
        person.waits_for(from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for("SignInLocalDevelopmentAccess");
        person.types("\r");
        person.waits_for(confirm);
        person.waits_for("/v1/authorize?");
        let address = opened(&account);
        // Esc thinks better of it, and the address is closed.
        person.types("\x1b");
        person.waits_for("SignInLocalDevelopmentAccess");
        let back = decide(&address, "allow");
        let host = back.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
        assert!(std::net::TcpStream::connect(host).is_err(), "{back} is still open");
        person.types("\r");
        person.waits_for(confirm);
        assert_eq!(get(&decide(&opened(&account), "allow")).status, 200);
        person.waits_for(root);
        person.types("\r");
        person.waits_for(region);
        person.types("\r");
        person.waits_for("mail-user");
        person.types("\r");
        person.waits_for("ses:SendEmail");
        assert_eq!(account.count("CreateUser"), 1);
        person.types("\r");
        person.waits_for(sender);
        person.types("\r");
        person.waits_for(typed);
        person.types("open it\ropen it\r");
        person.waits_for(makes);
        person.types("\r");
        person.waits_for(kept);
        assert_eq!(account.keys().len(), 1);
        let config = fs::read_to_string(account.machine.path("home/.aws/config")).expect("written");
        assert!(config.contains("[profile sesame]\nlogin_session = arn:aws:iam::123456789012:root\n"), "{config}");
        person.types("\x03");
        let (status, raw) = person.leaves();
        assert!(status.success(), "{status:?}");
        is_clean(&account, &raw);
        let shown = String::from_utf8_lossy(&raw);
        assert!(!shown.contains(open_sesame::rehearsal::MARKER), "a code or a token was drawn");
    }
}

/// The same as far as it is signed in, with a real browser: how many keys it takes and how long, printed for who asks with
/// `--nocapture`.
#[test]
#[ignore = "needs Chromium; tests/all installs it"]
fn from_an_empty_home_to_signed_in_with_a_click_in_chromium() {
    let account = Account::serve(&format!("{QUICK}{BY_ROOT}"));
    let (began, mut keys) = (Instant::now(), 0);
    let mut person = Person::sits_at(&at_a_desk(&account, "--lang ko"));
    let mut types = |person: &mut Person, text: &str| {
        keys += text.chars().count();
        person.types(text);
    };
    person.waits_for("보내는 주소");
    types(&mut person, "\rno-reply@example.co.kr\r\r");
    person.waits_for("SignInLocalDevelopmentAccess");
    types(&mut person, "\r");
    person.waits_for("/v1/authorize?");
    let (address, asked) = (opened(&account), Instant::now());
    let shown = in_chromium(&address, "allow");
    let in_browser = asked.elapsed();
    assert!(shown["shown"].as_str().is_some_and(|it| it.contains("터미널로 돌아가세요")), "{shown:#}");
    person.waits_for("루트 사용자입니다");
    let all = began.elapsed();
    writeln!(std::io::stdout(), "{keys} keys, {all:.1?} in all, {in_browser:.1?} of it in Chromium")
        .expect("it is heard");
    person.types("\x03");
    let (status, raw) = person.leaves();
    assert!(status.success(), "{status:?}");
    is_clean(&account, &raw);
}
