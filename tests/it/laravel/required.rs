//! Config files that are put together from others: `require`, `include`, and what is merged of them.

use open_sesame::laravel::{Files, Mailer, Origin, ProcessEnv, more_files, plan::config_patches};

use super::{app, patches::patched, understood, wish, with};

const SES: &str = "<?php return ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), \
                   'region' => env('SES_REGION', 'us-east-1')];";

fn services(entry: &str) -> Files {
    let services = format!("<?php\nreturn [\n    'ses' => {entry},\n];\n");
    let env = "MAIL_MAILER=ses\nSES_REGION=ap-northeast-2\n";
    let files =
        [("config/services.php", services.as_str()), ("config/ses.php", SES), ("ops/ses.php", SES), (".env", env)];
    app("v12.0.0", &["aws/aws-sdk-php 3.299.1"], &files)
}

/// The region, and the file that says it.
fn region(files: &Files) -> (Option<String>, String) {
    let app = understood(files);
    let region = app.effective.ses().and_then(|ses| ses.get("region")).expect("an entry");
    let file = region.origin.as_ref().map(|Origin { file, .. }| file.to_string());
    (region.text().map(str::to_owned), file.unwrap_or_default())
}

#[test]
fn what_a_config_file_requires_is_read() {
    let check = |entry: &str, expected: Option<(&str, &str)>| {
        let (text, file) = region(&services(entry));
        let told = text.as_deref().map(|text| (text, file.as_str()));
        assert_eq!(told, expected, "{entry}");
    };
    let seoul = |file| Some(("ap-northeast-2", file));
    check("require __DIR__.'/ses.php'", seoul("config/ses.php"));
    check("require __DIR__ . '/' . 'ses.php'", seoul("config/ses.php"));
    check("(include(__DIR__.'/../ops/ses.php'))", seoul("ops/ses.php"));
    check("require dirname(__DIR__).'/ops/ses.php'", seoul("ops/ses.php"));
    check("require dirname(__FILE__).'/ses.php'", seoul("config/ses.php"));
    check("require config_path('ses.php')", seoul("config/ses.php"));
    check("require base_path('ops/ses.php')", seoul("ops/ses.php"));
    check("require base_path().'/ops/ses.php'", seoul("ops/ses.php"));
    check("require dirname(__FILE__, 2).'/ops/ses.php'", seoul("ops/ses.php"));
    check("require dirname(app_path('Mail')).'/../ops/ses.php'", seoul("ops/ses.php"));
    check("require dirname(__DIR__.'/mail/kr', 0x3).'/ops/ses.php'", seoul("ops/ses.php"));
    check("[...require __DIR__.'/ses.php', 'region' => 'eu-west-1']", Some(("eu-west-1", "config/services.php")));
    check("array_merge(require __DIR__.'/ses.php', ['key' => 'a'])", seoul("config/ses.php"));
    // What is only known when it runs; what is not there; what was perhaps required before; what leads out of the app.
    check("require $path", None);
    check("require __DIR__.'/none.php'", None);
    check("require_once __DIR__.'/ses.php'", None);
    check("require __DIR__.'/../../ses.php'", None);
    check("require 'ses.php'", None);
    check("require dirname(__DIR__, 3).'/ops/ses.php'", None);
    check("require dirname(__DIR__, 0).'/ops/ses.php'", None);
    check("require dirname(__DIR__, $levels).'/ops/ses.php'", None);
}

#[test]
fn a_whole_file_may_be_merged_of_others() {
    let mail = "<?php return array_merge(require __DIR__.'/common.php', ['from' => ['address' => 'a@example.kr']]);";
    let common = "<?php $mailer = env('MAILER', 'log'); return ['default' => $mailer, 'mailers' => ['log' => ['transport' => 'log']], 'from' => []];";
    let files = [("config/mail.php", mail), ("config/common.php", common), (".env", "MAILER=log\n")];
    let app = understood(&app("v10.0.0", &[], &files));
    assert_eq!(app.effective.default.text(), Some("log"));
    assert_eq!(app.effective.from_address.text(), Some("a@example.kr"));
    assert_eq!(app.mailer_variable, "MAILER");
}

/// A file that is required has the variables of the one that requires it.
#[test]
fn a_variable_is_certain_beside_a_file_that_has_none() {
    let check = |other: &str, expected: Option<&str>| {
        let entry = "['region' => $region, 'more' => require __DIR__.'/more.php']";
        let services = format!("<?php\n$region = 'eu-west-1';\nreturn ['ses' => {entry}];");
        let files = with(with(services_alone(), "config/services.php", &services), "config/more.php", other);
        assert_eq!(region(&files).0.as_deref(), expected, "{other}");
    };
    check("<?php return ['a' => 1];", Some("eu-west-1"));
    check("<?php $region = 'us-east-1'; return [];", None);
}

/// What a file defines holds from there on, in those that require it too.
#[test]
fn constants_of_a_file_that_is_required_are_known() {
    let check = |load: &str, other: &str, expected: Option<&str>| {
        let services = format!("<?php\n{load}\nreturn ['ses' => ['region' => SES_REGION]];");
        let files = with(with(services_alone(), "config/services.php", &services), "config/constants.php", other);
        assert_eq!(region(&files).0.as_deref(), expected, "{load} {other}");
    };
    let defines = "<?php define('SES_REGION', 'eu-west-1');";
    check("require __DIR__.'/constants.php';", defines, Some("eu-west-1"));
    check("require_once __DIR__.'/constants.php';", "<?php const SES_REGION = 'eu-west-1';", Some("eu-west-1"));
    check("include_once(__DIR__.'/constants.php');", "<?php return 1; const SES_REGION = 'eu-west-1';", None);
    check("require_once $somewhere;", defines, None);
    check("", defines, None);
}

fn services_alone() -> Files {
    services("[]")
}

/// The variable that only decides what is loaded is not the one that names the mailer.
#[test]
fn only_a_variable_of_mail_names_the_mailer() {
    let check = |mail: &str, expected: &str| {
        let files =
            [("config/mail.php", mail), ("config/mail/local.php", super::MAIL_12), (".env", "APP_ENV=local\nX=log\n")];
        assert_eq!(understood(&app("v12.0.0", &[], &files)).mailer_variable, expected, "{mail}");
    };
    check("<?php return include __DIR__.'/mail/'.env('APP_ENV').'.php';", "MAIL_MAILER");
    check("<?php return array_merge(['default' => env('APP_ENV') === 'live' ? 'ses' : 'log'], []);", "MAIL_MAILER");
    check("<?php return array_merge(['default' => env('X')], []);", "MAIL_MAILER");
    check("<?php return array_merge(['default' => env('SHOP_MAILER', env('MAIL_MAILER'))], []);", "SHOP_MAILER");
}

#[test]
fn the_files_that_are_required_are_read_too() {
    let mut files = services("require base_path('ops/ses.php')");
    files.remove("ops/ses.php");
    assert!(more_files(&files, &ProcessEnv::default()).contains(&"ops/ses.php".to_owned()));
}

#[test]
fn a_refusal_names_the_file_that_has_to_say_it() {
    let check = |files: &Files, words: &str| {
        let refusal = config_patches(&understood(files), files, &wish(Mailer::Ses)).expect_err(words);
        assert!(refusal.to_string().starts_with(words), "{refusal}");
    };
    let says = |other: &str| {
        format!("config/services.php, line 3: 'ses' comes from {other}; have that file say 'ses' => ['key' => env(")
    };
    check(&services("require $path"), &says("require $path"));
    check(&services("require __DIR__.'/none.php'"), &says("config/none.php"));
    check(&services("require_once __DIR__.'/ses.php'"), &says("config/ses.php"));
    check(&services("[...require $path]"), "config/services.php, line 3: 'key' comes from require $path; have");
    // A package's own file, and one that something else is made of too, are not changed.
    let vendor = with(services("require __DIR__.'/../vendor/moa/ses.php'"), "vendor/moa/ses.php", SES);
    check(&vendor, &says("vendor/moa/ses.php"));
    let shared = "<?php return ['connections' => ['sqs' => require __DIR__.'/ses.php']];";
    check(&with(services("require __DIR__.'/ses.php'"), "config/queue.php", shared), &says("config/ses.php"));
    // What it returns is not written out either.
    let computed = with(services("require __DIR__.'/ses.php'"), "config/ses.php", "<?php return ses();");
    check(&computed, &says("config/ses.php"));
    let broken = with(services("require __DIR__.'/ses.php'"), "config/ses.php", "<?php\nreturn ['key' => ;\n");
    check(&broken, "config/ses.php, line 2: this cannot be read as PHP");
}

/// The file that holds the entry is the one that changes, and no other.
#[test]
fn an_entry_is_changed_in_the_file_that_holds_it() {
    let check = |files: &Files, changed: &[(&str, &str)]| {
        let patches = config_patches(&understood(files), files, &wish(Mailer::Ses)).expect("patched");
        let told: Vec<(&str, String)> =
            patches.iter().map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes).into_owned())).collect();
        let wanted: Vec<(&str, String)> = changed.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
        assert_eq!(told, wanted);
        patched(files, &wish(Mailer::Ses));
    };
    let asked =
        SES.replace("env('SES_REGION', 'us-east-1')", "env('AWS_DEFAULT_REGION') ?: env('SES_REGION', 'us-east-1')");
    check(&services("require __DIR__.'/ses.php'"), &[("config/ses.php", &asked)]);
    check(&services("(include base_path('ops/ses.php'))"), &[("ops/ses.php", &asked)]);
    check(&services("[...require __DIR__.'/ses.php', 'options' => []]"), &[("config/ses.php", &asked)]);
    check(&services("array_merge(require __DIR__.'/ses.php', ['options' => []])"), &[("config/ses.php", &asked)]);
    // What stands here replaces what stands there, and is what has to ask; what neither has is added here.
    let here = |entry: &str| format!("<?php\nreturn [\n    'ses' => {entry},\n];\n");
    check(
        &services("[...require __DIR__.'/ses.php', 'region' => 'eu-west-1']"),
        &[(
            "config/services.php",
            &here("[...require __DIR__.'/ses.php', 'region' => env('AWS_DEFAULT_REGION') ?: 'eu-west-1']"),
        )],
    );
    let short = "<?php return ['key' => env('AWS_ACCESS_KEY_ID'), 'region' => env('AWS_DEFAULT_REGION')];";
    let secret = "'secret' => env('AWS_SECRET_ACCESS_KEY')";
    check(
        &with(services("array_replace(require __DIR__.'/ses.php', ['options' => []])"), "config/ses.php", short),
        &[(
            "config/services.php",
            &here(&format!("array_replace(require __DIR__.'/ses.php', ['options' => [], {secret}])")),
        )],
    );
    check(
        &with(services("require __DIR__.'/ses.php'"), "config/ses.php", short),
        &[("config/ses.php", &short.replace("REGION')]", &format!("REGION'), {secret}]")))],
    );
    // What both have is put together, key by key.
    let base = "<?php return ['ses' => ['key' => env('SES_KEY'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => 'us-east-1']];";
    let whole =
        "<?php\nreturn array_replace_recursive(require __DIR__.'/base.php', ['ses' => ['region' => 'eu-west-1']]);\n";
    let files = with(with(services("[]"), "config/services.php", whole), "config/base.php", base);
    check(
        &files,
        &[
            ("config/base.php", &base.replace("env('SES_KEY')", "env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY')")),
            ("config/services.php", &whole.replace("'eu-west-1'", "env('AWS_DEFAULT_REGION') ?: 'eu-west-1'")),
        ],
    );
    // A file that returns what another one does.
    let all = "<?php\n\nreturn array_merge(require __DIR__.'/common.php', ['ses' => ['key' => env('SES_KEY'), 'secret' => env('SES_SECRET'), 'region' => 'us-east-1']]);\n";
    let common = "<?php return ['stripe' => []];";
    let files = with(with(services("[]"), "config/services.php", all), "config/common.php", common);
    let asked = all
        .replace("env('SES_KEY')", "env('AWS_ACCESS_KEY_ID') ?: env('SES_KEY')")
        .replace("env('SES_SECRET')", "env('AWS_SECRET_ACCESS_KEY') ?: env('SES_SECRET')")
        .replace("'us-east-1'", "env('AWS_DEFAULT_REGION') ?: 'us-east-1'");
    check(&files, &[("config/services.php", &asked)]);
}
