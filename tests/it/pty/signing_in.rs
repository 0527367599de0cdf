//! Signing in at a terminal: credentials that are pasted, and a session that the AWS CLI begins, in both languages.

use super::Person;
use crate::{
    keys::STORY,
    live::{Account, QUICK},
    sentinel::Sentinel,
};

/// Whoever signed in there has a role for ten hours.
const BY_A_ROLE: &str = "[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '10h'\n";
const BY_ROOT: &str = "[admin]\nprincipal = 'root'\nexpires_after = '10h'\n";

struct Words {
    lang: &'static str,
    from: &'static str,
    cloud_shell: &'static str,
    no_token: &'static str,
    left: &'static str,
    region: &'static str,
    gone: &'static str,
    root: &'static str,
    back: &'static str,
    by_hand: &'static str,
    pages: [&'static str; 3],
    refused: &'static str,
    passphrase: &'static str,
    keeps: &'static str,
    kept: &'static str,
    made_by_block: &'static str,
    paste_here: &'static str,
    missing: &'static str,
}

const BOTH: [Words; 2] = [
    Words {
        lang: "ko",
        from: "보내는 주소",
        cloud_shell: "AWS CloudShell에서 복사해 붙여 넣기",
        no_token: "session token",
        left: "9시간",
        region: "1  리전",
        gone: "지난번에 붙여 넣은",
        root: "루트 사용자입니다",
        back: "Enter를 누르면 Sesame로",
        by_hand: "로그인 정보 없이",
        pages: ["1  리전", "2  IAM 사용자", "3  액세스 키"],
        refused: "서명이 맞지",
        passphrase: "•로만",
        keeps: "보관 항목 삭제",
        kept: "✓ 3 액세스 키",
        made_by_block: "CloudShell의 블록이",
        paste_here: "▸ ID와 비밀 키",
        missing: "여기에 답이 필요합니다",
    },
    Words {
        lang: "en",
        from: "From address",
        cloud_shell: "paste from AWS CloudShell",
        no_token: "session token",
        left: "expires in 9 h",
        region: "1  Region",
        gone: "kept in memory only",
        root: "This is the root user",
        back: "Press Enter to return to Sesame",
        by_hand: "no credentials",
        pages: ["1  Region", "2  IAM user", "3  Access key"],
        refused: "the signature is wrong",
        passphrase: "shows only as •",
        keeps: "Undo: delete the entry",
        kept: "✓ 3 Access key",
        made_by_block: "The block in CloudShell",
        paste_here: "▸ ID and secret",
        missing: "An answer is needed here",
    },
];

/// As a terminal brings what is pasted.
fn pasted(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

#[test]
fn pasted_credentials_sign_in_and_are_gone_with_the_run() {
    for words in BOTH {
        let account = Account::serve(&format!("{QUICK}{BY_A_ROLE}"));
        let (key, secret, token) = account.temporary();
        let mut person = Person::sits_at(&account.nobody(&format!("--lang {}", words.lang)));
        person.waits_for(words.from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for(words.cloud_shell);
        person.types("\r");
        person.waits_for("aws configure export-credentials --format env");
        let without = format!("export AWS_ACCESS_KEY_ID={key}\nexport AWS_SECRET_ACCESS_KEY={secret}\n");
        person.types(&(pasted(&without) + "\r"));
        person.waits_for(words.no_token);
        let end = jiff::Timestamp::now() + std::time::Duration::from_secs(9 * 3600 + 1800);
        let whole = format!("{without}export AWS_SESSION_TOKEN={token}\nexport AWS_CREDENTIAL_EXPIRATION={end:.0}\n");
        person.types(&("\x15".to_owned() + &pasted(&whole) + "\r"));
        person.waits_for("assumed-role/Ops/me");
        person.waits_for(words.left);
        // It signs changes too.
        person.types("\r");
        person.waits_for(words.region);
        person.types("\r");
        person.waits_for("IAM");
        person.types("\r");
        // The next change stands there, so none is under way that would hold whoever leaves.
        person.waits_for("ses:SendEmail");
        assert_eq!(account.count("CreateUser"), 1);
        person.types("\x03");
        let (status, raw) = person.leaves();
        assert!(status.success(), "{status:?}");

        let mut sentinel = Sentinel::new();
        sentinel.watch("the pasted secret", secret);
        sentinel.watch("the pasted token", token);
        sentinel.assert_clean([("the screen", raw.as_slice())]);
        let leaks = sentinel.search_tree(&account.machine.path("."), &[]);
        assert!(leaks.is_empty(), "{leaks:#?}");

        let mut person = Person::sits_at(&account.nobody(&format!("--lang {}", words.lang)));
        person.waits_for("no-reply@example.co.kr");
        person.types("\t");
        person.waits_for(words.gone);
        person.types("\x03");
        person.leaves();
    }
}

/// In the AWS CLI's place: its `aws login` asks for a code and leaves a session behind.
const FAKE: &str = r#"#!/bin/sh
case "$1 $2" in
"--version ") echo 'aws-cli/2.32.1 Python/3.13.9 Linux/6.8 exe/x86_64.ubuntu.24' ;;
"login ")
    printf 'the code: '
    read -r code
    [ "$code" = 1234 ] || { echo 'that is not the code' >&2; exit 255; }
    mkdir -p "$HOME/.aws/login/cache"
    printf '[default]\nlogin_session = %s\n' "$SESSION" >"$HOME/.aws/config"
    cp "$HOME/held" "$HOME/.aws/login/cache/$HELD.json"
    ;;
*) exit 252 ;;
esac
"#;

/// Somebody with nothing but the AWS CLI and a browser.
fn with_the_cli(account: &Account, line: &str) -> std::process::Command {
    let program = account.machine.path("bin/aws");
    crate::executable::script(&program, FAKE);
    let session = "arn:aws:iam::123456789012:root";
    let (name, held) = account.session_of(session);
    std::fs::write(account.machine.path("home/held"), held).expect("written");
    let mut command = account.nobody(line);
    let path = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    command.env("PATH", path).env("SESSION", session).env("HELD", name);
    command
}

#[test]
fn aws_login_has_the_terminal_and_gives_it_back() {
    for words in BOTH {
        let account = Account::serve(&format!("{QUICK}{BY_ROOT}"));
        let mut person = Person::sits_at(&with_the_cli(&account, &format!("--lang {}", words.lang)));
        person.waits_for(words.from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for("aws login");
        person.types("\r");
        person.waits_for("the code:");
        // Ctrl-C there is the program's, and no end of Sesame.
        person.types("\x03");
        person.waits_for(words.back);
        person.types("\n");
        person.waits_for("aws login");
        person.waits_until("the page", |screen| screen.contains(words.cloud_shell));
        person.types("\r");
        person.waits_for("the code:");
        person.types("1\n");
        person.waits_for("that is not the code");
        person.waits_for(words.back);
        person.types("\n");
        person.waits_until("the page", |screen| screen.contains(words.cloud_shell));
        person.types("\r");
        person.waits_for("the code:");
        person.types("1234\n");
        person.waits_for(words.root);
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
    }
}

#[test]
fn aws_login_is_run_for_a_conversation_in_lines_too() {
    for (words, lines) in BOTH.iter().zip([
        ["할 일 [1]:", "보내는 주소:", "앱을 실행하는 곳 [1]:", "방법 [2]:"],
        ["Use case [1]:", "From address:", "App runs on [1]:", "Sign in with [2]:"],
    ]) {
        let account = Account::serve(&format!("{QUICK}{BY_ROOT}"));
        let mut person = Person::sits_at(&with_the_cli(&account, &format!("--plain --lang {}", words.lang)));
        for (asked, answer) in lines.into_iter().zip(["", "no-reply@example.co.kr", "", ""]) {
            person.waits_for(asked);
            person.waits_until("a question", |screen| screen.trim_end().ends_with(':'));
            person.types(&format!("{answer}\n"));
        }
        person.waits_for("the code:");
        person.types("1234\n");
        person.waits_for(words.root);
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
    }
}

/// Nobody can be signed in as here: user, policy and key are made in the console, and the key is brought back.
#[test]
fn with_nothing_but_a_browser_the_key_that_was_made_there_comes_to_rest_here() {
    for words in BOTH {
        let account = Account::serve(STORY);
        let (id, secret) = made_in_the_console(&account);
        let mut person = Person::sits_at(&account.nobody(&format!("--lang {}", words.lang)));
        person.waits_for(words.from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for(words.cloud_shell);
        // The last of them: by hand, in the console.
        person.types("\x1b[B\x1b[B\r");
        person.waits_for(words.by_hand);
        for page in words.pages {
            person.types("\r");
            person.waits_for(page);
        }
        // What AWS does not take makes room for another.
        let mistyped = secret.replace(&secret[..8], "Mistyped");
        person.types(&format!("{}\r", pasted(&format!("{id}\n{mistyped}"))));
        person.waits_for(words.refused);
        person.types(&format!("\x1b[A{}\r", pasted(&format!("{id}\n{secret}"))));
        person.waits_for("1234-5678-9012 mail-user");
        person.types("\r");
        person.waits_for(words.passphrase);
        person.types("open it\ropen it\r");
        person.waits_for(words.keeps);
        person.types("\r");
        person.waits_for(words.kept);
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
        let passphrase = account.machine.passphrase();
        std::fs::write(&passphrase, "open it\n").expect("written");
        let open = format!("--json status --passphrase-file {}", passphrase.display());
        let status = account.machine.finish(account.nobody(&open)).json();
        assert_eq!(status["steps"][3]["standing"], "done", "{status:#}");
    }
}

/// The block for AWS CloudShell has made user, policy and key; all that comes back is what it prints.
#[test]
fn what_the_block_in_cloud_shell_prints_is_pasted_where_the_cursor_stands() {
    for words in BOTH {
        let account = Account::serve(STORY);
        let (id, secret) = made_in_the_console(&account);
        let mut person = Person::sits_at(&account.nobody(&format!("--lang {}", words.lang)));
        person.waits_for(words.from);
        person.types("\rno-reply@example.co.kr\r\r");
        person.waits_for(words.cloud_shell);
        // The second: the block.
        person.types("\x1b[B\r");
        person.waits_for(words.by_hand);
        person.types("\r");
        person.waits_for(words.pages[0]);
        person.types("\r");
        person.waits_for(words.made_by_block);
        person.types("\r");
        person.waits_for(words.paste_here);
        // Nothing is missing but that, and Enter says so.
        person.types("\r");
        person.waits_for(words.missing);
        let printed = format!("AWS_ACCESS_KEY_ID={id}\nAWS_SECRET_ACCESS_KEY={secret}\n");
        person.types(&format!("{}\r", pasted(&printed)));
        person.waits_for("1234-5678-9012 mail-user");
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
    }
}

/// A key of the app's user, as somebody has copied it; this machine knows nothing of it.
fn made_in_the_console(account: &Account) -> (String, String) {
    let env = account.env();
    account.sesame("setup --from no-reply@example.co.kr --mail-from none --no-dmarc --keep project --yes");
    let made = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    std::fs::write(account.machine.path("here/app/.env"), env).expect("as it was");
    for folder in ["config", "data"] {
        std::fs::remove_dir_all(account.machine.path(folder)).expect("removed");
        std::fs::create_dir(account.machine.path(folder)).expect("made");
    }
    made
}
