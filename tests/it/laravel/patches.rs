//! Which patches an app's config gets, and what the real php makes of them.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use open_sesame::laravel::{
    Files, Mailer, Transport,
    plan::{MailSettings, PatchRefusal, SwitchLine, config_patches},
};
use serde_json::Value as Json;

use super::{MAIL_6, MAIL_10, MAIL_12, SDK, SERVICES, app, understood, wish, with};

/// Applies the patches and holds that they are whole: read as PHP, and nothing left to do afterwards.
#[track_caller]
pub fn patched(files: &Files, wish: &MailSettings) -> Files {
    let mut after = files.clone();
    after.extend(config_patches(&understood(files), files, wish).expect("patched"));
    assert_eq!(config_patches(&understood(&after), &after, wish), Ok(vec![]), "patching twice is patching once");
    after
}

#[track_caller]
fn check_patch(files: &Files, wish: &MailSettings, path: &str, expected: Option<&str>) {
    let after = patched(files, wish);
    assert_eq!(after.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).as_deref(), expected);
    let others = |files: &Files| files.clone().into_iter().filter(|(other, _)| other != path).collect::<Files>();
    assert_eq!(others(&after), others(files), "only {path} changes");
}

#[test]
fn an_app_as_it_comes_needs_no_patch() {
    for mailer in [Mailer::Ses, Mailer::Smtp] {
        for framework in ["v9.52.0", "v10.50.3", "v11.0.0", "v12.22.1", "v13.6.0"] {
            for mail in [MAIL_10, MAIL_12] {
                let files = app(framework, &[SDK], &[("config/mail.php", mail), ("config/services.php", SERVICES)]);
                assert_eq!(patched(&files, &wish(mailer)), files, "{framework}");
            }
        }
        let bare = app("v12.22.1", &[SDK], &[]);
        assert_eq!(patched(&bare, &wish(mailer)), bare);
        let flat = app("v6.20.0", &[SDK], &[("config/mail.php", MAIL_6), ("config/services.php", SERVICES)]);
        assert_eq!(patched(&flat, &wish(mailer)), flat);
    }
}

#[test]
fn keys_of_their_own_are_asked_for_before_the_shared_ones() {
    let shared =
        |services: &str| app("v12.0.0", &[SDK], &[("config/services.php", services), (".env", "AWS_BUCKET=b\n")]);
    let check = |before: &str, after: &str| {
        check_patch(&shared(before), &wish(Mailer::Ses), "config/services.php", Some(after));
    };
    let asked = SERVICES
        .replace("env('AWS_ACCESS_KEY_ID')", "env('AWS_SES_ACCESS_KEY_ID') ?: env('AWS_ACCESS_KEY_ID')")
        .replace("env('AWS_SECRET_ACCESS_KEY')", "env('AWS_SES_SECRET_ACCESS_KEY') ?: env('AWS_SECRET_ACCESS_KEY')")
        .replace(
            "env('AWS_DEFAULT_REGION', 'us-east-1')",
            "env('AWS_SES_REGION') ?: env('AWS_DEFAULT_REGION', 'us-east-1')",
        );
    check(SERVICES, &asked);
    check(&SERVICES.replace('\n', "\r\n"), &asked.replace('\n', "\r\n"));
    // What else is in the entry stays; a token of the other key must not meet ours.
    let more = |services: &str, token: &str| {
        let rest = format!("        'token' => {token}, # temporary\n        'options' => [1],\n    ],\n\n];");
        services.replace("    ],\n\n];", &rest)
    };
    check(
        &more(SERVICES, "env('AWS_SESSION_TOKEN')"),
        &more(&asked, "env('AWS_SES_ACCESS_KEY_ID') ? null : env('AWS_SESSION_TOKEN')"),
    );
    // Missing parts are added, since the entry replaces the framework's as a whole.
    check(
        "<?php return ['ses' => ['region' => 'us-west-2']];",
        "<?php return ['ses' => ['region' => env('AWS_SES_REGION') ?: 'us-west-2', \
         'key' => env('AWS_SES_ACCESS_KEY_ID') ?: env('AWS_ACCESS_KEY_ID'), \
         'secret' => env('AWS_SES_SECRET_ACCESS_KEY') ?: env('AWS_SECRET_ACCESS_KEY')]];",
    );
    let entry = asked[asked.find("    'ses'").expect("there")..].to_owned();
    check(
        "<?php\n\nreturn [\n\n    'a' => [\n        1,\n    ],\n\n];\n",
        &format!("<?php\n\nreturn [\n\n    'a' => [\n        1,\n    ],\n\n{entry}"),
    );
    let no_file = app("v12.0.0", &[SDK], &[(".env", "AWS_BUCKET=b\n")]);
    check_patch(&no_file, &wish(Mailer::Ses), "config/services.php", Some(&format!("<?php\n\nreturn [\n\n{entry}")));
}

#[test]
fn an_entry_that_asks_for_something_else_asks_for_our_line_first() {
    let check = |path: &str, before: &str, after: &str| {
        let rest = [("config/services.php", SERVICES), ("config/mail.php", MAIL_10), (path, before)];
        check_patch(&app("v10.50.3", &[SDK], &rest), &wish(Mailer::Ses), path, Some(after));
    };
    let old = SERVICES
        .replace("env('AWS_ACCESS_KEY_ID')", "env('SES_KEY')")
        .replace("env('AWS_DEFAULT_REGION', 'us-east-1')", "'us-west-2'");
    let asked = old.replace("env('SES_KEY')", "env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY')");
    check("config/services.php", &old, &asked.replace("'us-west-2'", "env('AWS_DEFAULT_REGION') ?: 'us-west-2'"));
    let fixed =
        MAIL_10.replace("env('MAIL_MAILER', 'smtp')", "'smtp'").replace("env('MAIL_FROM_NAME', 'Example')", "null");
    let asked = MAIL_10
        .replace("env('MAIL_MAILER', 'smtp')", "env('MAIL_MAILER') ?: 'smtp'")
        .replace("env('MAIL_FROM_NAME', 'Example')", "env('MAIL_FROM_NAME') ?: null");
    check("config/mail.php", &fixed, &asked);
    let other = MAIL_10.replace("env('MAIL_FROM_ADDRESS', ", "env('FROM_ADDR', ");
    let asked = other.replace(
        "env('FROM_ADDR', 'hello@example.com')",
        "env('MAIL_FROM_ADDRESS') ?: env('FROM_ADDR', 'hello@example.com')",
    );
    check("config/mail.php", &other, &asked);
    let own = |key: &str| MAIL_10.replace("'transport' => 'ses',", &format!("'transport' => 'ses', 'key' => {key},"));
    check("config/mail.php", &own("'AKIA'"), &own("env('AWS_ACCESS_KEY_ID') ?: 'AKIA'"));
}

/// 5,000 entries of a config file, with what such files have: comments, strings with brackets, closures, `match`.
fn many_lines() -> String {
    let line = |at: usize| match at % 5 {
        0 => format!("    // {at}: 'ses' => [ is not an entry here\n"),
        1 => format!("    'entry-{at}' => env('ENTRY_{at}', 'a ] b'),\n"),
        2 => format!("    'entry-{at}' => ['x' => array(1, 2), \"y\" => \"\\$z {{$_SERVER['argc']}}\",],\n"),
        3 => format!("    'entry-{at}' => match (true) {{ default => {at} }},\n"),
        _ => format!("    'entry-{at}' => (fn () => [{at}])(),\n"),
    };
    (0..5000).map(line).collect()
}

#[test]
fn ses_v2_is_defined_beside_ses() {
    let ses_v2 = |files: &Files| {
        let chosen = with(files.clone(), ".env", "MAIL_MAILER=ses-v2\n");
        understood(&chosen).effective.mailers[0].transport.clone()
    };
    let check = |framework: &str, before: Option<&str>, after: &str| {
        let files = app(framework, &[SDK], &[("config/services.php", SERVICES)]);
        let files = before.map_or(files.clone(), |mail| with(files, "config/mail.php", mail));
        assert_eq!(ses_v2(&files), Transport::None);
        check_patch(&files, &wish(Mailer::SesV2), "config/mail.php", Some(after));
        assert_eq!(ses_v2(&patched(&files, &wish(Mailer::SesV2))), Transport::SesV2);
    };
    let comment = "        ], // sign-up mail\n";
    let added = "\n        'ses-v2' => [\n            'transport' => 'ses-v2',\n        ],\n";
    check("v10.50.3", Some(MAIL_10), &MAIL_10.replace(comment, &format!("{comment}{added}")));
    let crlf = |text: &str| text.replace('\n', "\r\n");
    check("v10.50.3", Some(&crlf(MAIL_10)), &crlf(&MAIL_10.replace(comment, &format!("{comment}{added}"))));
    let marked = |text: &str| format!("\u{feff}{text}");
    check("v10.50.3", Some(&marked(MAIL_10)), &marked(&MAIL_10.replace(comment, &format!("{comment}{added}"))));
    let long = |text: &str| text.replace("return [\n", &format!("return [\n{}", many_lines()));
    check("v10.50.3", Some(&long(MAIL_10)), &long(&MAIL_10.replace(comment, &format!("{comment}{added}"))));
    check(
        "v12.0.0",
        Some("<?php return ['mailers' => array('a' => ['b'])];"),
        "<?php return ['mailers' => array('a' => ['b'], 'ses-v2' => ['transport' => 'ses-v2'])];",
    );
    check(
        "v12.0.0",
        Some("<?php return ['mailers' => []];"),
        "<?php return ['mailers' => ['ses-v2' => ['transport' => 'ses-v2']]];",
    );
    let whole = "'mailers' => [\n        'ses-v2' => [\n            'transport' => 'ses-v2',\n        ],\n    ],";
    check("v12.0.0", None, &format!("<?php\n\nreturn [\n\n    {whole}\n\n];\n"));
    check(
        "v12.0.0",
        Some("<?php\nreturn [\n    'x' => 1\n];\n"),
        &format!("<?php\nreturn [\n    'x' => 1,\n    {}\n];\n", &whole[..whole.len() - 1]),
    );
}

#[test]
fn what_cannot_be_patched_is_refused_with_the_way_out() {
    let check = |files: Files, mailer: Mailer, words: &str| {
        let refusal: PatchRefusal = config_patches(&understood(&files), &files, &wish(mailer)).expect_err(words);
        assert!(refusal.to_string().contains(words), "{refusal}");
    };
    let app_with = |framework, path, text| app(framework, &[SDK], &[(path, text), (".env", "AWS_BUCKET=b\n")]);
    let services = "config/services.php";
    check(
        app_with("v12.0.0", services, "<?php return [\n'ses' => [,\n"),
        Mailer::Ses,
        "config/services.php, line 1: this cannot be read as PHP; `php -l config/services.php` says where",
    );
    check(
        app_with("v12.0.0", services, "<?php return ['ses' => ses()];"),
        Mailer::Ses,
        "add 'ses' => ['key' => env('AWS_SES",
    );
    check(app_with("v12.0.0", services, "<?php return all();"), Mailer::Ses, "what it returns is not written out");
    check(
        app_with("v12.0.0", "config/mail.php", "<?php return ['mailers' => all()];"),
        Mailer::SesV2,
        "add 'ses-v2' =>",
    );
    check(app_with("v12.0.0", "config/mail.php", MAIL_6), Mailer::SesV2, "cannot use the mailer ses-v2");
    check(app_with("v9.51.0", "config/mail.php", MAIL_10), Mailer::SesV2, "cannot use the mailer ses-v2");
    check(app_with("v10.0.0", services, SERVICES), Mailer::SesV2, "config/mail.php is missing");
    // Laravel cannot load it either, whether something in it has to change or not.
    let broken = "<?php\n\nreturn [\n    'stripe' => ['key' => env('STRIPE_KEY'],\n];\n";
    check(app_with("v12.0.0", services, broken), Mailer::Ses, "config/services.php, line 4");
    check(app_with("v12.0.0", "config/mail.php", broken), Mailer::Smtp, "config/mail.php, line 4");
    // What comes from elsewhere may be what is wanted, or anything else.
    for (path, text, words) in [
        (services, "<?php\n$ses = ['key' => 1];\nreturn [\n  'ses' => $ses,\n];", "line 4: 'ses' is not written out"),
        (services, "<?php\nreturn ['ses' => ['key' => 1, ...$more]];", "line 2: 'key' is not written out"),
        (services, "<?php\nreturn ['ses' => ['key' => 1], ...$more];", "'ses' is not written out"),
        (services, "<?php\nconst SES = 'ses';\nreturn [SES => ['key' => 1]];", "line 3: 'ses' is not written out"),
        (services, "<?php\nreturn ['ses' => ['key' => 1, Key::Name->value => 2]];", "line 2: 'key' is not written out"),
        (services, "<?php\n\nreturn array_merge_recursive([], []);", "line 3: what it returns is not written out"),
        (services, "<?php\n$x = 1;", "what it returns is not written out"),
        ("config/mail.php", "<?php return collect(['from' => []])->all();", "what it returns is not written out"),
        ("config/mail.php", "<?php return array_merge(['from' => []], $more);", "'default' is not written out"),
        ("config/mail.php", "<?php return ['from' => $from];", "'from' is not written out"),
        ("config/mail.php", "<?php return ['mailers' => ['ses' => ses()]];", "'ses' is not written out"),
    ] {
        check(app_with("v12.0.0", path, text), Mailer::Ses, words);
    }
}

/// Of two arrays that are added the first one counts.
#[test]
fn what_is_put_together_by_a_sum_is_changed_where_it_counts() {
    let sum =
        MAIL_10.replace("return [", "return [\n    'from' => ['address' => 'a@example.kr', 'name' => null],\n] + [");
    let asked = sum
        .replace("'a@example.kr'", "env('MAIL_FROM_ADDRESS') ?: 'a@example.kr'")
        .replace("'name' => null]", "'name' => env('MAIL_FROM_NAME') ?: null]");
    let rest = [("config/services.php", SERVICES), ("config/mail.php", sum.as_str())];
    check_patch(&app("v10.50.3", &[SDK], &rest), &wish(Mailer::Ses), "config/mail.php", Some(&asked));
}

/// A choice that is fixed in the file takes effect as soon as it asks for a line that is there already.
#[test]
fn what_takes_effect_at_once_is_patched_with_the_switch() {
    let fixed = MAIL_10.replace("env('MAIL_MAILER', 'smtp')", "'smtp'");
    let asked = MAIL_10.replace("env('MAIL_MAILER', 'smtp')", "env('MAIL_MAILER') ?: 'smtp'");
    let files = |mail: &str, env: &str| {
        let rest = [("config/services.php", SERVICES), ("config/mail.php", mail), (".env", env)];
        app("v10.50.3", &[SDK], &rest)
    };
    let later = |mailer| MailSettings { switch: SwitchLine::Later, ..wish(mailer) };
    let check =
        |files: Files, wish: &MailSettings, mail: &str| check_patch(&files, wish, "config/mail.php", Some(mail));
    check(files(&fixed, "MAIL_MAILER=log\n"), &later(Mailer::Ses), &fixed);
    check(files(&fixed, "MAIL_MAILER=log\n"), &wish(Mailer::Ses), &asked);
    // The sender stays where another provider still sends.
    let own = MAIL_10.replace("env('MAIL_FROM_ADDRESS', 'hello@example.com')", "'shop@example.com'");
    let ours = MAIL_10
        .replace("env('MAIL_FROM_ADDRESS', 'hello@example.com')", "env('MAIL_FROM_ADDRESS') ?: 'shop@example.com'");
    check(files(&own, "MAIL_MAILER=mailgun\n"), &later(Mailer::Ses), &own);
    check(files(&own, "MAIL_MAILER=mailgun\n"), &wish(Mailer::Ses), &ours);
    check(files(&own, "MAIL_MAILER=log\n"), &later(Mailer::Ses), &ours);
    // A server that is fixed in the file.
    let smtp = MAIL_10
        .replace("            'encryption'", "            'host' => 'smtp.mailgun.org',\n            'encryption'");
    let asks = smtp.replace("'smtp.mailgun.org'", "env('MAIL_HOST') ?: 'smtp.mailgun.org'");
    check(files(&smtp, "APP_NAME=x\n"), &later(Mailer::Smtp), &smtp);
    check(files(&smtp, "APP_NAME=x\n"), &wish(Mailer::Smtp), &asks);
    // A provider that no line of `.env` names sends too: a fixed mailer, one behind another, one of a package.
    let with_server = |mail: &str| {
        let server = "            'host' => env('MAIL_HOST', 'smtp.mailgun.org'),\n            'username' => \
                      env('MAIL_USERNAME'),\n            'encryption'";
        mail.replace("            'encryption'", server)
    };
    let (own_server, ours_server) = (with_server(&own), with_server(&ours));
    let fixed_server = own_server.replace("env('MAIL_MAILER', 'smtp')", "'smtp'");
    check(files(&fixed_server, "MAIL_HOST=smtp.mailgun.org\n"), &later(Mailer::Ses), &fixed_server);
    check(files(&own_server, "MAIL_HOST=smtp.mailgun.org\n"), &later(Mailer::Ses), &own_server);
    check(files(&own_server, "MAIL_USERNAME=shop\n"), &later(Mailer::Ses), &own_server);
    check(files(&own, "MAIL_MAILER=failover\n"), &later(Mailer::Ses), &own);
    check(files(&own, "MAIL_MAILER=brevo\n"), &later(Mailer::Ses), &own);
    // A host that only stands in for a variable is no provider.
    check(files(&own_server, "APP_NAME=x\n"), &later(Mailer::Ses), &ours_server);
    check(files(&own, "MAIL_MAILER=null\n"), &later(Mailer::Ses), &ours);
}

/// A variable that is asked before ours gives another key beside our secret, as soon as it is set.
#[test]
fn ours_is_asked_before_another_that_is_set() {
    let services = |key: &str| SERVICES.replace("env('AWS_ACCESS_KEY_ID')", key);
    let check = |env: &str, before: &str, after: &str| {
        let files = app("v12.0.0", &[SDK], &[("config/services.php", &services(before)), (".env", env)]);
        check_patch(&files, &wish(Mailer::Ses), "config/services.php", Some(&services(after)));
    };
    let nested = "env('SES_KEY', env('AWS_ACCESS_KEY_ID'))";
    check("SES_KEY=AKIAOTHER\n", nested, &format!("env('AWS_ACCESS_KEY_ID') ?: {nested}"));
    check("SES_KEY=\n", nested, &format!("env('AWS_ACCESS_KEY_ID') ?: {nested}"));
    check("APP_NAME=x\n", nested, nested);
    check(
        "SES_KEY=AKIAOTHER\n",
        "env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY')",
        "env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY')",
    );
    check("SES_KEY=x\n", "env('AWS_ACCESS_KEY_ID', env('SES_KEY'))", "env('AWS_ACCESS_KEY_ID', env('SES_KEY'))");
    // What is more than one operand is kept together.
    let ternary = "env('A') ? env('B') : null";
    check("", ternary, &format!("env('AWS_ACCESS_KEY_ID') ?: ({ternary})"));
    check("", "(string) env('SES_KEY')", "env('AWS_ACCESS_KEY_ID') ?: ((string) env('SES_KEY'))");
    check("", "$keys['ses']", "env('AWS_ACCESS_KEY_ID') ?: $keys['ses']");
    check("", "match (true) { default => 'AKIA' }", "env('AWS_ACCESS_KEY_ID') ?: (match (true) { default => 'AKIA' })");
    check("", "(fn () => 'AKIA')()", "env('AWS_ACCESS_KEY_ID') ?: (fn () => 'AKIA')()");
}

#[test]
fn a_token_that_is_left_over_does_not_meet_our_key() {
    let services =
        |token: &str| SERVICES.replace("        'region'", &format!("        'token' => {token},\n        'region'"));
    let check = |env: &str, before: &str, after: &str| {
        let files = app("v12.0.0", &[SDK], &[("config/services.php", &services(before)), (".env", env)]);
        check_patch(&files, &wish(Mailer::Ses), "config/services.php", Some(&services(after)));
    };
    let token = "env('AWS_SESSION_TOKEN')";
    let ours = "env('AWS_ACCESS_KEY_ID') ? null : env('AWS_SESSION_TOKEN')";
    check("AWS_SESSION_TOKEN=FwoGZXIvYXdzEBYaD\nAWS_ACCESS_KEY_ID=\n", token, ours);
    check("AWS_SESSION_TOKEN=FwoGZXIvYXdzEBYaD\n", ours, ours);
    // On a machine whose role gives key and token it must stay.
    check("AWS_SESSION_TOKEN=\n", token, token);
    check("", token, token);
    check("", "null", "null");
    check("", "'fixed'", "env('AWS_ACCESS_KEY_ID') ? null : 'fixed'");
}

/// What a config file returns in the real php, where the environment is this.
fn in_php(source: &[u8], env: &[(&str, &str)]) -> Json {
    let code =
        "function env($name, $default = null) { return json_decode($GLOBALS['argv'][1], true)[$name] ?? $default; }
        echo json_encode(eval('?>' . stream_get_contents(STDIN)));";
    let env: Json = env.iter().map(|(name, value)| (name.to_string(), Json::from(*value))).collect();
    let mut php = Command::new("php");
    php.args(["-d", "display_errors=stderr", "-r", code, "--", &env.to_string()]);
    let mut php = php.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("php is installed (Debian: php-cli)");
    php.stdin.take().expect("piped").write_all(source).expect("php reads");
    let output = php.wait_with_output().expect("php ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(source));
    // What stands before `<?php` is put out.
    let answer = output.stdout.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&output.stdout);
    serde_json::from_slice(answer).expect("php answers in JSON")
}

#[test]
#[ignore = "needs php; tests/all runs it"]
fn php_reads_a_patched_file_as_before_until_the_new_variables_are_there() {
    const OLD: [(&str, &str); 5] = [
        ("AWS_ACCESS_KEY_ID", "old"),
        ("AWS_SECRET_ACCESS_KEY", "old secret"),
        ("AWS_DEFAULT_REGION", "us-west-1"),
        ("AWS_SESSION_TOKEN", "old token"),
        ("SES_KEY", "older"),
    ];
    const NEW: [(&str, &str); 3] = [
        ("AWS_SES_ACCESS_KEY_ID", "new"),
        ("AWS_SES_SECRET_ACCESS_KEY", "new secret"),
        ("AWS_SES_REGION", "ap-northeast-2"),
    ];
    let check = |framework: &str, mail: &str, services: &str, mailer: Mailer| {
        let foreign = "AWS_ACCESS_KEY_ID=AKIAFOREIGNFOREIGN01\n";
        let config = [("config/mail.php", mail), ("config/services.php", services), (".env", foreign)];
        let before = app(framework, &[SDK], &config);
        let after = patched(&before, &wish(mailer));
        for path in ["config/mail.php", "config/services.php"] {
            let (was, is) = (in_php(&before[path], &OLD), in_php(&after[path], &OLD));
            assert_eq!(grown(&was, is.clone()), is, "{path}");
        }
        let ses = &in_php(&after["config/services.php"], &[&OLD[..], &NEW].concat())["ses"];
        assert_eq!([&ses["key"], &ses["secret"], &ses["region"]], ["new", "new secret", "ap-northeast-2"]);
        assert_eq!(ses["token"], Json::Null, "the other key's token does not meet ours");
        let mailers = &in_php(&after["config/mail.php"], &[])["mailers"];
        assert!(mailer == Mailer::Ses || mailers["ses-v2"]["transport"] == "ses-v2", "{mailers}");
    };
    let token =
        |token: &str| SERVICES.replace("        'region'", &format!("        'token' => {token},\n        'region'"));
    check("v10.50.3", MAIL_10, SERVICES, Mailer::SesV2);
    check("v12.0.0", MAIL_12, &token("env('AWS_SESSION_TOKEN')"), Mailer::SesV2);
    check("v12.0.0", MAIL_12, &token("1 ? env('AWS_SESSION_TOKEN') : 2"), Mailer::Ses);
    check("v12.0.0", "<?php return [];", "<?php return ['ses' => array('key' => env('SES_KEY'))];", Mailer::SesV2);
    check("v9.52.0", "<?php return ['mailers' => array()];", "<?php return [];", Mailer::SesV2);
    check("v6.20.0", MAIL_6, "<?php return ['ses' => []];", Mailer::Ses);
    check("v12.0.0", &MAIL_12.replace('\n', "\r\n"), &SERVICES.replace('\n', "\r\n"), Mailer::SesV2);
    check("v12.0.0", &format!("\u{feff}{MAIL_12}"), &format!("\u{feff}{SERVICES}"), Mailer::SesV2);
    let long = |text: &str| text.replacen("return [\n", &format!("return [\n{}", many_lines()), 1);
    check("v10.50.3", &long(MAIL_10), &long(SERVICES), Mailer::SesV2);
}

/// `is` with everything that `was` there put back: equal to it where nothing was lost.
fn grown(was: &Json, mut is: Json) -> Json {
    match (was, &mut is) {
        (Json::Object(was), Json::Object(is)) => {
            for (key, value) in was {
                let grown = grown(value, is.get(key).cloned().unwrap_or_default());
                is.insert(key.clone(), grown);
            }
        }
        // PHP's empty array has no keys and is a list in JSON.
        (Json::Array(was), Json::Object(_)) if was.is_empty() => {}
        (was, is) => *is = was.clone(),
    }
    is
}
