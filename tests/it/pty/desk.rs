//! Does a page open in the browser of whoever sits here, and does a copy reach their clipboard? The programs that would do it
//! are stand-ins that write down what they were given.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use base64::Engine as _;

use super::person::Person;
use crate::live::{Account, QUICK};

const F4: &str = "\x1bOS";
const F6: &str = "\x1b[17~";
const F12: &str = "\x1b[24~";
/// A display as somebody at a desk has it, and where no server is: the one of another test would take the copy.
const NO_SERVER: &str = ":4711";
const LINK: &str = "https://us-east-1.console.aws.amazon.com/iam/home#/users";
/// Every link of the page, as a copy takes them.
const LINKS: &str = "https://us-east-1.console.aws.amazon.com/iam/home#/users\n\
                     https://us-east-1.console.aws.amazon.com/iam/home#/users/details/mail-user?section=permissions";

/// At the page of the IAM user, whose matter is done in the console; `tools` are on the way, and each writes what it was given
/// into a file of its own name.
fn in_the_console(account: &Account, tools: &[(&str, &str)], environment: &[(&str, &str)]) -> (Person, PathBuf) {
    let bin = account.machine.path("tools");
    fs::create_dir(&bin).expect("a folder");
    for (name, writes) in tools {
        let was = bin.join(format!("{name}.was"));
        let script = format!("#!/bin/sh\n{writes} > '{0}.new'\nmv '{0}.new' '{0}'\n", was.display());
        let path = bin.join(name);
        crate::executable::script(&path, &script);
    }
    let mut command = account.command("");
    let path = std::env::var("PATH").expect("a path");
    command.env("PATH", format!("{}:{path}", bin.display())).envs(environment.iter().copied());
    let mut person = Person::sits_at(&command);
    person.waits_for("보내는 주소");
    person.waits_for("✓ 로그인");
    person.types("\rno-reply@example.co.kr\r\r");
    person.waits_for("1  리전");
    person.types("\r");
    person.waits_for("IAM 사용자 mail-user 만들기");
    person.types(F4);
    person.waits_for("F12 페이지 열기");
    (person, bin)
}

/// What a stand-in was given, once it has been called.
fn given(bin: &Path, tool: &str) -> Vec<u8> {
    let path = bin.join(format!("{tool}.was"));
    let began = Instant::now();
    while !path.exists() {
        assert!(began.elapsed().as_secs() < 30, "{tool} was not called");
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::read(path).expect("what it was given")
}

/// What went to the terminal's clipboard.
fn sent(raw: &[u8]) -> Option<String> {
    let raw = String::from_utf8_lossy(raw);
    let (_, rest) = raw.split_once("\x1b]52;c;")?;
    let code = rest.split(['\x07', '\x1b']).next()?;
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(code).ok()?).ok()
}

#[test]
fn where_there_is_a_screen_the_page_opens() {
    let account = Account::serve(QUICK);
    let (mut person, bin) = in_the_console(&account, &[("xdg-open", "printf %s \"$1\"")], &[("DISPLAY", NO_SERVER)]);
    person.types(F12);
    assert_eq!(String::from_utf8(given(&bin, "xdg-open")).unwrap(), LINK);
    person.waits_for("브라우저에 페이지를 열어 달라고 했습니다");
    person.types("\x03");
    let (_, raw) = person.leaves();
    assert_eq!(sent(&raw), None);
}

#[test]
fn where_there_is_none_the_link_is_copied_and_the_reason_said() {
    for (environment, words) in [
        (&[("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22"), ("DISPLAY", ":10")][..], "SSH로 접속해"),
        (&[], "브라우저를 띄울 화면이 없음"),
    ] {
        let account = Account::serve(QUICK);
        let (mut person, bin) = in_the_console(&account, &[("xdg-open", "printf %s \"$1\"")], environment);
        person.types(F12);
        person.waits_for(words);
        person.types("\x03");
        let (_, raw) = person.leaves();
        assert_eq!(sent(&raw).as_deref(), Some(LINK));
        assert!(!bin.join("xdg-open.was").exists(), "a browser opened where nobody sits");
    }
}

#[test]
fn a_browser_that_fails_leaves_the_link_on_the_clipboard() {
    let account = Account::serve(QUICK);
    let fails: Vec<(&str, &str)> = ["xdg-open", "gio", "gnome-open", "kde-open6", "kde-open5", "kde-open"]
        .map(|name| (name, "exit 3; true"))
        .to_vec();
    let (mut person, _) = in_the_console(&account, &fails, &[("DISPLAY", NO_SERVER)]);
    person.types(F12);
    person.waits_for("페이지를 열지 못해");
    person.types("\x03");
    let (_, raw) = person.leaves();
    assert_eq!(sent(&raw).as_deref(), Some(LINK));
}

#[test]
fn under_wsl_a_copy_goes_to_the_clipboard_of_windows() {
    let account = Account::serve(QUICK);
    let (mut person, bin) = in_the_console(&account, &[("clip.exe", "cat")], &[("WSL_DISTRO_NAME", "Ubuntu")]);
    person.types(F6);
    person.waits_for("클립보드로 보냄");
    let expected: Vec<u8> = [0xFEFF].into_iter().chain(LINKS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(given(&bin, "clip.exe"), expected);
    person.types("\x03");
    let (_, raw) = person.leaves();
    assert_eq!(sent(&raw), None, "the terminal's clipboard was written too");
}

#[test]
fn under_wsl_without_windows_a_copy_goes_to_the_terminals() {
    let account = Account::serve(QUICK);
    let (mut person, _) = in_the_console(&account, &[], &[("WSL_DISTRO_NAME", "Ubuntu")]);
    person.types(F6);
    person.waits_for("터미널로 보냄");
    person.types("\x03");
    let (_, raw) = person.leaves();
    assert_eq!(sent(&raw).as_deref(), Some(LINKS));
}
