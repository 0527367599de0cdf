//! A key in the system's own keychain through all that may happen to it: the binary in live mode against a served account,
//! with gnome-keyring. What the keychain itself may do wrong is `keychain`.

use std::{
    fs,
    process::{Command, Stdio},
};

use open_sesame::{
    engine::ports::{Desk as _, Vault as _, VaultEntry},
    host::{Keychain, ThisDesk},
    rehearsal::sso,
    setup::{Intent, policy},
    terms::Secret,
};
use serde_json::json;
use sha1::Digest as _;

use crate::{
    headless::machine::Ran,
    keys::{SETUP, STORY},
    live::Account,
};

/// Somebody at a desk: the account, and the bus on which the keychain answers.
struct Desk {
    account: Account,
    bus: String,
}

impl Desk {
    fn at(story: &str) -> Desk {
        let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("tests/all starts a bus");
        Desk { account: Account::serve(story), bus }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = self.account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command
    }

    fn sesame(&self, line: &str) -> Ran {
        self.account.machine.finish(self.command(line))
    }

    /// One key, the app's own, whose secret is in the keychain and in `.env`, and which sends; its entry is removed.
    #[track_caller]
    fn ends_with_one_key(&self, what: &str) -> String {
        let setup = SETUP.replace("--keep project", "--keep keychain");
        self.sesame(&format!("{setup} --send-test success@simulator.amazonses.com")).ends(0);
        let id = self.account.value("AWS_ACCESS_KEY_ID");
        assert_eq!(self.account.keys(), std::slice::from_ref(&id), "{what}");
        assert!(kept(&id) == Some(Secret::new(self.account.value("AWS_SECRET_ACCESS_KEY"))), "{what}");
        id
    }
}

fn in_keychain<T>(work: impl AsyncFnOnce(Keychain) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(work(Keychain::new(ThisDesk::of_this_machine().machine(), |_| ()).0))
}

fn kept(id: &str) -> Option<Secret> {
    let entry = VaultEntry::Key(id.parse().expect("a key id"));
    in_keychain(async |keychain| keychain.get(&entry).await).expect("it answers")
}

fn removed(id: &str) {
    let entry = VaultEntry::Key(id.parse().expect("a key id"));
    in_keychain(async |keychain| keychain.remove(&entry).await).expect("removed");
}

/// At each request that changes something the reply is lost, or the program is killed before it hears it.
mod a_rotation_that_is_interrupted_at_any_point_ends_with_one_key {
    use super::*;

    macro_rules! each {
        ($($operation:literal: $lost:ident, $killed:ident;)+) => {$(
            #[test]
            #[ignore = "needs gnome-keyring; tests/all runs it"]
            fn $lost() {
                interrupted_at($operation, false);
            }

            #[test]
            #[ignore = "needs gnome-keyring; tests/all runs it"]
            fn $killed() {
                interrupted_at($operation, true);
            }
        )+};
    }

    each! {
        "CreateAccessKey": with_the_reply_lost_when_a_key_is_made, killed_when_a_key_is_made;
        "SendRawEmail": with_the_reply_lost_when_the_test_is_sent, killed_when_the_test_is_sent;
        "UpdateAccessKey": with_the_reply_lost_when_a_key_is_stopped, killed_when_a_key_is_stopped;
        "DeleteAccessKey": with_the_reply_lost_when_a_key_is_deleted, killed_when_a_key_is_deleted;
    }
}

fn interrupted_at(operation: &str, killed: bool) {
    let what = format!("{operation}, killed: {killed}");
    let desk = Desk::at(&format!("seed = '{operation}-{killed}'\n{STORY}"));
    desk.sesame(&SETUP.replace("--keep project", "--keep keychain")).ends(0);
    let first = desk.account.value("AWS_ACCESS_KEY_ID");
    let before = desk.account.count(operation);
    let rotate = "key rotate --yes --delete-old";
    if killed {
        desk.account.fault(json!({ "operation": operation, "kind": "delay", "when": "after", "for": "60s" }));
        let mut command = desk.command(rotate);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let began = std::time::Instant::now();
        while desk.account.count(operation) == before {
            assert!(began.elapsed().as_secs() < 60, "{what}: it was never asked for");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    } else {
        desk.account.fault(json!({ "operation": operation, "kind": "lose-reply" }));
        desk.sesame(rotate);
    }
    // Whoever runs it again may have to wait until IAM shows what was made.
    for _ in 0..4 {
        let keys = desk.account.keys();
        if keys.len() == 1 && keys[0] != first {
            break;
        }
        desk.account.advance("3m");
        desk.sesame(rotate);
    }
    let last = desk.ends_with_one_key(&what);
    assert_ne!(last, first, "{what}: it was not replaced");
    assert!(kept(&first).is_none(), "{what}: the keychain still has a key that is gone");
    removed(&last);
}

#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn a_user_of_somebody_elses_is_adopted_with_its_key_in_the_keychain() {
    let desk = Desk::at(&format!("{STORY}\n[[user]]\nname = 'mail-user'\n"));
    let setup = SETUP.replace("--keep project", "--keep keychain");
    desk.sesame(&setup).ends(2);
    assert_eq!(desk.account.count("CreateAccessKey"), 0);
    desk.sesame(&format!("{setup} --adopt-user")).ends(0);
    assert_eq!(desk.account.count("CreateUser"), 0);
    let id = desk.ends_with_one_key("adopted");
    removed(&id);
}

/// The only sign-in is a key that rests where nobody answers: it is not taken for none.
#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn an_app_key_in_a_keychain_that_does_not_answer_is_not_known() {
    let desk = Desk::at(STORY);
    desk.sesame(&SETUP.replace("--keep project", "--keep keychain --mailer smtp --policy full-access")).ends(0);
    let id = desk.account.value("MAIL_USERNAME");
    desk.account.chooses("app-key");
    let (changes, line) = (desk.account.changes(), "--json status");
    let mut with_bus = desk.account.by_files(line);
    with_bus.env("DBUS_SESSION_BUS_ADDRESS", &desk.bus);
    let there = desk.account.machine.finish(with_bus).json();
    assert_eq!(there["account"]["arn"], "arn:aws:iam::123456789012:user/mail-user", "{there:#}");
    let ran = desk.account.machine.finish(desk.account.by_files(line)).ends(1);
    assert_eq!(ran.json()["steps"][0]["standing"], "unknown", "{ran}");
    assert_eq!(desk.account.changes(), changes);
    removed(&id);
}

/// Three accounts to sign in to, as engineers have them; a session that was begun, and the role that goes with the profile.
#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn somebody_with_sso_reaches_a_key_at_rest_and_a_second_run_changes_nothing() {
    let admin = "[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '10h'\n";
    let desk = Desk::at(&format!("{STORY}\n{admin}"));
    let session = "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example/start\n";
    let profile = |name: &str, account: &str, role: &str| {
        format!("[profile {name}]\nsso_session = corp\nsso_account_id = {account}\nsso_role_name = {role}\n")
    };
    let others = profile("shop", "999988887777", "Ops") + &profile("audit", "123456789012", "ReadOnly");
    let home = desk.account.machine.path("home/.aws");
    fs::create_dir_all(home.join("sso/cache")).expect("made");
    fs::write(home.join("config"), session.to_owned() + &others + &profile("mail", "123456789012", "Ops"))
        .expect("made");
    let name: String = sha1::Sha1::digest("corp").iter().map(|byte| format!("{byte:02x}")).collect();
    let token = json!({ "accessToken": sso::TOKEN, "expiresAt": "2099-01-01T00:00:00Z", "region": "us-east-1" });
    fs::write(home.join(format!("sso/cache/{name}.json")), token.to_string()).expect("made");

    let by = |line: &str| {
        let mut command = desk.account.by_files(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &desk.bus);
        desk.account.machine.finish(command)
    };
    let setup = SETUP.replace("--keep project", "--keep keychain");
    for (profile, role) in [("shop", "Ops"), ("audit", "ReadOnly")] {
        let ran = by(&format!("--lang en --profile {profile} {setup}")).ends(1);
        assert!(ran.stderr.contains("No access"), "{role}: {ran}");
    }
    by(&format!("--profile mail {setup}")).ends(0);
    let id = desk.account.value("AWS_ACCESS_KEY_ID");
    assert!(kept(&id) == Some(Secret::new(desk.account.value("AWS_SECRET_ACCESS_KEY"))));
    let (changes, env) = (desk.account.changes(), desk.account.env());
    by(&format!("--profile mail {setup}")).ends(0);
    assert_eq!((desk.account.changes(), desk.account.env()), (changes, env));
    removed(&id);
}

/// The policy that is printed is enough here too, and an organization's no is told before a key is asked for.
#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn a_narrow_administrator_and_an_organizations_no() {
    let printed = policy::pretty(&policy::wizard(&Intent::default()));
    let desk = Desk::at(&format!("{STORY}\n[admin]\npolicies = []\npolicy = '''{printed}'''\n"));
    let setup = SETUP.replace("--keep project", "--keep keychain");
    desk.sesame(&setup).ends(0);
    removed(&desk.ends_with_one_key("narrow"));

    let no_keys = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"*"}]}"#;
    let desk = Desk::at(&format!("organization = '''{no_keys}'''\n{STORY}"));
    let ran = desk.sesame(&format!("{setup} --lang en")).ends(1);
    assert!(ran.stderr.contains("iam:CreateAccessKey") && ran.stderr.contains("organization"), "{ran}");
    assert_eq!(desk.account.keys(), Vec::<String>::new());
}
