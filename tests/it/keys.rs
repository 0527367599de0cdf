//! `sesame key`, a key that exists already, and a role instead of one: the binary in live mode against a served account.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value as Json, json};

use crate::{
    headless::{
        contract::{Shape, breaches},
        machine::{Machine, Ran},
    },
    live::Account,
};

/// All is verified and out of the sandbox, and IAM knows everything at once.
pub const STORY: &str = "
    story = { ko = '다 된 계정', en = 'all done' }
    production = ['ap-northeast-2']
    iam.propagation = '0s'
    [[identity]]
    name = 'example.co.kr'
    age = '20h'
    stands = 'verified'
    tags = { managed-by = 'sesame' }
";
pub const SETUP: &str = "setup --from no-reply@example.co.kr --mail-from none --no-dmarc --keep project --yes";

fn served(seed: &str) -> Account {
    Account::serve(&format!("seed = '{seed}'\n{STORY}"))
}

fn set_up(seed: &str) -> Account {
    let account = served(seed);
    account.sesame(SETUP).ends(0);
    account
}

/// The key in `.env` sends, whoever else may not.
#[track_caller]
fn sends(account: &Account) {
    account.sesame(&format!("{SETUP} --send-test success@simulator.amazonses.com")).ends(0);
}

fn listed(account: &Account) -> Vec<Json> {
    let object = kept_to(Shape::Keys, account.sesame("key list --keep project --json").ends(0).json());
    object["keys"].as_array().expect("a list").clone()
}

/// What a script may rely on.
#[track_caller]
fn kept_to(shape: Shape, object: Json) -> Json {
    assert_eq!(breaches(shape, &object), [""; 0], "{object:#}");
    object
}

#[test]
fn keys_are_listed_with_what_is_known_of_them() {
    let account = set_up("keys-list");
    let id = account.value("AWS_ACCESS_KEY_ID");
    let [key] = &listed(&account)[..] else { panic!("not one key") };
    assert_eq!(key["id"], id.as_str());
    for (member, value) in [
        ("active", json!(true)),
        ("origin", json!("ours")),
        ("rests", json!(["project"])),
        ("env", json!(["AWS_ACCESS_KEY_ID"])),
        ("in_use", json!(true)),
        ("old", json!(false)),
    ] {
        assert_eq!(key[member], value, "{member}: {key:#}");
    }
    let said = account.sesame("--lang ko key list").ends(0);
    assert!(said.stdout.contains(&id) && said.stdout.contains("비밀 키: 앱의 .env"), "{said}");

    let user = "[[user]]\nname = 'mail-user'\nage = '800d'\nkeys = [{ age = '800d', used = '3h' }]";
    let others = Account::serve(&format!("seed = 'keys-old'\n{STORY}{user}"));
    let [old] = &listed(&others)[..] else { panic!("not one key") };
    for (member, value) in [("origin", json!("elsewhere")), ("rests", json!([])), ("old", json!(true))] {
        assert_eq!(old[member], value, "{member}: {old:#}");
    }
    assert!(old["last_used"].is_string(), "{old:#}");
    let said = others.sesame("key list --keep project").ends(0);
    for words in ["not made by Sesame", "last used", "secret not on this machine"] {
        assert!(said.stdout.contains(words), "{said}");
    }
    // It is in the app by name alone; whoever reads the list is told that it is old.
    fs::write(others.app.join(".env"), format!("AWS_ACCESS_KEY_ID={}\n", old["id"].as_str().unwrap())).unwrap();
    let said = others.sesame("key list --keep project").ends(0);
    assert!(said.stderr.contains(" key rotate --plan`"), "{said}");
}

#[test]
fn a_key_is_replaced_and_the_first_one_waits_to_be_let_go() {
    let account = set_up("keys-rotate");
    let (first, env) = (account.value("AWS_ACCESS_KEY_ID"), account.env());
    let plan = account.sesame("key rotate --plan --json").ends(0).json();
    let kinds: Vec<&str> =
        plan["changes"].as_array().unwrap().iter().map(|it| it["change"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["issue-key", "send-test", "deactivate-key"], "{plan:#}");
    let refused = account.sesame("--read-only key rotate --yes").ends(1);
    assert!(refused.stderr.contains("--read-only"), "{refused}");
    assert_eq!((account.env(), account.keys().len()), (env, 1), "nothing was done yet");
    account.sesame("key rotate").ends(2);

    let rotated = kept_to(Shape::Rotated, account.sesame("key rotate --yes --json").ends(0).json());
    let second = account.value("AWS_ACCESS_KEY_ID");
    assert_ne!(first, second);
    assert_eq!((&rotated["new"], &rotated["error"]), (&json!(second), &Json::Null), "{rotated:#}");
    assert_eq!(rotated["old"], json!({ "id": first, "standing": "inactive" }));
    let outbox = account.outbox();
    assert_eq!((outbox.len(), &outbox[0]["key_id"]), (1, &json!(second)), "{outbox:#?}");
    sends(&account);
    // A set-up that goes on beside it leaves the first one where it is.
    account.sesame(SETUP).ends(0);
    assert_eq!(account.keys().len(), 2);

    // With both places taken the next one says which must go.
    let full = account.sesame("key rotate --yes").ends(2);
    assert!(full.stderr.contains(&format!("--retire-key {first}")), "{full}");
    let itself = account.sesame(&format!("key rotate --yes --retire-key {second}")).ends(2);
    assert!(itself.stderr.contains(&second), "{itself}");
    let third = account.sesame(&format!("key rotate --yes --retire-key {first} --delete-old --json")).ends(0).json();
    assert_eq!(third["old"], json!({ "id": second, "standing": "gone" }), "{third:#}");
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);
    sends(&account);
}

#[test]
fn the_first_key_stays_until_nothing_needs_it() {
    let account = set_up("keys-keep-old");
    let first = account.value("AWS_ACCESS_KEY_ID");
    let kept = account.sesame("key rotate --yes --keep-old").ends(0);
    assert!(kept.stdout.contains(&format!("{first} still works")), "{kept}");
    let second = account.value("AWS_ACCESS_KEY_ID");
    assert!(listed(&account).iter().all(|key| key["active"] == true));
    let other = account.sesame(&format!("key rotate {second} --yes")).ends(1);
    assert!(other.stderr.contains("is not over yet"), "{other}");
    let ended = account.sesame("key rotate --yes --delete-old --json").ends(0).json();
    assert_eq!((&ended["old"]["standing"], &ended["new"]), (&json!("gone"), &json!(second)), "{ended:#}");
    assert_eq!(account.keys(), [second]);
}

#[test]
fn only_the_key_that_is_named_goes_and_not_the_apps_own_by_mistake() {
    let account = set_up("keys-retire");
    let first = account.value("AWS_ACCESS_KEY_ID");
    let no = account.sesame(&format!("key retire {first} --yes")).ends(1);
    assert!(no.stderr.contains("--in-use"), "{no}");
    let stranger = account.sesame("key retire AKIAIOSFODNN7EXAMPLE --yes").ends(1);
    assert!(stranger.stderr.contains(&first), "{stranger}");
    account.sesame("key rotate --yes --keep-old").ends(0);
    // A lost reply changes nothing about the end.
    account.fault(json!({ "operation": "UpdateAccessKey", "kind": "lose-reply" }));
    account.fault(json!({ "operation": "DeleteAccessKey", "kind": "lose-reply" }));
    let plan = account.sesame(&format!("key retire {first} --plan --json")).ends(0).json();
    assert_eq!(plan["changes"].as_array().map(Vec::len), Some(2), "{plan:#}");
    let gone = kept_to(Shape::Retired, account.sesame(&format!("key retire {first} --yes --json")).ends(0).json());
    assert_eq!(gone["key"], json!({ "id": first, "standing": "gone" }));
    let second = account.value("AWS_ACCESS_KEY_ID");
    assert_eq!(account.keys(), std::slice::from_ref(&second));
    sends(&account);
    let told = account.sesame(&format!("key retire {second} --yes --in-use")).ends(0);
    assert!(told.stdout.contains(&format!("{second} is gone")), "{told}");
    assert_eq!(account.keys(), [""; 0]);
}

// ---- a key of the server's own -------------------------------------------------------------------------------------

#[test]
#[cfg(unix)]
fn a_server_gets_a_key_of_its_own_in_a_file_and_nowhere_else() {
    use std::os::unix::fs::PermissionsExt as _;
    let account = set_up("keys-server");
    let (first, env) = (account.value("AWS_ACCESS_KEY_ID"), account.env());
    let path = account.machine.path("here/server.env");
    let issue = format!("key issue --out {}", path.display());
    account.sesame(&issue).ends(2);
    let plan = kept_to(Shape::Plan, account.sesame(&format!("{issue} --plan --json")).ends(0).json());
    assert_eq!(plan["changes"][0]["change"], "issue-server-key", "{plan:#}");
    let refused = account.sesame(&format!("--read-only {issue} --yes")).ends(1);
    assert!(refused.stderr.contains("--read-only"), "{refused}");
    // What cannot be written down is not asked for.
    let nowhere = account.sesame(&format!("key issue --out {}/none/server.env --yes", account.app.display())).ends(1);
    assert!(nowhere.stderr.contains("none/server.env"), "{nowhere}");
    fs::write(&path, "MINE=1\n").expect("written");
    let taken = account.sesame(&format!("{issue} --yes")).ends(1);
    assert!(taken.stderr.contains("it is there already"), "{taken}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "MINE=1\n");
    fs::remove_file(&path).expect("removed");
    assert_eq!(account.count("CreateAccessKey"), 1, "a key was asked for that could not be written down");

    let issued = kept_to(Shape::Issued, account.sesame(&format!("{issue} --yes --json")).ends(0).json());
    let text = fs::read(&path).expect("it is there");
    let lines = open_sesame::laravel::dotenv::read(&text).expect("it reads");
    let value = |name: &str| lines.get(name).cloned().flatten().unwrap_or_default();
    let (id, secret) = (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"));
    account.machine.held.lock().expect("nobody panics").push(secret.clone());
    assert_eq!(issued["key"], json!({ "id": id, "standing": "active" }), "{issued:#}");
    assert_eq!(issued["file"], path.display().to_string());
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
    assert_eq!((value("MAIL_MAILER"), value("MAIL_FROM_ADDRESS")), ("ses".into(), "no-reply@example.co.kr".into()));
    assert_eq!((account.env(), account.keys().len()), (env, 2), "the app here keeps its own");
    for (file, bytes) in account.files() {
        let has = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!has, "the secret is in {}", file.display());
    }
    // On the server it works: an app with these lines sends.
    let there = Machine::new();
    there.held.lock().expect("nobody panics").push(secret.clone());
    let server = there.app();
    fs::write(server.join(".env"), &text).expect("written");
    let send = format!(
        "--project {} setup --from no-reply@example.co.kr --mail-from none --no-dmarc --keep project --yes \
         --send-test success@simulator.amazonses.com",
        server.display()
    );
    let mut command = there.command(&["--region", "ap-northeast-2"]);
    command.args(send.split_whitespace());
    account.sign_in(&mut command);
    there.finish(command).ends(0);
    assert_eq!(account.outbox().last().expect("a message")["key_id"], id.as_str());

    // The same again is done already, and a set-up leaves it alone.
    let again = account.sesame(&format!("{issue} --yes --json")).ends(0).json();
    assert_eq!((&again["applied"], &again["key"]["id"]), (&json!([]), &json!(id)));
    account.sesame(SETUP).ends(0);
    let [ours, theirs] = &listed(&account)[..] else { panic!("not two keys") };
    assert_eq!((&ours["id"], &ours["file"], &ours["origin"]), (&json!(first), &Json::Null, &json!("ours")));
    assert_eq!((&theirs["origin"], &theirs["in_use"]), (&json!("for-server"), &json!(true)), "{theirs:#}");
    assert_eq!(theirs["file"], path.display().to_string());
    fs::remove_file(&path).expect("taken to the server");
    let said = account.sesame("key list").ends(0);
    assert!(said.stdout.contains("made by Sesame for a server") && !said.stdout.contains("server.env"), "{said}");

    // Neither is replaced or let go by mistake.
    let full = account.sesame("key rotate --yes").ends(2);
    assert!(full.stderr.contains(&format!("--retire-key {id}")), "{full}");
    let its = account.sesame(&format!("key rotate {id} --yes")).ends(1);
    assert!(its.stderr.contains(" key issue --out"), "{its}");
    let third = account.sesame(&format!("{issue} --yes")).ends(1);
    assert!(third.stderr.contains(&format!(" key retire {id} --yes")), "{third}");
    let used = account.sesame(&format!("key retire {id} --yes")).ends(1);
    assert!(used.stderr.contains("--in-use"), "{used}");
    account.sesame(&format!("key retire {id} --yes --in-use")).ends(0);
    assert_eq!(account.keys(), [first]);
    assert!(!path.exists());
}

#[test]
fn a_servers_key_that_was_lost_on_its_way_is_made_anew() {
    let account = set_up("keys-server-lost");
    let path = account.machine.path("here/server.env");
    account.fault(json!({ "operation": "CreateAccessKey", "kind": "lose-reply" }));
    let issued = account.sesame(&format!("key issue --out {} --yes --json", path.display())).ends(0).json();
    assert_eq!((account.count("CreateAccessKey"), account.count("DeleteAccessKey")), (3, 1), "{issued:#}");
    assert_eq!(account.keys().len(), 2);
    let text = fs::read_to_string(&path).expect("it is there");
    assert!(text.contains(issued["key"]["id"].as_str().expect("an id")));
}

// ---- a key that exists already -------------------------------------------------------------------------------------

/// Runs it with these lines on stdin.
fn given(account: &Account, line: &str, lines: &str) -> Ran {
    let mut command = account.command(line);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // It may have said no already, without reading.
    let _ = child.stdin.take().expect("piped").write_all(lines.as_bytes());
    let ran = Ran::of(line.into(), child.wait_with_output().expect("it ends"));
    account.machine.search(&ran);
    ran
}

/// The same account from another machine: nothing is remembered, and the app is as it was.
fn elsewhere(account: &mut Account) {
    account.machine = Machine::new();
    account.app = account.machine.app();
}

#[test]
fn a_key_that_is_given_is_checked_kept_and_noted() {
    let mut account = set_up("keys-given");
    let (id, secret) = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    elsewhere(&mut account);
    let import = format!("{SETUP} --import-key");
    let before = account.changes();

    let cut = given(&account, &import, &format!("{id}\n{}\n", &secret[..30])).ends(2);
    assert!(cut.stderr.contains("30 characters"), "{cut}");
    let password = crate::sentinel::smtp_password(&secret, "ap-northeast-2");
    let wrong = given(&account, &import, &format!("{id}\n{password}\n")).ends(2);
    assert!(wrong.stderr.contains("SMTP password"), "{wrong}");
    let turned: String = secret.chars().rev().collect();
    let mismatch = given(&account, &import, &format!("{id}\n{turned}\n")).ends(1);
    assert!(mismatch.stderr.contains("SignatureDoesNotMatch"), "{mismatch}");
    let unknown = given(&account, &import, &format!("AKIAIOSFODNN7EXAMPLE\n{secret}\n")).ends(1);
    assert!(unknown.stderr.contains("AWS does not know the key AKIAIOSFODNN7EXAMPLE"), "{unknown}");
    let (admin, admins) = account.administrator();
    let others = given(&account, &import, &format!("{admin}\n{admins}\n")).ends(1);
    assert!(others.stderr.contains("belongs to the user admin"), "{others}");
    let temporary = format!("ASIA{}\n{secret}\n{}\n", &id[4..], "t".repeat(200));
    let temporary = given(&account, &import, &temporary).ends(2);
    assert!(temporary.stderr.contains("a temporary key"), "{temporary}");
    assert_eq!(account.changes(), before, "something was changed for a key that is none");

    let lines = format!("AWS_ACCESS_KEY_ID={id}\r\nAWS_SECRET_ACCESS_KEY=\"{secret}\"\r\n");
    given(&account, &import, &lines).ends(0);
    assert_eq!((account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY")), (id.clone(), secret));
    assert_eq!(account.keys(), [id]);
    let key = &listed(&account)[0];
    assert_eq!((&key["origin"], &key["in_use"]), (&json!("given"), &json!(true)), "{key:#}");
    // Once it is kept, nothing is asked for any more, and it may be replaced like any other.
    account.sesame(SETUP).ends(0);
    account.sesame("key rotate --yes --delete-old").ends(0);
    sends(&account);
}

#[test]
#[ignore = "needs gnome-keyring; tests/all runs it"]
fn the_key_in_env_moves_into_the_keychain_and_no_other_is_made() {
    use open_sesame::{
        engine::ports::{Desk as _, Vault as _, VaultEntry},
        host::{Keychain, ThisDesk},
        terms::Secret,
    };
    let mut account = set_up("keys-from-env");
    let (id, secret) = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    let env = account.env();
    elsewhere(&mut account);
    fs::write(account.app.join(".env"), &env).expect("written");
    account.machine.held.lock().expect("nobody panics").push(secret.clone());
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("tests/all starts a bus");
    let with_bus = |line: &str| {
        let mut command = account.command(line);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        account.machine.finish(command)
    };
    let setup = SETUP.replace("--keep project", "--keep keychain");
    let told = with_bus(&setup).ends(0);
    assert!(told.stderr.contains(&format!("Keep the secret of {id} in the keychain")), "{told}");
    assert_eq!((account.count("CreateAccessKey"), account.env()), (1, env));
    let list = with_bus("key list --json").ends(0).json();
    assert_eq!(list["keys"][0]["rests"], json!(["keychain", "project"]), "{list:#}");
    // And from there it is replaced.
    with_bus("key rotate --yes --delete-old").ends(0);
    let new = account.value("AWS_ACCESS_KEY_ID");
    assert_eq!(account.keys(), std::slice::from_ref(&new));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let keychain = Keychain::new(ThisDesk::of_this_machine().machine(), |_| ()).0;
    let kept = |id: &str| runtime.block_on(keychain.get(&VaultEntry::Key(id.parse().unwrap()))).expect("it answers");
    assert!(kept(&id).is_none(), "the keychain still has a key that is gone");
    assert!(kept(&new) == Some(Secret::new(account.value("AWS_SECRET_ACCESS_KEY"))));
    assert_ne!(account.value("AWS_SECRET_ACCESS_KEY"), secret);
    runtime.block_on(keychain.remove(&VaultEntry::Key(new.parse().unwrap()))).expect("removed");
}

// ---- a role --------------------------------------------------------------------------------------------------------

#[test]
fn an_app_with_a_role_gets_no_user_no_key_and_two_documents() {
    let account = served("keys-role");
    let setup = "setup --from no-reply@example.co.kr --mail-from none --no-dmarc --runs-on container --no-key --yes";
    let plan = account.sesame(&format!("--json {}", setup.replace("--yes", "--plan"))).ends(0).json();
    assert!(plan["changes"].as_array().unwrap().iter().all(|it| it["step"] != "sender" && it["step"] != "key"));
    let ran = account.sesame(setup).ends(0);
    for words in ["ecs-tasks.amazonaws.com", "*@example.co.kr", "sts:AssumeRole"] {
        assert!(ran.stdout.contains(words), "{words}: {ran}");
    }
    assert_eq!((account.count("CreateUser"), account.count("CreateAccessKey")), (0, 0));
    let (id, secret) = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    assert_eq!((id.as_str(), secret.as_str()), ("", ""), "no key lines are written");
    assert_eq!(account.value("AWS_DEFAULT_REGION"), "ap-northeast-2");
    assert_eq!(account.value("MAIL_MAILER"), "ses");
    // The second run changes nothing, and remembers.
    let object = account.sesame("--json setup --from no-reply@example.co.kr --yes").ends(0).json();
    assert_eq!(object["applied"], json!([]), "{object:#}");
    assert_eq!(object["role"]["trust"]["Statement"][0]["Principal"]["Service"], "ecs-tasks.amazonaws.com");
    let exec = account.sesame("exec -- true").ends(1);
    assert!(exec.stderr.contains("signs in with a role"), "{exec}");
    let env = account.sesame("env --json").ends(0).json();
    assert!(env["values"].get("AWS_ACCESS_KEY_ID").is_none(), "{env:#}");

    // A key that stands there would go before the role; it is named, and left.
    let with_key = String::from_utf8(account.env()).unwrap();
    let with_key = with_key.replace("AWS_ACCESS_KEY_ID=", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE");
    fs::write(account.app.join(".env"), &with_key).expect("written");
    let said = account.sesame("--lang ko status").ends(1);
    assert!(account.value("AWS_ACCESS_KEY_ID").contains("EXAMPLE") && !said.stdout.is_empty());
    let doctor = account.sesame("doctor --json").json();
    let key = doctor["checks"].as_array().unwrap().iter().find(|it| it["check"] == "app-key").expect("it is looked at");
    assert_eq!(key["verdict"], "warn", "{key:#}");
    assert!(key["evidence"].to_string().contains("AWS_ACCESS_KEY_ID"), "{key:#}");

    let smtp = account.sesame(&format!("{setup} --mailer smtp")).ends(1);
    assert!(smtp.stderr.contains("a role has none"), "{smtp}");
    // Whoever thinks better of it says so.
    let back = account.sesame(&format!("{SETUP} --key --mailer ses")).ends(0);
    assert_eq!(account.count("CreateAccessKey"), 1, "{back}");
}

#[test]
fn the_documents_of_a_role_say_who_may_take_it() {
    let print = |line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesame"));
        let out = command.args(line.split_whitespace()).output().expect("it starts");
        serde_json::from_slice::<Json>(&out.stdout).expect("a document")
    };
    for (flag, service) in [
        ("--no-key", "ec2.amazonaws.com"),
        ("--no-key=ec2", "ec2.amazonaws.com"),
        ("--no-key=ecs", "ecs-tasks.amazonaws.com"),
        ("--no-key=lambda", "lambda.amazonaws.com"),
        ("--no-key --runs-on container", "ecs-tasks.amazonaws.com"),
    ] {
        let trust = print(&format!("policy trust {flag}"));
        assert_eq!(trust["Statement"][0]["Principal"]["Service"], service, "{flag}");
        assert_eq!(trust["Statement"][0]["Action"], "sts:AssumeRole");
    }
}
