//! What stands in other people's environments and files: what says nothing stops nothing, what cannot be is told by its name,
//! and the account is the one that the AWS CLI acts on.

use std::process::Command;

use open_sesame::laravel::SmtpManner;
use serde_json::{Value as Json, json};
use sha1::Sha1;

use super::{
    Account, QUICK,
    sign_in::{ADMIN, IN_THE_ROLE, ROLE, WITH_A_ROLE},
};
use crate::{
    headless::machine::Ran,
    sentinel::{MARKER, Sentinel},
    smtp_tls::Ending,
};

/// What the environment has beside the usual.
type Variables<'a> = &'a [(&'a str, &'a str)];

/// The files' user, with these variables.
fn with(account: &Account, line: &str, variables: Variables<'_>) -> Command {
    let mut command = account.by_files(line);
    command.envs(variables.iter().copied());
    command
}

/// The same where no flag names a region.
fn without_region(account: &Account, line: &str, variables: Variables<'_>) -> Command {
    let mut command = account.command_without_region(line);
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

fn status(account: &Account, profile: &str, variables: Variables<'_>) -> (Json, Ran) {
    let ran = account.machine.finish(with(account, &format!("--json {profile} status"), variables));
    (ran.json(), ran)
}

#[test]
fn what_is_set_and_says_nothing_stops_nothing() {
    let account = Account::serve(&format!("{QUICK}{WITH_A_ROLE}"));
    let server = format!("http://{}", account.endpoint());
    let rows: [(&str, Variables<'_>); 19] = [
        ("", &[("AWS_RETRY_MODE", "legacy")]),
        ("", &[("AWS_RETRY_MODE", "")]),
        ("", &[("AWS_RETRY_MODE", "never")]),
        ("", &[("AWS_MAX_ATTEMPTS", "")]),
        ("", &[("AWS_MAX_ATTEMPTS", "0")]),
        ("", &[("AWS_MAX_ATTEMPTS", "five")]),
        ("retry_mode = legacy", &[]),
        ("retry_mode =", &[]),
        ("max_attempts =", &[]),
        ("max_attempts = 0", &[]),
        ("max_attempts = five", &[]),
        ("endpoint_url =", &[]),
        ("endpoint_url = SERVER", &[("AWS_ENDPOINT_URL", "")]),
        ("endpoint_url = SERVER", &[("AWS_ENDPOINT_URL", " ")]),
        ("", &[("AWS_ENDPOINT_URL_SESV2", "")]),
        ("", &[("AWS_ENDPOINT_URL_STS", "")]),
        ("", &[("AWS_ENDPOINT_URL_IAM", "")]),
        ("services = local\n[services local]\nsts =\n  endpoint_url =\n", &[]),
        ("region =", &[]),
    ];
    for (setting, variables) in rows {
        let setting = setting.replace("SERVER", &server);
        account.config(&format!(
            "[profile keys]\nKEYS\n{setting}\n[profile role]\n{ROLE}\nsource_profile = keys\n{setting}\n"
        ));
        for (profile, arn) in [("keys", ADMIN), ("role", IN_THE_ROLE)] {
            let (object, ran) = status(&account, &format!("--profile {profile}"), variables);
            let who = object["account"]["arn"].as_str().unwrap_or_default();
            assert!(who.starts_with(arn) && !ran.stderr.contains("panicked"), "{setting} {variables:?}: {ran}");
        }
    }
}

/// The tokens are in the request, which the SDK writes whole into its error.
#[test]
fn a_server_that_is_no_address_is_refused_by_name_before_a_token_is_sent() {
    let account = Account::serve(QUICK);
    let (sso, web) = (format!("{MARKER}-of-sso"), format!("{MARKER}-of-the-web"));
    let config = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n\
         [profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\nSETTING\n\
         [profile web]\nrole_arn = arn:aws:iam::123456789012:role/Web\nweb_identity_token_file = HEREhome/token\nSETTING\n\
         [profile keys]\nKEYS\nSETTING\n";
    let name: String = <Sha1 as sha1::Digest>::digest(b"corp").iter().map(|byte| format!("{byte:02x}")).collect();
    let token = json!({
        "accessToken": sso, "expiresAt": "2099-01-01T00:00:00Z", "startUrl": "https://corp.awsapps.com/start",
    });
    account.file(&format!("home/.aws/sso/cache/{name}.json"), &token.to_string());
    account.file("home/token", &web);
    let mut sentinel = Sentinel::new();
    sentinel.watch("the token of SSO", &sso);
    sentinel.watch("the token in the file", &web);
    for url in ["localhost:4711", "127.0.0.1:4711", "//127.0.0.1:4711", "ftp://127.0.0.1", "http://"] {
        for (variables, setting, named) in [
            (vec![("AWS_ENDPOINT_URL", url)], String::new(), "AWS_ENDPOINT_URL"),
            (vec![("AWS_ENDPOINT_URL_STS", url), ("AWS_ENDPOINT_URL_SSO", url)], String::new(), "AWS_ENDPOINT_URL_S"),
            (vec![("AWS_ENDPOINT_URL", "")], format!("endpoint_url = {url}"), "config, line "),
        ] {
            account.config(&config.replace("SETTING", &setting));
            for profile in ["sso", "web", "keys"] {
                let line = format!("--json --verbose --profile {profile} records --from no-reply@example.co.kr");
                let output = with(&account, &line, &variables).output().expect("it starts");
                let ran = Ran::of(line, output).ends(1);
                sentinel.assert_clean([("stdout", ran.stdout.as_bytes()), ("stderr", ran.stderr.as_bytes())]);
                let error = ran.json()["error"].to_string();
                assert!(error.contains("no whole address") && error.contains(named), "{url}: {ran}");
            }
        }
    }
    assert_eq!(account.requests(), 0, "somebody was asked");
}

#[test]
fn the_server_is_that_of_the_profile_whose_key_is_used() {
    let account = Account::serve(QUICK);
    let at = format!("http://{}", account.endpoint());
    let config = "[default]
endpoint_url = NOWHERE
[profile a]
  endpoint_url = SERVER
  KEYS
[profile b]
KEYS
endpoint_url = NOWHERE
services = local
[services local]
sesv2 =
  endpoint_url = SERVER
sts =
  endpoint_url = SERVER
iam =
  endpoint_url = SERVER
";
    account.config(&config.replace("SERVER", &at).replace("NOWHERE", "http://127.0.0.1:9"));
    let none = ("AWS_ENDPOINT_URL", "");
    let rows: [(&str, Variables<'_>); 5] = [
        ("", &[none, ("AWS_DEFAULT_PROFILE", "a")]),
        ("", &[none, ("AWS_PROFILE", "a")]),
        ("--profile a", &[none, ("AWS_PROFILE", "default")]),
        ("--profile b", &[none]),
        // The environment's comes before that of a service in a file.
        ("--profile b", &[]),
    ];
    for (profile, variables) in rows {
        let (object, ran) = status(&account, profile, variables);
        assert_eq!(object["account"]["arn"], ADMIN, "{profile} {variables:?}: {ran}");
    }
    // Which server it is stands before all else.
    let lines = ["status", "radar", "key list", "setup --plan --from no-reply@example.co.kr"];
    for line in lines {
        for (lang, words) in [
            ("en", format!("AWS_ENDPOINT_URL names {at}")),
            ("ko", format!("AWS_ENDPOINT_URL에 AWS 대신 쓸 서버로 {at}")),
        ] {
            let ran = account.machine.finish(with(&account, &format!("--lang {lang} --profile a {line}"), &[]));
            assert!(ran.stderr.contains(&words), "{line}: {ran}");
        }
        let ran = account.machine.finish(with(&account, &format!("--lang en --profile a {line}"), &[none]));
        assert!(ran.stderr.contains(&format!("line 4 names {at}")), "{line}: {ran}");
    }
}

#[test]
fn of_two_logins_the_one_counts_that_the_aws_cli_takes() {
    let account = Account::serve(&format!("{QUICK}{WITH_A_ROLE}"));
    let printed = |members: Json| {
        let mut printed =
            json!({ "Version": 1, "AccessKeyId": account.server.key, "SecretAccessKey": account.server.secret });
        for (name, value) in members.as_object().expect("members") {
            printed[name] = value.clone();
        }
        format!("#!/bin/sh\necho '{printed}'\n")
    };
    account.file("home/program", &printed(json!({ "SessionToken": "" })));
    account.file("home/fails", "#!/bin/sh\nexit 3\n");
    let keys =
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", account.server.key, account.server.secret);
    account.config(
        "[profile beside]\ncredential_process = sh HEREhome/fails\n\
         [profile session]\nlogin_session = arn:aws:iam::123456789012:root\n\
         [profile in-config]\nKEYS\ncredential_process = sh HEREhome/fails\n\
         [profile empty-token]\nKEYS\naws_session_token =\n\
         [profile printed]\ncredential_process = sh HEREhome/program\n",
    );
    account.file(
        "home/.aws/credentials",
        &format!("[beside]\n{keys}[session]\n{keys}[also]\n{keys}aws_session_token = \n"),
    );
    for profile in ["beside", "session", "empty-token", "also", "printed"] {
        assert_eq!(account.who(profile).as_deref(), Ok(ADMIN), "{profile}");
    }
    let (kind, said) = account.who("in-config").expect_err("the program comes first");
    assert!(kind == "login-unusable" && said.contains("exit status: 3"), "{said}");

    // Half of a key in the environment, and what else no other login may take the place of.
    account.file("home/.aws/credentials", &format!("[default]\n{keys}"));
    let rows: [(Variables<'_>, &str); 4] = [
        (&[("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")], "AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY"),
        (
            &[("AWS_ACCESS_KEY_ID", "\"AKIAIOSFODNN7EXAMPLE\""), ("AWS_SECRET_ACCESS_KEY", "made-up")],
            "the value of AWS_ACCESS_KEY_ID has quotes",
        ),
        (
            &[("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "made-up")],
            "its session token is not beside it",
        ),
        (
            &[("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "")],
            "AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY",
        ),
    ];
    for (variables, words) in rows {
        let (object, ran) = status(&account, "", variables);
        assert_eq!(object["account"], Json::Null, "{variables:?}: {ran}");
        assert!(object["steps"][0].to_string().contains(words), "{variables:?}: {ran}");
    }
    // A secret alone is no key for the AWS CLI either.
    let (object, ran) = status(&account, "", &[("AWS_SECRET_ACCESS_KEY", "made-up")]);
    assert_eq!(object["account"]["arn"], ADMIN, "{ran}");

    // What the AWS CLI would sign in by is named where nothing else does.
    account.file("home/.aws/credentials", "");
    account.config("");
    let rows: [(Variables<'_>, &str); 2] = [
        (
            &[("AWS_WEB_IDENTITY_TOKEN_FILE", "/x"), ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/A")],
            "AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN",
        ),
        (&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9")], "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ];
    for (variables, words) in rows {
        let line = "--json records --from no-reply@example.co.kr";
        let ran = account.machine.finish(with(&account, line, variables)).ends(1);
        let error = ran.json()["error"].to_string();
        assert!(error.contains(&format!("{words}, which the AWS CLI signs in by")), "{ran}");
        assert!(error.contains("the environment has no AWS_ACCESS_KEY_ID"), "{ran}");
    }

    // A role that wants a code says how to come by it.
    account.config(&format!(
        "[profile keys]\nKEYS\n[profile code]\nrole_arn = arn:aws:iam::123456789012:role/Nobody\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile mailer]\n{ROLE}\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n"
    ));
    let (kind, said) = account.who("code").expect_err("nobody may take on that role");
    assert!(
        kind == "denied" && said.contains("config, line 7") && said.contains("export-credentials --profile code"),
        "{said}"
    );
    assert!(account.who("mailer").is_ok_and(|who| who.starts_with(IN_THE_ROLE)), "no code was wanted");
}

#[test]
fn sections_that_are_no_profile_say_so_where_one_is_meant() {
    let account = Account::serve(QUICK);
    account.config(
        "[profile 'my shop']\nKEYS\n[profiles work]\nKEYS\n[profile-home]\nKEYS\n[plugins]\ncli_legacy_plugin_path = x\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/A\nsource_profile = work\n",
    );
    let rows = [
        ("work", "config, line 4 is not written as [profile NAME]"),
        ("home", "config, line 7 is not written as"),
        ("role", "takes its credentials from work"),
    ];
    for (profile, words) in rows {
        let (kind, said) = account.who(profile).expect_err(profile);
        assert!(kind == "login-unusable" && said.contains(words), "{profile}: {said}");
    }
    let (_, said) = account.who("role").expect_err("its source is none");
    assert!(said.contains("line 4 is not written as"), "{said}");
    // A name with a blank goes into no line of words.
    let mut command = account.by_files("--json status");
    command.args(["--profile", "my shop"]);
    let ran = account.machine.finish(command);
    assert!(ran.stdout.contains("config, line 1 has a letter or blank"), "{ran}");
}

#[test]
fn a_region_that_cannot_be_sent_from_is_named_and_what_sends_nothing_goes_on() {
    let account = Account::serve(QUICK);
    let rows: [(&str, Variables<'_>, &str); 4] = [
        ("region = ap-east-1", &[], "config, line 2"),
        ("region = ap-northeast-2a", &[], "config, line 2"),
        ("", &[("AWS_REGION", "ap-east-1")], "AWS_REGION: "),
        ("", &[("AWS_DEFAULT_REGION", "json")], "AWS_DEFAULT_REGION: "),
    ];
    for (setting, variables, by) in rows {
        account.config(&format!("[default]\n{setting}\nKEYS\n"));
        let refused = account
            .machine
            .finish(without_region(&account, "--lang en setup --plan --from no-reply@example.co.kr", variables))
            .ends(2);
        assert!(refused.stderr.contains(by), "{setting}: {refused}");
        for line in ["--lang en key list", "--lang en --plain"] {
            let ran = account.machine.finish(without_region(&account, line, variables));
            assert!(
                ran.code != Some(2) && ran.stderr.contains(by) && ran.stderr.contains("passed over"),
                "{setting}: {ran}"
            );
        }
    }
    // An empty one is none.
    account.config("[default]\nregion =\nKEYS\n");
    let ran = account.machine.finish(without_region(&account, "--json status", &[]));
    assert_eq!((&ran.json()["account"]["arn"], ran.stderr.contains("region")), (&json!(ADMIN), false), "{ran}");
}

#[test]
fn the_files_are_found_where_the_aws_cli_finds_them() {
    let account = Account::serve(QUICK);
    let keys = format!(
        "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        account.server.key, account.server.secret
    );
    account.file("home/x/credentials", &keys);
    account.file("here/.aws/credentials", &keys);
    let home = account.machine.path("home");
    let whole = home.join("x/credentials").display().to_string();
    for path in ["~/x/credentials", "$HOME/x/credentials", "${HOME}/x/credentials", whole.as_str()] {
        let (object, ran) = status(&account, "", &[("AWS_SHARED_CREDENTIALS_FILE", path)]);
        assert_eq!(object["account"]["arn"], ADMIN, "{path}: {ran}");
    }
    let line = "--json records --from no-reply@example.co.kr";
    let missing = account
        .machine
        .finish(with(&account, line, &[("AWS_SHARED_CREDENTIALS_FILE", "$NO_SUCH/credentials")]))
        .ends(1);
    assert!(
        missing.stdout.contains("$NO_SUCH/credentials cannot be read: AWS_SHARED_CREDENTIALS_FILE names it"),
        "{missing}"
    );
    // What lies in the current folder is nobody's home.
    let relative = account.machine.finish(with(&account, line, &[("HOME", "")])).ends(1);
    assert_eq!(relative.json()["error"]["kind"], "no-credentials", "{relative}");
    // A folder is as if nothing were there.
    std::fs::create_dir_all(home.join(".aws/credentials")).expect("made");
    account.config("[default]\nKEYS\n");
    let (object, ran) = status(&account, "", &[]);
    assert_eq!(object["account"]["arn"], ADMIN, "{ran}");
}

#[test]
fn an_authority_that_the_user_names_is_trusted_and_any_other_is_told_with_the_way_out() {
    let account = Account::serve(QUICK);
    let (ending, other) = (
        Ending::before(account.endpoint(), SmtpManner::Implicit),
        Ending::before(account.endpoint(), SmtpManner::Implicit),
    );
    let url = format!("https://localhost:{}", ending.port);
    account.file("home/trusted.pem", &format!("# the proxy\n{}", ending.certificate));
    account.file("home/other.pem", &other.certificate);
    account.file("home/broken.pem", "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n");
    let who = |setting: &str, variables: Variables<'_>| {
        account.config(&format!("[default]\nKEYS\nendpoint_url = {url}\n{setting}\n"));
        let mut all = vec![("AWS_ENDPOINT_URL", "")];
        all.extend(variables);
        status(&account, "", &all)
    };
    let rows: [(&str, Variables<'_>, bool); 8] = [
        ("", &[("AWS_CA_BUNDLE", "~/trusted.pem")], true),
        ("ca_bundle = ~/trusted.pem", &[], true),
        ("ca_bundle = ~/trusted.pem", &[("AWS_CA_BUNDLE", "")], true),
        ("ca_bundle = ~/trusted.pem", &[("AWS_CA_BUNDLE", "$HOME/other.pem")], false),
        ("", &[], false),
        ("", &[("AWS_CA_BUNDLE", "~/broken.pem")], false),
        ("", &[("AWS_CA_BUNDLE", "~/gone.pem")], false),
        ("ca_bundle = ~/.aws/config", &[], false),
    ];
    for (setting, variables, is_trusted) in rows {
        let (object, ran) = who(setting, variables);
        assert_eq!(object["account"]["arn"] == ADMIN, is_trusted, "{setting} {variables:?}: {ran}");
        assert_eq!(
            ran.stderr.contains("name a file with that authority in AWS_CA_BUNDLE"),
            !is_trusted,
            "{setting} {variables:?}: {ran}"
        );
    }
}
