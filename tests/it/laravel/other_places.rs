//! Places where the app may run otherwise than from here, as files of the project have them: what they say, on which line, and
//! that it does not count here.

use open_sesame::laravel::{
    MaskedValue, OtherPlaceKind, ProcessEnv, WhyWins, Winner, is_of_a_folder, more_files, understand,
};

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
fn a_container_of_kubernetes_has_its_own_variables_and_those_that_it_takes() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          envFrom:\n            - configMapRef: {name: shop-env}\n            - secretRef: {name: elsewhere}\n          env:\n            - name: MAIL_MAILER\n              value: log\n            - name: MAIL_PORT\n              value: $(PORT)\n            - name: MAIL_PASSWORD\n              valueFrom: {secretKeyRef: {name: keys, key: smtp}}\n";
    let others = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop-env}\ndata:\n  MAIL_MAILER: array\n  MAIL_HOST: a\n---\nkind: Secret\nmetadata: {name: keys}\ndata: {smtp: czNjcjN0}\n";
    check(
        &[("k8s/web/deployment.yaml", deployment), ("k8s/env.yml", others)],
        &[
            "kubernetes k8s/env.yml:6 [shop] MAIL_HOST=a → log",
            "kubernetes k8s/web/deployment.yaml:13 [shop] MAIL_MAILER=log → log",
            "kubernetes k8s/env.yml [shop] MAIL_PASSWORD=••• → log",
        ],
    );
    // A job by the clock; a list; a container by another name; a prefix.
    let job = "kind: CronJob\nmetadata: {name: nightly}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: php, envFrom: [{prefix: MAIL_, configMapRef: {name: m}}]}]}}}}}\n";
    let list = format!(
        "kind: List\nitems:\n  - {{kind: ConfigMap, metadata: {{name: m}}, data: {{MAILER: log}}}}\n---\n{job}"
    );
    check(&[("deploy/all.yaml", &list)], &["kubernetes deploy/all.yaml [nightly/php] MAIL_MAILER=log → log"]);
    // What Kustomize makes of literals and files, and what an overlay says otherwise.
    let kustomization = "configMapGenerator:\n  - name: shop-env\n    envs: [mail.env]\n    literals: ['MAIL_HOST=\"b c\"', MAIL_MAILER=log]\n";
    let pod = "kind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: shop, envFrom: [{configMapRef: {name: shop-env}}]}]}\n";
    let base = [("k8s/kustomization.yaml", kustomization), ("k8s/mail.env", "MAIL_PORT=587\n"), ("k8s/pod.yaml", pod)];
    let of_base = [
        "kubernetes k8s/kustomization.yaml:4 [shop] MAIL_HOST=b c → log",
        "kubernetes k8s/kustomization.yaml:4 [shop] MAIL_MAILER=log → log",
        "kubernetes k8s/mail.env:1 [shop] MAIL_PORT=587 → log",
    ];
    check(&base, &of_base);
    let overlay = "kind: ConfigMap\nmetadata: {name: shop-env}\ndata: {MAIL_MAILER: ses}\n";
    let both = [base.as_slice(), &[("k8s/prod/env.yaml", overlay)]].concat();
    check(
        &both,
        &[
            "kubernetes k8s/kustomization.yaml:4 [shop] MAIL_HOST=b c → ?",
            "kubernetes k8s/mail.env:1 [shop] MAIL_PORT=587 → ?",
        ],
    );
    // A template is no YAML, and what is encrypted is not known.
    let sealed = "kind: Secret\nmetadata: {name: keys}\nstringData: {}\ndata: {smtp: 'ENC[AES256]'}\n";
    let of_a_secret =
        deployment.replace("MAIL_MAILER\n              value: log", "APP_DEBUG\n              value: 'no'");
    check(&[("k8s/a.yaml", "kind: {{ .Values.kind }}\n"), ("k8s/b.yaml", sealed)], &[]);
    check(
        &[("k8s/a.yaml", &of_a_secret), ("k8s/b.yaml", sealed)],
        &["kubernetes k8s/a.yaml:13 [shop] APP_DEBUG=••• → log"],
    );
    let read = |folder: &str, name: &str| is_of_a_folder(folder, name, 100);
    assert!(read("k8s", "prod/env.yaml") && !read("deploy", "mail.env") && !read("deploy", "deploy.php"));
    let files = app("v12.0.0", &[], &base);
    let without = files.into_iter().filter(|(path, _)| path != "k8s/mail.env").collect();
    assert!(more_files(&without, &ProcessEnv::default()).contains(&"k8s/mail.env".to_owned()));
    assert!(read("config/mail", "from.php") && !read("config/mail", "from.yaml"));
    check(&[("k8s/a.yaml", "kind: Deployment\nspec: 1\n"), ("k8s/b.yaml", "- 1\n"), ("k8s/c.yaml", "a: [")], &[]);
}

#[test]
fn a_process_of_a_procfile_has_what_stands_before_its_command() {
    let procfile = "# MAIL_MAILER=a\nweb: vendor/bin/heroku-php-apache2 public/ MAIL_MAILER=b\nworker: env MAIL_MAILER=log MAIL_HOST=\"$HOST\" php artisan queue:work\n";
    check(&[("Procfile", procfile)], &["procfile Procfile:3 [worker] MAIL_MAILER=log → log"]);
}

#[test]
fn kamal_heroku_and_upsun_tell_of_theirs() {
    let kamal = "service: shop\nservers:\n  web: {hosts: [192.0.2.1]}\n  mail: {hosts: [192.0.2.2], env: {clear: {MAIL_MAILER: smtp}}}\nenv:\n  clear:\n    MAIL_MAILER: log\n    MAIL_HOST: <%= ENV['H'] %>\n  secret:\n    - MAIL_PASSWORD\n";
    check(
        &[("config/deploy.yml", kamal)],
        &[
            "kamal config/deploy.yml:7 [-] MAIL_MAILER=log → log",
            "kamal config/deploy.yml:4 [mail] MAIL_MAILER=smtp → smtp",
        ],
    );
    check(
        &[("config/deploy.yml", "env:\n  MAIL_MAILER: log\n")],
        &["kamal config/deploy.yml:2 [-] MAIL_MAILER=log → log"],
    );
    let heroku = r#"{"env": {"MAIL_MAILER": {"value": "log"}, "MAIL_HOST": "a", "APP_KEY": {"generator": "secret"}}}"#;
    check(
        &[("app.json", heroku)],
        &["heroku app.json:1 [-] MAIL_HOST=a → log", "heroku app.json:1 [-] MAIL_MAILER=log → log"],
    );
    let platform = "name: shop\nvariables:\n  env:\n    MAIL_MAILER: log\n";
    check(&[(".platform.app.yaml", platform)], &["upsun .platform.app.yaml:4 [shop] MAIL_MAILER=log → log"]);
    let upsun = "applications:\n  shop:\n    variables:\n      env: {MAIL_MAILER: log}\n";
    check(&[(".upsun/config.yaml", upsun)], &["upsun .upsun/config.yaml:4 [shop] MAIL_MAILER=log → log"]);
    check(&[("app.json", "{"), ("config/deploy.yml", "env: 1"), (".upsun/config.yaml", "applications: []")], &[]);
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
