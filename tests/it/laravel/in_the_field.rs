//! Apps as others have them: config files that ask for a variable in other ways than `env()`, that are put together at start or lie
//! elsewhere, and compose files that are put together. What cannot be told without running something is unknown, and not said
//! to be otherwise.

use open_sesame::laravel::{
    App, ConfigElsewhere, EnvFileUsed, Mailer, OwnConfig, ProcessEnv, SharedUse, TruthRow, WhyWins, Winner, dotenv,
    more_files,
    plan::{PatchRefusal, config_patches, lines},
    understand_in,
};

use super::{MAIL_10, MAIL_12, SDK, SERVICES, app, truth::said, understood, wish, with};

const MAIL: &str = "config/mail.php";

fn process(variables: &[(&str, &str)]) -> ProcessEnv {
    variables.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

fn row(app: &App, name: &str) -> TruthRow {
    app.truth.iter().find(|row| row.name == name).cloned().expect("the variable")
}

/// What `from.name` comes to where the file says this.
fn name_of(source: &str, variables: &[(&str, &str)]) -> String {
    let mail = format!("<?php\nuse Illuminate\\Support\\Env;\nreturn ['from' => ['name' => {source}]];");
    let env = "MAIL_MAILER=SES\nEMPTY=\nNULL=null\nBARE\nAPP_NAME=Moa\n";
    let services = "<?php return ['slack' => ['name' => 'of services']];";
    let files = [
        (MAIL, mail.as_str()),
        (".env", env),
        ("config/app.php", "<?php return ['name' => env('APP_NAME')];"),
        ("config/services.php", services),
        ("config/cache.php", "<?php return ['stores' => ['a' => 'b'], 'prefix' => 'p', 'nothing' => null];"),
    ];
    let app = understand_in(&app("v10.50.3", &[], &files), &process(variables)).expect("an app");
    said(Some(&app.effective.from_name))
}

#[test]
fn a_variable_is_read_in_other_ways_than_by_env() {
    let check = |source: &str, expected: &str| assert_eq!(name_of(source, &[]), expected, "{source}");
    check("$_ENV['MAIL_MAILER'] ?? 'log'", "'SES'");
    check("$_ENV['NONE'] ?? 'log'", "'log'");
    check("$_SERVER['MAIL_MAILER']", "'SES'");
    check("getenv('MAIL_MAILER')", "'SES'");
    check("getenv('NONE') ?: 'log'", "'log'");
    check("getenv('BARE')", "false");
    check("Env::getOrFail('MAIL_MAILER')", "'SES'");
    check("env('NONE', static fn (): string => 'late')", "'late'");
    check("mb_strtolower(env('MAIL_MAILER'))", "'ses'");
    // As the text that stands there: only `env()` makes null of it.
    check("$_ENV['NULL']", "'null'");
    check("getenv('EMPTY')", "''");
    // A request may bring it, and without a value the app ends.
    check("$_SERVER['NONE'] ?? 'log'", "unknown: $_SERVER['NONE'] ?? 'log'");
    check("Env::getOrFail('NONE')", "unknown: Env::getOrFail('NONE')");
    check("getenv()", "unknown: getenv()");
    // Whether PHP puts the process's own there is for its settings to say.
    let of_process = |source: &str| name_of(source, &[("MAIL_MAILER", "log")]);
    assert_eq!(of_process("getenv('MAIL_MAILER')"), "'log'");
    assert_eq!(of_process("$_SERVER['MAIL_MAILER']"), "'log'");
    assert_eq!(of_process("$_ENV['MAIL_MAILER']"), "unknown: $_ENV['MAIL_MAILER']");
}

/// Laravel loads its config files in the order of the alphabet.
#[test]
fn a_config_file_sees_those_that_are_loaded_before_it() {
    let check = |source: &str, expected: &str| assert_eq!(name_of(source, &[]), expected, "{source}");
    check("env('NONE', config('app.name'))", "'Moa'");
    check("config('cache.prefix', 'x')", "'p'");
    check("config('cache.none', 'x')", "'x'");
    // A default is for a key that is not there.
    check("config('cache.nothing', 'x')", "null");
    check("config('cache.nothing.more', 'x')", "'x'");
    check("config('services.slack.name', 'not loaded yet')", "'not loaded yet'");
    check("config('mail.default') ?? 'itself'", "'itself'");
    check("config('shop.name')", "unknown: config('shop.name')");
    check("config()", "unknown: config()");
    // Of the framework's own files a part is known here.
    let on_12 = |source: &str| {
        let mail = format!("<?php return ['from' => ['name' => {source}]];");
        let app = understood(&app("v12.0.0", &[], &[(MAIL, &mail), (".env", "APP_NAME=Moa\n")]));
        said(Some(&app.effective.from_name))
    };
    assert_eq!(on_12("config('app.name')"), "'Moa'");
    assert_eq!(on_12("config('app.locale')"), "unknown: config('app.locale')");
}

#[test]
fn statements_around_the_array_that_return_only_from_functions_end_no_file() {
    let check = |before: &str, default: &str, expected: &str| {
        let mail = format!("<?php\n{before}\nreturn ['default' => {default}];");
        let app = understood(&app("v10.50.3", &[], &[(MAIL, &mail), (".env", "MAIL_MAILER=ses\n")]));
        assert_eq!(said(Some(&app.effective.default)), expected, "{before}");
    };
    let helper = "if (! function_exists('told')) {\n    function told($name) { return env($name); }\n}";
    check(helper, "env('MAIL_MAILER')", "'ses'");
    check(helper, "told('MAIL_MAILER')", "unknown: told('MAIL_MAILER')");
    check("foreach (['a'] as $a) { array_map(function () { return 1; }, []); }", "'ses'", "'ses'");
    check("if (env('X')) { return []; }", "'ses'", "unknown: if (env('X')) { return []; }");
    check(
        "$base = ['default' => 'log', 'mailers' => ['ses' => ['transport' => 'ses', 'region' => 'a']]];",
        "array_replace_recursive($base, ['mailers' => ['ses' => ['region' => 'b']]])['mailers']['ses']['region']",
        "'b'",
    );
    check("", "array_replace_recursive(['a' => ['b' => 1]], ['a' => ['c' => 2]])['a']['b']", "1");
    check(
        "",
        "array_replace_recursive(['a' => ['b' => 1]], $x)['a']['b']",
        "unknown: array_replace_recursive(['a' => ['b' => 1]], $x)['a']['b']",
    );
}

/// That no config file reads a variable is said only where that is certain.
#[test]
fn a_variable_that_may_be_read_is_not_said_to_have_no_effect() {
    let check = |default: &str, expected: WhyWins| {
        let mail = format!("<?php\nreturn ['default' => {default}, 'mailers' => ['ses' => ['transport' => 'ses']]];");
        let app =
            understood(&app("v10.50.3", &[], &[(MAIL, &mail), (".env", "MAIL_MAILER=ses\nAPP_ENV=production\n")]));
        let row = row(&app, "MAIL_MAILER");
        assert_eq!((row.wins, row.why), (Winner::Env, expected), "{default}");
    };
    check("env('MAIL_MAILER')", WhyWins::OnlyThere);
    check("$_ENV['MAIL_MAILER'] ?? 'log'", WhyWins::OnlyThere);
    check("getenv('MAIL_MAILER') ?: 'log'", WhyWins::OnlyThere);
    check("'ses'", WhyWins::NotRead);
    check("'ses' /* env('MAIL_MAILER') */", WhyWins::NotRead);
    check("env('APP_ENV') === 'production' ? 'ses' : env('MAIL_MAILER', 'log')", WhyWins::NotAsked);
    check("docker_secret('MAIL_MAILER', 'log')", WhyWins::PerhapsRead);
    check("$mailer", WhyWins::PerhapsRead);
    check("(function () { return mailer(); })()", WhyWins::PerhapsRead);
    let required = app("v10.50.3", &[], &[(MAIL, "<?php return require 'shared.php';"), (".env", "MAIL_HOST=a\n")]);
    assert_eq!(row(&understood(&required), "MAIL_HOST").why, WhyWins::PerhapsRead);
    let named = "<?php $app->loadEnvironmentFrom('.env.app');";
    let named =
        app("v10.50.3", &[], &[("bootstrap/app.php", named), (MAIL, MAIL_10), (".env.app", "MAIL_MAILER=log\n")]);
    assert_eq!(row(&understood(&named), "MAIL_MAILER").why, WhyWins::NamedInstead);
}

#[test]
fn a_file_of_variables_that_is_read_in_some_case_only_is_not_known() {
    let check = |bootstrap: &str, expected: EnvFileUsed| {
        let files = app("v12.0.0", &[], &[("bootstrap/app.php", bootstrap), (".env.staging", ""), (".env", "")]);
        assert_eq!(understood(&files).env_used, expected, "{bootstrap}");
    };
    let moved = |line| EnvFileUsed::Moved { line };
    let named = || EnvFileUsed::Other { path: ".env.staging".into(), why: open_sesame::laravel::OtherFile::Named };
    check("<?php\n$app->loadEnvironmentFrom('.env.staging');\nreturn $app;", named());
    check("<?php\nreturn Application::configure()->create()->loadEnvironmentFrom('.env.staging');", named());
    check("<?php\nif (on_staging()) {\n    $app->loadEnvironmentFrom('.env.staging');\n}", moved(3));
    check("<?php\non_staging() && $app->loadEnvironmentFrom('.env.staging');", moved(2));
    check("<?php\n$app->booting(fn ($app) => $app->loadEnvironmentFrom('.env.staging'));", moved(2));
    check("<?php\nDotenv\\Dotenv::createImmutable(__DIR__.'/..', '.env.local')->safeLoad();", moved(2));
    for folder in ["dirname(__DIR__)", "__DIR__.'/..'", "__DIR__ . \"/../\"", "$app->basePath()", "base_path()"] {
        check(
            &format!("<?php\n$app = app();\nDotenv\\Dotenv::createImmutable({folder})->safeLoad();"),
            EnvFileUsed::Usual,
        );
        check(&format!("<?php\nDotenv\\Dotenv::createMutable({folder})->safeLoad();"), moved(2));
    }
    check("<?php\nDotenv\\Dotenv::createImmutable(__DIR__)->safeLoad();", moved(2));
    check("<?php\nDotenv\\Dotenv::createImmutable(['/etc', dirname(__DIR__)])->safeLoad();", moved(2));
    check("<?php\nuse Dotenv\\Dotenv as D;\nD::createImmutable('/etc/app')->load();", moved(2));
    check("<?php\n(new \\Symfony\\Component\\Dotenv\\Dotenv())->load('/etc/app/.env');", moved(2));
    check("<?php\nuse Dotenv\\Dotenv;\nreturn Application::configure()->create();", EnvFileUsed::Usual);
    check("<?php\n// Dotenv\nreturn Application::configure()->create();", EnvFileUsed::Usual);
}

/// The classes that the app lists are found where Composer finds them.
#[test]
fn a_service_provider_in_a_folder_of_its_own_is_read() {
    let composer = r#"{"require":{"laravel/framework":"^12"},"autoload":{"psr-4":{"App\\":"app/","Shop\\":["modules/shop/src/","lib"]}}}"#;
    let providers = "<?php\nuse Shop\\Mail\\Provider;\nreturn [App\\Providers\\AppServiceProvider::class, Provider::class, \\Shop\\Other::class, Vendor\\P::class];";
    let own =
        "<?php\nnamespace Shop\\Mail;\nclass Provider { function boot() {\nconfig(['mail.default' => 'log']); } }";
    let files = app("v12.0.0", &[], &[("composer.json", composer), ("bootstrap/providers.php", providers)]);
    let more = more_files(&files, &process(&[]));
    for path in ["modules/shop/src/Mail/Provider.php", "lib/Mail/Provider.php", "modules/shop/src/Other.php"] {
        assert!(more.contains(&path.to_owned()), "{more:?}");
    }
    let told = understood(&with(files, "modules/shop/src/Mail/Provider.php", own)).set_at_start;
    assert_eq!(told.iter().map(|it| (it.line, it.path.as_str())).collect::<Vec<_>>(), [(4, "mail.default")]);
}

#[test]
fn an_app_env_that_the_app_sets_itself_selects_what_is_not_known() {
    for set in ["$_SERVER['APP_ENV'] = 'staging';", "putenv('APP_ENV=staging');"] {
        let files = app("v12.0.0", &[], &[("bootstrap/app.php", &format!("<?php\n{set}\nreturn $app;"))]);
        assert_eq!(understood(&files).env_used, EnvFileUsed::Moved { line: 2 }, "{set}");
    }
}

/// Read by hand it is read before Laravel looks for `APP_ENV`, and that in it selects another one.
#[test]
fn a_file_that_is_read_by_hand_first_selects_by_its_own_app_env() {
    let by_hand = "<?php\nDotenv\\Dotenv::createImmutable(dirname(__DIR__))->safeLoad();";
    let files = app("v12.0.0", &[], &[("bootstrap/app.php", by_hand), (".env", "APP_ENV=local\nMAIL_MAILER=ses\n")]);
    assert!(more_files(&files, &process(&[])).contains(&".env.local".to_owned()));
    assert_eq!(understood(&files).env_used, EnvFileUsed::Usual, "there is none");
    let files = with(files, ".env.local", "MAIL_MAILER=log\n");
    assert_eq!(understood(&files).env_used, EnvFileUsed::Moved { line: 2 });
    let testing = understand_in(&files, &process(&[("APP_ENV", "testing")])).expect("an app");
    assert_eq!(testing.env_used, EnvFileUsed::Usual, "what the process has stays");
    let plain = app("v12.0.0", &[], &[(".env", "APP_ENV=local\nMAIL_MAILER=ses\n"), (".env.local", "")]);
    assert_eq!(understood(&plain).env_used, EnvFileUsed::Usual, "Laravel reads it for the process's alone");
}

#[test]
fn what_the_apps_own_code_sets_at_its_start_is_named() {
    let check = |path: &str, source: &str, expected: &[(usize, &str)]| {
        let app = understood(&app("v12.0.0", &[], &[(path, source)]));
        let told: Vec<_> = app.set_at_start.iter().map(|it| (it.line, it.path.as_str())).collect();
        assert_eq!(told, expected, "{source}");
        assert!(app.set_at_start.iter().all(|it| it.file == path));
    };
    let provider = "app/Providers/AppServiceProvider.php";
    let class =
        |body: &str| format!("<?php\nclass P extends ServiceProvider {{ public function boot() {{\n{body}\n}} }}");
    check(provider, &class("Config::set('mail.default', $s->mailer);"), &[(3, "mail.default")]);
    check(
        provider,
        &class("config(['mail.from.address' => $a,\n'app.name' => 'x', 'services.ses.key' => $k]);"),
        &[(3, "mail.from.address"), (4, "services.ses.key")],
    );
    check(provider, &class("config()->set('mail.mailers.smtp.host', $h);"), &[(3, "mail.mailers.smtp.host")]);
    check(provider, &class("$this->app['config']->set(['mail' => $all]);"), &[(3, "mail")]);
    check(provider, &class("if ($local) { Mail::alwaysTo('dev@example.com'); }"), &[(3, "mail.to")]);
    check("app/Providers/MailProvider.php", &class("Mail::alwaysFrom('a@b.c');"), &[(3, "mail.from")]);
    check("bootstrap/app.php", "<?php\nconfig(['mail.default' => 'log']);", &[(2, "mail.default")]);
    check(provider, &class("$this->app['config']['mail.default'] = 'log';"), &[(3, "mail.default")]);
    check(provider, &class("Mail::setDefaultDriver('log');"), &[(3, "mail.default")]);
    check(
        provider,
        &class("config([\"mail.$entry\" => 'x', 'services.ses.'.$entry => $v]);"),
        &[(3, "mail.…"), (3, "services.ses.…")],
    );
    check("app/Providers/Shop/MailProvider.php", &class("config(['mail.default' => 'log']);"), &[(3, "mail.default")]);
    check("app/Http/Middleware/Tenant.php", &class("config(['mail.default' => 'log']);"), &[(3, "mail.default")]);
    check("routes/web.php", "<?php\nconfig(['mail.default' => 'log']);", &[(2, "mail.default")]);
    check("app/Http/Controllers/Tenant.php", &class("config(['mail.default' => 'log']);"), &[]);
    for nothing in [
        "config(['app.name' => 'mail']);",
        "// Config::set('mail.default', 'log');",
        "$x = config('mail.default');",
        "Config::set('mailchimp.key', 'config');",
        "config(['mail.markdown.theme' => 'shop']);",
        "Setting::set('mail.default', config('x'));",
    ] {
        check(provider, &class(nothing), &[]);
    }
    check("app/Http/Controllers/Mail.php", &class("Config::set('mail.default', 'x');"), &[]);
}

#[test]
fn config_files_that_lie_elsewhere_are_not_taken_for_missing_ones() {
    let moved = "<?php\n$app = new Application(dirname(__DIR__));\n$app->useConfigPath(dirname(__DIR__).'/conf');";
    let rows = [
        (app("v12.0.0", &[SDK], &[("bootstrap/app.php", moved), (MAIL, MAIL_12)]), ConfigElsewhere::Named(3)),
        (
            app("v8.83.0", &[SDK], &[("app/Config/mail.php", MAIL_10), (".env", "MAIL_MAILER=ses\n")]),
            ConfigElsewhere::NotThere,
        ),
    ];
    for (files, expected) in rows {
        let read = understood(&files);
        assert_eq!(read.config_elsewhere, Some(expected));
        assert_eq!(said(Some(&read.effective.default)), "unknown: config/");
        assert_eq!(read.effective.mailer().and_then(|it| it.fault.clone()), None, "nothing is claimed of it");
        assert_eq!(config_patches(&read, &files, &wish(Mailer::Ses)), Err(PatchRefusal::Elsewhere));
    }
    assert_eq!(understood(&app("v12.0.0", &[], &[])).config_elsewhere, None, "from 11 on they may be missing");
}

/// A framework from 11 on merges them with its own, and stops at what is no array.
#[test]
fn a_config_file_that_returns_no_array_is_named() {
    let check = |framework: &str, mail: &str, expected: &[&str]| {
        assert_eq!(understood(&app(framework, &[], &[(MAIL, mail)])).no_arrays, expected, "{framework} {mail}");
    };
    check("v12.0.0", "", &[MAIL]);
    check("v12.0.0", "<?php $config = [];", &[MAIL]);
    check("v12.0.0", "<?php return [];", &[]);
    check("v12.0.0", "<?php return mailers();", &[]);
    check("v10.50.3", "<?php $config = [];", &[]);
}

#[test]
fn what_shares_the_aws_keys_is_known_by_its_driver_and_in_whichever_file() {
    let check = |path: &str, source: &str, expected: &[SharedUse]| {
        let app = understood(&app("v12.0.0", &[], &[(path, source)]));
        assert_eq!(app.aws_keys_shared_with, expected, "{source}");
    };
    let keys = "'key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')";
    let list = |default: &str, list: &str, name: &str, driver: &str| {
        format!("<?php return ['default' => '{default}', '{list}' => ['{name}' => ['driver' => '{driver}', {keys}]]];")
    };
    check("config/queue.php", &list("jobs", "connections", "jobs", "sqs"), &[SharedUse::Queue]);
    check("config/queue.php", &list("sync", "connections", "jobs", "sqs"), &[]);
    check("config/queue.php", &list("sqs", "connections", "sqs", "redis"), &[]);
    check("config/filesystems.php", &list("media", "disks", "media", "s3"), &[SharedUse::Disk]);
    check("config/cache.php", &list("fast", "stores", "fast", "dynamodb"), &[SharedUse::Cache]);
    check(
        "config/services.php",
        &format!("<?php return ['sns' => [{keys}], 'ses' => [{keys}]];"),
        &[SharedUse::Service],
    );
    check(
        "config/services.php",
        &format!("<?php $aws = [{keys}]; return ['a' => ['b' => $aws]];"),
        &[SharedUse::Service],
    );
    check("config/services.php", SERVICES, &[]);
    check("config/aws.php", &format!("<?php return ['credentials' => [{keys}]];"), &[SharedUse::Aws]);
    check("config/aws.php", "<?php return ['region' => env('AWS_REGION')];", &[]);
}

/// Each service with the default mailer in it, as compose puts the files together.
fn in_containers(compose: &str, files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![("compose.yaml", compose), (MAIL, MAIL_12)];
    all.extend(files);
    let app = understood(&app("v12.0.0", &[], &all));
    let told =
        |it: &open_sesame::laravel::Contained| format!("{}: {}", it.service.name, said(Some(&it.effective.default)));
    app.containers.iter().map(told).collect()
}

#[test]
fn a_compose_file_is_put_together_as_compose_does() {
    let check = |compose: &str, files: &[(&str, &str)], expected: &[&str]| {
        assert_eq!(in_containers(compose, files), expected, "{compose}");
    };
    let env = (".env", "MAIL_MAILER=ses\nOTHER=array\nEMPTY=\n");
    let common = ("docker/common.yml", "services: {php: {build: .., environment: {MAIL_MAILER: log}}}");
    check("services: {app: {extends: {file: docker/common.yml, service: php}}}", &[common], &["app: 'log'"]);
    check(
        "services: {app: {extends: {file: docker/common.yml, service: php}, environment: {MAIL_MAILER: array}}}",
        &[common],
        &["app: 'array'"],
    );
    check(
        "services: {base: {image: x, environment: {MAIL_MAILER: log}}, app: {extends: base, build: .}}",
        &[],
        &["app: 'log'"],
    );
    check(
        "include: [docker/app.yml]\nservices: {}",
        &[("docker/app.yml", "services: {app: {build: .., environment: {MAIL_MAILER: log}}}")],
        &["app: 'log'"],
    );
    check(
        "include: [{path: docker/app.yml}]",
        &[
            ("docker/app.yml", "services: {app: {build: .., env_file: app.env}}"),
            ("docker/app.env", "MAIL_MAILER=log\n"),
        ],
        &["app: 'log'"],
    );
    check("services: {app: {extends: app, build: .}}", &[], &[]);
    check(
        "x: &a {MAIL_MAILER: log}\ny: &b {MAIL_HOST: h}\nservices: {app: {build: ., environment: {<<: [*a, *b]}}}",
        &[],
        &["app: 'log'"],
    );
    for (said, expected) in [
        ("${MAIL_MAILER}", "'ses'"),
        ("$OTHER", "'array'"),
        ("${MAIL_MAILER:-log}", "'ses'"),
        ("${NONE:-log}", "'log'"),
        ("${NONE-log}", "'log'"),
        ("${EMPTY:-log}", "'log'"),
        ("${EMPTY-log}", "''"),
        ("${NONE:-${OTHER}}", "'array'"),
        ("${OTHER:+log}", "'log'"),
        ("${OTHER:?missing}", "'array'"),
        ("$${OTHER}", "'${OTHER}'"),
        ("${NONE}", "unknown: env('MAIL_MAILER', 'log')"),
        ("${NONE:?missing}", "unknown: env('MAIL_MAILER', 'log')"),
    ] {
        let compose = format!("services: {{app: {{build: ., environment: {{MAIL_MAILER: '{said}'}}}}}}");
        check(&compose, &[env], &[&format!("app: {expected}")]);
    }
}

#[test]
fn the_file_of_variables_in_a_container_is_that_of_its_own_app_env() {
    let compose = "services: {app: {build: ., environment: {APP_ENV: staging}}}";
    let files = app("v12.0.0", &[], &[("compose.yaml", compose), (".env", "MAIL_MAILER=ses\n")]);
    assert!(more_files(&files, &process(&[])).contains(&".env.staging".to_owned()));
    let read = understood(&with(files, ".env.staging", "MAIL_MAILER=log\n"));
    let inside: Vec<String> = read.containers.iter().map(|it| said(Some(&it.effective.default))).collect();
    assert_eq!((said(Some(&read.effective.default)).as_str(), inside.as_slice()), ("'ses'", &["'log'".to_owned()][..]));
    let extended = "services: {app: {extends: {file: docker/a.yml, service: a}}}";
    let files = app("v12.0.0", &[], &[("compose.yaml", extended)]);
    assert!(more_files(&files, &process(&[])).contains(&"docker/a.yml".to_owned()));
}

/// Each framework that was seen to send, by each mailer of SES, plain and cached: nothing is found that would keep it from that.
#[test]
fn every_framework_that_was_seen_to_send_is_told_to() {
    let env = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=hush\nAWS_DEFAULT_REGION=ap-northeast-2\n";
    for framework in ["v9.52.22", "v10.50.3", "v11.56.0", "v12.22.1", "v12.49.0", "v13.6.0"] {
        for (mailer, name) in [(Mailer::Ses, "ses"), (Mailer::SesV2, "ses-v2")] {
            let env = format!("MAIL_MAILER={name}\n{env}");
            let mail = MAIL_10.replace("'log' => [", "'ses-v2' => ['transport' => 'ses-v2'],\n        'log' => [");
            let files = [(MAIL, mail.as_str()), ("config/services.php", SERVICES), (".env", env.as_str())];
            let plain = app(framework, &["aws/aws-sdk-php 3.299.1", "symfony/mailer v6.4.3"], &files);
            let cached = with(
                plain.clone(),
                "bootstrap/cache/config.php",
                &format!(
                    "<?php return array ('mail' => array ('default' => '{name}', 'mailers' => array ('{name}' => array ('transport' => '{name}'))), \
                 'services' => array ('ses' => array ('key' => 'AKIAIOSFODNN7EXAMPLE', 'secret' => 'hush', 'region' => 'ap-northeast-2')));"
                ),
            );
            for files in [plain, cached] {
                let app = understood(&files);
                assert!(app.sdk.serves(mailer), "{framework}");
                let first = app.effective.mailer().expect("a mailer");
                assert_eq!((first.is_of_ses(), &first.fault), (true, &None), "{framework} {name}");
                let told = ["key", "secret", "region"].map(|key| said(first.get(key)));
                assert_eq!(told, ["'AKIAIOSFODNN7EXAMPLE'", "hidden of 4", "'ap-northeast-2'"], "{framework} {name}");
            }
        }
    }
}

/// A secret and a Korean name with all that has a meaning somewhere arrive in the configuration as they are.
#[test]
fn what_is_written_arrives_in_the_configuration_as_it_is() {
    for text in [r##"a#b c${APP_NAME}'"\d"##, r##"참깨 #1 "가게" ${APP_NAME} \ 'n'"##] {
        let values = [("AWS_SECRET_ACCESS_KEY", text), ("MAIL_FROM_NAME", text)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        let env = dotenv::merge(b"APP_NAME=Moa\nMAIL_MAILER=ses\n", &values).expect("written");
        let mut files = app("v12.0.0", &[], &[("config/services.php", SERVICES), (MAIL, MAIL_12)]);
        files.insert(".env".into(), env);
        let app = understood(&files);
        let OwnConfig::Read(own) = &app.own else { panic!("{:?}", app.own) };
        let secret = own.mailer().and_then(|it| it.get("secret")).and_then(|it| it.masked().cloned());
        assert!(secret.is_some_and(|it| it.is(text)), "{text}");
        assert_eq!(own.from_name.text(), Some(text));
    }
}

/// What Laravel's own commands leave in the file is read as it will be, and no line of it is touched.
#[test]
fn what_laravels_own_writers_leave_is_read_as_it_is() {
    // `key:generate` over `APP_KEY=""`.
    let generated = b"APP_KEY=base64:cHJldGVuZA==\"\"\nMAIL_MAILER=log\n";
    let read = dotenv::read(generated).expect("phpdotenv takes it");
    assert_eq!(read["APP_KEY"].as_deref(), Some("base64:cHJldGVuZA==\"\""));
    let merged = dotenv::merge(generated, &[("MAIL_MAILER".into(), "ses".into())]).expect("written");
    assert!(merged.starts_with(b"APP_KEY=base64:cHJldGVuZA==\"\"\n"));
    for untouched in ["APP_KEY=\n", "APP_KEY=\"\"\n"] {
        let file = format!("{untouched}MAIL_MAILER=log\n");
        let merged = dotenv::merge(file.as_bytes(), &[("MAIL_MAILER".into(), "ses".into())]).expect("written");
        assert_eq!(merged, file.replace("log", "ses").as_bytes());
    }
    // `Env::writeVariable` escapes by `addslashes`: a single quote is one escape too many, and a reference is none.
    assert!(dotenv::read(br#"SHOP="Kim\'s \"Shop\"""#).is_err());
    let read = dotenv::read(b"APP_NAME=Moa\nSHOP=\"a ${APP_NAME}\"\n").expect("it is taken");
    assert_eq!(read["SHOP"].as_deref(), Some("a Moa"));
    // Ours of the same texts.
    for text in ["Kim's \"Shop\"", "a ${APP_NAME}"] {
        let merged = dotenv::merge(b"APP_NAME=Moa\n", &[("SHOP".into(), text.into())]).expect("written");
        assert_eq!(dotenv::read(&merged).expect("it is taken")["SHOP"].as_deref(), Some(text));
    }
}

/// A copy that `env:encrypt` made is behind as soon as `.env` is written to.
#[test]
fn an_encrypted_copy_is_seen() {
    let check = |files: &[(&str, &str)], expected: bool| {
        assert_eq!(understood(&app("v12.0.0", &[], files)).is_copied_encrypted, expected);
    };
    check(&[(".env", "")], false);
    check(&[(".env", ""), (".env.encrypted", "eyJpdiI6")], true);
}

/// A config that asks for the variables in PHP's own way needs no patch.
#[test]
fn a_config_that_reads_the_environment_itself_is_not_patched() {
    let mail = "<?php return ['default' => $_ENV['MAIL_MAILER'] ?? 'log', 'mailers' => ['ses' => ['transport' => 'ses']], \
                'from' => ['address' => getenv('MAIL_FROM_ADDRESS'), 'name' => $_SERVER['MAIL_FROM_NAME']]];";
    let files = app("v10.50.3", &[SDK], &[(MAIL, mail), ("config/services.php", SERVICES), (".env", "")]);
    let read = understood(&files);
    assert_eq!(config_patches(&read, &files, &wish(Mailer::Ses)), Ok(vec![]));
    assert!(lines(Some(&read), &wish(Mailer::Ses)).iter().any(|(name, _)| name == "MAIL_MAILER"));
}

/// Laravel asks for the place of its cached config when the file of variables is read already.
#[test]
fn the_place_of_the_cached_config_may_stand_in_the_file_of_variables() {
    let cached = "<?php return array ('mail' => array ('default' => 'log'));";
    let files = app("v12.0.0", &[], &[(".env", "MAIL_MAILER=ses\nAPP_CONFIG_CACHE=storage/c.php\n")]);
    assert!(more_files(&files, &process(&[])).contains(&"storage/c.php".to_owned()));
    assert_eq!(said(Some(&understood(&files).effective.default)), "'ses'", "there is none yet");
    let files = with(files, "storage/c.php", cached);
    assert_eq!(said(Some(&understood(&files).effective.default)), "'log'");
    let named = process(&[("APP_CONFIG_CACHE", "storage/other.php")]);
    let read = understand_in(&files, &named).expect("an app");
    assert_eq!(said(Some(&read.effective.default)), "'ses'", "the process goes first");
    let usual = "<?php return array ('mail' => array ('default' => 'array'));";
    let files = with(files, "bootstrap/cache/config.php", usual);
    let found = said(Some(&understood(&files).effective.default));
    assert_eq!(found, "'array'", "with a cached config at the usual place the file of variables is not read");
    // Unless the app has read it by itself.
    let by_hand = "<?php\nDotenv\\Dotenv::createImmutable(dirname(__DIR__))->safeLoad();";
    let files = with(files, "bootstrap/app.php", by_hand);
    assert_eq!(said(Some(&understood(&files).effective.default)), "'log'");
}
