//! Other people's keychains, as [`player`](super::player) plays them: what each row of them is called, that nothing is waited
//! for that cannot come, and what the user reads and is told to open. What was only not seen is never called removed.

use std::time::Duration;

use super::{
    Asker, KEY,
    bus::{Bus, Keyring},
    player::{Alias, GNOME_KEYRING, KEEPASSXC, KWALLET, Part, Search, Session, Unlock, play},
};
use crate::{
    live::{ASKED, Account, QUICK},
    pty::{person::Person, to_the_key},
};

/// Long enough for a slow machine, and far from what a dialog is given.
const AT_ONCE: Duration = Duration::from_secs(8);

/// KeePassXC whose database is open, or closed for good, and shares no group.
const SHARES_NOTHING: Part = Part {
    name: Some(KEEPASSXC),
    session: Session::Opened,
    alias: Alias::Nothing,
    search: Search::Dialog,
    unlock: Unlock::Stuck,
};

/// KWallet that has no wallet.
const NO_WALLET: Part = Part { name: Some(KWALLET), search: Search::Nothing, ..SHARES_NOTHING };

/// What D-Bus starts where KeePassXC was: a gnome-keyring that nobody set up.
const IN_ITS_PLACE: Part = Part { name: Some(GNOME_KEYRING), search: Search::Nothing, ..SHARES_NOTHING };

/// get, put, remove.
#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn each_of_them_is_understood_and_nothing_is_waited_for_that_cannot_come() {
    let check = |what: &str, part: Part, expected: [&str; 3]| {
        let bus = Bus::start();
        let _service = play(&bus, part);
        let mut asker = Asker::on(&bus.address, ":0", 20);
        let answers = ["get", "put x", "remove"].map(|question| asker.asks(question));
        let said: Vec<&str> = answers.iter().map(|it| it.said.as_str()).collect();
        assert_eq!(said, expected, "{what}");
        for answer in &answers {
            assert!(answer.took < AT_ONCE, "{what}: {answer:?}");
        }
    };
    let nowhere = ["unseen", "no-collection", "unseen"];
    check("KeePassXC, no group shared", SHARES_NOTHING, nowhere);
    for alias in [Alias::Vanished, Alias::Unknown] {
        check(&format!("KeePassXC, {alias:?}"), Part { alias, ..SHARES_NOTHING }, nowhere);
        let no_dialog = Part { alias, search: Search::Nothing, ..SHARES_NOTHING };
        for name in [None, Some(GNOME_KEYRING), Some(KWALLET)] {
            check(&format!("{name:?}, {alias:?}"), Part { name, ..no_dialog }, nowhere);
        }
    }
    let keepassxc = Part { name: Some(KEEPASSXC), ..Part::default() };
    check("KeePassXC, its search left closed", keepassxc, ["unseen", "dismissed", "unseen"]);
    check("KeePassXC, opened, shares nothing", Part { unlock: Unlock::Vanishes, ..keepassxc }, nowhere);
    check("gnome-keyring after KeePassXC", IN_ITS_PLACE, nowhere);
    check(
        "gnome-keyring, locked",
        Part { name: Some(GNOME_KEYRING), ..Part::default() },
        ["unseen", "dismissed", "unseen"],
    );
    check("KWallet without a wallet", NO_WALLET, nowhere);
    check("KWallet without the plugin", Part { session: Session::NoPlugin, ..NO_WALLET }, ["no-plugin"; 3]);
    check("KWallet, another error", Part { session: Session::Fails, ..NO_WALLET }, ["failed"; 3]);
    // Only of an open one is it known that an entry is not there.
    let open = Part { alias: Alias::Open, ..Part::default() };
    let bus = Bus::start();
    let _service = play(&bus, open);
    let mut asker = Asker::on(&bus.address, ":0", 20);
    assert_eq!([asker.asks("get").said, asker.asks("remove").said], ["nothing", "done"]);
}

/// What does not answer to the look is no proof of anything.
#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn one_that_does_not_say_where_new_entries_go_proves_nothing() {
    let bus = Bus::start();
    let _service = play(&bus, Part { alias: Alias::Silent, ..Part::default() });
    let mut asker = Asker::on(&bus.address, ":0", 20);
    assert_eq!(asker.asks("get").said, "unseen");
}

#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn one_that_leaves_while_it_is_asked_is_not_waited_for() {
    for name in [None, Some(KEEPASSXC)] {
        let bus = Bus::start();
        let _service = play(&bus, Part { name, unlock: Unlock::Leaves, ..Part::default() });
        let mut asker = Asker::on(&bus.address, ":0", 40);
        let answer = asker.asks("put x");
        assert_eq!(answer.said, "failed");
        assert!(answer.took < AT_ONCE, "{answer:?}");
        assert_eq!(asker.asks("get").said, "no-provider");
    }
}

/// A screen's words for each: what is wrong, and which program is to be opened for it.
#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn a_script_is_told_what_to_do_in_the_program_that_is_there() {
    let check = |what: &str, part: Part, trouble: &str, words: [&str; 2], never: &[&str]| {
        let bus = Bus::start();
        let _service = play(&bus, part);
        let account = Account::serve(QUICK);
        for (lang, said) in ["ko", "en"].into_iter().zip(words) {
            let mut command = account.command(&format!("--lang {lang} setup {ASKED} --keep keychain --yes"));
            command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0");
            let ran = account.machine.finish(command).ends(1);
            assert!(ran.stderr.contains(said), "{what}: {said}: {ran}");
            for never in never {
                assert!(!ran.stderr.contains(never), "{what}: {never}: {ran}");
            }
        }
        let mut command = account.command(&format!("--json setup {ASKED} --keep keychain --yes"));
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0");
        let ran = account.machine.finish(command).ends(1);
        assert_eq!(ran.json()["error"]["vault"], trouble, "{what}: {ran}");
        assert_eq!(account.count("CreateAccessKey"), 0, "{what}: a key was asked for that could not be kept");
    };
    let sharing = "Secret Service Integration > Expose entries under this group";
    let others = ["Seahorse", "KWalletManager"];
    check("no group shared", SHARES_NOTHING, "no-collection", [sharing, sharing], &others);
    let opened = Part { name: Some(KEEPASSXC), unlock: Unlock::Vanishes, ..Part::default() };
    check("opened, no group shared", opened, "no-collection", [sharing, sharing], &others);
    let wallet = ["KWalletManager에서 지갑을 만들고", "Open KWalletManager, create a wallet"];
    check("no wallet", NO_WALLET, "no-collection", wallet, &["Seahorse", "KeePassXC"]);
    let plugin = Part { session: Session::NoPlugin, ..NO_WALLET };
    check("no plugin", plugin, "no-plugin", ["libqca-qt6-plugins"; 2], &["Seahorse", "KeePassXC"]);
    let restart = ["다시 시작하고 다시 하거나", "Restart KWallet"];
    check("another error", Part { session: Session::Fails, ..NO_WALLET }, "failed", restart, &["Seahorse"]);
    let seahorse = ["Seahorse(암호 및 키)를 열어", "Open Seahorse"];
    check("never set up", IN_ITS_PLACE, "no-collection", seahorse, &["KWalletManager", "KeePassXC"]);
}

#[test]
#[ignore = "needs dbus; tests/all runs it"]
fn the_screen_names_the_setting_at_once() {
    let bus = Bus::start();
    let _service = play(&bus, SHARES_NOTHING);
    let account = Account::serve(QUICK);
    let mut command = account.command("");
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address).env("DISPLAY", ":0");
    let mut person = Person::sits_at(&command);
    to_the_key(&mut person);
    person.types("\r");
    person.waits_for("키체인에 새 항목을 둘 곳이 없습니다");
    person.waits_for("KeePassXC에서");
    person.types("\x03");
    person.leaves();
    assert_eq!(account.count("CreateAccessKey"), 0, "a key was asked for that could not be kept");
}

/// The secret was kept in one keychain, and another one answers: nobody knows, and nobody says that it was removed.
#[test]
#[ignore = "needs gnome-keyring and dbus; tests/all runs it"]
fn a_secret_that_is_only_not_seen_is_not_called_removed() {
    let bus = Bus::start();
    let keyring = Keyring::open(&bus);
    let account = Account::serve(QUICK);
    let run = |line: &str, address: &str| {
        let mut command = account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", address).env("DISPLAY", ":0");
        account.machine.finish(command)
    };
    let setup = format!("setup {ASKED} --keep keychain --yes");
    run(&setup, &bus.address).ends(3);
    let keys = account.keys();
    assert_eq!(keys.len(), 1);
    assert_ne!(keys[0], KEY);
    let locked = Part { name: Some(KEEPASSXC), ..Part::default() };
    for part in [IN_ITS_PLACE, SHARES_NOTHING, locked, NO_WALLET] {
        let other = Bus::start();
        let service = play(&other, part);
        for (lang, unseen) in [("ko", "비밀 키가 있는지 알 수 없습니다"), ("en", "was not seen, but may be there")]
        {
            let ran = run(&format!("--lang {lang} status"), &other.address).ends(1);
            assert!(ran.stderr.contains(unseen), "{part:?}: {ran}");
            let both = format!("{}{}", ran.stdout, ran.stderr);
            for removed in ["no longer in the keychain", "was removed", "없어졌습니다"] {
                assert!(!both.contains(removed), "{part:?}: {removed}: {ran}");
            }
        }
        let ran = run("--json status", &other.address).ends(1);
        let key = &ran.json()["steps"][3];
        assert_eq!(key["standing"], "unknown", "{part:?}: {ran}");
        run(&setup, &other.address).ends(1);
        assert_eq!(account.keys(), keys, "{part:?}: keys were made or removed");
        drop(service);
    }
    assert_eq!(run("--json status", &bus.address).json()["steps"][3]["standing"], "done");
    drop(keyring);
}
