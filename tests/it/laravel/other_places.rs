//! Places where the app may run otherwise than from here, as files of the project have them: what they say, on which line, and
//! that it does not count here.

use open_sesame::laravel::{MaskedValue, OtherPlaceKind, ProcessEnv, WhyWins, Winner, more_files, understand};

use super::{app, understood};

/// `kind file:line [name] NAME=value → mailer`, per place and variable.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let app = understood(&app("v12.0.0", &[], files));
    let line = |line: Option<usize>| line.map(|line| format!(":{line}")).unwrap_or_default();
    let of_place = |it: &open_sesame::laravel::Placed| {
        let kind: &str = it.place.kind.into();
        let name = it.place.name.as_deref().unwrap_or("-").to_owned();
        let mailer = it.effective.default.text().unwrap_or("?").to_owned();
        let of_value = move |(variable, said): (&String, &open_sesame::laravel::PlaceValue)| {
            let value = match &said.value {
                MaskedValue::Plain(text) => text.clone(),
                MaskedValue::Hidden { .. } => "•••".into(),
            };
            format!("{kind} {}{} [{name}] {variable}={value} → {mailer}", said.file, line(said.line))
        };
        it.place.written.iter().map(of_value).collect::<Vec<_>>()
    };
    app.other_places.iter().flat_map(of_place).collect()
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(told(files), expected, "{files:?}");
}

#[test]
fn a_dockerfile_that_no_service_builds_by_tells_of_its_image() {
    let dockerfile = "FROM php:8.4-fpm AS base\nENV MAIL_MAILER=array\nFROM base\n# MAIL_MAILER\nENV MAIL_MAILER=log\n";
    check(&[("Dockerfile", dockerfile)], &["image Dockerfile:5 [-] MAIL_MAILER=log → log"]);
    // Sail has a Dockerfile of its own, and what builds here is told by the compose file.
    check(
        &[
            ("Dockerfile", dockerfile),
            ("compose.yaml", "services: {laravel.test: {build: {context: vendor/laravel/sail}}}"),
        ],
        &["image Dockerfile:5 [-] MAIL_MAILER=log → log"],
    );
    check(&[("Dockerfile", dockerfile), ("compose.yaml", "services: {app: {build: .}}")], &[]);
    // What a build or the image below has is not known, and no line is named where two may be meant.
    check(&[("Dockerfile", "FROM php\nARG M\nENV MAIL_MAILER=$BASE\n")], &[]);
    check(
        &[("Dockerfile", "FROM php\nENV MAIL_HOST=a MAIL_MAILER=x\nENV MAIL_MAILER=$MAIL_HOST\n")],
        &["image Dockerfile:2 [-] MAIL_HOST=a → a", "image Dockerfile [-] MAIL_MAILER=a → a"],
    );
}

#[test]
fn a_compose_file_that_is_given_by_name_tells_of_its_own_variables() {
    let base = "services: {app: {build: ., environment: {MAIL_HOST: a}}}";
    let prod = "services:\n  app:\n    environment:\n      MAIL_MAILER: log\n      MAIL_PORT: ${PORT}\n";
    check(
        &[("compose.yaml", base), ("compose.prod.yaml", prod)],
        &["compose-file compose.prod.yaml:4 [app] MAIL_MAILER=log → log"],
    );
    let alone = "services: {web: {image: ghcr.io/acme/shop, env_file: .env.docker}}";
    check(
        &[("docker-compose.production.yml", alone), (".env.docker", "# of the server\nMAIL_MAILER=log\n")],
        &["compose-file .env.docker:2 [web] MAIL_MAILER=log → log"],
    );
    check(&[("docker-compose.prod.yml", "services: {db: {image: mysql, environment: {MAIL_MAILER: log}}}")], &[]);
}

#[test]
fn a_pool_of_php_fpm_and_a_program_of_supervisor_tell_of_theirs() {
    let pool = "[global]\ndaemonize = no\n[www]\npm = dynamic\nenv[MAIL_MAILER] = log ; as before\nenv[MAIL_HOST] = \"a;b\"\n;env[MAIL_PORT] = 25\nenv[AWS_REGION] = $AWS_REGION\n";
    check(
        &[("docker/php/www.conf", pool)],
        &[
            "pool docker/php/www.conf:6 [www] MAIL_HOST=a;b → log",
            "pool docker/php/www.conf:5 [www] MAIL_MAILER=log → log",
        ],
    );
    // As an image copies it.
    let copied =
        [("Dockerfile", "FROM php\nCOPY ./ops/fpm.conf /usr/local/etc/php-fpm.d/www.conf\n"), ("ops/fpm.conf", pool)];
    assert_eq!(told(&copied).len(), 2);
    let files = app("v12.0.0", &[], &copied[..1]);
    assert!(more_files(&files, &ProcessEnv::default()).contains(&"ops/fpm.conf".to_owned()));
    let supervisor = "[supervisord]\nnodaemon=true\n[program:nginx]\ncommand=nginx\nenvironment=MAIL_MAILER=\"x\"\n[program:queue]\ncommand=php artisan queue:work\nenvironment=MAIL_MAILER=\"log\",MAIL_HOST='a,b',\n    MAIL_PORT=25,APP_ENV=%(ENV_APP_ENV)s\n";
    check(
        &[("docker/supervisord.conf", supervisor)],
        &[
            "program docker/supervisord.conf:8 [program:queue] MAIL_HOST=a,b → log",
            "program docker/supervisord.conf:8 [program:queue] MAIL_MAILER=log → log",
            "program docker/supervisord.conf:9 [program:queue] MAIL_PORT=25 → log",
        ],
    );
    check(&[("supervisord.conf", "[program:queue\ncommand=php"), ("docker/www.conf", "\u{0}[www")], &[]);
}

#[test]
fn that_php_fpm_hides_the_variables_of_its_container_is_known_by_the_word_of_a_pool() {
    let clears = |text: &str| understood(&app("v12.0.0", &[], &[("docker/php/www.conf", text)])).clears_env;
    assert_eq!(clears("[www]\npm = static\nclear_env = yes\n"), Some(("docker/php/www.conf".into(), 3)));
    // The official image turns it off in a file of its own.
    assert_eq!(clears("[www]\npm = static\n"), None);
    assert_eq!(clears("[www]\nclear_env = no\n"), None);
}

#[test]
fn the_plain_lines_of_envrc_tell_of_a_shell_with_direnv() {
    let envrc = "# of the team\nexport MAIL_MAILER=log MAIL_HOST='a b'\nexport MAIL_PORT=\"$PORT\"\nuse flake\n";
    check(
        &[(".envrc", envrc)],
        &["direnv .envrc:2 [-] MAIL_HOST=a b → log", "direnv .envrc:2 [-] MAIL_MAILER=log → log"],
    );
    check(
        &[(".envrc", "dotenv_if_exists .env.local\n"), (".env.local", "MAIL_MAILER=log\n")],
        &["direnv .env.local:1 [-] MAIL_MAILER=log → log"],
    );
    // What Laravel reads in any case; what a condition sets; what is set again by one.
    check(&[(".envrc", "dotenv\n"), (".env", "MAIL_MAILER=log\n")], &[]);
    check(&[(".envrc", "if true; then\n  export MAIL_MAILER=log\nfi\n")], &[]);
    check(&[(".envrc", "export MAIL_MAILER=log\n[ -n \"$CI\" ] && export MAIL_MAILER=array\n")], &[]);
}

#[test]
fn the_files_of_hosts_tell_of_theirs() {
    check(
        &[("fly.toml", "app = 'shop'\n[env]\n  APP_ENV = 'production'\n  MAIL_MAILER = 'log'\n  MAIL_PORT = 587\n")],
        &[
            "fly fly.toml:3 [-] APP_ENV=production → log",
            "fly fly.toml:4 [-] MAIL_MAILER=log → log",
            "fly fly.toml:5 [-] MAIL_PORT=587 → log",
        ],
    );
    let render = "services:\n  - type: web\n    name: shop\n    envVars:\n      - key: MAIL_MAILER\n        value: log\n      - key: APP_KEY\n        generateValue: true\n      - fromGroup: mail\nenvVarGroups:\n  - name: mail\n    envVars:\n      - key: MAIL_HOST\n        value: a\n";
    check(
        &[("render.yaml", render)],
        &["render render.yaml:13 [shop] MAIL_HOST=a → log", "render render.yaml:5 [shop] MAIL_MAILER=log → log"],
    );
    check(
        &[("app.yaml", "runtime: php84\nenv_variables:\n  MAIL_MAILER: log\n")],
        &["app-engine app.yaml:3 [-] MAIL_MAILER=log → log"],
    );
    let digital_ocean = "envs:\n- key: MAIL_HOST\n  value: ${db.HOST}\nservices:\n- name: web\n  envs:\n  - key: MAIL_MAILER\n    value: log\n  - key: MAIL_PASSWORD\n    type: SECRET\n    value: EV[1:x]\n";
    check(&[(".do/app.yaml", digital_ocean)], &["digital-ocean .do/app.yaml:7 [web] MAIL_MAILER=log → log"]);
    let bref = "provider:\n  environment:\n    MAIL_MAILER: log\n    MAIL_HOST: ${ssm:/host}\nfunctions:\n  web: {handler: public/index.php}\n";
    check(&[("serverless.yml", bref)], &["serverless serverless.yml:3 [web] MAIL_MAILER=log → log"]);
    check(&[("fly.toml", "[env"), ("render.yaml", "a: ["), ("app.yaml", "1"), ("serverless.yml", "functions: 1")], &[]);
}

#[test]
fn what_another_place_says_stands_in_the_table_and_never_wins() {
    let files = app(
        "v12.0.0",
        &[],
        &[(".env", "MAIL_MAILER=ses\n"), ("fly.toml", "[env]\nMAIL_MAILER = 'log'\nMAIL_HOST = 'a'\n")],
    );
    let app = understand(&files).expect("an app");
    let row = |name: &str| app.truth.iter().find(|row| row.name == name).expect("a row");
    assert_eq!((row("MAIL_MAILER").wins, row("MAIL_MAILER").why), (Winner::Env, WhyWins::OnlyThere));
    assert_eq!(row("MAIL_HOST").wins, Winner::Default);
    let said = &row("MAIL_MAILER").elsewhere[0];
    assert_eq!((said.file.as_str(), said.line), ("fly.toml", Some(2)));
    assert_eq!(app.effective.default.text(), Some("ses"));
    assert_eq!(app.other_places[0].place.kind, OtherPlaceKind::Fly);
}
