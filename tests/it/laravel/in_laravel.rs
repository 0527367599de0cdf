//! The Laravel of this machine, asked what its configuration comes to: ours must say the same, from the files and from what
//! `config:cache` would write.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use open_sesame::laravel::{
    ConfigSetting, Effective, Files, MaskedValue, ProcessEnv, SettingValue, Transport, understand_in,
};
use serde_json::{Value as Json, json};

use super::{MAIL_6, MAIL_10, MAIL_12, SERVICES, app, with};

/// A framework of 8 merges nothing, and has mailers as all later ones do.
const FRAMEWORK: &str = "v8.83.26";

struct Case {
    files: Files,
    process: Vec<(&'static str, &'static str)>,
}

const ENVS: [&str; 9] = [
    "",
    "MAIL_MAILER=ses\nMAIL_DRIVER=ses\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=\"s$ec/ret\"\nAWS_DEFAULT_REGION=ap-northeast-2\n",
    "MAIL_MAILER=smtp\nMAIL_HOST=email-smtp.ap-northeast-2.amazonaws.com\nMAIL_PORT=587\nMAIL_USERNAME=AKIAIOSFODNN7EXAMPLE\nMAIL_PASSWORD='p w'\nMAIL_ENCRYPTION=tls\n",
    "MAIL_MAILER=ses\nAWS_DEFAULT_REGION=\nMAIL_FROM_ADDRESS=null\nMAIL_FROM_NAME=true\n",
    "MAIL_MAILER=ses\nAWS_DEFAULT_REGION\nMAIL_FROM_NAME=\"${APP_NAME} 가게\"\nAPP_NAME=x\n",
    "APP_NAME=\"참깨\"\nMAIL_FROM_NAME=\"${APP_NAME}\"\nexport MAIL_MAILER=log\nMAIL_PORT=(empty)\n",
    "# NOTE=\"it\nMAIL_MAILER=ses\n",
    "MAIL_MAILER=null\nMAIL_ENCRYPTION=null\nMAIL_HOST=\"''quoted''\"\n",
    "APP_ENV=production\nMAIL_MAILER=failover\nSES_KEY=AKIAOTHER\nSES_SECRET=x\nTRUE=true\nLIST=a,b\n",
];

const PROCESSES: [&[(&str, &str)]; 4] = [
    &[],
    &[("MAIL_MAILER", "log"), ("AWS_DEFAULT_REGION", "")],
    &[("APP_ENV", "production"), ("APP_NAME", "Process")],
    &[("MAIL_MAILER", "null"), ("MAIL_PORT", "(true)")],
];

/// Ways to say it: what each comes to is the business of both.
const MAILS: [&str; 7] = [
    MAIL_6,
    MAIL_10,
    MAIL_12,
    "<?php
$region = env('AWS_DEFAULT_REGION') ?: 'eu-west-1';
$common = ['transport' => 'ses', 'region' => $region];
return array_merge([
    'default' => match (true) { env('TRUE', false) => 'failover', default => env('MAIL_MAILER', 'ses') },
], [
    'mailers' => [
        'ses' => [...$common, 'options' => array_filter(['ConfigurationSetName' => env('SET'), 'X' => 'y'])],
        'smtp' => ['transport' => 'smtp', 'port' => (int) env('MAIL_PORT', '2525'), 'host' => 'smtp.' . ($region ?? 'x')],
        'failover' => ['transport' => 'failover', 'mailers' => explode(',', env('MAILERS', 'ses,smtp'))],
        'log' => ['transport' => 'log'],
    ],
    'from' => ['address' => trim(env('MAIL_FROM_ADDRESS', ' a@example.com ') ?? ''), 'name' => \"Shop {$region}\"],
]);
",
    "<?php
return ['default' => env('MAIL_MAILER', 'ses'), 'mailers' => ['ses' => ['transport' => 'ses', 'secret' => env('SES_SECRET')]],
    'from' => ['address' => sprintf('%s@%s', 'no-reply', parse_url('https://example.com/x', PHP_URL_HOST)), 'name' => null]];
",
    "<?php
use Illuminate\\Support\\Env;
if (! function_exists('of_this_file')) {
    function of_this_file($name) { return env($name); }
}
$base = ['default' => 'log', 'mailers' => ['ses' => ['transport' => 'ses', 'region' => 'us-east-1'], 'log' => ['transport' => 'log']]];
return array_replace_recursive($base, [
    'default' => getenv('MAIL_MAILER') ?: Env::get('MAIL_DRIVER', static fn (): string => 'log'),
    'mailers' => ['ses' => ['region' => env('AWS_DEFAULT_REGION', config('services.ses.region', 'not yet'))],
        'smtp' => ['transport' => mb_strtolower('SMTP'), 'host' => config('app.none') ?? 'mx', 'port' => config('app.port', 25),
            'scheme' => config('app.nothing', 'smtps')]],
    'from' => ['address' => 'a@' . config('app.domain'), 'name' => config('app.env')],
]);
",
    "<?php
return ['default' => $_ENV['MAIL_MAILER'] ?? 'ses', 'mailers' => ['ses' => ['transport' => 'ses', 'region' => $_ENV['NONE'] ?? 'x']],
    'from' => ['address' => getenv('MAIL_FROM_ADDRESS'), 'name' => $_ENV['MAIL_FROM_NAME'] ?? null]];
",
];

/// A file in which PHP itself is asked for the process's variables, of which its settings decide whether it has them.
const ASKS_PHP: &str = "$_ENV";

const SERVICE_FILES: [&str; 4] = [
    SERVICES,
    "<?php return [];",
    "<?php return ['ses' => ['key' => env('SES_KEY', env('AWS_ACCESS_KEY_ID')), 'secret' => env('SES_SECRET'),
        'region' => 'us-east-1', 'token' => env('AWS_SESSION_TOKEN'), 'options' => ['ConfigurationSetName' => env('SET')]]];",
    "<?php $key = env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY'); $of_our_own = fn () => null;
return ['ses' => $of_our_own() ?? null] + ['x' => $key];",
];

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for mail in MAILS {
        for services in SERVICE_FILES {
            for env in ENVS {
                for process in PROCESSES {
                    let files = [("config/mail.php", mail), ("config/services.php", services), (".env", env)];
                    let files = with(app(FRAMEWORK, &[], &files), ".env.production", "MAIL_MAILER=array\nAPP_NAME=p\n");
                    let files = with(
                        files,
                        "config/app.php",
                        "<?php return ['env' => env('APP_ENV', 'production'), 'timezone' => 'UTC', 'domain' => 'example.com', 'nothing' => null];",
                    );
                    cases.push(Case { files, process: process.to_vec() });
                }
            }
        }
    }
    cases
}

fn ask_laravel(cases: &[Case]) -> Vec<Json> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/laravel.php");
    let mut php = Command::new("php")
        .args(["-d", "display_errors=stderr", "-d", "error_reporting=1", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .spawn()
        .expect("php is installed (Debian: php-cli, php-laravel-framework)");
    let question: Vec<Json> = cases
        .iter()
        .map(|case| {
            let files: serde_json::Map<String, Json> =
                case.files.iter().map(|(path, text)| (path.clone(), json!(BASE64.encode(text)))).collect();
            let process: serde_json::Map<String, Json> =
                case.process.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
            json!({ "files": files, "process": process })
        })
        .collect();
    let mut stdin = php.stdin.take().expect("piped");
    let asked = std::thread::spawn(move || stdin.write_all(json!(question).to_string().as_bytes()).expect("php reads"));
    let output = php.wait_with_output().expect("php ends");
    asked.join().expect("it was asked");
    assert!(output.status.success(), "php failed: {}", String::from_utf8_lossy(&output.stdout));
    let answers: Vec<Json> = serde_json::from_slice(&output.stdout).expect("php answers in JSON");
    assert_eq!(answers.len(), cases.len());
    answers
}

/// What stands at a path of Laravel's configuration.
fn at<'j>(answer: &'j Json, path: &str) -> &'j Json {
    let (root, rest) = match path.strip_prefix("services.ses") {
        Some(rest) => (&answer["ses"], rest.trim_start_matches('.')),
        None => (&answer["mail"], path.strip_prefix("mail").unwrap_or(path).trim_start_matches('.')),
    };
    rest.split('.').filter(|key| !key.is_empty()).fold(root, |value, key| &value[key])
}

fn is_same(setting: &ConfigSetting, theirs: &Json) -> bool {
    match &setting.value {
        SettingValue::Unknown(_) => true,
        SettingValue::Absent | SettingValue::Null => theirs.is_null(),
        SettingValue::Bool(said) => theirs.as_bool() == Some(*said),
        SettingValue::Number(text) => theirs.is_number() && theirs.as_i64() == text.parse().ok(),
        SettingValue::Text(MaskedValue::Plain(text)) => theirs.as_str() == Some(text),
        SettingValue::Text(hidden @ MaskedValue::Hidden { .. }) => theirs.as_str().is_some_and(|text| hidden.is(text)),
        SettingValue::List => theirs.is_array() || theirs.is_object(),
    }
}

/// Every entry that ours names, and every entry of theirs that ours must not lack.
fn compare(effective: &Effective, theirs: &Json, what: &str, may_be_unknown: bool) -> usize {
    let mut compared = 0;
    let mail = |setting: &&ConfigSetting| setting.path.starts_with("mail") || setting.path.starts_with("services.ses");
    for setting in effective.settings().filter(mail) {
        assert!(may_be_unknown || !setting.is_unknown(), "{what}: {setting:?}");
        assert!(is_same(setting, at(theirs, &setting.path)), "{what}: {setting:?} is {}", at(theirs, &setting.path));
        compared += 1;
    }
    if let Some(mailer) = effective.mailer().filter(|it| it.transport == Transport::Smtp || it.is_of_ses()) {
        let own_secret = at(theirs, &format!("mail.mailers.{}.secret", mailer.name)).is_string();
        let path = match effective.default.path.as_str() {
            "mail.driver" if !mailer.is_of_ses() => "mail".to_owned(),
            _ if mailer.is_of_ses() && !own_secret => return compared,
            _ => format!("mail.mailers.{}", mailer.name),
        };
        for key in at(theirs, &path).as_object().into_iter().flatten().map(|(key, _)| key) {
            assert!(mailer.get(key).is_some(), "{what}: {path}.{key} is not told");
        }
    }
    compared
}

#[test]
#[ignore = "asks the Laravel of this machine (Debian: php-cli, php-laravel-framework)"]
fn ours_is_what_laravel_makes_of_it_plain_and_cached() {
    let cases = cases();
    let answers = ask_laravel(&cases);
    let (mut compared, mut unknown) = (0, 0);
    for (at, (case, answer)) in cases.iter().zip(&answers).enumerate() {
        let process: ProcessEnv =
            case.process.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        let ours = understand_in(&case.files, &process).expect("an app");
        if let Some(error) = answer["error"].as_str() {
            panic!("case {at}: Laravel refuses it: {error}");
        }
        let what =
            format!("case {at}, {:?}\n{}", case.process, String::from_utf8_lossy(&case.files["config/mail.php"]));
        // A function of the file's own is not run by us.
        let says = |path: &str, words: &str| String::from_utf8_lossy(&case.files[path]).contains(words);
        let runs_its_own =
            says("config/services.php", "of_our_own") || says("config/mail.php", ASKS_PHP) && !case.process.is_empty();
        unknown += ours.effective.settings().filter(|it| it.is_unknown()).count();
        compared += compare(&ours.effective, answer, &what, runs_its_own);
        let cache = BASE64.decode(answer["cached"].as_str().expect("a cached config")).expect("base64");
        let mut cached = case.files.clone();
        cached.insert("bootstrap/cache/config.php".into(), cache);
        let ours = understand_in(&cached, &ProcessEnv::default()).expect("an app");
        compared += compare(&ours.effective, answer, &format!("{what}, cached"), false);
    }
    assert!(compared > 8 * cases.len(), "only {compared} entries of {} cases were compared", cases.len());
    assert!(unknown > 0, "a function of the file's own is not run");
}
