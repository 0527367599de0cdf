//! The real keychain, and what becomes of a set-up where there is none.
//!
//! Outside part: gnome-keyring on a session bus; `tests/all` runs the whole binary inside one that is unlocked.

use open_sesame::{
    engine::ports::{Vault as _, VaultEntry},
    host::Keychain,
    laravel::dotenv,
    terms::Secret,
};

use crate::{
    live::{ASKED, Account},
    sentinel::MARKER,
};

fn throwaway(name: &str) -> VaultEntry {
    VaultEntry::Throwaway(format!("{name}-{}", std::process::id()))
}

#[tokio::test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
async fn the_keychain_keeps_replaces_and_forgets() {
    let entry = throwaway("keeps");
    assert!(Keychain.get(&entry).await.expect("it answers").is_none());
    Keychain.remove(&entry).await.expect("already gone is fine");
    for text in [format!("{MARKER}/+ \"'\\ 한글"), format!("{MARKER}-second")] {
        Keychain.put(&entry, &Secret::new(text.clone())).await.expect("kept");
        let read = Keychain.get(&entry).await.expect("it answers").expect("it is there");
        assert!(read == Secret::new(text), "another secret came back");
    }
    Keychain.remove(&entry).await.expect("removed");
    assert!(Keychain.get(&entry).await.expect("it answers").is_none());
}

#[tokio::test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
async fn entries_do_not_get_in_each_others_way() {
    let (one, other) = (throwaway("one"), throwaway("other"));
    let key: VaultEntry = VaultEntry::Key("AKIAIOSFODNN7EXAMPLE".parse().expect("a key id"));
    for (entry, text) in [(&one, "one"), (&other, "other"), (&key, "key")] {
        Keychain.put(entry, &Secret::new(format!("{MARKER}-{text}"))).await.expect("kept");
    }
    Keychain.remove(&one).await.expect("removed");
    assert!(Keychain.get(&one).await.expect("it answers").is_none());
    for (entry, text) in [(&other, "other"), (&key, "key")] {
        let read = Keychain.get(entry).await.expect("it answers");
        assert!(read == Some(Secret::new(format!("{MARKER}-{text}"))), "{text} did not stay");
        Keychain.remove(entry).await.expect("removed");
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
    let kept = runtime.block_on(Keychain.get(&entry)).expect("it answers");
    assert!(kept == Some(Secret::new(secret)), "the keychain and .env differ");
    runtime.block_on(Keychain.remove(&entry)).expect("removed");
}

/// Needs no keychain: that is the point.
#[test]
fn without_a_bus_no_key_is_asked_for() {
    for address in ["unix:path=/nonexistent/bus", "nonsense"] {
        let account = Account::serve("fresh");
        let mut said = Vec::new();
        for lang in ["ko", "en", "json"] {
            let face = if lang == "json" { "--json".into() } else { format!("--lang {lang}") };
            let mut command = account.command(&format!("{face} setup {ASKED} --keep keychain --yes"));
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
            let ran = account.machine.finish(command).ends(1);
            match lang {
                "json" => assert_eq!(ran.json()["error"]["kind"], "vault", "{ran}"),
                _ => said.push(ran.stderr.clone()),
            }
        }
        assert_eq!(account.count("CreateAccessKey"), 0, "a key was asked for that could not be kept");
        assert_eq!(account.count("CreateUser"), 1, "the second and the third run took what the first made");
        for (said, way_out) in said.iter().zip(["시크릿을 앱의 .env에만 둡니다(--keep project)", "(--keep project)"])
        {
            assert!(said.contains("no keychain answers here") && said.contains(way_out), "{said}");
        }
        // The way out is one.
        account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
        assert_eq!(account.count("CreateAccessKey"), 1);
    }
}
