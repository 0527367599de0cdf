//! Which value counts: what real Laravels were measured to do, row by row, and the forms in which a config file may say it.

use open_sesame::laravel::{
    App, CachedConfig, ConfigSetting, Effective, EnvFileUsed, Files, MailLayout, MailerFault, MaskedValue, OtherFile,
    OwnConfig, ProcessEnv, SettingValue, SmtpManner, Transport, TruthRow, WhyWins, Winner, more_files, understand_in,
};

use super::{MAIL_6, MAIL_10, MAIL_12, SERVICES, app, with};

fn process(variables: &[(&str, &str)]) -> ProcessEnv {
    variables.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

pub fn read(files: &Files, variables: &[(&str, &str)]) -> App {
    understand_in(files, &process(variables)).expect("an app")
}

/// What a setting comes to, in a word: its text, or what it is instead.
pub(super) fn said(setting: Option<&ConfigSetting>) -> String {
    match setting.map(|it| &it.value) {
        None | Some(SettingValue::Absent) => "absent".into(),
        Some(SettingValue::Unknown(source)) => format!("unknown: {source}"),
        Some(SettingValue::Null) => "null".into(),
        Some(SettingValue::Bool(said)) => said.to_string(),
        Some(SettingValue::Number(text)) => text.clone(),
        Some(SettingValue::Text(MaskedValue::Plain(text))) => format!("'{text}'"),
        Some(SettingValue::Text(MaskedValue::Hidden { shape, .. })) => format!("hidden of {}", shape.length),
        Some(SettingValue::List) => "list".into(),
    }
}

/// A setting of the default mailer, or one that is named with dots.
pub fn setting(effective: &Effective, name: &str) -> String {
    match name {
        "default" => said(Some(&effective.default)),
        "from.address" => said(Some(&effective.from_address)),
        "from.name" => said(Some(&effective.from_name)),
        "queue" => said(Some(&effective.queue)),
        name => said(effective.mailer().and_then(|mailer| mailer.get(name))),
    }
}

struct Row<'a> {
    what: &'a str,
    framework: &'a str,
    packages: &'a [&'a str],
    files: &'a [(&'a str, &'a str)],
    process: &'a [(&'a str, &'a str)],
    /// `name=what it comes to`
    expected: &'a [&'a str],
    fault: Option<MailerFault>,
}

const NOTHING: Row = Row {
    what: "",
    framework: "v12.22.1",
    packages: &["symfony/mailer v7.3.2"],
    files: &[],
    process: &[],
    expected: &[],
    fault: None,
};

fn check(row: &Row) {
    let files = app(row.framework, row.packages, row.files);
    let app = read(&files, row.process);
    for expected in row.expected {
        let (name, expected) = expected.split_once('=').expect("name=value");
        assert_eq!(setting(&app.effective, name), expected, "{}: {name}", row.what);
    }
    let fault = app.effective.mailer().and_then(|mailer| mailer.fault.clone());
    assert_eq!(fault, row.fault, "{}", row.what);
}

pub const MAIL: &str = "config/mail.php";
const OLD: &str = "config/services.php";

/// Each of these was seen on a real Laravel, of the version that stands there.
#[test]
fn what_was_measured_is_told() {
    let undefined = || Some(MailerFault::Undefined);
    let unsupported = |said: &str| Some(MailerFault::Unsupported(said.into()));
    let scheme = |said: &str| Some(MailerFault::SchemeUnsupported(said.into()));
    let rows = [
        Row {
            what: "ses-v2 without an entry is not defined",
            files: &[(".env", "MAIL_MAILER=ses-v2")],
            fault: undefined(),
            ..NOTHING
        },
        Row {
            what: "ses deleted from services.php still sends from 11 on",
            files: &[(".env", "MAIL_MAILER=ses"), (OLD, "<?php return [];")],
            expected: &["region='us-east-1'", "key=null"],
            ..NOTHING
        },
        Row {
            what: "and has no region before that",
            framework: "v10.50.3",
            files: &[(".env", "MAIL_MAILER=ses"), (OLD, "<?php return [];"), (MAIL, MAIL_10)],
            expected: &["region=absent"],
            ..NOTHING
        },
        Row {
            what: "both files may be absent on 12",
            files: &[(".env", "MAIL_MAILER=ses\nAWS_DEFAULT_REGION=ap-northeast-2")],
            expected: &["region='ap-northeast-2'", "transport='ses'"],
            ..NOTHING
        },
        Row {
            what: "an empty region is empty, and not the default",
            files: &[(".env", "MAIL_MAILER=ses\nAWS_DEFAULT_REGION=")],
            expected: &["region=''"],
            ..NOTHING
        },
        Row {
            what: "a region without a line is the default",
            files: &[(".env", "MAIL_MAILER=ses"), (OLD, SERVICES)],
            expected: &["region='us-east-1'"],
            ..NOTHING
        },
        Row {
            what: "a bare name is no value",
            files: &[(".env", "MAIL_MAILER=ses\nAWS_DEFAULT_REGION")],
            expected: &["region='us-east-1'"],
            ..NOTHING
        },
        Row {
            what: "a null token is fine",
            files: &[
                (".env", "MAIL_MAILER=ses"),
                (OLD, "<?php return ['ses' => ['key' => 'K', 'token' => env('AWS_SESSION_TOKEN')]];"),
            ],
            expected: &["token=null", "region=absent"],
            ..NOTHING
        },
        Row {
            what: "an option that is not set is sent as an empty name",
            files: &[
                (".env", "MAIL_MAILER=ses"),
                (OLD, "<?php return ['ses' => ['options' => ['ConfigurationSetName' => env('SET')]]];"),
            ],
            expected: &["options=list", "options.ConfigurationSetName=null"],
            ..NOTHING
        },
        Row {
            what: "and with array_filter it is not sent",
            files: &[
                (".env", "MAIL_MAILER=ses"),
                (OLD, "<?php return ['ses' => ['options' => array_filter(['ConfigurationSetName' => env('SET')])]];"),
            ],
            expected: &["options=list", "options.ConfigurationSetName=absent"],
            ..NOTHING
        },
        Row {
            what: "MAIL_FROM_NAME=true is true, null is none",
            files: &[(".env", "MAIL_FROM_NAME=true\nMAIL_FROM_ADDRESS=null")],
            expected: &["from.name=true", "from.address=null"],
            ..NOTHING
        },
        Row {
            what: "the process goes before the file",
            files: &[(".env", "MAIL_MAILER=ses")],
            process: &[("MAIL_MAILER", "log")],
            expected: &["default='log'"],
            ..NOTHING
        },
        Row {
            what: "also with an empty value",
            files: &[(".env", "MAIL_MAILER=ses\nAWS_DEFAULT_REGION=ap-northeast-2")],
            process: &[("AWS_DEFAULT_REGION", "")],
            expected: &["region=''"],
            ..NOTHING
        },
        Row {
            what: "a reference in the file takes the process's value",
            files: &[(".env", "MAIL_FROM_NAME=\"${APP_NAME}\"\nAPP_NAME=File")],
            process: &[("APP_NAME", "Process")],
            expected: &["from.name='Process'"],
            ..NOTHING
        },
        Row {
            what: "a reference to what stands below is none",
            files: &[(".env", "MAIL_FROM_NAME=\"${APP_NAME}\"\nAPP_NAME=File")],
            expected: &["from.name='${APP_NAME}'"],
            ..NOTHING
        },
        Row {
            what: "APP_ENV of the process selects a file",
            files: &[(".env", "MAIL_MAILER=ses"), (".env.production", "MAIL_MAILER=log")],
            process: &[("APP_ENV", "production")],
            expected: &["default='log'"],
            ..NOTHING
        },
        Row {
            what: "of that file alone: nothing is merged",
            files: &[(".env", "MAIL_MAILER=ses\nMAIL_FROM_ADDRESS=a@example.com"), (".env.production", "")],
            process: &[("APP_ENV", "production")],
            expected: &["default='log'", "from.address='hello@example.com'"],
            ..NOTHING
        },
        Row {
            what: "APP_ENV of the file selects nothing",
            files: &[(".env", "APP_ENV=production\nMAIL_MAILER=ses"), (".env.production", "MAIL_MAILER=log")],
            expected: &["default='ses'"],
            ..NOTHING
        },
        Row {
            what: "a file that is not there selects nothing",
            files: &[(".env", "MAIL_MAILER=ses")],
            process: &[("APP_ENV", "production")],
            expected: &["default='ses'"],
            ..NOTHING
        },
        Row {
            what: "the cached config counts, and .env is not read",
            files: &[
                (".env", "MAIL_MAILER=ses"),
                ("bootstrap/cache/config.php", "<?php return array ('mail' => array ('default' => 'log'),);"),
            ],
            process: &[("MAIL_MAILER", "smtp")],
            expected: &["default='log'"],
            fault: undefined(),
            ..NOTHING
        },
        Row {
            what: "even where .env is broken",
            files: &[
                (".env", "MAIL_MAILER=one two"),
                ("bootstrap/cache/config.php", "<?php return array ('mail' => array ('default' => 'log'),);"),
            ],
            expected: &["default='log'"],
            fault: undefined(),
            ..NOTHING
        },
        Row {
            what: "APP_CONFIG_CACHE names another",
            files: &[
                ("bootstrap/cache/config.php", "<?php return array ('mail' => array ('default' => 'log'),);"),
                ("storage/c.php", "<?php return array ('mail' => array ('default' => 'ses'),);"),
            ],
            process: &[("APP_CONFIG_CACHE", "storage/c.php")],
            expected: &["default='ses'"],
            fault: undefined(),
            ..NOTHING
        },
        Row {
            what: "a folder .laravel takes the place of bootstrap from 10 on",
            files: &[
                (".laravel/app.php", ""),
                ("bootstrap/cache/config.php", "<?php return array ('mail' => array ('default' => 'log'),);"),
                (".env", "MAIL_MAILER=array"),
            ],
            expected: &["default='array'"],
            ..NOTHING
        },
        Row {
            what: "a version-6 file obeys MAIL_DRIVER on every version",
            files: &[(".env", "MAIL_DRIVER=ses\nMAIL_MAILER=log"), (MAIL, MAIL_6)],
            expected: &["default='ses'", "region='us-east-1'"],
            ..NOTHING
        },
        Row {
            what: "and sends by smtp without it",
            files: &[(".env", "MAIL_MAILER=ses"), (MAIL, MAIL_6)],
            expected: &["default='smtp'", "host='smtp.mailgun.org'"],
            ..NOTHING
        },
        Row {
            what: "MAIL_URL= is not no URL",
            framework: "v10.50.3",
            packages: &["symfony/mailer v6.4.3"],
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL="), (MAIL, MAIL_12)],
            fault: unsupported(""),
            ..NOTHING
        },
        Row {
            what: "on 13 too",
            framework: "v13.26.1",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=")],
            fault: unsupported(""),
            ..NOTHING
        },
        Row {
            what: "MAIL_URL=null is",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=null\nMAIL_HOST=mx.example")],
            expected: &["host='mx.example'"],
            ..NOTHING
        },
        Row {
            what: "a URL goes before host, port and login",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=smtp://AKIA1:p%2Fw@url.example:465\nMAIL_HOST=mx.example")],
            expected: &["host='url.example'", "port=465", "username='AKIA1'", "password=hidden of 3"],
            ..NOTHING
        },
        Row {
            what: "its scheme is the name of a transport, and Laravel has none of Symfony's names",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=smtps://AKIA1:pw@url.example:465")],
            expected: &["host='url.example'"],
            fault: unsupported("smtps"),
            ..NOTHING
        },
        Row {
            what: "nor those of its bridges",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=ses+smtp://x:y@default")],
            fault: unsupported("ses+smtp"),
            ..NOTHING
        },
        Row {
            what: "of a transport's method PHP tells no capitals apart",
            framework: "v9.52.22",
            packages: &["symfony/mailer v6.4.3"],
            files: &[(".env", "MAIL_DRIVER=SES"), (MAIL, MAIL_6), (OLD, SERVICES)],
            expected: &["default='SES'", "region='us-east-1'"],
            ..NOTHING
        },
        Row {
            what: "and its words are drawn together",
            files: &[
                (".env", "MAIL_MAILER=own"),
                (MAIL, "<?php return ['mailers' => ['own' => ['transport' => 'Ses_V2']]];"),
            ],
            expected: &["region='us-east-1'"],
            ..NOTHING
        },
        Row {
            what: "a client without a key of its own has the credentials that it is given",
            files: &[
                (".env", "MAIL_MAILER=ses\nAWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY=hush"),
                (
                    OLD,
                    "<?php return ['ses' => ['credentials' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]]];",
                ),
            ],
            expected: &["key='AKIA1'", "secret=hidden of 4"],
            ..NOTHING
        },
        Row {
            what: "a provider of them is not known",
            files: &[(".env", "MAIL_MAILER=ses"), (OLD, "<?php return ['ses' => ['credentials' => provider()]];")],
            expected: &["key=unknown: provider()"],
            ..NOTHING
        },
        Row {
            what: "before 10.10 it is not read",
            framework: "v10.9.0",
            packages: &["symfony/mailer v6.4.3"],
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_URL=smtp://url.example\nMAIL_HOST=mx.example"), (MAIL, MAIL_12)],
            expected: &["host='mx.example'"],
            ..NOTHING
        },
        Row {
            what: "MAIL_SCHEME=tls is refused",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_SCHEME=tls")],
            fault: scheme("tls"),
            ..NOTHING
        },
        Row {
            what: "ssl too",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_SCHEME=ssl")],
            fault: scheme("ssl"),
            ..NOTHING
        },
        Row { what: "null is not", files: &[(".env", "MAIL_MAILER=smtp\nMAIL_SCHEME=null")], ..NOTHING },
        Row {
            what: "MAIL_ENCRYPTION=null on 11.34.2",
            framework: "v11.34.2",
            packages: &["symfony/mailer v7.2.3"],
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_ENCRYPTION=null"), (MAIL, MAIL_10)],
            fault: scheme(""),
            ..NOTHING
        },
        Row {
            what: "MAIL_ENCRYPTION=null on 11.56",
            framework: "v11.56.0",
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_ENCRYPTION=null"), (MAIL, MAIL_10)],
            ..NOTHING
        },
        Row {
            what: "MAIL_ENCRYPTION=null on 9.52",
            framework: "v9.52.22",
            packages: &["symfony/mailer v6.4.3"],
            files: &[(".env", "MAIL_MAILER=smtp\nMAIL_ENCRYPTION=null"), (MAIL, MAIL_10)],
            ..NOTHING
        },
        Row {
            what: "a null mailer is a TypeError",
            files: &[(".env", "MAIL_MAILER=null")],
            fault: Some(MailerFault::Unnamed),
            ..NOTHING
        },
        Row {
            what: "names have a case",
            files: &[(".env", "MAIL_MAILER=SES")],
            expected: &["default='SES'"],
            fault: undefined(),
            ..NOTHING
        },
        Row {
            what: "ses-v2 is unsupported before 9.52",
            framework: "v9.51.0",
            files: &[
                (".env", "MAIL_MAILER=v2"),
                (
                    MAIL,
                    "<?php return ['default' => env('MAIL_MAILER'), 'mailers' => ['v2' => ['transport' => 'ses-v2']]];",
                ),
            ],
            fault: unsupported("ses-v2"),
            ..NOTHING
        },
    ];
    rows.iter().for_each(check);
}

/// The order in which a mailer's entries and those of `services.ses` are merged.
#[test]
fn services_and_the_mailer_are_merged_as_the_framework_does() {
    let check = |framework: &str, mailer: &str, expected: [&str; 3]| {
        let mail = format!("<?php return ['default' => 'marketing', 'mailers' => ['marketing' => [{mailer}]]];");
        let services = "<?php return ['ses' => ['key' => 'AKIAS', 'secret' => 's', 'region' => 'us-east-1']];";
        let app = read(&app(framework, &[], &[(MAIL, &mail), (OLD, services)]), &[]);
        let told = ["key", "secret", "region"].map(|name| setting(&app.effective, name));
        assert_eq!(told, expected, "{framework}: {mailer}");
        assert_eq!(app.effective.mailer().map(|it| it.transport.clone()), Some(Transport::Ses));
    };
    let services = ["'AKIAS'", "hidden of 1", "'us-east-1'"];
    check("v12.0.0", "'transport' => 'ses', 'region' => 'us-east-2'", ["'AKIAS'", "hidden of 1", "'us-east-2'"]);
    check("v8.45.0", "'transport' => 'ses', 'region' => 'us-east-2'", ["'AKIAS'", "hidden of 1", "'us-east-2'"]);
    check("v8.44.0", "'transport' => 'ses', 'region' => 'us-east-2'", services);
    check("v7.0.0", "'transport' => 'ses', 'secret' => 'mine'", ["absent", "hidden of 4", "absent"]);
}

/// A message goes through the members of a mailer that hands it on.
#[test]
fn the_mailers_behind_a_mailer_are_named() {
    let check = |mailers: &str, expected: &[(&str, Transport)]| {
        let mail = format!("<?php return ['default' => 'all', 'mailers' => [{mailers}]];");
        let app = read(&app("v12.0.0", &[], &[(MAIL, &mail)]), &[]);
        let told: Vec<_> = app.effective.mailers.iter().map(|it| (it.name.as_str(), it.transport.clone())).collect();
        assert_eq!(told, expected, "{mailers}");
    };
    check(
        "'all' => ['transport' => 'failover', 'mailers' => ['ses', 'log']]",
        &[("all", Transport::Failover), ("ses", Transport::Ses), ("log", Transport::Other("log".into()))],
    );
    check(
        "'all' => ['transport' => 'roundrobin', 'mailers' => ['all', 'nope']]",
        &[("all", Transport::RoundRobin), ("all", Transport::None), ("nope", Transport::None)],
    );
    check("'all' => ['transport' => 'cloudflare']", &[("all", Transport::Other("cloudflare".into()))]);
    check("'all' => [...$some, 'region' => 'x']", &[("all", Transport::Unknown("mail.mailers.all".into()))]);
}

#[test]
fn how_an_smtp_connection_begins_is_the_frameworks_rule() {
    let check = |framework: &str, env: &str, mail: &str, expected: Option<SmtpManner>| {
        let files =
            app(framework, &["symfony/mailer v6.4.3"], &[(".env", &format!("MAIL_MAILER=smtp\n{env}")), (MAIL, mail)]);
        let app = read(&files, &[]);
        assert_eq!(app.effective.mailer().expect("a mailer").manner(app.version), expected, "{framework}: {env}");
    };
    let mail_10 = MAIL_10.replace("'encryption' =>", "'port' => env('MAIL_PORT', 587), 'encryption' =>");
    check("v10.50.3", "MAIL_ENCRYPTION=tls", &mail_10, Some(SmtpManner::Upgraded));
    check("v10.50.3", "MAIL_ENCRYPTION=tls\nMAIL_PORT=465", &mail_10, Some(SmtpManner::Implicit));
    check("v11.35.0", "MAIL_ENCRYPTION=tls", &mail_10, Some(SmtpManner::Implicit));
    check("v11.35.0", "MAIL_ENCRYPTION=starttls", &mail_10, Some(SmtpManner::Upgraded));
    check("v11.35.1", "MAIL_ENCRYPTION=tls", &mail_10, Some(SmtpManner::Upgraded));
    check("v12.0.0", "MAIL_SCHEME=smtps\nMAIL_PORT=587", MAIL_12, Some(SmtpManner::Implicit));
    check("v12.0.0", "MAIL_PORT=2465", MAIL_12, Some(SmtpManner::Upgraded));
    check("v8.83.0", "MAIL_ENCRYPTION=ssl", &mail_10, Some(SmtpManner::Implicit));
    check("v8.83.0", "MAIL_ENCRYPTION=null", &mail_10, Some(SmtpManner::Plain));
    check("v12.0.0", "MAIL_MAILER=log", MAIL_12, None);
}

#[test]
fn a_variable_stands_in_its_places_and_one_of_them_counts() {
    let row = |app: &App, name: &str| app.truth.iter().find(|row| row.name == name).cloned().expect("the variable");
    let check = |files: &Files, variables: &[(&str, &str)], name: &str, wins: Winner, why: WhyWins| -> TruthRow {
        let row = row(&read(files, variables), name);
        assert_eq!((row.wins, row.why), (wins, why), "{name}: {row:?}");
        row
    };
    let plain = |text: &str| Some(MaskedValue::Plain(text.into()));
    let files = app("v12.0.0", &[], &[(".env", "MAIL_MAILER=ses\nMAIL_DRIVER=log\nAWS_BUCKET=b\n")]);
    check(&files, &[], "MAIL_MAILER", Winner::Env, WhyWins::OnlyThere);
    check(&files, &[], "MAIL_DRIVER", Winner::Env, WhyWins::NotRead);
    check(&files, &[], "AWS_BUCKET", Winner::Env, WhyWins::OnlyThere);
    let region = check(&files, &[], "AWS_DEFAULT_REGION", Winner::Default, WhyWins::NowhereSet);
    let entry = region.entry.expect("services.ses reads it");
    assert_eq!((entry.path.as_str(), entry.text()), ("services.ses.region", Some("us-east-1")));
    assert_eq!(entry.origin.expect("an origin").unset, ["AWS_DEFAULT_REGION"]);
    let mailer = check(&files, &[("MAIL_MAILER", "")], "MAIL_MAILER", Winner::Process, WhyWins::ProcessGoesFirst);
    assert_eq!((mailer.env, mailer.process), (plain("ses"), plain("")));

    let endpoint = with(files.clone(), ".env", "AWS_ENDPOINT_URL=http://localhost:4566\n");
    check(&endpoint, &[], "AWS_ENDPOINT_URL", Winner::Env, WhyWins::OnlyThere);
    let empty = with(endpoint, "bootstrap/cache/config.php", "<?php return array ();");
    check(&empty, &[], "AWS_ENDPOINT_URL", Winner::Default, WhyWins::ConfigIsCached);

    let cached = "<?php return array ('mail' => array ('default' => 'log', 'mailers' => array ('log' => array ('transport' => 'log'))),
        'services' => array ('ses' => array ('key' => 'AKIACACHED', 'secret' => 'hush')),
        'x' => \\Some\\Thing::__set_state(array ('a' => 1)), 'y' => (object) array ('b' => 2), 'z' => 'n' . \"\\0\" . 'ul');";
    let files = with(files, "bootstrap/cache/config.php", cached);
    let mailer = check(&files, &[], "MAIL_MAILER", Winner::Cached, WhyWins::ConfigIsCached);
    assert_eq!(mailer.cached.and_then(|it| it.text().map(str::to_owned)).as_deref(), Some("log"));
    let id = check(&files, &[], "AWS_ACCESS_KEY_ID", Winner::Cached, WhyWins::ConfigIsCached);
    assert_eq!(said(id.cached.as_ref()), "'AKIACACHED'");
    let secret = check(&files, &[], "AWS_SECRET_ACCESS_KEY", Winner::Cached, WhyWins::ConfigIsCached);
    assert_eq!(said(secret.cached.as_ref()), "hidden of 4");
    let whole = read(&files, &[]);
    assert!(!format!("{whole:?}").contains("hush"), "a secret is printed");

    // What decides on a value is read too, and so is what only PHP can tell.
    for choice in [
        "env('ON') ? 'ses' : 'log'",
        "env('ON') ? 'x' : 'ses'",
        "match (env('ON')) { true => 'ses', default => 'log' }",
        "pick(env('ON'))",
    ] {
        let mail = format!("<?php return ['default' => {}];", choice.replace("ON", "MAIL_ON"));
        for said in ["true", "false"] {
            let files = app("v12.0.0", &[], &[(MAIL, &mail), (".env", &format!("MAIL_ON={said}\n"))]);
            let row = check(&files, &[], "MAIL_ON", Winner::Env, WhyWins::OnlyThere);
            assert_eq!(row.entry.map(|it| it.path).as_deref(), Some("mail.default"), "{choice}");
        }
    }
    let separate = app("v12.0.0", &[], &[(".env", "AWS_SES_ACCESS_KEY_ID=A\n"), (OLD, SERVICES)]);
    check(&separate, &[], "AWS_SES_ACCESS_KEY_ID", Winner::Env, WhyWins::NotRead);
    check(&separate, &[("AWS_SES_ACCESS_KEY_ID", "B")], "AWS_SES_ACCESS_KEY_ID", Winner::Process, WhyWins::NotRead);
    let broken = app("v12.0.0", &[], &[(".env", "MAIL_HOST=one two\n")]);
    check(&broken, &[], "MAIL_FROM_ADDRESS", Winner::Unknown, WhyWins::FileRefused);
    check(&broken, &[("MAIL_FROM_ADDRESS", "a@b.c")], "MAIL_FROM_ADDRESS", Winner::Process, WhyWins::ProcessGoesFirst);
    let moved = ("bootstrap/app.php", "<?php $app->useEnvironmentPath('/etc/shop');");
    let moved = app("v12.0.0", &[], &[(".env", "MAIL_MAILER=log\n"), moved]);
    check(&moved, &[], "MAIL_MAILER", Winner::Unknown, WhyWins::FileElsewhere);
    let cached =
        "<?php return array ('app' => array ('url' => 'https://a.example'), 'queue' => array ('default' => 'redis'));";
    let cached = with(
        app("v12.0.0", &[], &[(".env", "APP_URL=http://b\nQUEUE_CONNECTION=sync\n")]),
        "bootstrap/cache/config.php",
        cached,
    );
    for (name, value) in [("APP_URL", "'https://a.example'"), ("QUEUE_CONNECTION", "'redis'")] {
        let row = check(&cached, &[], name, Winner::Cached, WhyWins::ConfigIsCached);
        assert_eq!(said(row.cached.as_ref()), value, "{name}");
    }

    let staging = with(app("v12.0.0", &[], &[(".env", "MAIL_HOST=a\n")]), ".env.staging", "MAIL_HOST=b\n");
    let host = check(&staging, &[("APP_ENV", "staging")], "MAIL_HOST", Winner::EnvApp, WhyWins::ReadInstead);
    assert_eq!((host.env, host.env_app), (plain("a"), plain("b")));
}

#[test]
fn the_file_that_laravel_reads_is_named() {
    let check = |bootstrap: &str, variables: &[(&str, &str)], expected: EnvFileUsed, more: &[&str]| {
        let files = app("v12.0.0", &[], &[("bootstrap/app.php", bootstrap), (".env.x", ""), (".env.y.x", "")]);
        assert_eq!(read(&files, variables).env_used, expected, "{bootstrap}");
        // Behind it stand the files of other places, which are looked for in every app.
        let named = more_files(&files, &process(variables)).into_iter().take_while(|path| path != "Dockerfile");
        assert_eq!(named.collect::<Vec<_>>(), more, "{bootstrap}");
    };
    let of_app_env = |path: &str| EnvFileUsed::Other { path: path.into(), why: OtherFile::AppEnv("x".into()) };
    let cache = "bootstrap/cache/config.php";
    check("<?php", &[], EnvFileUsed::Usual, &[".env", cache]);
    check("<?php", &[("APP_ENV", "x")], of_app_env(".env.x"), &[".env", cache]);
    check("<?php", &[("APP_ENV", "z")], EnvFileUsed::Usual, &[".env", ".env.z", cache]);
    check("<?php", &[("APP_ENV", "../x")], EnvFileUsed::Usual, &[".env", cache]);
    check("<?php // $app->loadEnvironmentFrom('.env.y');", &[], EnvFileUsed::Usual, &[".env", cache]);
    let named = EnvFileUsed::Other { path: ".env.y".into(), why: OtherFile::Named };
    check("<?php $app->loadEnvironmentFrom('.env.y');", &[], named, &[".env.y", cache]);
    check(
        "<?php $app->loadEnvironmentFrom('.env.y');",
        &[("APP_ENV", "x")],
        of_app_env(".env.y.x"),
        &[".env.y", cache],
    );
    check("<?php\n$app->useEnvironmentPath('/etc/shop');", &[], EnvFileUsed::Moved { line: 2 }, &[cache]);
    check("<?php $app->loadEnvironmentFrom($x);", &[], EnvFileUsed::Moved { line: 1 }, &[cache]);
    let compose = "services: {app: {build: ., env_file: [./.env.docker, ../elsewhere, .env]}}";
    let files = app("v12.0.0", &[], &[("compose.yaml", compose), (".env", "")]);
    assert_eq!(more_files(&files, &process(&[]))[..3], [cache, "Dockerfile", ".env.docker"]);
}

/// What signs an administrator in does not stand for what the app has.
#[test]
fn the_callers_sign_in_is_not_the_apps() {
    let env = "MAIL_MAILER=ses\nAWS_ACCESS_KEY_ID=AKIAAPP\nAWS_DEFAULT_REGION=ap-northeast-2\n";
    let files = app("v12.0.0", &[], &[(".env", env)]);
    let app = read(
        &files,
        &[("AWS_ACCESS_KEY_ID", "AKIAADMIN"), ("AWS_DEFAULT_REGION", "us-east-1"), ("MAIL_FROM_NAME", "P")],
    );
    assert_eq!(setting(&app.effective, "key"), "'AKIAADMIN'", "what is started from here has it");
    let OwnConfig::Read(own) = &app.own else { panic!("{:?}", app.own) };
    assert_eq!((setting(own, "key").as_str(), setting(own, "region").as_str()), ("'AKIAAPP'", "'ap-northeast-2'"));
    assert_eq!(setting(own, "from.name"), "'P'");
    assert_eq!(app.cached, CachedConfig::Absent);
    assert_eq!(app.effective.layout, Some(MailLayout::Mailers));
}
