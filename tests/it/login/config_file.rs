//! What becomes of `~/.aws/config`: what was asked for, and every other byte as it was.

use std::fs;

use open_sesame::aws::{
    profile_files::{ProfileFile, Sections, plain},
    with_session,
};
use proptest::prelude::*;

use crate::live::{Account, QUICK};

const ARN: &str = "arn:aws:iam::123456789012:user/admin";

#[test]
fn a_session_goes_into_its_profile_and_nothing_else_changes() {
    let rows = [
        // Nothing yet.
        ("", "sesame", "[profile sesame]\nlogin_session = ARN\nregion = eu-west-1\n"),
        (
            "[default]\nregion = us-west-2\n",
            "sesame",
            "[default]\nregion = us-west-2\n\n[profile sesame]\nlogin_session = ARN\nregion = eu-west-1\n",
        ),
        // No end of line at the end, and white space there.
        (
            "[default]\nregion = us-west-2",
            "x",
            "[default]\nregion = us-west-2\n\n[profile x]\nlogin_session = ARN\nregion = eu-west-1\n",
        ),
        (
            "[default]\noutput = json\n\n",
            "x",
            "[default]\noutput = json\n\n[profile x]\nlogin_session = ARN\nregion = eu-west-1\n",
        ),
        ("[default]", "default", "[default]\nlogin_session = ARN\nregion = eu-west-1\n"),
        // Right below the header, whatever comments are there.
        (
            "# mine\n[profile x] ; theirs\n# a note\noutput = json # a word\n[profile y]\noutput = text\n",
            "x",
            "# mine\n[profile x] ; theirs\nlogin_session = ARN\nregion = eu-west-1\n# a note\noutput = json # a word\n[profile y]\noutput = text\n",
        ),
        // A session takes the place of the one before, on its own line.
        (
            "[profile x]\noutput = json\nLogin_Session=arn:aws:iam::1:root  # before\n",
            "x",
            "[profile x]\nregion = eu-west-1\noutput = json\nLogin_Session= ARN  # before\n",
        ),
        // Lines end as they did.
        (
            "[profile x]\r\noutput = json\r\n",
            "x",
            "[profile x]\r\nlogin_session = ARN\r\nregion = eu-west-1\r\noutput = json\r\n",
        ),
        (
            "[default]\r\nregion = a\r\n",
            "x",
            "[default]\r\nregion = a\r\n\r\n[profile x]\r\nlogin_session = ARN\r\nregion = eu-west-1\r\n",
        ),
        // The byte order mark stays in front.
        (
            "\u{feff}[profile x]\noutput = json\n",
            "x",
            "\u{feff}[profile x]\nlogin_session = ARN\nregion = eu-west-1\noutput = json\n",
        ),
        ("\u{feff}", "x", "\u{feff}[profile x]\nlogin_session = ARN\nregion = eu-west-1\n"),
        // Moved in as the settings there are, or those would go on with ours.
        (
            "[profile x]\n  output = json\n  s3 =\n    max_concurrent_requests = 2\n",
            "x",
            "[profile x]\n  login_session = ARN\n  region = eu-west-1\n  output = json\n  s3 =\n    max_concurrent_requests = 2\n",
        ),
        // What stands under another setting is that one's: `s3` has a region of its own.
        (
            "[profile x]\ns3 =\n  region = us-west-2\n  login_session = y\noutput = json\n",
            "x",
            "[profile x]\nlogin_session = ARN\nregion = eu-west-1\ns3 =\n  region = us-west-2\n  login_session = y\noutput = json\n",
        ),
        (
            "[profile x]\n output = json\n s3 =\n \tregion = a\n  # a note\n\t\tregion = b\n",
            "x",
            "[profile x]\n login_session = ARN\n region = eu-west-1\n output = json\n s3 =\n \tregion = a\n  # a note\n\t\tregion = b\n",
        ),
        // Two of the same name: the later one's settings win.
        (
            "[profile x]\nlogin_session = a\n[profile x]\nlogin_session = b\n",
            "x",
            "[profile x]\nlogin_session = a\n[profile x]\nregion = eu-west-1\nlogin_session = ARN\n",
        ),
        (
            "[default]\noutput = a\n[profile default]\noutput = b\n",
            "default",
            "[default]\noutput = a\n[profile default]\nlogin_session = ARN\nregion = eu-west-1\noutput = b\n",
        ),
        // Other sections that look alike.
        (
            "[x]\n[sso-session x]\n[profile xy]\n",
            "x",
            "[x]\n[sso-session x]\n[profile xy]\n\n[profile x]\nlogin_session = ARN\nregion = eu-west-1\n",
        ),
    ];
    for (before, profile, after) in rows {
        let text = with_session(before, profile, ARN, Some("eu-west-1"));
        assert_eq!(text, after.replace("ARN", ARN), "{before:?}");
        // A second time changes nothing.
        assert_eq!(with_session(&text, profile, ARN, Some("eu-west-1")), text, "{before:?}");
        let without = with_session(before, profile, ARN, None);
        let lines =
            |text: &str| text.lines().filter(|line| !line.contains("eu-west-1")).map(String::from).collect::<Vec<_>>();
        assert_eq!(lines(&without), lines(&text), "{before:?}");
    }
}

proptest! {
    #![proptest_config(crate::property::cases(300))]

    /// Whatever stands in the file as long as it can be read: afterwards the profile says what it is to say, and every line that
    /// was there is there still.
    #[test]
    fn every_file_that_can_be_read_says_it_afterwards(
        lines in prop::collection::vec(
            prop_oneof![
                Just("[default]"), Just("[profile a]"), Just("[profile default]"), Just(" [profile a] "), Just("[b]"),
                Just("region = x"), Just("output=json # c"), Just("# [profile a]"), Just(""), Just("  moved = in"),
                Just("s3 ="), Just("login_session = y"), Just("[sso-session a]"), Just("\tregion = x"),
            ],
            0..12,
        ),
        profile in prop_oneof![Just("a"), Just("default"), Just("new")],
        ending in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let before: String = lines.iter().map(|line| format!("{line}{ending}")).collect();
        let read = |text: &str| {
            let mut sections = Sections::default();
            sections.add(ProfileFile::Config, "config", &plain(text)).ok().map(|()| sections)
        };
        prop_assume!(read(&before).is_some());
        let after = with_session(&before, profile, ARN, Some("eu-west-1"));
        let sections = read(&after).expect("it could be read before");
        let says = |setting: &str| sections.profile(profile).and_then(|it| it.get(setting)).map(String::from);
        // Where a header, or what stands below the setting, is moved in, what is written would go on into that; then nothing is
        // written at all.
        if (says("login_session"), says("region")) == (Some(ARN.into()), Some("eu-west-1".into())) {
            let kept = |line: &&str| !line.contains("login_session") && !line.contains("region") && !line.trim().is_empty();
            let lines_of = |text: &str| text.lines().filter(|it| kept(it)).map(String::from).collect::<Vec<_>>();
            let mut rest = lines_of(&after).into_iter();
            for line in lines_of(&before) {
                prop_assert!(rest.any(|it| it == line), "{line:?} is gone from\n{after}");
            }
            prop_assert_eq!(with_session(&after, profile, ARN, Some("eu-west-1")), after);
        } else {
            prop_assert!(before.lines().any(|line| line.starts_with([' ', '\t'])), "{}", after);
        }
    }
}

/// Every reader takes the last line for a part of the setting above it, once there is one.
#[test]
fn a_file_that_cannot_be_added_to_is_refused_before_the_browser_opens() {
    let account = Account::serve(QUICK);
    let text = "[default]\n [profile a]\n";
    account.config(text);
    for line in ["--lang en --profile default login", "--lang en --profile default login --remote"] {
        let ran = account.machine.finish(account.nobody(line)).ends(1);
        assert!(ran.stderr.contains("does not know how to add to") && !ran.stderr.contains("/v1/authorize"), "{ran}");
    }
    assert_eq!(fs::read_to_string(account.machine.path("home/.aws/config")).expect("there"), text);
    assert!(!account.machine.path("home/.aws/login").exists());
}

#[test]
fn a_profile_that_holds_something_else_is_refused_before_the_browser_opens() {
    let account = Account::serve(QUICK);
    let rows = [
        ("aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x", "aws_access_key_id"),
        ("role_arn = arn:aws:iam::123456789012:role/A\nsource_profile = b", "role_arn"),
        ("sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = A", "sso_session"),
        ("sso_start_url = https://corp.awsapps.com/start", "sso_start_url"),
        ("credential_process = /bin/true", "credential_process"),
        ("web_identity_token_file = /tmp/token", "web_identity_token_file"),
        ("credential_source = Environment\nrole_arn = arn:aws:iam::123456789012:role/A", "role_arn"),
    ];
    for (settings, named) in rows {
        let text = format!("# mine\n[profile x]\n{settings}\n");
        account.config(&text);
        let ran = account.machine.finish(account.nobody("--json --profile x login")).ends(1);
        let error = &ran.json()["error"];
        assert_eq!(error["kind"], "conflict", "{ran}");
        assert!(
            error.to_string().contains(&format!("it has {named} already"))
                && error.to_string().contains("config, line "),
            "{ran}"
        );
        assert_eq!(fs::read_to_string(account.machine.path("home/.aws/config")).expect("there"), text);
        assert!(!account.machine.path("home/.aws/login").exists(), "{ran}");
    }
    // A key in the other file counts as well.
    account.config("");
    fs::write(account.machine.path("home/.aws/credentials"), "[x]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
        .expect("written");
    let ran = account.machine.finish(account.nobody("--json --profile x login")).ends(1);
    assert_eq!(ran.json()["error"]["kind"], "conflict", "{ran}");
    // So does a session there, which wins over the one that would be written to `config`; also with a yes to everything.
    let session = "[x]\nregion = eu-west-1\nlogin_session = arn:aws:iam::999988887777:root\n";
    fs::write(account.machine.path("home/.aws/credentials"), session).expect("written");
    for line in ["--json --profile x login", "--json --profile x login --replace", "--json --profile x login --remote"]
    {
        let ran = account.machine.finish(account.nobody(line)).ends(1);
        assert_eq!(ran.json()["error"]["kind"], "conflict", "{ran}");
        assert!(ran.stdout.contains("credentials, line 3 wins") && ran.stdout.contains("take that line out"), "{ran}");
        assert!(!ran.stderr.contains("/v1/authorize"), "{ran}");
    }
    let korean = account.machine.finish(account.nobody("--lang ko --profile x login")).ends(1);
    assert!(korean.stderr.contains("3번째 줄의 login_session이"), "{korean}");
    // A name that no SDK takes.
    let mut command = account.nobody("login");
    command.args(["--profile", "my shop"]);
    let ran = account.machine.finish(command).ends(2);
    assert!(ran.stderr.contains("do not take in one"), "{ran}");
}

#[test]
fn a_link_is_followed_and_what_may_not_be_written_is_said_and_left() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let account = Account::serve(QUICK);
    // A link to where the user keeps such files; its mode stays.
    let kept = account.machine.path("here/dotfiles-config");
    let text = "# kept elsewhere\r\n[default]\r\noutput = json\r\n";
    fs::write(&kept, text).expect("written");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).expect("set");
    let config = account.machine.path("home/.aws/config");
    fs::create_dir_all(config.parent().expect("a folder")).expect("made");
    symlink(&kept, &config).expect("linked");
    account.signs_in("login");
    assert!(config.is_symlink(), "the link is gone");
    let written = fs::read_to_string(&kept).expect("there");
    assert_eq!(written, format!("{text}\r\n[profile sesame]\r\nlogin_session = {ARN}\r\nregion = ap-northeast-2\r\n"));
    assert_eq!(fs::metadata(&kept).expect("there").permissions().mode() & 0o777, 0o640);

    // Read-only: it is not written over, and what is already there is enough.
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o440)).expect("set");
    account.signs_in("login");
    let ran = account.machine.finish(account.nobody("--lang en --profile other login")).ends(1);
    assert!(ran.stderr.contains("it is read-only") && !ran.stderr.contains("/v1/authorize"), "{ran}");
    assert_eq!(fs::read_to_string(&kept).expect("there"), written);

    // Another user's: its owner stays, or it is not written; who is not root cannot give a file away.
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).expect("set");
    if std::os::unix::fs::chown(&kept, Some(4711), None).is_ok() {
        account.signs_in("--profile other login");
        assert_eq!(fs::metadata(&kept).expect("there").uid(), 4711);
    }
    assert!(
        fs::read_dir(account.machine.path("here")).expect("there").all(|it| !it
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .starts_with(".sesame-"))
    );
}
