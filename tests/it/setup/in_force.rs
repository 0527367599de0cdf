//! The app is set up once what is in force is what is wanted: another value that counts, and one that only PHP can tell, are
//! never taken for it.

use open_sesame::{
    laravel::{Mailer, Runner},
    setup::{EditKind, FileEdit, NotInForce, Patch, ProjectFile, Tool, Value, WhyNot, assess},
};

use super::*;

const SDK: &[&str] = &["aws/aws-sdk-php"];
const MAIL: &str = "config/mail.php";
const SERVICES: &str = "config/services.php";

fn check(what: &str, project: Project, expected: Standing) {
    let facts = Facts { project: Fact::Present(project), ..everything() };
    check_standing(Step::Project, what, &intent(), &facts, &expected);
}

fn kept_back(setting: &str, why: WhyNot) -> Standing {
    refused(Refusal::NotInForce(NotInForce { setting: setting.into(), why }))
}

#[test]
fn another_value_that_counts_is_no_success() {
    let done = |process: &[(&str, &str)], files: &[(&str, &str)]| project_in(process, Some(DONE_ENV), SDK, files);
    check("nothing in the way", done(&[], &[]), Standing::Done);
    let process = |variable: &str| WhyNot::Process { variable: variable.into() };
    check("the process", done(&[("MAIL_MAILER", "log")], &[]), kept_back("mail.default", process("MAIL_MAILER")));
    check("an empty one", done(&[("MAIL_MAILER", "")], &[]), kept_back("mail.default", process("MAIL_MAILER")));
    check("the same in the process", done(&[("MAIL_MAILER", "ses")], &[]), Standing::Done);
    let from = kept_back("mail.from.address", process("MAIL_FROM_ADDRESS"));
    check("the sender in the process", done(&[("MAIL_FROM_ADDRESS", "a@example.com")], &[]), from);
    // The administrator's sign-in, and the region of a terminal, are not the app's.
    let callers =
        [("AWS_ACCESS_KEY_ID", OTHER_KEY), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_DEFAULT_REGION", "us-east-1")];
    check("the caller's sign-in", done(&callers, &[]), Standing::Done);

    let other =
        |said: Option<&str>| WhyNot::OtherFile { file: ".env.production".into(), app_env: said.map(Into::into) };
    let production = [("APP_ENV", "production")];
    let another = done(&production, &[(".env.production", "MAIL_MAILER=log\n")]);
    check("another file", another, kept_back(".env", other(Some("production"))));
    check("another file that says the same", done(&production, &[(".env.production", DONE_ENV)]), Standing::Done);
    check("no such file", done(&production, &[]), Standing::Done);
    let moved = done(&[], &[("bootstrap/app.php", "<?php $app->useEnvironmentPath('/etc');")]);
    check("a file elsewhere", moved, kept_back(".env", WhyNot::Moved { line: 1 }));
}

#[test]
fn what_a_config_file_says_by_itself_is_no_success() {
    let check = |what: &str, files: &[(&str, &str)], setting: &str, why: WhyNot| {
        check(what, project_in(&[], Some(DONE_ENV), SDK, files), kept_back(setting, why));
    };
    let written = |file: &str| WhyNot::Written { file: file.into(), line: 1 };
    let unreadable =
        |file: &str, source: &str| WhyNot::Unreadable { file: file.into(), line: 1, source: source.into() };
    let mailers = "'mailers' => ['ses' => ['transport' => 'ses']]";
    let fixed = format!("<?php return ['default' => 'log', {mailers}];");
    check("a fixed mailer", &[(MAIL, &fixed)], "mail.default", written(MAIL));
    let region = "<?php return ['mailers' => ['ses' => ['transport' => 'ses', 'region' => 'us-east-2']]];";
    check("a fixed region", &[(MAIL, region)], "mail.mailers.ses.region", written(MAIL));
    let from = "<?php return ['from' => ['address' => env('FROM_ADDR', 'hello@example.com')]];";
    let unset = |variable: &str| WhyNot::Unset { variable: variable.into(), file: MAIL.into(), line: 1 };
    check("a sender under another name", &[(MAIL, from)], "mail.from.address", unset("FROM_ADDR"));
    let decided = "<?php return ['default' => env('MAIL_MAILER') === 'mail' ? 'sendmail' : 'log'];";
    let all_the_same = WhyNot::Decided { variable: "MAIL_MAILER".into(), file: MAIL.into(), line: 1 };
    check("a mailer that is decided otherwise", &[(MAIL, decided)], "mail.default", all_the_same);
    let app = "<?php\nputenv('MAIL_MAILER=array');\nreturn [];";
    let in_code = WhyNot::SetInCode { file: "config/app.php".into(), line: 2, path: "MAIL_MAILER".into() };
    check("a variable that the app sets itself", &[("config/app.php", app)], "mail.default", in_code);
    let log = "<?php return ['mailers' => ['ses' => ['transport' => 'log']]];";
    check("a mailer of another kind", &[(MAIL, log)], "mail.mailers.ses.transport", written(MAIL));
    check(
        "a variable",
        &[(SERVICES, "<?php return ['ses' => $ses];")],
        "services.ses.region",
        unreadable(SERVICES, "$ses"),
    );
    let computed = "<?php return ['default' => config('shop.mailer')];";
    check("a call", &[(MAIL, computed)], "mail.default", unreadable(MAIL, "config('shop.mailer')"));
    let broken = WhyNot::Broken { file: MAIL.into(), line: 1 };
    check("a syntax error", &[(MAIL, "<?php return ['default' => ;")], "mail.default", broken);
    let services =
        "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]];";
    check("no region at all", &[(SERVICES, services)], "services.ses.region", WhyNot::Missing);
}

/// It says what was written, and nothing would leave.
#[test]
fn what_keeps_every_message_from_leaving_is_no_success() {
    let written = |file: &str| WhyNot::Written { file: file.into(), line: 1 };
    let services = |entry: &str| {
        format!(
            "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => env('AWS_DEFAULT_REGION'), {entry}]];"
        )
    };
    let with = |entry: &str| project_in(&[], Some(DONE_ENV), SDK, &[(SERVICES, &services(entry))]);
    let endpoint = kept_back("services.ses.endpoint", written(SERVICES));
    check("another server", with("'endpoint' => 'http://localstack:4566'"), endpoint);
    check("AWS's own", with("'endpoint' => 'https://email.ap-northeast-2.amazonaws.com'"), Standing::Done);
    let set = "'options' => ['ConfigurationSetName' => env('SES_SET')]";
    let unset = WhyNot::Unset { variable: "SES_SET".into(), file: SERVICES.into(), line: 1 };
    check("a set without a name", with(set), kept_back("services.ses.options.ConfigurationSetName", unset));
    let profile = kept_back("services.ses.profile", written(SERVICES));
    check("a profile, for which the SDK leaves the key aside", with("'profile' => 'mail'"), profile);
    check("no profile", with("'profile' => env('NO_PROFILE')"), Standing::Done);
    check("a set", with("'options' => ['ConfigurationSetName' => 'shop']"), Standing::Done);
    let in_env = WhyNot::Variable { variable: "AWS_ENDPOINT_URL".into(), file: ".env".into() };
    let env = format!("{DONE_ENV}AWS_ENDPOINT_URL=http://localhost:4566\n");
    check("another server in .env", project_in(&[], Some(&env), SDK, &[]), kept_back("endpoint", in_env));

    let env = format!("{DONE_ENV}AWS_ENDPOINT_URL=https://email.ap-northeast-2.amazonaws.com\n");
    check("AWS's own in .env", project_in(&[], Some(&env), SDK, &[]), Standing::Done);

    let by_api = Intent { mailer: Some(Mailer::Ses), ..intent() };
    let facts = |project: Project| Facts { project: Fact::Present(project), ..everything() };
    let no_sdk = WhyNot::NoSdk { command: "composer require aws/aws-sdk-php".into() };
    let without = facts(project_in(&[], Some(DONE_ENV), &[], &[]));
    check_standing(Step::Project, "no SDK", &by_api, &without, &kept_back("mail.mailers.ses", no_sdk));

    let composer = r#"{"require":{"laravel/framework":"*"},"extra":{"aws/aws-sdk-php":["S3"]},"scripts":{"pre-autoload-dump":"Aws\\Script\\Composer\\Composer::removeUnusedServices"}}"#;
    let trimmed = facts(project_in(&[], Some(DONE_ENV), SDK, &[("composer.json", composer)]));
    let why = WhyNot::SdkTrimmed { service: "Ses".into(), command: "composer reinstall aws/aws-sdk-php".into() };
    check_standing(Step::Project, "an SDK without it", &by_api, &trimmed, &kept_back("mail.mailers.ses", why));

    let compose = "services: {app: {build: ., environment: {MAIL_MAILER: log}}}";
    let contained = project_in(&[], Some(DONE_ENV), SDK, &[("compose.yaml", compose)]);
    let why = WhyNot::Container { file: "compose.yaml".into(), service: "app".into(), variable: "MAIL_MAILER".into() };
    check("the container", contained, kept_back("mail.default", why));

    // The port is the one that a fixed manner wants.
    let smtps = "<?php return ['mailers' => ['smtp' => ['transport' => 'smtp', 'scheme' => 'smtps', 'host' => env('MAIL_HOST'), 'port' => env('MAIL_PORT'), 'username' => env('MAIL_USERNAME'), 'password' => env('MAIL_PASSWORD')]]];";
    let host = "email-smtp.ap-northeast-2.amazonaws.com";
    let password = crate::setup::smtp_password(SECRET, "ap-northeast-2");
    let env = |port: &str| {
        format!(
            "MAIL_MAILER=smtp\nMAIL_HOST={host}\nMAIL_PORT={port}\nMAIL_USERNAME={KEY}\nMAIL_PASSWORD={password}\n\
                 MAIL_FROM_ADDRESS=no-reply@example.co.kr\nMAIL_FROM_NAME=\"참깨 상점\"\nAPP_NAME=\"참깨 상점\"\n"
        )
    };
    let app = |port: &str, mail: &str| project_in(&[], Some(&env(port)), &[], &[(MAIL, mail)]);
    check("TLS from the start at its port", app("465", smtps), Standing::Done);
    let edits = vec![FileEdit {
        file: ProjectFile(".env".into()),
        seen: env_digest(),
        kind: EditKind::Dotenv(vec![("MAIL_PORT".into(), Value::Plain("465".into()))]),
    }];
    check("at the other", app("587", smtps), open(Change::EditProject { edits }));
    let fixed = smtps.replace("'scheme' => 'smtps'", "'scheme' => 'smtp'").replace("env('MAIL_PORT')", "2525");
    let port = kept_back("mail.mailers.smtp.port", written(MAIL));
    check("a port that SES does not have", app("587", &fixed), port);
}

/// The configuration comes first, and finds in `.env` what is in force until that is written.
#[test]
fn of_a_switch_no_file_alone_sends_mail_astray() {
    let next = |default: &str, line: &str| {
        let mail = format!(
            "<?php return ['default' => {default}, 'mailers' => ['ses' => ['transport' => 'ses'], 'log' => ['transport' => 'log']]];"
        );
        let patch = Patch { file: ProjectFile(MAIL.into()), seen: FileDigest(None), lines: Vec::new(), unless: None };
        let env = DONE_ENV.replace("MAIL_MAILER=ses", line);
        let project = Project { switch_patches: vec![patch], ..project_in(&[], Some(&env), SDK, &[(MAIL, &mail)]) };
        let facts = Facts { project: Fact::Present(project), ..everything() };
        match assess(Step::Project, &intent(), &facts, now()) {
            Standing::Open { next } => next,
            other => panic!("{other:?}"),
        }
    };
    let order = |default: &str, line: &str| match next(default, line) {
        Change::SwitchMailer { edits, .. } => edits.into_iter().map(|edit| edit.file.0).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(order("'smtp'", "MAIL_MAILER=smtp"), [MAIL, ".env"]);
    assert_eq!(order("env('MAIL_MAILER', 'log')", "MAIL_MAILER=log"), [MAIL, ".env"]);
    // What is fixed stands in `.env` before the file asks for it.
    for line in ["MAIL_MAILER=log", ""] {
        let Change::EditProject { edits } = next("'smtp'", line) else { panic!("the line comes first") };
        let wanted = vec![("MAIL_MAILER".to_owned(), Value::Plain("smtp".into()))];
        assert_eq!(edits.iter().map(|it| &it.kind).collect::<Vec<_>>(), [&EditKind::Dotenv(wanted)], "{line}");
    }
}

#[test]
fn a_token_of_another_key_is_no_success() {
    let services = "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => env('AWS_DEFAULT_REGION'), 'token' => env('AWS_SESSION_TOKEN')]];";
    let app = |env: &str| project_in(&[], Some(env), SDK, &[(SERVICES, services)]);
    check("no token", app(DONE_ENV), Standing::Done);
    let why = WhyNot::Variable { variable: "AWS_SESSION_TOKEN".into(), file: ".env".into() };
    check(
        "a token that was left",
        app(&format!("{DONE_ENV}AWS_SESSION_TOKEN=old\n")),
        kept_back("services.ses.token", why),
    );
}

#[test]
fn a_cached_configuration_is_compared_with_what_is_wanted() {
    let cached = |key: &str, secret: &str, mailer: &str| {
        let config = format!(
            "<?php return array ('mail' => array ('default' => '{mailer}', 'mailers' => array ('ses' => array ('transport' => 'ses'), 'log' => array ('transport' => 'log')), \
             'from' => array ('address' => 'no-reply@example.co.kr', 'name' => 'x')), \
             'services' => array ('ses' => array ('key' => '{key}', 'secret' => '{secret}', 'region' => 'ap-northeast-2')));"
        );
        project_in(&[], Some(DONE_ENV), SDK, &[("bootstrap/cache/config.php", &config)])
    };
    let again = || open(Change::RunTool { tool: Tool::ConfigCache, runner: Runner::Php });
    check("it says the same", cached(KEY, SECRET, "ses"), Standing::Done);
    check("another mailer", cached(KEY, SECRET, "log"), again());
    check("another key", cached(OTHER_KEY, SECRET, "ses"), again());
    check("another secret", cached(KEY, "x", "ses"), again());
    let unreadable = project_in(&[], Some(DONE_ENV), SDK, &[("bootstrap/cache/config.php", "<?php return 1;")]);
    check("it is no cached configuration", unreadable, again());
    let at_a_developers = format!("{DONE_ENV}APP_ENV=local\n");
    let log = "<?php return array ('mail' => array ('default' => 'log'));";
    let cached_once = project_in(&[], Some(&at_a_developers), SDK, &[("bootstrap/cache/config.php", log)]);
    let clear = open(Change::RunTool { tool: Tool::ConfigClear, runner: Runner::Php });
    check("cached once by a developer", cached_once, clear);
    let elsewhere = project_in(&[("APP_CONFIG_CACHE", "/srv/c.php")], Some(DONE_ENV), SDK, &[]);
    check("it lies elsewhere", elsewhere, kept_back("APP_CONFIG_CACHE", WhyNot::CacheElsewhere));
}
