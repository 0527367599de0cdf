//! What a run leaves in the app: the files as they were or as they are wanted, and nothing of them lost.

use std::{fs, path::Path, process::Command};

use serde_json::Value as Json;

use crate::{
    headless::machine::Ran,
    live::{ASKED, Account, QUICK},
};

fn account(seed: &str, story: &str) -> Account {
    Account::serve(&format!("seed = '{seed}'\n{}\n{story}", QUICK.replace("seed = 'quick'", "")))
}

/// As [`account`], with production access already granted.
fn granted(seed: &str) -> Account {
    account(seed, "production = ['ap-northeast-2']\n")
}

fn put(account: &Account, file: &str, text: &str) {
    let path = account.app.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn text(account: &Account, file: &str) -> String {
    fs::read_to_string(account.app.join(file)).unwrap_or_default()
}

fn add(account: &Account, lines: &str) {
    let env = text(account, ".env");
    put(account, ".env", &format!("{env}{lines}"));
}

fn json(ran: &Ran) -> Json {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran}"))
}

#[test]
fn by_smtp_a_key_that_rests_in_the_project_leaves_the_usual_names_alone() {
    let account = granted("app-smtp");
    add(&account, "MAIL_URL=smtp://user:pass@mail.example\n");
    account.sesame(&format!("setup {ASKED} --mailer smtp --keep project --yes")).ends(3);
    assert_eq!(account.value("AWS_ACCESS_KEY_ID"), "");
    assert_eq!(account.value("AWS_SECRET_ACCESS_KEY"), "");
    assert_eq!(account.keys(), [account.value("AWS_SES_ACCESS_KEY_ID")]);
    assert_eq!(account.value("MAIL_USERNAME"), account.value("AWS_SES_ACCESS_KEY_ID"));
    let env = text(&account, ".env");
    assert!(env.lines().any(|line| line == "MAIL_URL=null"), "{env}");
}

#[test]
fn an_app_that_will_be_refused_is_refused_before_the_first_change() {
    for (seed, file, contents, mailer) in [
        (
            "app-old",
            "composer.lock",
            r#"{"packages":[{"name":"laravel/framework","version":"v9.51.0"},{"name":"aws/aws-sdk-php","version":"3.299.1"}]}"#,
            "ses-v2",
        ),
        ("app-broken", "config/services.php", "<?php\nreturn [\n  'ses' => ['key' => env('A'],\n];\n", "ses"),
        ("app-computed", "config/services.php", "<?php\n$ses = [];\nreturn ['ses' => $ses];\n", "ses"),
        // A line that would change with one of ours.
        (
            "app-affected",
            ".env",
            "APP_NAME=Moa\nMAIL_MAILER=log\nMAIL_FROM_ADDRESS=old@example.com\nREPLY_TO=\"${MAIL_FROM_ADDRESS}\"\n",
            "ses",
        ),
    ] {
        let account = account(seed, "");
        put(&account, file, contents);
        let (env, before) = (account.env(), account.changes());
        let plan = account.sesame(&format!("--json setup {ASKED} --mailer {mailer} --keep project --plan"));
        let error = &json(&plan)["error"];
        assert!(error["message"].as_str().is_some_and(|it| !it.is_empty()), "{plan}");
        let ran = account.sesame(&format!("--json setup {ASKED} --mailer {mailer} --keep project --yes")).ends(1);
        assert_eq!(json(&ran)["error"]["message"], error["message"], "{ran}");
        assert_eq!((account.env(), account.changes()), (env, before), "{seed}");
    }
}

#[test]
fn what_env_writes_is_not_undone_by_the_next_set_up() {
    let account = granted("app-env");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    account.sesame("env --write --mailer smtp").ends(3);
    account.advance("10m");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(0);
    assert_eq!(account.value("MAIL_MAILER"), "smtp");
}

#[test]
fn a_new_file_gets_the_lines_of_the_guide_wherever_the_key_rests() {
    for keep in ["project", "file"] {
        let account = granted(&format!("app-new-{keep}"));
        fs::remove_file(account.app.join(".env")).expect("removed");
        let passphrase = account.machine.passphrase();
        let flags = format!("--passphrase-file {} setup {ASKED} --keep {keep} --yes", passphrase.display());
        account.sesame(&flags).ends(3);
        assert_eq!(account.value("MAIL_HOST"), "email-smtp.ap-northeast-2.amazonaws.com", "{keep}");
        assert_eq!(account.value("MAIL_PORT"), "587");
        assert_eq!(account.value("MAIL_ENCRYPTION"), "tls");
    }
}

/// The tool of an app is a script of ours in the place of PHP, which writes down what it was called with.
#[cfg(unix)]
fn with_php(account: &Account, script: &str) -> std::path::PathBuf {
    let bin = account.machine.path("here/bin");
    crate::executable::script(&bin.join("php"), &format!("#!/bin/sh\n{script}\n"));
    bin
}

/// With this folder alone in `PATH`, beside what a shell script needs.
#[cfg(unix)]
fn with_path(account: &Account, line: &str, bin: Option<&Path>) -> Command {
    let mut command = account.command(line);
    let bin = bin.map(|bin| format!("{}:/bin:/usr/bin", bin.display())).unwrap_or_else(|| "/nowhere".into());
    command.env("PATH", bin);
    command
}

#[cfg(unix)]
#[test]
fn a_cached_configuration_is_cached_again_where_it_is_served_and_cleared_where_it_is_developed() {
    for (environment, tool) in [("production", "config:cache"), ("local", "config:clear")] {
        caches_again(environment, tool);
    }
}

/// The caller's sign-in is not handed on: the cache would keep it.
#[cfg(unix)]
fn caches_again(environment: &str, tool: &str) {
    let account = granted(&format!("app-cached-{environment}"));
    let env = text(&account, ".env").replace("APP_ENV=local", &format!("APP_ENV={environment}"));
    put(&account, ".env", &env);
    put(&account, "bootstrap/cache/config.php", "<?php return array ();\n");
    let script = "echo \"$@\" >> calls; env | grep -c -E '^AWS_(ACCESS|SECRET|SESSION|PROFILE|DEFAULT_REGION)' >> calls; rm -f bootstrap/cache/config.php";
    let bin = with_php(&account, script);
    let line = format!("setup {ASKED} --keep project --switch-on --yes");
    account.machine.finish(with_path(&account, &line, Some(&bin))).ends(3);
    let calls = text(&account, "calls");
    assert!(calls.starts_with(&format!("artisan {tool}\n0\n")), "{environment}: {calls}");
}

#[cfg(unix)]
#[test]
fn without_php_it_is_said_what_to_run_and_where() {
    for (lang, words) in [("en", "php artisan config:clear"), ("ko", "php artisan config:clear")] {
        let account = granted(&format!("app-no-php-{lang}"));
        put(&account, "bootstrap/cache/config.php", "<?php return array ();\n");
        let line = format!("--lang {lang} setup {ASKED} --keep project --switch-on --yes");
        let ran = account.machine.finish(with_path(&account, &line, None)).ends(1);
        assert!(ran.stderr.contains(words) && ran.stderr.contains("bootstrap/cache/config.php"), "{ran}");
        assert!(!ran.stderr.contains("disk") && !ran.stderr.contains("디스크"), "{ran}");
        let ran = account.machine.finish(with_path(&account, "--json env --write", None)).ends(0);
        assert_eq!(json(&ran)["then"][0], "php artisan config:clear", "{ran}");
    }
}

#[cfg(unix)]
#[test]
fn without_php_nothing_is_sent_through_the_app_and_the_line_for_another_machine_is_named() {
    for (lang, words) in [("en", "Install PHP here"), ("ko", "PHP를 설치하세요")] {
        let account = granted(&format!("app-sends-not-{lang}"));
        let line = format!("--lang {lang} --json send --through-app --to guest@example.kr");
        let ran = account.machine.finish(with_path(&account, &line, None)).ends(1);
        let error = &json(&ran)["error"];
        assert_eq!(error["kind"], "no-program", "{ran}");
        let hint = error["hint"].as_str().unwrap_or_default();
        assert!(hint.contains(words) && hint.contains("php artisan tinker --execute="), "{ran}");
        assert!(hint.contains("guest@example.kr") && !hint.contains("bootstrap/cache"), "{ran}");
    }
    // Where the project runs in a container, Docker is what is missing, and the line is still that of PHP.
    let account = granted("app-sends-not-docker");
    put(&account, "compose.yaml", "services:\n  app:\n    build: .\n    volumes: ['.:/app']\n    env_file: .env\n");
    put(&account, "Dockerfile", "FROM php:8.3-cli\n");
    let ran =
        account.machine.finish(with_path(&account, "--json send --through-app --to guest@example.kr", None)).ends(1);
    let hint = json(&ran)["error"]["hint"].as_str().unwrap_or_default().to_owned();
    assert!(hint.contains("Docker") && hint.contains("php artisan tinker --execute="), "{ran}");
}

#[cfg(unix)]
#[test]
fn undo_puts_back_what_has_not_changed_since() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o7777;
    let account = account("app-undo", "");
    let env = account.app.join(".env");
    fs::set_permissions(&env, fs::Permissions::from_mode(0o640)).expect("set");
    let services = "<?php return ['ses' => ['key' => env('OLD_KEY'), 'secret' => 'x', 'region' => 'us-east-1']];\n";
    put(&account, "config/services.php", services);
    let before = account.env();
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    assert_ne!(account.env(), before);
    assert!(text(&account, "config/services.php").contains("env('AWS_ACCESS_KEY_ID') ?: env('OLD_KEY')"));

    let plan = account.sesame("--json undo --plan").ends(0);
    let ways: Vec<_> = json(&plan)["files"].as_array().expect("a list").iter().map(|it| it["way"].clone()).collect();
    assert_eq!(ways, ["restore", "restore"], "{plan}");
    assert_ne!(account.env(), before, "a plan changes nothing");
    fs::set_permissions(&env, fs::Permissions::from_mode(0o600)).expect("set");
    // The user has gone on with one of them.
    let theirs = text(&account, "config/services.php") + "// mine\n";
    put(&account, "config/services.php", &theirs);
    let ran = account.sesame("undo --yes").ends(1);
    assert!(ran.stderr.contains("config/services.php") && ran.stderr.contains("has changed since"), "{ran}");
    assert_eq!((account.env(), mode(&env)), (before.clone(), 0o640));
    assert_eq!(text(&account, "config/services.php"), theirs);
    let again = account.sesame("--json undo --plan").ends(0);
    assert_eq!(json(&again)["files"].as_array().map(Vec::len), Some(1), "{again}");
    account.sesame("--read-only undo --yes").ends(1);
}

#[test]
fn undo_removes_a_file_that_was_not_there() {
    let account = account("app-undo-new", "");
    fs::remove_file(account.app.join(".env")).expect("removed");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    assert!(account.app.join(".env").exists());
    account.sesame("undo --yes").ends(0);
    assert!(!account.app.join(".env").exists());
    let nothing = account.sesame("undo --yes").ends(0);
    assert!(nothing.stderr.contains("no file of this app"), "{nothing}");
}

#[test]
fn the_mailer_goes_on_and_back() {
    let account = granted("app-switch");
    add(&account, "MAIL_MAILER=mailgun\nMAIL_FROM_ADDRESS=old@example.com\n");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    // Prepared: who sends, and as whom, is as it was.
    assert_eq!(
        (account.value("MAIL_MAILER"), account.value("MAIL_FROM_ADDRESS")),
        ("mailgun".into(), "old@example.com".into())
    );
    account.sesame("switch on").ends(3);
    assert_eq!(account.value("MAIL_MAILER"), "mailgun");
    account.advance("10m");
    account.sesame("switch on").ends(0);
    assert_eq!(
        (account.value("MAIL_MAILER"), account.value("MAIL_FROM_ADDRESS")),
        ("ses".into(), "no-reply@example.co.kr".into())
    );
    account.sesame("switch off").ends(0);
    assert_eq!(
        (account.value("MAIL_MAILER"), account.value("MAIL_FROM_ADDRESS")),
        ("mailgun".into(), "old@example.com".into())
    );
    // And says so, with who sends.
    let status = account.sesame("status").ends(0);
    assert!(status.to_string().contains("switched off: MAIL_MAILER in .env is mailgun"), "{status}");
    // It stays off until it is switched on again.
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(0);
    assert_eq!(account.value("MAIL_MAILER"), "mailgun");
    account.sesame("switch on").ends(0);
    assert_eq!(account.value("MAIL_MAILER"), "ses");
}

/// Each line as it stood: its quotes, its reference, its remark.
#[test]
fn what_goes_back_is_written_as_it_was() {
    let account = granted("app-switch-quotes");
    let lines = "APP_NAME=Shop\nMAIL_MAILER='mailgun' # until May\nMAIL_FROM_ADDRESS=\"old@example.com\"\nMAIL_FROM_NAME=\"${APP_NAME} Ltd\"\n";
    put(&account, ".env", lines);
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    account.advance("10m");
    account.sesame("switch on --from-name Sesame").ends(0);
    assert_eq!([account.value("MAIL_MAILER"), account.value("MAIL_FROM_NAME")], ["ses", "Sesame"]);
    account.sesame("switch off").ends(0);
    let now = fs::read_to_string(account.app.join(".env")).expect("an .env");
    assert!(now.starts_with(lines), "{now}");
}

/// `MAIL_MAILER` has no line, and the configuration's default sends by another provider.
#[test]
fn a_mailer_that_no_line_named_comes_back_too() {
    let account = granted("app-switch-default");
    let mail = "<?php return ['default' => env('MAIL_MAILER', 'smtp'), 'mailers' => ['smtp' => ['transport' => 'smtp', 'host' => \
                env('MAIL_HOST'), 'port' => env('MAIL_PORT', 587), 'encryption' => env('MAIL_ENCRYPTION', 'tls'), 'username' => \
                env('MAIL_USERNAME'), 'password' => env('MAIL_PASSWORD')], 'ses' => ['transport' => 'ses'], 'log' => ['transport' \
                => 'log']], 'from' => ['address' => env('MAIL_FROM_ADDRESS', 'shop@moa.example'), 'name' => env('MAIL_FROM_NAME')]];";
    put(&account, "config/mail.php", mail);
    put(&account, ".env", "APP_NAME=Shop\nMAIL_HOST=smtp.mailgun.org\nMAIL_USERNAME=postmaster\n");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    account.advance("10m");
    account.sesame("switch on").ends(0);
    assert_eq!(account.value("MAIL_MAILER"), "ses");
    let off = account.sesame("switch off").ends(0);
    assert!(off.stderr.contains("is smtp again"), "{off}");
    assert_eq!(
        ["MAIL_MAILER", "MAIL_HOST", "MAIL_USERNAME", "MAIL_FROM_ADDRESS"].map(|name| account.value(name)),
        ["smtp", "smtp.mailgun.org", "postmaster", "shop@moa.example"]
    );
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_closed_before_a_secret_goes_there() {
    use std::os::unix::fs::PermissionsExt as _;
    let account = account("app-leak", "");
    let env = account.app.join(".env");
    // As far as the folder of the tests is open to others.
    for folder in env.ancestors().skip(1).take_while(|it| it.starts_with(account.machine.path(""))) {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("set");
    }
    fs::set_permissions(&env, fs::Permissions::from_mode(0o644)).expect("set");
    let git = |line: &str| {
        let mut git = Command::new("git");
        git.args(line.split(' ')).current_dir(&account.app).env("HOME", account.machine.path("home"));
        git.env("GIT_CONFIG_NOSYSTEM", "1").output().expect("git is installed")
    };
    git("init --quiet");
    // Beside them what a switch of environments leaves, one with a secret of the mailer's in it, and one without.
    let secret = |name: &str| format!("{name}={}\n", crate::diagnosis::SECRET);
    put(&account, ".env.production", &format!("MAIL_MAILER=ses\n{}", secret("AWS_SECRET_ACCESS_KEY")));
    put(&account, ".env.before-moving", &secret("MAIL_PASSWORD"));
    put(&account, ".env.testing", "MAIL_MAILER=array\n");
    for file in [".env.production", ".env.before-moving", ".env.testing"] {
        fs::set_permissions(account.app.join(file), fs::Permissions::from_mode(0o644)).expect("set");
    }
    assert!(git("add -f .env .env.production .env.testing").status.success());
    // The copies that editors and hands leave in the folder of the web server.
    let copies = ["public/.env", "public/.env.bak", "public/.env.production"];
    copies.iter().for_each(|copy| put(&account, copy, "APP_NAME=Old\n"));
    put(&account, "public/.env.example", "APP_NAME=\n");
    let doctor = account.sesame("doctor");
    let exposed = ["public/.env.production", "git"];
    assert!(exposed.iter().all(|it| doctor.stdout.to_lowercase().contains(it)), "{doctor}");
    // The file in force is named where it is another one.
    let mut of_production = account.command("doctor");
    of_production.env("APP_ENV", "production");
    let of_production = account.machine.finish(of_production);
    let named = ["Git tracks .env.production", "can read .env.production", "can read .env.before-moving"];
    assert!(named.iter().all(|it| of_production.stdout.contains(it)), "{of_production}");
    assert!(!of_production.stdout.contains(".env.testing"), "{of_production}");
    let plan = account.sesame(&format!("--json setup {ASKED} --keep project --plan")).ends(0);
    let changes: Vec<Json> =
        json(&plan)["changes"].as_array().expect("a list").iter().map(|it| it["change"].clone()).collect();
    let at = |what: &str| changes.iter().position(|it| it == what).unwrap_or_else(|| panic!("{what}: {plan}"));
    assert!(at("mend-leak") < at("issue-key"), "{plan}");
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    for (file, mode) in
        [(".env", 0o640), (".env.production", 0o640), (".env.before-moving", 0o640), (".env.testing", 0o644)]
    {
        let now = fs::metadata(account.app.join(file)).expect("there").permissions().mode() & 0o777;
        assert_eq!(now, mode, "{file}");
    }
    assert_eq!(String::from_utf8_lossy(&git("ls-files").stdout), ".env.testing\n", "git has let go of them");
    let ignored = text(&account, ".gitignore");
    assert!([".env", ".env.production"].iter().all(|file| ignored.lines().any(|line| line == *file)), "{ignored}");
    let is_there = |file: &&str| account.app.join(file).exists();
    assert!(!copies.iter().any(&is_there) && is_there(&"public/.env.example"));
    account.sesame("undo --yes").ends(0);
    assert_eq!(
        fs::metadata(&env).expect("there").permissions().mode() & 0o777,
        0o644,
        "and its mode comes back with it"
    );
    assert!(copies.iter().all(is_there), "and so do the copies");
}

#[cfg(unix)]
#[test]
fn lines_with_a_secret_go_into_no_file_that_others_get() {
    let account = granted("app-out-leak");
    let git = |line: &str| {
        let mut git = Command::new("git");
        git.args(line.split(' ')).current_dir(&account.app).env("HOME", account.machine.path("home"));
        assert!(git.env("GIT_CONFIG_NOSYSTEM", "1").output().expect("git is installed").status.success(), "{line}");
    };
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    put(&account, "public/index.php", "<?php");
    git("init --quiet");
    put(&account, ".gitignore", "app.env\n");
    put(&account, "tracked.env", "");
    git("add tracked.env");
    fs::remove_file(account.app.join("tracked.env")).expect("removed");
    let keys = account.count("CreateAccessKey");
    let at = |file: &str| account.app.join(file).display().to_string();
    for (file, why) in [("public/server.env", "web server"), ("tracked.env", "git tracks it")] {
        for command in ["env --out", "key issue --yes --out"] {
            let refused = account.sesame(&format!("{command} {}", at(file))).ends(1);
            assert!(refused.stderr.contains(why), "{refused}");
            assert!(!account.app.join(file).exists(), "{refused}");
        }
    }
    assert_eq!(account.count("CreateAccessKey"), keys, "a key was asked for that others would get");
    // Where git would only take it in with the next `git add`, that is said.
    let open = account.sesame(&format!("env --out {}", at("server.env"))).ends(0);
    assert!(open.stderr.contains("Git does not ignore"), "{open}");
    let ignored = account.sesame(&format!("env --out {}", at("app.env"))).ends(0);
    assert!(!ignored.stderr.contains("Git does not ignore"), "{ignored}");
    let outside = account.sesame(&format!("env --out {}", account.machine.path("here/server.env").display())).ends(0);
    assert!(!outside.stderr.contains("Git does not ignore"), "{outside}");
}

#[test]
fn the_lines_are_printed_for_those_who_read_them_elsewhere() {
    let account = granted("app-elsewhere");
    let env = text(&account, ".env").replace("APP_NAME=Laravel", "APP_NAME=\"Kim's \\\"Shop\\\" \\$5\"");
    let env =
        env.lines().filter(|line| !line.starts_with("MAIL_FROM_NAME")).map(|it| format!("{it}\n")).collect::<String>();
    put(&account, ".env", &format!("{env}APP_NAME=\"Kim's \\\"Shop\\\" \\$5\"\n"));
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    for (format, line) in [
        ("dotenv", r#"MAIL_FROM_NAME="Kim's \"Shop\" \$5""#),
        ("shell", r#"export MAIL_FROM_NAME="Kim's \"Shop\" "'$5'"#),
        ("docker", r#"MAIL_FROM_NAME=Kim's "Shop" $5"#),
        ("compose", r#"MAIL_FROM_NAME="Kim's \"Shop\" $$5""#),
    ] {
        let ran = account.sesame(&format!("env --format {format} --only MAIL_FROM_NAME")).ends(0);
        assert_eq!(ran.stdout, format!("{line}\n"), "{format}");
        // With the secret only into a file of its own.
        let file = account.machine.path(&format!("here/{format}.lines"));
        account.sesame(&format!("env --format {format} --only MAIL_FROM_NAME --out {}", file.display())).ends(0);
        assert_eq!(fs::read_to_string(&file).expect("written"), format!("{line}\n"), "{format}");
    }
    account.sesame("env --only NO_SUCH_NAME").ends(2);
}

/// As small as an app of Laravel 8 can be, on the framework of this machine: no package but that is in it.
const LARAVEL_8: [(&str, &str); 9] = [
    ("vendor/autoload.php", "<?php require '/usr/share/php/Illuminate/autoload.php'; require __DIR__ . '/../app/User.php';"),
    (
        "bootstrap/app.php",
        "<?php $app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, Illuminate\\Foundation\\Console\\Kernel::class);
$app->singleton(Illuminate\\Contracts\\Debug\\ExceptionHandler::class, Illuminate\\Foundation\\Exceptions\\Handler::class);
return $app;",
    ),
    (
        "config/app.php",
        "<?php return ['name' => 'Shop', 'url' => env('APP_URL'), 'timezone' => 'UTC', 'locale' => 'en', 'providers' => [
Illuminate\\Bus\\BusServiceProvider::class, Illuminate\\Filesystem\\FilesystemServiceProvider::class,
Illuminate\\Mail\\MailServiceProvider::class, Illuminate\\Notifications\\NotificationServiceProvider::class,
Illuminate\\View\\ViewServiceProvider::class, Illuminate\\Translation\\TranslationServiceProvider::class]];",
    ),
    (
        "config/mail.php",
        "<?php return ['default' => env('MAIL_MAILER'), 'mailers' => ['ses' => ['transport' => 'ses'], 'log' => ['transport' => 'log'],
'smtp' => ['transport' => 'smtp', 'host' => '127.0.0.1', 'port' => 1, 'encryption' => null]],
'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => 'Shop'], 'markdown' => ['theme' => 'default', 'paths' => []]];",
    ),
    ("config/services.php", "<?php return ['ses' => ['key' => 'a', 'secret' => 'b', 'region' => 'ap-northeast-2']];"),
    ("config/view.php", "<?php return ['paths' => [], 'compiled' => dirname(__DIR__) . '/storage/framework/views'];"),
    ("config/auth.php", "<?php return ['providers' => ['users' => ['model' => 'App\\\\User']], 'verification' => ['expire' => 60]];"),
    (
        "config/logging.php",
        "<?php return ['default' => 'single', 'channels' => ['single' => ['driver' => 'single', 'path' => dirname(__DIR__) .
'/storage/logs/laravel.log', 'level' => 'debug']]];",
    ),
    (
        "app/User.php",
        "<?php namespace App; class User extends \\Illuminate\\Foundation\\Auth\\User implements
\\Illuminate\\Contracts\\Auth\\MustVerifyEmail { use \\Illuminate\\Notifications\\Notifiable; }",
    ),
];

#[test]
#[ignore = "runs the Laravel of this machine (Debian: php-cli, php-laravel-framework)"]
fn laravel_itself_sends_and_what_it_throws_is_explained() {
    let account = account("laravel-itself", "");
    LARAVEL_8.iter().for_each(|(file, source)| put(&account, file, source));
    for folder in ["storage/logs/keep", "storage/framework/views/keep", "bootstrap/cache/keep"] {
        put(&account, folder, "");
    }
    let sends = |mailer: &str, flags: &str| {
        put(
            &account,
            ".env",
            &format!("MAIL_MAILER={mailer}\nMAIL_FROM_ADDRESS=no-reply@example.co.kr\nAPP_URL=http://localhost\n"),
        );
        account.sesame(&format!("--json send --through-app --to guest@example.kr {flags}"))
    };
    // It went through the app's own mailer, which only notes it down.
    let noted = json(&sends("log", "").ends(1));
    assert_eq!((&noted["sent"], &noted["mailer"]), (&Json::Bool(false), &"log".into()), "{noted}");
    assert!(text(&account, "storage/logs/laravel.log").contains("Sesame sent this through the app."));
    let lacking = json(&sends("ses", "").ends(1));
    assert_eq!(lacking["causes"][0]["cause"], "sdk-missing", "{lacking}");
    let unnamed = json(&sends("nothing", "").ends(1));
    assert_eq!(unnamed["causes"][0]["cause"], "mailer-undefined", "{unnamed}");
    // An app without the routes of verification: no cause of mail's, and not sent all the same.
    let unrouted = sends("log", "--sign-up").ends(1);
    assert!(unrouted.stderr.contains("Route [verification.verify] not defined"), "{unrouted}");
    // With them the app's own notification comes about, with a link that the app signed.
    let routes =
        "<?php namespace App; class Routes extends \\Illuminate\\Support\\ServiceProvider { public function boot() {
$this->app['router']->get('/email/verify/{id}/{hash}', function () {})->name('verification.verify');
$this->app['router']->getRoutes()->refreshNameLookups(); } }";
    put(&account, "app/Routes.php", routes);
    let loads = "require __DIR__ . '/../app/User.php';";
    let autoload = LARAVEL_8[0].1.replace(loads, &format!("{loads} require __DIR__ . '/../app/Routes.php';"));
    put(&account, "vendor/autoload.php", &autoload);
    let config = LARAVEL_8[2].1.replace(
        "'providers' => [",
        "'key' => 'base64:c2VzYW1lLXNlc2FtZS1zZXNhbWUtc2VzYW1lLTEyMzQ=', 'providers' => [\\App\\Routes::class, ",
    );
    put(&account, "config/app.php", &config);
    let ran = sends("log", "--sign-up").ends(1);
    let signed = json(&ran);
    let link = signed["link"].as_str().unwrap_or_else(|| panic!("{ran}"));
    assert!(link.starts_with("http://localhost/email/verify/0/") && link.contains("signature="), "{link}");
    assert_eq!(signed["link_flaw"], "this-machine");
    let log = text(&account, "storage/logs/laravel.log");
    assert!(log.contains("guest@example.kr") && log.contains("/email/verify/0/"), "{log}");
    assert_eq!(account.changes(), Vec::<String>::new());
}

/// What the process sets, and the words in which it is told.
type KeptBack<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn what_goes_before_the_files_stops_a_run_before_its_first_change() {
    let account = granted("app-kept-back");
    put(&account, ".env.production", "MAIL_MAILER=log\nMAIL_FROM_ADDRESS=shop@example.co.kr\n");
    let (env, before) = (account.env(), account.changes());
    let with = |line: &str, variables: &[(&str, &str)]| {
        let mut command = account.command(line);
        command.envs(variables.iter().copied());
        account.machine.finish(command)
    };
    let asked = format!("--json setup {ASKED} --keep project");
    let production = [("APP_ENV", "production")];
    let rows: [KeptBack; 3] = [
        (&[("MAIL_MAILER", "log")], &["MAIL_MAILER", "environment of this process"]),
        (&[("MAIL_FROM_ADDRESS", "other@example.co.kr")], &["MAIL_FROM_ADDRESS", "environment of this process"]),
        (&production, &[".env.production", "APP_ENV"]),
    ];
    for (variables, words) in rows {
        let plan = with(&format!("{asked} --plan"), variables);
        let said = json(&plan)["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert!(words.iter().all(|word| said.contains(word)), "{variables:?}: {plan}");
        let ran = with(&format!("{asked} --yes"), variables).ends(1);
        assert_eq!(json(&ran)["error"]["message"], said, "{ran}");
        assert_eq!((account.env(), account.changes()), (env.clone(), before.clone()), "{variables:?}");
    }
    // The same value is no hindrance, and neither is the caller's own sign-in.
    let same = [("MAIL_MAILER", "ses"), ("AWS_DEFAULT_REGION", "us-east-1")];
    let plan = with(&format!("{asked} --plan"), &same).ends(0);
    assert!(json(&plan)["error"].is_null(), "{plan}");
    account.sesame(&format!("{} --yes", asked.replace("--json ", ""))).ends(3);
    account.advance("10m");
    // Written, and then overruled: not done, and named.
    let late = with(&format!("{asked} --yes"), &[("MAIL_MAILER", "log")]).ends(1);
    assert!(json(&late)["error"]["message"].as_str().is_some_and(|it| it.contains("MAIL_MAILER")), "{late}");
    let written = with("env --write", &[("MAIL_MAILER", "log")]).ends(1);
    assert!(written.stderr.contains("MAIL_MAILER"), "{written}");
}
