//! Where and how an app runs: containers, hosts, git; and whether the mail after sign-up can come about.

use open_sesame::laravel::{
    ComposeValue, Files, LaravelHost, MaskedValue, ProcessEnv, Proxies, Sail, Tracking, Wired, understand,
    understand_in,
};

use super::{app, understood, with};

/// A service by name, its variables, and its `env_file`s.
type Service<'a> = (&'a str, &'a [(&'a str, ComposeValue)], &'a [&'a str]);

#[test]
fn the_service_that_runs_the_app_is_found_with_its_variables() {
    let check = |compose: &str, expected: Option<Service>| {
        let app = understood(&app("v12.0.0", &[], &[("compose.yaml", compose)]));
        let told = app.surroundings.container;
        let told = told.as_ref().map(|it| {
            let variables: Vec<_> = it.environment.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            (it.name.as_str(), variables, it.env_files.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let expected = expected.map(|(name, variables, files)| (name, variables.to_vec(), files.to_vec()));
        assert_eq!(told, expected, "{compose}");
    };
    let written = |text: &str| ComposeValue::Written(MaskedValue::Plain(text.into()));
    let from = |names: &[&str]| ComposeValue::From(names.iter().map(|name| name.to_string()).collect());
    check("services: {}", None);
    check("services: [broken", None);
    check("services:\n  db:\n    image: mysql:8\n    volumes: ['.:/x']\n", None);
    check(
        "services:\n  web:\n    image: nginx\n    volumes: ['.:/var/www']\n  worker:\n    build: .\n    environment:\n      MAIL_MAILER: log\n      MAIL_PORT: 587\n      AWS_DEFAULT_REGION: ${REGION:-us-east-1}\n      MAIL_HOST:\n    env_file: .env\n",
        Some((
            "worker",
            &[
                ("AWS_DEFAULT_REGION", from(&["REGION"])),
                ("MAIL_HOST", ComposeValue::Handed),
                ("MAIL_MAILER", written("log")),
                ("MAIL_PORT", written("587")),
            ],
            &[".env"],
        )),
    );
    check(
        "x-env: &env\n  MAIL_MAILER: ses\nservices:\n  laravel.test:\n    environment:\n      <<: *env\n      MAIL_FROM_NAME: 'a$$b'\n    env_file:\n      - path: .env.docker\n        required: false\n",
        Some((
            "laravel.test",
            &[("MAIL_FROM_NAME", written("a$b")), ("MAIL_MAILER", written("ses"))],
            &[".env.docker"],
        )),
    );
    check(
        "services:\n  app:\n    build: {context: .}\n    environment: ['MAIL_MAILER=log', HANDED]\n",
        Some(("app", &[("HANDED", ComposeValue::Handed), ("MAIL_MAILER", written("log"))], &[])),
    );
    // YAML as compose reads it: words that were truth values once are words.
    check(
        "services:\n  app:\n    build: .\n    environment: {MAIL_FROM_NAME: yes, MAIL_MAILER: on, MAIL_HOST: true}\n",
        Some((
            "app",
            &[("MAIL_FROM_NAME", written("yes")), ("MAIL_HOST", written("true")), ("MAIL_MAILER", written("on"))],
            &[],
        )),
    );
}

#[test]
fn a_service_with_an_image_of_its_own_is_found_by_its_name_or_its_env() {
    let check = |compose: &str, expected: &[&str]| {
        let app = understood(&app(
            "v12.0.0",
            &[],
            &[("compose.yaml", compose), (".env.docker", "MAIL_MAILER=array\nMAIL_HOST=a\n")],
        ));
        let told: Vec<String> = app
            .containers
            .iter()
            .map(|it| format!("{}: {}", it.service.name, it.effective.default.text().unwrap_or("?")))
            .collect();
        assert_eq!(told, expected, "{compose}");
    };
    let with_log = "environment: {MAIL_MAILER: log}";
    check(&format!("services: {{app: {{image: ghcr.io/acme/shop, {with_log}}}}}"), &["app: log"]);
    check(&format!("services: {{shop: {{image: ghcr.io/acme/shop, {with_log}}}}}"), &[]);
    check(&format!("services: {{shop: {{image: ghcr.io/acme/shop, env_file: .env, {with_log}}}}}"), &["shop: log"]);
    check(&format!("services: {{db: {{image: 'mysql:8', env_file: .env, {with_log}}}}}"), &[]);
    check("services: {app: {build: ., env_file: .env.docker}}", &["app: array"]);
    check(&format!("services: {{app: {{build: ., env_file: .env.docker, {with_log}}}}}"), &["app: log"]);
    // A worker beside the site.
    check(&format!("services: {{app: {{build: .}}, queue: {{build: ., {with_log}}}}}"), &["queue: log"]);
    // What the shell says is not known, and what the file says does not count then.
    check("services: {app: {build: ., env_file: .env.docker, environment: {MAIL_MAILER: '${M}'}}}", &["app: ?"]);
}

/// What `docker compose build` and `run … env` give was compared by hand with Docker's documentation of `ENV`, `ARG` and stages.
#[test]
fn the_dockerfile_of_a_service_gives_it_variables() {
    let check = |build: &str, rest: &str, dockerfile: &str, expected: &str| {
        let compose = format!("services: {{app: {{build: {build}{rest}}}}}");
        let files = [
            ("compose.yaml", compose.as_str()),
            ("Dockerfile", dockerfile),
            ("docker/php.Dockerfile", "FROM php:8.4\nENV MAIL_MAILER=from-docker\n"),
            (".env", "SHOP_MAILER=of-env\n"),
            (".env.docker", "MAIL_MAILER=array\n"),
        ];
        let app = understood(&app("v12.0.0", &[], &files));
        let told = app.containers.first().map_or("none", |it| it.effective.default.text().unwrap_or("?"));
        assert_eq!(told, expected, "{build}{rest}\n{dockerfile}");
    };
    let plain =
        |lines: &str, expected: &str| check(".", "", &format!("FROM php:8.4-fpm\n{lines}\nCOPY . .\n"), expected);
    plain("ENV MAIL_MAILER=log", "log");
    plain("ENV MAIL_MAILER log", "log");
    plain("env MAIL_HOST=a \\\n    # a remark\n    MAIL_MAILER=\"log\"", "log");
    plain("ENV MAIL_MAILER=ses\nENV MAIL_MAILER=log", "log");
    plain("ENV M=lo\nENV MAIL_MAILER=${M}g", "log");
    plain("ARG M=log\nENV MAIL_MAILER=$M", "log");
    plain("ARG M\nENV MAIL_MAILER=${M:-log}", "log");
    plain("ARG M\nARG N=log\nENV MAIL_MAILER=${M:-${N}}", "log");
    plain("ARG M\nENV MAIL_MAILER=lo${M}g${M:+x}", "log");
    plain("ENV MAIL_MAILER='$M'", "$M");
    plain("ENV MAIL_MAILER=\\$M", "$M");
    // What the image at the bottom has, nothing here tells.
    plain("ENV MAIL_MAILER=$MAILER", "?");
    plain("ENV MAIL_MAILER=${M:+log}", "?");
    plain("RUN MAIL_MAILER=log php artisan optimize", "none");
    plain("ENV", "none");

    let stages = "ARG M=log\nFROM php:8.4 AS base\nENV MAIL_MAILER=array\nFROM node AS assets\nENV MAIL_MAILER=node\n\
                  FROM base AS prod\nARG M\nENV MAIL_HOST=a\nFROM prod AS test\nARG M\nENV MAIL_MAILER=$M\n";
    check(".", "", stages, "log");
    check("{context: ., target: prod}", "", stages, "array");
    check("{context: ., target: Assets}", "", stages, "node");
    check("{context: ., args: {M: ses}}", "", stages, "ses");
    check("{context: ., args: ['M=ses']}", "", stages, "ses");
    check("{context: ., args: {M: '${SHOP_MAILER}'}}", "", stages, "of-env");
    check("{context: ., dockerfile: docker/php.Dockerfile}", "", "", "from-docker");
    check("{context: docker, dockerfile: php.Dockerfile}", ", volumes: ['.:/app']", "", "from-docker");
    check("{context: ., dockerfile_inline: FROM php}", "", "FROM php\nENV MAIL_MAILER=log\n", "none");
    // The files of variables go before it, and `environment` before those.
    check(".", ", env_file: .env.docker", "FROM php\nENV MAIL_MAILER=log\n", "array");
    check(".", ", environment: {MAIL_MAILER: ses}", "FROM php\nENV MAIL_MAILER=log\n", "ses");
    // A stage that stands on itself, and one on a name that is not there.
    check(".", "", "FROM a AS a\nENV MAIL_MAILER=log\n", "log");
    check("{context: ., target: nowhere}", "", stages, "none");
}

#[test]
fn the_dockerfile_is_named_for_what_it_gives() {
    let files = [
        ("compose.yaml", "services: {app: {build: ., environment: {MAIL_HOST: a}}}"),
        ("Dockerfile", "FROM php\nENV MAIL_MAILER=log MAIL_HOST=b\n"),
    ];
    let understood_app = understood(&app("v12.0.0", &[], &files));
    let service = &understood_app.containers[0].service;
    assert_eq!([service.giver("MAIL_MAILER"), service.giver("MAIL_HOST")], ["Dockerfile", "compose.yaml"]);
    let files =
        [("compose.yaml", "services: {app: {build: ., env_file: .env.docker}}"), (".env.docker", "MAIL_MAILER=log\n")];
    let files = with(app("v12.0.0", &[], &files), "Dockerfile", "FROM php\nENV MAIL_MAILER=ses\n");
    assert_eq!(understood(&files).containers[0].service.giver("MAIL_MAILER"), ".env.docker");
}

#[test]
fn an_override_adds_to_the_service() {
    let base = "services:\n  app:\n    build: .\n    environment: {MAIL_MAILER: log, MAIL_HOST: a}\n";
    let files = [
        ("docker-compose.yml", base),
        ("docker-compose.override.yml", "services: {app: {environment: {MAIL_MAILER: ses}}}"),
    ];
    let service = understood(&app("v12.0.0", &["laravel/sail"], &files)).surroundings;
    let environment = &service.container.as_ref().expect("a service").environment;
    assert_eq!(environment["MAIL_MAILER"], ComposeValue::Written(MaskedValue::Plain("ses".into())));
    assert_eq!(environment["MAIL_HOST"], ComposeValue::Written(MaskedValue::Plain("a".into())));
    assert_eq!(service.sail, Sail::Runs);
    let service = service.container.expect("a service");
    assert_eq!(
        [service.giver("MAIL_MAILER"), service.giver("MAIL_HOST")],
        ["docker-compose.override.yml", "docker-compose.yml"]
    );
}

/// The first of the four names of an override that is there, whatever the other file is called: so compose takes them.
#[test]
fn an_override_is_found_under_each_of_its_names() {
    let base = "services: {app: {build: ., environment: {MAIL_MAILER: ses}}}";
    let over = |mailer: &str| format!("services: {{app: {{environment: {{MAIL_MAILER: {mailer}}}}}}}");
    let check = |names: &[(&str, &str)], expected: &str| {
        let files: Vec<(&str, String)> = names.iter().map(|(name, mailer)| (*name, over(mailer))).collect();
        let all = [("compose.yaml", base)].into_iter().chain(files.iter().map(|(name, text)| (*name, text.as_str())));
        let app = understood(&app("v12.0.0", &[], &all.collect::<Vec<_>>()));
        assert_eq!(app.containers[0].effective.default.text(), Some(expected), "{names:?}");
    };
    check(&[], "ses");
    check(&[("compose.override.yml", "log")], "log");
    check(&[("docker-compose.override.yaml", "log")], "log");
    check(&[("compose.override.yaml", "array"), ("compose.override.yml", "log")], "log");
    check(&[("docker-compose.override.yml", "array"), ("compose.override.yaml", "log")], "log");
}

/// An alias that grows with each line is refused in bounded time.
#[test]
fn a_compose_file_that_would_grow_without_bound_is_left_alone() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    bomb.push_str("services: {app: {build: ., environment: *a11}}\n");
    assert_eq!(understood(&app("v12.0.0", &[], &[("compose.yml", &bomb)])).surroundings.container, None);
}

#[test]
fn hosts_are_known_by_their_files_and_variables() {
    let check = |packages: &[&str], files: &[(&str, &str)], process: &[(&str, &str)], expected: &[LaravelHost]| {
        let process: ProcessEnv = process.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        let app = understand_in(&app("v12.0.0", packages, files), &process).expect("an app");
        assert_eq!(app.surroundings.hosts, expected, "{packages:?} {files:?}");
    };
    check(&[], &[], &[], &[]);
    check(&[], &[("vapor.yml", "id: 1")], &[], &[LaravelHost::Vapor]);
    check(&["laravel/vapor-core"], &[], &[], &[LaravelHost::Vapor]);
    check(&[], &[], &[("LARAVEL_CLOUD", "1")], &[LaravelHost::Cloud]);
    check(&[], &[(".cloud/config.json", "{}")], &[], &[LaravelHost::Cloud]);
    check(&[], &[], &[("PWD", "/home/forge/shop.example")], &[LaravelHost::Forge]);
    // Named by a flag from elsewhere.
    let elsewhere: ProcessEnv = [("PWD".to_owned(), "/root".to_owned())].into_iter().collect();
    let there = elsewhere.seen_from(std::path::Path::new("/home/forge/shop.example"));
    let app = understand_in(&app("v12.0.0", &[], &[]), &there).expect("an app");
    assert_eq!(app.surroundings.hosts, [LaravelHost::Forge]);
}

/// The index of git in its three versions: a header, then the names in order.
#[test]
fn whether_git_tracks_the_file_is_read_off_its_index() {
    let entry = |name: &str, version: u32, before: &str| {
        let mut entry = vec![0; 60];
        entry.extend((name.len() as u16).to_be_bytes());
        if version == 4 {
            let shared = before.bytes().zip(name.bytes()).take_while(|(one, other)| one == other).count();
            entry.push((before.len() - shared) as u8);
            entry.extend(&name.as_bytes()[shared..]);
            entry.push(0);
        } else {
            entry.extend(name.as_bytes());
            let filled = (entry.len() + 8) / 8 * 8;
            entry.resize(filled, 0);
        }
        entry
    };
    let index = |version: u32, names: &[&str]| {
        let mut index = b"DIRC".to_vec();
        index.extend(version.to_be_bytes());
        index.extend((names.len() as u32).to_be_bytes());
        let mut before = "";
        for name in names {
            index.extend(entry(name, version, before));
            before = name;
        }
        index.extend([0; 20]);
        index
    };
    let check = |index: Vec<u8>, expected: Tracking| {
        let mut files: Files = app("v12.0.0", &[], &[]);
        files.insert(".git/index".into(), index.clone());
        assert_eq!(understood(&files).surroundings.git, expected, "{index:?}");
    };
    for version in [2, 3, 4] {
        check(index(version, &[".editorconfig", ".env", ".env.example", "artisan"]), Tracking::Tracked);
        check(index(version, &[".editorconfig", ".env.example", "artisan"]), Tracking::Untracked);
        check(index(version, &[]), Tracking::Untracked);
        let cut = index(version, &[".editorconfig", ".env"]);
        check(cut[..60].to_vec(), Tracking::Unknown);
    }
    check(b"DIRC\0\0\0\x05".to_vec(), Tracking::Unknown);
    check(Vec::new(), Tracking::Unknown);
    assert_eq!(understood(&app("v12.0.0", &[], &[])).surroundings.git, Tracking::Unknown);
}

#[test]
fn how_the_mail_after_sign_up_comes_about_is_told() {
    let read =
        |framework: &str, files: &[(&str, &str)]| understand(&app(framework, &[], files)).expect("an app").wiring;
    let listener = |framework: &str, files: &[(&str, &str)]| read(framework, files).listener;
    let provider = "app/Providers/EventServiceProvider.php";
    assert_eq!(listener("v12.0.0", &[]), Wired::Yes);
    assert_eq!(listener("v10.0.0", &[]), Wired::Unknown);
    assert_eq!(listener("v10.0.0", &[(provider, "<?php class E {}")]), Wired::No);
    assert_eq!(
        listener("v10.0.0", &[(provider, "<?php [Registered::class => [SendEmailVerificationNotification::class]];")]),
        Wired::Yes
    );

    let controller = "app/Http/Controllers/Auth/RegisteredUserController.php";
    assert_eq!(read("v12.0.0", &[(controller, "<?php event(new Registered($user));")]).event, Wired::Yes);
    assert_eq!(read("v12.0.0", &[(controller, "<?php // event(new Registered($user));")]).event, Wired::No);
    assert_eq!(read("v12.0.0", &[]).event, Wired::Unknown);
    assert_eq!(read("v12.0.0", &[("config/fortify.php", "<?php return [];")]).event, Wired::Yes);

    // An import alone, and a line that is commented out, are none.
    let imports =
        "use Illuminate\\Auth\\Events\\Registered; use Illuminate\\Auth\\Listeners\\SendEmailVerificationNotification;";
    let gone = format!(
        "<?php {imports}\nclass E {{ protected $listen = [ /* Registered::class => [SendEmailVerificationNotification::class] */ ]; }}"
    );
    assert_eq!(listener("v10.0.0", &[(provider, &gone)]), Wired::No);
    assert_eq!(
        read("v12.0.0", &[(controller, &format!("<?php {imports}\n// event(new Registered($user));"))]).event,
        Wired::No
    );
    let renamed = "<?php use Illuminate\\Auth\\Events\\Registered as SignedUp;\nevent(new SignedUp($user));";
    assert_eq!(read("v12.0.0", &[(controller, renamed)]).event, Wired::Yes);

    let fortify = |features: &str, routes: &str| {
        let config = format!("<?php use Laravel\\Fortify\\Features; return ['features' => [{features}]];");
        read("v12.0.0", &[("config/fortify.php", &config), ("routes/web.php", routes)]).link_route
    };
    assert_eq!(fortify("Features::registration(), Features::emailVerification()", "<?php"), Wired::Yes);
    assert_eq!(fortify("Features::registration(), /* Features::emailVerification() */", "<?php"), Wired::No);
    assert_eq!(fortify("", "<?php Auth::routes(['verify' => true]);"), Wired::Yes);
    assert_eq!(fortify("", "<?php Auth::routes(['verify' => false]);"), Wired::No);
    assert_eq!(read("v12.0.0", &[("routes/web.php", "<?php")]).link_route, Wired::Unknown);

    let own = |model: &str| read("v12.0.0", &[("app/Models/User.php", model)]).own_notification;
    assert_eq!(own("<?php class U { function sendEmailVerificationNotification() {} }"), Wired::Yes);
    assert_eq!(own("<?php class U { /* sendEmailVerificationNotification */ }"), Wired::No);

    let routes = |text: &str| read("v12.0.0", &[("routes/web.php", text)]).verified_routes;
    assert_eq!(routes("<?php Route::get('/')->middleware(['auth', 'verified']);"), Wired::Yes);
    assert_eq!(routes("<?php Route::get('/')->middleware('auth'); // 'verified'"), Wired::No);

    let proxies = |files: &[(&str, &str)]| read("v12.0.0", files).proxies;
    let bootstrap = |call: &str| format!("<?php return Application::configure()->withMiddleware(fn ($m) => {call});");
    assert_eq!(proxies(&[("bootstrap/app.php", &bootstrap("$m->trustProxies(at: '*')"))]), Proxies::All);
    assert_eq!(proxies(&[("bootstrap/app.php", &bootstrap("$m->trustProxies('*')"))]), Proxies::All);
    assert_eq!(proxies(&[("bootstrap/app.php", &bootstrap("$m->trustProxies(at: ['10.0.0.1'])"))]), Proxies::Some);
    assert_eq!(proxies(&[("bootstrap/app.php", &bootstrap("$m->web()"))]), Proxies::None);
    assert_eq!(proxies(&[]), Proxies::Unknown);
    let kernel = ("app/Http/Kernel.php", "<?php");
    let middleware = |text| [kernel, ("app/Http/Middleware/TrustProxies.php", text)];
    assert_eq!(proxies(&middleware("<?php class T { protected $proxies; }")), Proxies::None);
    assert_eq!(proxies(&middleware("<?php class T { protected $proxies = '*'; }")), Proxies::All);
}
