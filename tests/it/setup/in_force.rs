//! The app is set up once what is in force is what is wanted: another value that counts, and one that only PHP can tell, are
//! never taken for it.

use open_sesame::{
    laravel::Runner,
    setup::{NotInForce, Tool, WhyNot},
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
    check("a sender under another name", &[(MAIL, from)], "mail.from.address", written(MAIL));
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
    let elsewhere = project_in(&[("APP_CONFIG_CACHE", "/srv/c.php")], Some(DONE_ENV), SDK, &[]);
    check("it lies elsewhere", elsewhere, kept_back("APP_CONFIG_CACHE", WhyNot::CacheElsewhere));
}
