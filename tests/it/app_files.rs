//! Files of an app that are odd, or that cannot be written: what cannot be is named before a key is asked for, and nothing is
//! lost.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use crate::{
    headless::machine::Ran,
    live::{ASKED, Account, QUICK},
};

/// Nobody's, as every Linux has it.
const NOBODY: &str = "65534";

fn account(seed: &str) -> Account {
    let quick = QUICK.replace("seed = 'quick'", "");
    Account::serve(&format!("seed = '{seed}'\n{quick}\nproduction = ['ap-northeast-2']\n"))
}

fn line() -> String {
    format!("setup {ASKED} --keep project --switch-on --yes")
}

fn env(account: &Account) -> Vec<u8> {
    fs::read(account.app.join(".env")).expect("there")
}

/// Nothing of ours lies beside the files of the app.
#[track_caller]
fn nothing_is_left_over(account: &Account) {
    let names = fs::read_dir(&account.app).expect("a folder").map(|it| it.expect("an entry").file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".sesame-")).collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
}

/// It ended badly, said this, and took nothing: no key was made, or the one that was made is known and used in the end.
#[track_caller]
fn refused(account: &Account, ran: &Ran, before: &[u8], says: &[&str]) {
    assert!(![Some(0), Some(3)].contains(&ran.code), "{ran}");
    for says in says {
        assert!(ran.stderr.contains(says) || ran.stdout.contains(says), "{says:?} is not in {ran}");
    }
    assert_eq!(env(account), before, "{ran}");
    nothing_is_left_over(account);
}

/// Afterwards it goes on to its end, with one key.
#[track_caller]
fn ends_well(account: &Account) {
    account.sesame(&line()).ends(3);
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);
    assert_eq!(account.value("MAIL_MAILER"), "ses");
    nothing_is_left_over(account);
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

/// The same command, begun by another program: the shell that sets a limit, or one that gives rights up.
fn begun_by(account: &Account, program: &[&str]) -> Ran {
    let own = account.command(&line());
    let mut command = Command::new(program[0]);
    // Where the program is built may be closed to others.
    let folder = tempfile::tempdir().expect("a folder");
    mode(folder.path(), 0o755);
    let copy = folder.path().join("sesame");
    crate::executable::copied(own.get_program(), &copy);
    command.args(&program[1..]).arg(&copy).args(own.get_args()).env_clear();
    for (name, value) in own.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.env("PATH", "/bin:/usr/bin").current_dir(own.get_current_dir().unwrap_or(&account.app));
    account.machine.finish(command)
}

/// Without the rights of the administrator, if this test has them.
fn without_rights(account: &Account) -> Ran {
    match is_root() {
        false => account.sesame(&line()),
        true => {
            let all = account.machine.path("");
            let given = Command::new("chown").args(["-R", "-h", NOBODY]).arg(&all).status().expect("chown is there");
            assert!(given.success());
            begun_by(account, &["setpriv", "--reuid", NOBODY, "--clear-groups"])
        }
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_lost() {
    let account = account("app-read-only");
    let before = env(&account);
    mode(&account.app.join(".env"), 0o444);
    mode(&account.app, 0o555);
    let ran = without_rights(&account);
    refused(&account, &ran, &before, &[".env", "ermission"]);
    mode(&account.app, 0o755);
    mode(&account.app.join(".env"), 0o640);
    ends_well(&account);
}

#[test]
fn a_file_of_another_user_is_named_and_stays_theirs() {
    use std::os::unix::fs::MetadataExt as _;
    if !is_root() {
        // A file can be given away by the administrator alone.
        return;
    }
    let account = account("app-foreign");
    let before = env(&account);
    let file = account.app.join(".env");
    let all = account.machine.path("");
    assert!(Command::new("chown").args(["-R", "-h", NOBODY]).arg(&all).status().expect("chown is there").success());
    // Readable by its group, as the web server's is.
    mode(&file, 0o644);
    assert!(Command::new("chown").arg("65533").arg(&file).status().expect("chown is there").success());
    let ran = begun_by(&account, &["setpriv", "--reuid", NOBODY, "--clear-groups"]);
    refused(&account, &ran, &before, &[".env"]);
    assert_eq!(fs::metadata(&file).expect("there").uid(), 65533);
    ends_well(&account);
    assert_eq!(fs::metadata(&file).expect("there").uid(), 65533, "the web server still reads it");
}

/// A compose file may name a folder, or what only the administrator reads; a provider may be a folder too.
#[test]
fn what_an_app_names_beside_its_own_files_may_be_odd() {
    let account = account("app-beside");
    let compose = "services: {app: {image: php, env_file: [./docker, ./closed], volumes: ['.:/var/www/html']}}\n";
    fs::write(account.app.join("compose.yaml"), compose).expect("written");
    fs::write(account.app.join("closed"), "MAIL_HOST=a\n").expect("written");
    mode(&account.app.join("closed"), 0o000);
    for folder in ["docker", "app/Providers/ShopServiceProvider.php"] {
        fs::create_dir_all(account.app.join(folder)).expect("made");
    }
    let ran = account.sesame("env --from no-reply@example.co.kr");
    assert!(ran.stdout.contains("MAIL_MAILER=ses") && ran.code == Some(0), "{ran}");
    let rehearsed = account.sesame("--rehearse env --from no-reply@example.co.kr");
    assert!(rehearsed.stdout.contains("MAIL_MAILER=ses"), "{rehearsed}");
    let ran = without_rights(&account);
    assert!(!ran.stderr.contains("closed"), "{ran}");
    ends_well(&account);
    // The file that Laravel reads is no such one.
    let moved = "<?php\nreturn (new Application(dirname(__DIR__)))->loadEnvironmentFrom('docker');\n";
    fs::create_dir_all(account.app.join("bootstrap")).expect("made");
    fs::write(account.app.join("bootstrap/app.php"), moved).expect("written");
    let ran = account.sesame("env --from no-reply@example.co.kr");
    assert!(ran.stderr.contains("docker"), "{ran}");
}

#[test]
fn a_disk_that_is_full_leaves_the_file_as_it_was() {
    let account = account("app-full");
    let mut large = env(&account);
    large.extend(b"# a comment that takes room\n".repeat(20_000));
    fs::write(account.app.join(".env"), &large).expect("written");
    // No file may grow beyond this; the write fails, as on a full disk.
    let ran = begun_by(&account, &["sh", "-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\""]);
    refused(&account, &ran, &large, &[".env"]);
    ends_well(&account);
}

#[test]
fn an_env_of_any_size_and_form_is_written_or_refused_with_the_reason() {
    let korean: &[u8] = b"# \xb0\xa1\xb0\xd4 (EUC-KR)\nAPP_NAME=\"\xb0\xa1\xb0\xd4\"\nMAIL_MAILER=log\n";
    let large =
        [b"APP_NAME=Shop\nMAIL_MAILER=log\n".to_vec(), b"# one of many lines\nA_LINE=1\n".repeat(36_000)].concat();
    for (what, file) in [("empty", Vec::new()), ("a megabyte", large)] {
        let account = account("app-forms");
        fs::write(account.app.join(".env"), &file).expect("written");
        account.sesame(&format!("{} --from-name 가게", line())).ends(3);
        assert_eq!(account.value("MAIL_FROM_NAME"), "가게", "{what}");
        let after = env(&account);
        assert_eq!(account.value("MAIL_MAILER"), "ses", "{what}");
        let is_kept = |line: &&[u8]| {
            line.is_empty() || line.starts_with(b"MAIL_") || after.split(|b| *b == b'\n').any(|it| it == *line)
        };
        let lost = file.split(|b| *b == b'\n').find(|line| !is_kept(line));
        assert_eq!(lost.map(String::from_utf8_lossy), None, "{what}");
    }
    let utf16: Vec<u8> = "\u{feff}APP_NAME=Shop\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (seed, file, says) in [("app-utf16", utf16, "line 1"), ("app-euc-kr", korean.to_vec(), "UTF-8")] {
        let account = account(seed);
        fs::write(account.app.join(".env"), &file).expect("written");
        let ran = account.sesame(&line());
        refused(&account, &ran, &file, &[".env", says]);
        assert_eq!(account.keys(), Vec::<String>::new(), "no key is made that could not be kept");
    }
}

#[test]
fn a_shared_file_outside_of_the_project_is_written_where_it_is() {
    let account = account("app-shared");
    let (own, shared) = (account.app.join(".env"), account.machine.path("here/shared/.env"));
    fs::create_dir_all(shared.parent().expect("a folder")).expect("made");
    fs::rename(&own, &shared).expect("moved");
    std::os::unix::fs::symlink(&shared, &own).expect("linked");
    ends_well(&account);
    assert!(fs::symlink_metadata(&own).expect("there").is_symlink());
    assert!(fs::read_to_string(&shared).expect("there").contains("MAIL_MAILER=ses"));
}
