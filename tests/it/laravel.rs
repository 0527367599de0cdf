//! What an app is, which lines its `.env` gets and which patches its config, over small apps of every style since Laravel 6.

use open_sesame::laravel::{
    App, Defaults, EnvFile, FILES, Files, MailLayout, Mailer, MaskedValue, NotAnApp, Runner, SdkPackage, SharedUse,
    SignUp, Version, Worker, dotenv,
    plan::{AppKey, Guide, LineValue, MailSettings, SwitchLine, default_mailer, from_name, lines},
    understand,
};
use serde_json::json;

use crate::dotenv::laravel_reads;

mod containers;
mod expressions;
mod in_laravel;
mod in_the_field;
mod members;
mod other_places;
mod patches;
mod required;
mod truth;
mod unexpected;

use patches::patched;

// ---- small apps ----------------------------------------------------------------------------------------------------

/// An app on this framework with these packages and these files.
fn app(framework: &str, packages: &[&str], files: &[(&str, &str)]) -> Files {
    let mut listed = vec![json!({ "name": "laravel/framework", "version": framework })];
    listed.extend(packages.iter().map(|package| {
        let (name, version) = package.split_once(' ').unwrap_or((package, "1.0.0"));
        json!({ "name": name, "version": version })
    }));
    let lock = json!({ "packages": listed, "packages-dev": [] }).to_string();
    let mut app: Files = [("artisan", ""), ("composer.lock", &lock)].map(|(p, text)| (p.into(), text.into())).into();
    app.extend(files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())));
    app
}

fn with(mut files: Files, path: &str, text: &str) -> Files {
    files.insert(path.into(), text.into());
    files
}

const SDK: &str = "aws/aws-sdk-php 3.299.1";

const MAIL_6: &str = "<?php
return [
    'driver' => env('MAIL_DRIVER', 'smtp'),
    'host' => env('MAIL_HOST', 'smtp.mailgun.org'),
    'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => env('MAIL_FROM_NAME')],
    'encryption' => env('MAIL_ENCRYPTION', 'tls'),
];
";

const MAIL_10: &str = "<?php

return [

    'default' => env('MAIL_MAILER', 'smtp'), // env('MAIL_SCHEME')

    'mailers' => [
        'smtp' => [
            'transport' => 'smtp',
            'encryption' => env('MAIL_ENCRYPTION', 'tls'),
        ],

        'ses' => [
            'transport' => 'ses',
        ], // sign-up mail

        'log' => [
            'transport' => 'log',
        ],
    ],

    'from' => [
        'address' => env('MAIL_FROM_ADDRESS', 'hello@example.com'),
        'name' => env('MAIL_FROM_NAME', 'Example'),
    ],

];
";

const MAIL_12: &str = include_str!("../../assets/sample-app/config/mail.php");

const SERVICES: &str = "<?php

return [

    // Keys of others
    'mailgun' => ['secret' => env('MAILGUN_SECRET')],

    'ses' => [
        'key' => env('AWS_ACCESS_KEY_ID'),
        'secret' => env('AWS_SECRET_ACCESS_KEY'),
        'region' => env('AWS_DEFAULT_REGION', 'us-east-1'),
    ],

];
";

fn sample_app() -> Files {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-app/");
    let read = |path: &&str| Some((path.to_string(), std::fs::read(format!("{root}{path}")).ok()?));
    FILES.iter().filter_map(read).collect()
}

fn understood(files: &Files) -> App {
    understand(files).expect("an app")
}

fn wish(mailer: Mailer) -> MailSettings {
    MailSettings {
        mailer,
        from: "no-reply@example.co.kr".parse().expect("an address"),
        from_name: "참깨 상점".into(),
        key: AppKey::Known("AKIAIOSFODNN7EXAMPLE".parse().expect("a key id")),
        own_keys: Vec::new(),
        region: "ap-northeast-2".parse().expect("a region"),
        guide: Guide::Skip,
        switch: SwitchLine::Now,
    }
}

// ---- what an app is ------------------------------------------------------------------------------------------------

#[test]
fn a_folder_that_is_no_app_says_what_is_missing() {
    let check = |files: &[(&str, &str)], expected: NotAnApp| {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        assert_eq!(understand(&files), Err(expected), "{files:?}");
    };
    check(&[("composer.json", "{}")], NotAnApp::NoArtisan);
    check(&[("artisan", "")], NotAnApp::NoComposer);
    check(
        &[("artisan", ""), ("composer.json", r#"{"require":{"laravel/lumen-framework":"^10"}}"#)],
        NotAnApp::NotLaravel,
    );
    check(&[("artisan", ""), ("composer.lock", "<<<<<<< HEAD")], NotAnApp::NotLaravel);
}

#[test]
fn the_version_is_the_installed_one() {
    let check = |framework: &str, expected: Option<Version>| {
        assert_eq!(understood(&app(framework, &[], &[])).version, expected, "{framework}");
    };
    check("v12.22.1", Some(Version::new(12, 22, 1)));
    check("9.52.0", Some(Version::new(9, 52, 0)));
    check("v11.0.0-beta.1", Some(Version::new(11, 0, 0)));
    check("dev-master", None);
    let branch: Version = "12.x-dev".parse().expect("a branch");
    assert!(branch > Version::new(12, 999, 0) && branch < Version::new(13, 0, 0) && branch.to_string() == "12.x");

    let composer = ("composer.json", r#"{"require":{"laravel/framework":"^10.0"}}"#);
    let elsewhere = |path: &str, text: &str| {
        let files = [("artisan", ""), composer, (path, text)].map(|(path, text)| (path.to_owned(), text.into()));
        understood(&files.into()).version.map(|version| version.to_string())
    };
    let package = r#"{"name":"laravel/framework","version":"v10.50.3"}"#;
    let installed = "vendor/composer/installed.json";
    assert_eq!(elsewhere(installed, &format!("[{package}]")).as_deref(), Some("10.50.3"), "Composer 1");
    assert_eq!(elsewhere(installed, &format!(r#"{{"packages":[{package}]}}"#)).as_deref(), Some("10.50.3"));
    let source = "vendor/laravel/framework/src/Illuminate/Foundation/Application.php";
    assert_eq!(elsewhere(source, "<?php class A { const VERSION = '10.1.2'; }").as_deref(), Some("10.1.2"));
    assert_eq!(elsewhere(".env", ""), None);
}

#[test]
fn ses_is_the_mailer_only_where_its_package_serves_it_in_production() {
    let check = |files: Files, expected: SdkPackage, mailer: Mailer| {
        let app = understood(&files);
        assert_eq!((&app.sdk, default_mailer(&app)), (&expected, mailer));
    };
    let trimmed = |services: &[&str]| {
        let composer = json!({
            "require": { "laravel/framework": "*" },
            "extra": { "aws/aws-sdk-php": services },
            "scripts": { "pre-autoload-dump": "Aws\\Script\\Composer\\Composer::removeUnusedServices" },
        });
        with(app("v12.0.0", &[SDK], &[]), "composer.json", &composer.to_string())
    };
    let kept = |services: &[&str]| SdkPackage::Trimmed(services.iter().map(|service| service.to_string()).collect());
    let dev = json!({
        "packages": [{ "name": "laravel/framework", "version": "v12.0.0" }],
        "packages-dev": [{ "name": "aws/aws-sdk-php", "version": "3.299.1" }],
    });
    check(app("v12.0.0", &[SDK], &[]), SdkPackage::Present("3.299.1".into()), Mailer::Ses);
    check(app("v12.0.0", &[], &[]), SdkPackage::Missing, Mailer::Smtp);
    check(trimmed(&["S3"]), kept(&["S3"]), Mailer::Smtp);
    check(trimmed(&["S3", "Ses"]), kept(&["S3", "Ses"]), Mailer::Ses);
    check(with(app("", &[], &[]), "composer.lock", &dev.to_string()), SdkPackage::DevOnly, Mailer::Smtp);
    let composer = r#"{"require":{"laravel/framework":"*","aws/aws-sdk-php":"*"}}"#;
    let nothing_installed = [("artisan", ""), ("composer.json", composer)].map(|(p, text)| (p.to_owned(), text.into()));
    check(nothing_installed.into(), SdkPackage::Unknown, Mailer::Smtp);
    // What is there already is not brought by `require`.
    let runner = Runner::default();
    assert_eq!(kept(&["S3"]).command(&runner), "composer reinstall aws/aws-sdk-php");
    assert_eq!(SdkPackage::DevOnly.command(&runner), "composer require aws/aws-sdk-php");
    assert!(!kept(&["Ses"]).serves(Mailer::SesV2) && kept(&["SesV2"]).serves(Mailer::SesV2));
}

#[test]
fn what_the_mail_config_reads_is_asked_of_the_file_not_of_the_version() {
    let check = |files: Files, variable: &str, scheme_and_encryption: (bool, bool), layout: MailLayout| {
        let app = understood(&files);
        assert_eq!(app.mailer_variable, variable);
        assert_eq!((app.reads_scheme, app.reads_encryption), scheme_and_encryption, "{:?}", app.version);
        assert_eq!(app.mail_layout, layout);
    };
    let mail = |framework, text| app(framework, &[], &[("config/mail.php", text)]);
    check(mail("v6.20.0", MAIL_6), "MAIL_DRIVER", (false, true), MailLayout::Flat);
    check(mail("v12.0.0", MAIL_6), "MAIL_DRIVER", (false, true), MailLayout::Flat);
    check(mail("v10.50.3", MAIL_10), "MAIL_MAILER", (false, true), MailLayout::Mailers);
    check(mail("v13.6.0", MAIL_10), "MAIL_MAILER", (false, true), MailLayout::Mailers);
    check(mail("v11.0.0", MAIL_12), "MAIL_MAILER", (true, false), MailLayout::Mailers);
    check(mail("v9.52.0", "<?php return ['default' => env('MAILER')];"), "MAILER", (false, false), MailLayout::Mailers);
    check(mail("v9.52.0", "<?php return ['default' => 'smtp'];"), "MAIL_MAILER", (false, false), MailLayout::Mailers);
    // Without the file: the framework's defaults, where it has any.
    check(app("v10.50.3", &[], &[]), "MAIL_MAILER", (false, false), MailLayout::Mailers);
    check(app("v11.0.0", &[], &[]), "MAIL_MAILER", (false, true), MailLayout::Mailers);
    check(app("v13.6.0", &[], &[]), "MAIL_MAILER", (true, false), MailLayout::Mailers);
}

#[test]
fn the_framework_fills_in_from_11_unless_the_app_opts_out() {
    let check = |framework: &str, bootstrap: &str, expected: Defaults| {
        let files = app(framework, &[], &[("bootstrap/app.php", bootstrap)]);
        assert_eq!(understood(&files).defaults, expected, "{framework} {bootstrap}");
    };
    let structure_11 = "<?php return Application::configure(basePath: dirname(__DIR__))->create();";
    check("v10.50.3", "<?php $app = new Application();", Defaults::None);
    check("v12.0.0", "<?php $app = new Application();", Defaults::Framework);
    check("v12.0.0", "<?php // $app->dontMergeFrameworkConfiguration();\n", Defaults::Framework);
    check("v12.0.0", "<?php $app->dontMergeFrameworkConfiguration();", Defaults::None);
    check("dev-master", structure_11, Defaults::Framework);
    check("dev-master", "<?php $app = new Application();", Defaults::None);
}

#[test]
fn whoever_shares_the_aws_keys_is_named() {
    let check = |files: Files, expected: &[SharedUse]| {
        assert_eq!(understood(&files).aws_keys_shared_with, expected, "{files:?}");
    };
    let env = |framework, env| app(framework, &[], &[(".env", env)]);
    check(env("v12.0.0", "AWS_BUCKET=\nFILESYSTEM_DISK=local\nQUEUE_CONNECTION=database\nCACHE_STORE=redis\n"), &[]);
    check(env("v12.0.0", "FILESYSTEM_DISK=s3\nAWS_BUCKET=b\n"), &[SharedUse::Disk, SharedUse::Bucket]);
    check(env("v12.0.0", "AWS_ENDPOINT=https://r2.example\n"), &[SharedUse::Endpoint]);
    check(env("v12.0.0", "AWS_ENDPOINT=null\nAWS_BUCKET=\"\"\n"), &[]);
    check(
        env("v12.0.0", "QUEUE_CONNECTION=sqs\nCACHE_STORE=dynamodb\nSESSION_DRIVER=dynamodb\n"),
        &[SharedUse::Queue, SharedUse::Cache, SharedUse::Session],
    );
    check(app("v12.0.0", &[SDK, "league/flysystem-aws-s3-v3"], &[]), &[SharedUse::S3Package]);

    let disks =
        "<?php return ['default' => env('FILESYSTEM_DRIVER', 's3'), 'disks' => ['s3' => ['key' => env('KEY')]]];";
    let disks = |key: &str| disks.replace("KEY", key);
    let app_8 = |env: &str, disks: &str| app("v8.83.0", &[], &[(".env", env), ("config/filesystems.php", disks)]);
    check(app_8("", &disks("AWS_ACCESS_KEY_ID")), &[SharedUse::Disk]);
    check(app_8("FILESYSTEM_DRIVER=local\n", &disks("AWS_ACCESS_KEY_ID")), &[]);
    check(app_8("AWS_BUCKET=b\n", &disks("S3_KEY")), &[]);
}

#[test]
fn workers_that_must_be_restarted_are_named() {
    let check = |files: Files, expected: &[Worker]| assert_eq!(understood(&files).workers, expected);
    let queue = "<?php return ['default' => env('QUEUE_CONNECTION', 'sync')];";
    let on = |connection: &str| Worker::Queue(connection.into());
    check(app("v10.0.0", &[], &[("config/queue.php", queue)]), &[]);
    check(app("v10.0.0", &[], &[("config/queue.php", queue), (".env", "QUEUE_CONNECTION=redis")]), &[on("redis")]);
    check(
        app("v12.0.0", &["laravel/octane", "laravel/horizon"], &[]),
        &[Worker::Horizon, Worker::Octane, on("database")],
    );
    for without in ["sync", "null", "deferred", "background"] {
        check(app("v12.0.0", &[], &[(".env", &format!("QUEUE_CONNECTION={without}"))]), &[]);
    }
}

#[test]
fn sign_up_mail_needs_the_contract_on_the_user_model() {
    let check = |path: &str, model: &str, expected: SignUp| {
        assert_eq!(understood(&app("v12.0.0", &[], &[(path, model)])).sign_up, expected, "{model}");
    };
    let model = "app/Models/User.php";
    check(model, "<?php class User extends A implements MustVerifyEmail {}", SignUp::Wired);
    check(model, "<?php class User extends A implements B, \\Illuminate\\C\\MustVerifyEmail {}", SignUp::Wired);
    let renamed = "<?php use Illuminate\\Contracts\\Auth\\MustVerifyEmail as Contract;\nclass User extends A implements Contract {}";
    check(model, renamed, SignUp::Wired);
    check(model, "<?php use App\\Other as Contract;\nclass User extends A implements Contract {}", SignUp::NotWired);
    check(model, "<?php // class User implements MustVerifyEmail\nclass User extends A {}", SignUp::NotWired);
    check("app/User.php", "<?php class User extends A implements MustVerifyEmail {}", SignUp::Wired);
    check("app/Domain/User.php", "<?php class User {}", SignUp::Unknown);
}

#[test]
fn an_app_shows_no_secret_of_its_env() {
    let env = "APP_NAME=참깨\nDB_PASSWORD=hush\nAWS_SECRET_ACCESS_KEY=hush\nAWS_ACCESS_KEY_ID=hush/hush\nMAIL_URL=smtp://u:hush@h\n";
    let app = understood(&app("v12.0.0", &[], &[(".env", env)]));
    assert!(!format!("{app:?}").contains("hush"), "{app:?}");
    let EnvFile::Read { values, swallow: None, .. } = &app.env else { panic!("{:?}", app.env) };
    assert_eq!(values["APP_NAME"], Some(MaskedValue::Plain("참깨".into())));
    assert_eq!(values["DB_PASSWORD"], values["AWS_SECRET_ACCESS_KEY"], "equal secrets have equal fingerprints");
    assert!(app.env.has_value("AWS_ACCESS_KEY_ID") && app.env.text("AWS_ACCESS_KEY_ID").is_none());
    let broken = understood(&self::app("v12.0.0", &[], &[(".env", "DB_PASSWORD=hush hush")]));
    assert!(matches!(broken.env, EnvFile::Refused(_)) && !format!("{broken:?}").contains("hush"));
}

// ---- which lines ---------------------------------------------------------------------------------------------------

fn shown(lines: Vec<(String, LineValue)>) -> Vec<String> {
    let value = |value| match value {
        LineValue::Plain(text) => text,
        LineValue::Null => "<null>".into(),
        LineValue::KeyId(Some(id)) => id.to_string(),
        LineValue::KeyId(None) => "<key id>".into(),
        LineValue::Secret => "<secret>".into(),
        LineValue::SmtpPassword => "<smtp password>".into(),
    };
    lines.into_iter().map(|(name, line)| format!("{name}={}", value(line))).collect()
}

const SES_LINES: [&str; 6] = [
    "MAIL_MAILER=ses",
    "MAIL_FROM_ADDRESS=no-reply@example.co.kr",
    "MAIL_FROM_NAME=참깨 상점",
    "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY=<secret>",
    "AWS_DEFAULT_REGION=ap-northeast-2",
];

const GUIDE_LINES: [&str; 3] =
    ["MAIL_HOST=email-smtp.ap-northeast-2.amazonaws.com", "MAIL_PORT=587", "MAIL_ENCRYPTION=tls"];

#[test]
fn the_ses_mailer_gets_its_six_lines_and_corrects_what_is_there() {
    let check = |env: Option<&str>, guide: Guide, expected: &[&str]| {
        let files = app("v12.0.0", &[SDK], &[("config/mail.php", MAIL_12)]);
        let files = env.map_or(files.clone(), |env| with(files, ".env", env));
        let wish = MailSettings { guide, ..wish(Mailer::Ses) };
        assert_eq!(shown(lines(Some(&understood(&files)), &wish)), expected, "{env:?}");
    };
    let all = [&SES_LINES[..], &GUIDE_LINES].concat();
    check(Some("APP_NAME=x\n"), Guide::Skip, &SES_LINES);
    check(Some("APP_NAME=x\n"), Guide::Follow, &all);
    check(Some("MAIL_PORT=2525\nMAIL_HOST=127.0.0.1\n"), Guide::Skip, &all[..8]);
    check(Some("MAIL_ENCRYPTION=null\n"), Guide::Skip, &[&SES_LINES[..], &GUIDE_LINES[2..]].concat());
    check(None, Guide::Skip, &all);
    assert_eq!(shown(lines(None, &wish(Mailer::Ses))), all);
}

#[test]
fn the_switch_the_key_and_the_names_follow_the_wish() {
    let check = |env: &str, wish: MailSettings, expected: &[&str]| {
        let app = understood(&app("v12.0.0", &[SDK], &[(".env", env)]));
        assert_eq!(shown(lines(Some(&app), &wish)), expected, "{env}");
    };
    let ses = || wish(Mailer::Ses);
    let key = |id: &str| id.parse().expect("a key id");
    check("", MailSettings { switch: SwitchLine::Later, ..ses() }, &SES_LINES[1..]);
    check("", wish(Mailer::SesV2), &[&["MAIL_MAILER=ses-v2"], &SES_LINES[1..]].concat());
    let to_come = [&SES_LINES[..3], &["AWS_ACCESS_KEY_ID=<key id>"], &SES_LINES[4..]].concat();
    check("", MailSettings { key: AppKey::ToCome, ..ses() }, &to_come);
    check("", MailSettings { key: AppKey::Role, ..ses() }, &[&SES_LINES[..3], &SES_LINES[5..]].concat());

    let separate = [
        &SES_LINES[..3],
        &[
            "AWS_SES_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
            "AWS_SES_SECRET_ACCESS_KEY=<secret>",
            "AWS_SES_REGION=ap-northeast-2",
        ],
    ]
    .concat();
    check("AWS_BUCKET=photos\n", ses(), &separate);
    // A key that is not of this set-up belongs to something else; one that is may be replaced.
    check("AWS_ACCESS_KEY_ID=AKIAOLDOLDOLDOLDOLD1\n", ses(), &separate);
    check("AWS_ACCESS_KEY_ID=not-of-aws\n", ses(), &separate);
    check("AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n", ses(), &SES_LINES);
    check(
        "AWS_ACCESS_KEY_ID=AKIAOLDOLDOLDOLDOLD1\n",
        MailSettings { own_keys: vec![key("AKIAOLDOLDOLDOLDOLD1")], ..ses() },
        &SES_LINES,
    );
    check("AWS_ACCESS_KEY_ID=null\n", ses(), &SES_LINES);
    // Vapor sets the usual names itself, to those of its role.
    let vapor = understood(&app("v12.0.0", &[SDK], &[(".env", ""), ("vapor.yml", "id: 1\n")]));
    assert_eq!(shown(lines(Some(&vapor), &ses())), separate);
}

#[test]
fn the_smtp_mailer_gets_the_encryption_that_its_config_reads() {
    let check = |framework: &str, mail: &str, env: &str, last: &[&str]| {
        let files = app(framework, &[], &[("config/mail.php", mail), (".env", env)]);
        let expected = [
            "=smtp",
            GUIDE_LINES[0],
            "MAIL_PORT=587",
            "MAIL_USERNAME=AKIAIOSFODNN7EXAMPLE",
            "MAIL_PASSWORD=<smtp password>",
            SES_LINES[1],
            SES_LINES[2],
        ];
        let app = understood(&files);
        let lines = shown(lines(Some(&app), &wish(Mailer::Smtp)));
        let expected: Vec<String> = [&expected[..], last].concat().into_iter().map(str::to_owned).collect();
        assert_eq!(lines[0], format!("{}=smtp", app.mailer_variable));
        assert_eq!(lines[1..], expected[1..], "{framework}");
    };
    check("v6.20.0", MAIL_6, "", &["MAIL_ENCRYPTION=tls"]);
    check("v10.50.3", MAIL_10, "MAIL_ENCRYPTION=null\nAWS_BUCKET=b\n", &["MAIL_ENCRYPTION=tls"]);
    check("v11.35.0", MAIL_10, "", &["MAIL_ENCRYPTION=starttls"]);
    check("v12.0.0", MAIL_12, "MAIL_SCHEME=tls\nMAIL_ENCRYPTION=null\n", &["MAIL_SCHEME=smtp"]);
    check("v12.0.0", MAIL_12, "MAIL_URL=smtp://old.example\n", &["MAIL_SCHEME=smtp", "MAIL_URL=<null>"]);
    // An empty one takes the place of host and port too.
    check("v12.0.0", MAIL_12, "MAIL_URL=\n", &["MAIL_SCHEME=smtp", "MAIL_URL=<null>"]);
    check("v12.0.0", MAIL_12, "MAIL_URL=null\n", &["MAIL_SCHEME=smtp"]);
    assert_eq!(shown(lines(None, &wish(Mailer::Smtp))).last().map(String::as_str), Some("MAIL_SCHEME=smtp"));
}

#[test]
fn the_name_beside_the_address_is_the_apps_own() {
    let check = |env: &str, expected: Option<&str>| {
        let app = understood(&app("v12.0.0", &[], &[(".env", env)]));
        assert_eq!(from_name(&app).as_deref(), expected, "{env}");
    };
    check("APP_NAME=\"참깨 상점\"\n", Some("참깨 상점"));
    check("APP_NAME=Laravel\n", None);
    check("APP_NAME=Example\n", None);
    check("APP_NAME=\n", None);
    // What the mail is from already is not replaced by another name.
    check("APP_NAME=Shop\nMAIL_FROM_NAME=\"Kim's shop\"\n", Some("Kim's shop"));
    check("APP_NAME=Shop\nMAIL_FROM_NAME=Example\n", Some("Shop"));
    // A reference stays one; in single quotes it is none, and readers would see its text.
    check("APP_NAME=Shop\nMAIL_FROM_NAME=${APP_NAME}\n", Some("Shop"));
    check("APP_NAME=Laravel\nMAIL_FROM_NAME=\"${APP_NAME}\"\n", Some("Laravel"));
    check("APP_NAME=Shop\nMAIL_FROM_NAME='${APP_NAME}'\n", Some("Shop"));
    check("APP_NAME=Laravel\nMAIL_FROM_NAME='${APP_NAME}'\n", None);
    check("", None);
}

// ---- the sample app ------------------------------------------------------------------------------------------------

/// What a page, a plan or `sesame env` shows of a line is what the file has afterwards, byte for byte.
#[test]
fn what_is_shown_is_what_is_written() {
    let wanted = [
        ("MAIL_MAILER", "ses"),
        ("MAIL_PORT", "587"),
        ("MAIL_FROM_NAME", "참깨 상점 #1"),
        ("AWS_SES_REGION", "ap-northeast-2"),
        ("MAIL_HOST", ""),
    ];
    let values: Vec<(String, String)> = wanted.map(|(name, value)| (name.into(), value.into())).into();
    for env in [
        "",
        "MAIL_MAILER=log\nMAIL_PORT=\"2525\"\nMAIL_FROM_NAME=\"${APP_NAME}\"\n",
        "  export MAIL_MAILER =\t'log'\r\nMAIL_PORT\r\nMAIL_FROM_NAME=\r\nMAIL_HOST=x\r\n",
        "APP_NAME='참깨 상점 #1'\nMAIL_FROM_NAME=\"${APP_NAME}\"\nMAIL_MAILER=\"ses\"\nMAIL_PORT='587'",
        "MAIL_FROM_NAME=\"two\nlines\"\nMAIL_MAILER=ses\nMAIL_MAILER=log\n",
    ] {
        let app = understood(&app("v12.0.0", &[], &[(".env", env)]));
        let written = dotenv::merge(env.as_bytes(), &values).expect("merged");
        let written = String::from_utf8(written).expect("UTF-8");
        let lines: Vec<&str> = written.split(['\n', '\r']).collect();
        for (name, value) in &values {
            let shown = app.env.line_with(name, value, &app.readers);
            assert!(lines.contains(&shown.as_str()), "{shown:?} is not in {written:?}");
        }
    }
}

#[test]
fn the_sample_app_is_a_new_laravel_12_app_with_the_sdk() {
    let files = sample_app();
    let app = understood(&files);
    assert_eq!(app.version.map(|version| version.major), Some(12));
    assert_eq!(default_mailer(&app), Mailer::Ses);
    assert_eq!(from_name(&app).as_deref(), Some("참깨 상점"));
    assert_eq!(app.aws_keys_shared_with, []);
    assert_eq!(app.workers, [Worker::Queue("database".into())]);
    assert_eq!((app.is_cached(), app.defaults, app.sign_up), (false, Defaults::Framework, SignUp::NotWired));
    assert_eq!(app.env.text("MAIL_MAILER").as_deref(), Some("log"));
    assert_eq!(patched(&files, &wish(Mailer::Ses)), files, "nothing to patch");
}

type Values = Vec<(String, String)>;

/// The sample app's `.env` with the lines of each mailer in it.
fn sample_envs() -> Vec<(Vec<u8>, Values)> {
    let files = sample_app();
    let app = understood(&files);
    let secret = r#"a#b c$d"e'f\g${APP_NAME}/+="#;
    let plain = |(name, value)| match value {
        LineValue::Plain(text) => (name, text),
        LineValue::Null => panic!("{name} is not in the sample app"),
        LineValue::KeyId(_) => (name, "AKIAIOSFODNN7EXAMPLE".into()),
        LineValue::Secret | LineValue::SmtpPassword => (name, secret.into()),
    };
    let envs = [Mailer::Ses, Mailer::SesV2, Mailer::Smtp].map(|mailer| {
        let values: Values = lines(Some(&app), &wish(mailer)).into_iter().map(plain).collect();
        (dotenv::merge(&files[".env"], &values).expect("merged"), values)
    });
    envs.into()
}

#[test]
fn the_lines_go_into_the_sample_app_in_place() {
    let before = String::from_utf8(sample_app().remove(".env").expect("there")).expect("UTF-8");
    for (env, values) in sample_envs() {
        let env = String::from_utf8(env).expect("UTF-8");
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let untouched = |text: &str| -> Vec<String> {
            text.lines()
                .filter(|line| !names.contains(&line.split('=').next().unwrap_or_default()))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(untouched(&env), untouched(&before));
        assert!(env.contains("MAIL_FROM_NAME=\"${APP_NAME}\""), "a name that reads right already stays: {env}");
        let secret = values.iter().find(|(name, _)| name.contains("SECRET") || name.contains("PASSWORD")).expect("one");
        assert_eq!(dotenv::read(env.as_bytes()).expect("readable")[&secret.0].as_ref(), Some(&secret.1));
    }
}

#[test]
#[ignore = "needs php and phpdotenv; tests/all runs it"]
fn laravel_reads_the_sample_app_as_it_was_written() {
    let (files, values): (Vec<_>, Vec<_>) = sample_envs().into_iter().unzip();
    for (read, values) in laravel_reads(&files).into_iter().zip(values) {
        let read = read.expect("phpdotenv takes it");
        for (name, value) in values {
            assert_eq!(read[&name], value, "{name}");
        }
    }
}
