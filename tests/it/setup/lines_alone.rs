//! Config files that compute their entries: whether the lines of `.env` are enough for them.

use open_sesame::{
    laravel::{
        App, Files, Mailer, ProcessEnv,
        plan::{AppKey, Guide, MailSettings, SwitchLine},
        understand_in,
    },
    setup::{WhyNot, kept_back, lines_do},
};

const MAIL: &str = "<?php return ['default' => env('MAIL_MAILER', 'log'), 'mailers' => ['ses' => ['transport' => 'ses'], \
                    'log' => ['transport' => 'log']], 'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => \
                    env('MAIL_FROM_NAME')]];";

fn wish() -> MailSettings {
    MailSettings {
        mailer: Mailer::Ses,
        from: "no-reply@example.co.kr".parse().expect("an address"),
        from_name: "가게".into(),
        key: AppKey::ToCome,
        own_keys: Vec::new(),
        region: "ap-northeast-2".parse().expect("a region"),
        guide: Guide::Skip,
        switch: SwitchLine::Later,
    }
}

fn read(files: &Files, process: &ProcessEnv) -> App {
    understand_in(files, process).expect("an app")
}

fn do_with(services: &str, env: &str, process: &[(&str, &str)]) -> bool {
    let (files, process) = app_with(services, env, process);
    lines_do(&read(&files, &process), &files, &process, &wish())
}

/// Foreseen before anything is made: what no line of ours will overrule.
#[test]
fn what_goes_before_the_files_is_told_before_they_are_written() {
    let check = |process: &[(&str, &str)], more: &[(&str, &str)], expected: Option<WhyNot>| {
        let (mut files, process) = app_with("<?php return ['ses' => ['key' => 'a']];", "MAIL_MAILER=log\n", process);
        files.extend(more.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
        let found = kept_back(&read(&files, &process), &files, &process, &wish());
        assert_eq!(found.map(|it| it.why), expected, "{more:?}");
    };
    check(&[], &[], None);
    check(&[("AWS_ACCESS_KEY_ID", "AKIAADMIN"), ("MAIL_MAILER", "ses")], &[], None);
    check(&[("MAIL_MAILER", "log")], &[], Some(WhyNot::Process { variable: "MAIL_MAILER".into() }));
    check(&[("APP_CONFIG_CACHE", "/srv/cache/config.php")], &[], Some(WhyNot::CacheElsewhere));
    let compose = "services: {app: {build: ., environment: {MAIL_MAILER: log}}}";
    let given =
        WhyNot::Container { file: "compose.yaml".into(), service: "app".into(), variable: "MAIL_MAILER".into() };
    check(&[], &[("compose.yaml", compose)], Some(given.clone()));
    check(&[], &[("compose.yaml", &compose.replace("log", "\"${OF_THE_SHELL}\""))], Some(given));
    check(&[], &[("compose.yaml", &compose.replace("log", "\"${MAIL_MAILER:-log}\""))], None);
    let production = WhyNot::OtherFile { file: ".env.production".into(), app_env: Some("production".into()) };
    check(&[("APP_ENV", "production")], &[(".env.production", "MAIL_MAILER=log\n")], Some(production));
}

fn app_with(services: &str, env: &str, process: &[(&str, &str)]) -> (Files, ProcessEnv) {
    let lock = r#"{"packages":[{"name":"laravel/framework","version":"v10.50.3"}]}"#;
    let files = [
        ("artisan", ""),
        ("composer.lock", lock),
        ("config/mail.php", MAIL),
        ("config/services.php", services),
        (".env", env),
    ];
    let files: Files = files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
    let process: ProcessEnv = process.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    (files, process)
}

#[test]
fn a_config_that_computes_what_is_wanted_needs_no_patch() {
    let entries = "'key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => \
                   env('AWS_DEFAULT_REGION', 'us-east-1')";
    let enough = [
        format!("<?php $ses = [{entries}]; return ['ses' => $ses];"),
        format!("<?php return array_merge(['stripe' => []], ['ses' => [{entries}]]);"),
        format!("<?php $all = ['ses' => [{entries}]]; return $all + ['stripe' => []];"),
    ];
    for services in &enough {
        assert!(do_with(services, "APP_NAME=x\n", &[]), "{services}");
    }
    let others = [
        // A region that is fixed, a key of other variables, a token beside the key, what only running tells.
        format!(
            "<?php $ses = [{}]; return ['ses' => $ses];",
            entries.replace("env('AWS_DEFAULT_REGION', 'us-east-1')", "'us-east-1'")
        ),
        format!("<?php $ses = [{}]; return ['ses' => $ses];", entries.replace("AWS_ACCESS_KEY_ID", "SES_KEY")),
        format!("<?php $ses = [{entries}, 'token' => 'left-over']; return ['ses' => $ses];"),
        "<?php return ['ses' => app('ses.settings')];".to_owned(),
        format!("<?php return ['ses' => (fn () => [{entries}])()];"),
        "<?php return ['ses' => ".to_owned(),
    ];
    for services in &others {
        assert!(!do_with(services, "APP_NAME=x\n", &[]), "{services}");
    }
    // A key of the app's own, be it that of AWS's examples, is not ours, and its names are not either.
    let examples = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=x\n";
    assert!(!do_with(&enough[1], examples, &[]));
    // What the process sets counts before the lines.
    assert!(!do_with(&enough[0], "", &[("MAIL_MAILER", "log")]));
    assert!(!do_with(&enough[0], "", &[("MAIL_FROM_ADDRESS", "other@example.co.kr")]));
}
