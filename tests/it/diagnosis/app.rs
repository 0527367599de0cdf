//! The app by itself: what its configuration in force says against mail before any was sent. Each row is an app that is
//! otherwise right.

use std::collections::BTreeMap;

use super::*;

/// example.co.kr verified in Seoul, production granted, mailer `ses`, the key at rest.
fn right() -> Scene {
    scene().at("ap-northeast-2", true, &[("example.co.kr", true)]).key(SECRET, 9999, Fact::Present(()))
}

/// The same by SMTP, with the password that follows from the key.
fn right_by_smtp() -> Scene {
    let password = crate::setup::smtp_password(SECRET, "ap-northeast-2");
    right()
        .env("MAIL_MAILER=smtp\nMAIL_HOST=email-smtp.ap-northeast-2.amazonaws.com\nMAIL_PORT=587")
        .env(&format!("MAIL_USERNAME={KEY}\nMAIL_PASSWORD=\"{password}\""))
}

fn services(entries: &str) -> String {
    format!("<?php\n\nreturn [\n    'ses' => [\n{entries}\n    ],\n];\n")
}

const STANDARD: &str = "        'key' => env('AWS_ACCESS_KEY_ID'),
        'secret' => env('AWS_SECRET_ACCESS_KEY'),
        'region' => env('AWS_DEFAULT_REGION', 'us-east-1'),";

fn mailers(entries: &str) -> String {
    format!(
        "<?php return ['default' => env('MAIL_MAILER', 'log'), 'mailers' => [{entries}], 'from' => ['address' => \
         env('MAIL_FROM_ADDRESS'), 'name' => env('MAIL_FROM_NAME')]];"
    )
}

/// With an entry of `mail` besides.
fn mail_with(entry: &str) -> String {
    mailers("'ses' => ['transport' => 'ses']").replace("'from' =>", &format!("{entry}, 'from' =>"))
}

/// A cause that is named, and how surely.
type Named = (Cause, Certainty);

/// Everything that is named, in the order of certainty.
fn named(scene: &Scene) -> Vec<(Cause, Certainty)> {
    let diagnosis = diagnose(None, &scene.intent, &scene.facts(), now());
    let bare = diagnosis.findings.iter().find(|it| it.evidence.is_empty()).map(|it| it.cause);
    assert_eq!(bare, None, "it says no reason");
    diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect()
}

#[track_caller]
fn check(what: &str, scene: &Scene, expected: &[(Cause, Certainty)]) {
    assert_eq!(named(scene), expected, "{what}");
}

/// What another place would have is told with its line, and is never more than possible.
#[test]
fn what_an_app_would_have_in_another_place_is_told() {
    let check = |path: &str, text: &str, says: &str| {
        let scene = right().file(path, text);
        assert_eq!(named(&scene), [(EnvOverridden, Possible)], "{path}");
        let diagnosis = diagnose(None, &scene.intent, &scene.facts(), now());
        let said = Text::new(Locale::En).evidence(&diagnosis.findings[0].evidence[0]);
        assert!(said.starts_with("MAIL_MAILER: .env, line 1 says “ses”") && said.contains(says), "{said}");
        let same = right().file(path, &text.replace("log", "ses"));
        assert_eq!(named(&same), [], "{path}");
    };
    check("fly.toml", "[env]\nMAIL_MAILER = 'log'\n", "by fly.toml, line 2 (Fly.io), “log” counts");
    check("Dockerfile", "FROM php\nENV MAIL_MAILER=log\n", "by Dockerfile, line 2 (its image)");
    check("docker/www.conf", "[www]\nenv[MAIL_MAILER] = log\n", "by docker/www.conf, line 2 (php-fpm, www)");
    check(
        "docker-compose.prod.yml",
        "services: {app: {build: ., environment: {MAIL_MAILER: log}}}",
        "by docker-compose.prod.yml, line 1 (docker compose -f, app)",
    );
    check(".envrc", "export MAIL_MAILER=log\n", "by .envrc, line 1 (direnv)");
    check("Procfile", "web: MAIL_MAILER=log php artisan serve\n", "by Procfile, line 1 (Procfile, web)");
    check(
        "k8s/pod.yaml",
        "kind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: php, env: [{name: MAIL_MAILER, value: log}]}]}\n",
        "by k8s/pod.yaml, line 3 (Kubernetes, shop/php)",
    );
}

#[test]
fn an_app_that_is_right_has_nothing_named() {
    check("ses", &right(), &[]);
    check("smtp", &right_by_smtp(), &[]);
    check(
        "ses-v2 with its entry",
        &right().env("MAIL_MAILER=ses-v2").file("config/mail.php", &mailers("'ses-v2' => ['transport' => 'ses-v2']")),
        &[],
    );
    check(
        "names of its own",
        &right()
            .file("config/services.php", &services(&STANDARD.replace("AWS_DEFAULT_REGION", "SES_REGION")))
            .env("SES_REGION=ap-northeast-2"),
        &[],
    );
    let spread =
        services(&STANDARD.replace("env('AWS_DEFAULT_REGION', 'us-east-1')", "$region ?? region_of_this_machine()"));
    check("a region that only runs", &right().file("config/services.php", &spread), &[]);
    let checks = checks(&right_by_smtp().intent, &right_by_smtp().facts(), now()).0;
    let password = checks.iter().find(|it| it.id == CheckId::SmtpPassword).map(|it| it.verdict);
    assert_eq!(password, Some(Verdict::Pass), "it follows from the key");
}

#[test]
fn the_region_is_that_of_the_mailer_in_force() {
    let rows: Vec<(&str, Scene, Vec<Named>)> = vec![
        ("an empty line", right().env("AWS_DEFAULT_REGION="), vec![(RegionMissing, Proven)]),
        ("no entry", right().file("config/services.php", "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]];"), vec![(RegionMissing, Proven)]),
        ("a null entry, and the SDK's own variable for another region", right().nothing_elsewhere().env("AWS_REGION=us-east-2").file("config/services.php", &services(&STANDARD.replace("env('AWS_DEFAULT_REGION', 'us-east-1')", "null"))), vec![(RegionMismatch, Proven), (RecipientInSandbox, Possible)]),
        ("no entry, and the SDK's own variable", right().env("AWS_REGION=ap-northeast-2").file("config/services.php", "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')]];"), vec![]),
        ("an empty text, which the SDK takes for the region", right().env("AWS_REGION=ap-northeast-2\nAWS_DEFAULT_REGION="), vec![(RegionMissing, Proven)]),
        ("us-east-1 written in the file", right().nothing_elsewhere().file("config/services.php", &services(&STANDARD.replace("env('AWS_DEFAULT_REGION', 'us-east-1')", "'us-east-1'"))), vec![(RegionMismatch, Proven), (RecipientInSandbox, Possible)]),
        ("the mailer's own", right().nothing_elsewhere().env("MAIL_MAILER=marketing").file("config/mail.php", &mailers("'marketing' => ['transport' => 'ses', 'region' => 'us-east-2']")), vec![(RegionMismatch, Proven), (RecipientInSandbox, Possible)]),
        ("smtp in another region than AWS_DEFAULT_REGION, which it does not read", right_by_smtp().env("AWS_DEFAULT_REGION=us-east-1"), vec![]),
    ];
    for (what, scene, expected) in rows {
        check(what, &scene, &expected);
    }
}

#[test]
fn the_mailer_is_the_one_in_force() {
    let failover = "'failover' => ['transport' => 'failover', 'mailers' => ['ses', 'log']], 'ses' => ['transport' => 'ses'], 'log' => ['transport' => 'log']";
    let others = "'failover' => ['transport' => 'failover', 'mailers' => ['log']], 'log' => ['transport' => 'log']";
    let flat = "<?php return ['driver' => env('MAIL_DRIVER', 'smtp'), 'host' => 'smtp.mailgun.org', 'port' => 587, 'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => env('MAIL_FROM_NAME')]];";
    let rows: Vec<(&str, Scene, Cause, Certainty)> = vec![
        ("log", right().env("MAIL_MAILER=log"), WrongMailer, Proven),
        ("another provider's", right().env("MAIL_MAILER=cloudflare").file("config/mail.php", &mailers("'cloudflare' => ['transport' => 'cloudflare']")), WrongMailer, Proven),
        ("a test server", right().env("MAIL_MAILER=smtp\nMAIL_HOST=mailpit\nMAIL_PORT=1025"), WrongMailer, Likely),
        ("log where SES fails", right().env("MAIL_MAILER=failover").file("config/mail.php", &mailers(failover)), WrongMailer, Possible),
        ("none of several", right().env("MAIL_MAILER=failover").file("config/mail.php", &mailers(others)), WrongMailer, Proven),
        ("a flat file without MAIL_DRIVER", right().file("config/mail.php", flat), WrongMailer, Likely),
        ("capitals", right().env("MAIL_MAILER=SES"), MailerUndefined, Proven),
        ("null", right().env("MAIL_MAILER=null"), MailerUndefined, Proven),
        ("true", right().env("MAIL_MAILER=true"), MailerUndefined, Proven),
        ("nobody to hand on to", right().env("MAIL_MAILER=none").file("config/mail.php", &mailers("'none' => ['transport' => 'failover', 'mailers' => []]")), MailerUndefined, Proven),
        ("no list to hand on to", right().env("MAIL_MAILER=none").file("config/mail.php", &mailers("'none' => ['transport' => 'roundrobin']")), MailerUndefined, Proven),
        ("one address for all mail", right().file("config/mail.php", &mail_with("'to' => ['address' => 'dev@example.net']")), MailRedirected, Proven),
        ("one address for the mail of this mailer", right().file("config/mail.php", &mailers("'ses' => ['transport' => 'ses', 'to' => ['address' => 'dev@example.net']]")), MailRedirected, Proven),
        ("an address for all mail that only PHP can tell", right().file("config/mail.php", &mail_with("'to' => ['address' => developer()]")), MailRedirected, Possible),
        ("v2 by a wrong name", right().env("MAIL_MAILER=ses").file("config/mail.php", &mailers("'ses' => ['transport' => '']")), MailerUndefined, Proven),
        ("a scheme of browsers", right_by_smtp().env("MAIL_SCHEME=tls"), SmtpSchemeUnsupported, Proven),
        ("TLS to a port of STARTTLS", right_by_smtp().env("MAIL_SCHEME=smtps"), TlsModeMismatch, Proven),
        ("STARTTLS to a port of TLS", right_by_smtp().env("MAIL_PORT=2465"), TlsModeMismatch, Proven),
        ("a transport of Symfony's", right().env("MAIL_MAILER=smtp\nMAIL_URL=smtps://AKIAIOSFODNN7EXAMPLE:x@email-smtp.ap-northeast-2.amazonaws.com:465"), MailerUndefined, Proven),
        ("a raw slash in the password of a URL", right().env("MAIL_MAILER=smtp\nMAIL_URL=smtp://AKIAIOSFODNN7EXAMPLE:ab/cd+e@email-smtp.ap-northeast-2.amazonaws.com:587"), DsnMalformed, Proven),
    ];
    for (what, scene, cause, certainty) in rows {
        let found = named(&scene);
        assert!(found.contains(&(cause, certainty)), "{what}: {found:?}");
        let wrongly = found.iter().find(|it| it.1 == Proven && it.0 != cause);
        assert_eq!(wrongly, None, "{what}");
    }
    let own = "'own' => ['transport' => 'failover', 'mailers' => pick()], 'ses' => ['transport' => 'ses']";
    check(
        "members that only PHP can tell",
        &right().env("MAIL_MAILER=own").file("config/mail.php", &mailers(own)),
        &[],
    );
    let flat = flat.replace("MAIL_DRIVER', 'smtp'", "MAIL_DRIVER'");
    check("a driver in capitals", &right().env("MAIL_DRIVER=SES").file("config/mail.php", &flat), &[]);
    let at_11_35_0 = right_by_smtp()
        .file("composer.lock", r#"{"packages":[{"name":"laravel/framework","version":"v11.35.0"},{"name":"aws/aws-sdk-php","version":"3.322.9"}]}"#)
        .env("MAIL_ENCRYPTION=tls")
        .file("config/mail.php", &mailers("'smtp' => ['transport' => 'smtp', 'host' => env('MAIL_HOST'), 'port' => env('MAIL_PORT'), 'encryption' => env('MAIL_ENCRYPTION'), 'username' => env('MAIL_USERNAME'), 'password' => env('MAIL_PASSWORD')]"));
    check("the one version that takes tls for smtps", &at_11_35_0, &[(TlsModeMismatch, Proven)]);
}

#[test]
fn the_key_is_the_one_that_the_client_is_made_with() {
    let old_names =
        services(&STANDARD.replace("AWS_ACCESS_KEY_ID", "SES_KEY").replace("AWS_SECRET_ACCESS_KEY", "SES_SECRET"));
    let with_token = services(&format!("{STANDARD}\n        'token' => env('AWS_SESSION_TOKEN'),"));
    let with_options = |option: &str| services(&format!("{STANDARD}\n        'options' => {option},"));
    let set = "['ConfigurationSetName' => env('AWS_SES_CONFIGURATION_SET')]";
    let filtered = "array_filter(['ConfigurationSetName' => env('AWS_SES_CONFIGURATION_SET')])";
    let temporary = || right().env("AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE");
    let rows: Vec<(&str, Scene, Option<Named>)> = vec![
        (
            "other names without values",
            right().file("config/services.php", &old_names),
            Some((CredentialsMissing, Likely)),
        ),
        ("empty", right().env("AWS_SECRET_ACCESS_KEY="), Some((CredentialsMissing, Likely))),
        (
            "a blank before the id",
            right().env(&format!("AWS_ACCESS_KEY_ID=\" {KEY}\"")),
            Some((KeyIdMalformed, Proven)),
        ),
        (
            "quotes around the id",
            right().env(&format!("AWS_ACCESS_KEY_ID='\"\"{KEY}\"\"'")),
            Some((KeyIdMalformed, Proven)),
        ),
        (
            "a blank at the end of the secret",
            right().env(&format!("AWS_SECRET_ACCESS_KEY=\"{SECRET} \"")),
            Some((SecretMismatch, Proven)),
        ),
        (
            "a stale token",
            right().file("config/services.php", &with_token).env("AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE"),
            Some((TokenMisplaced, Proven)),
        ),
        ("a token that the config does not read", right().env("AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE"), None),
        ("a temporary key alone", temporary(), Some((SessionTokenMissing, Proven))),
        (
            "a temporary key with its token",
            temporary().file("config/services.php", &with_token).env("AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE"),
            None,
        ),
        (
            "an endpoint of a test server",
            right().env("AWS_ENDPOINT_URL=http://localhost:4566"),
            Some((EndpointOverridden, Proven)),
        ),
        ("AWS's own", right().env("AWS_ENDPOINT_URL=https://email.ap-northeast-2.amazonaws.com"), None),
        (
            "in the config",
            right().file(
                "config/services.php",
                &services(&format!("{STANDARD}\n        'endpoint' => 'http://localhost:4566',")),
            ),
            Some((EndpointOverridden, Proven)),
        ),
        (
            "an endpoint of another store, whose keys these are",
            right().env("AWS_ENDPOINT=https://r2.example.com"),
            Some((AwsKeysShared, Possible)),
        ),
        (
            "a set without a name",
            right().file("config/services.php", &with_options(set)),
            Some((ConfigurationSetMissing, Proven)),
        ),
        ("left out where it has none", right().file("config/services.php", &with_options(filtered)), None),
        (
            "with a name",
            right().file("config/services.php", &with_options(set)).env("AWS_SES_CONFIGURATION_SET=shop"),
            None,
        ),
        (
            "credentials as the SDK takes them",
            right().file("config/services.php", &services("'region' => 'ap-northeast-2', 'credentials' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY')],")),
            None,
        ),
        ("shared with uploads", right().env("FILESYSTEM_DISK=s3\nAWS_BUCKET=shop"), Some((AwsKeysShared, Possible))),
    ];
    for (what, scene, expected) in rows {
        let found = named(&scene);
        let about = [
            CredentialsMissing,
            KeyIdMalformed,
            SecretMismatch,
            TokenMisplaced,
            SessionTokenMissing,
            EndpointOverridden,
            ConfigurationSetMissing,
            AwsKeysShared,
        ];
        let found: Vec<_> = found.into_iter().filter(|it| about.contains(&it.0)).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[test]
fn the_sender_is_the_one_that_laravel_takes() {
    let rows: Vec<(&str, Option<Cause>)> = vec![
        ("MAIL_FROM_ADDRESS=null", Some(AddressMalformed)),
        ("MAIL_FROM_ADDRESS=", Some(AddressMalformed)),
        ("MAIL_FROM_ADDRESS=no-reply@example.co.kr;", Some(AddressMalformed)),
        ("MAIL_FROM_ADDRESS=\"a@example.co.kr, b@example.co.kr\"", Some(AddressMalformed)),
        ("MAIL_FROM_ADDRESS=NO-REPLY@example.co.kr", None),
        ("MAIL_FROM_NAME=Laravel", Some(FromNameDefault)),
        ("MAIL_FROM_NAME=\"Example\"", Some(FromNameDefault)),
        ("APP_NAME=Laravel\nMAIL_FROM_NAME=\"${APP_NAME}\"", Some(FromNameDefault)),
        ("MAIL_FROM_NAME=\"우리 가게\"", None),
    ];
    for (lines, cause) in rows {
        let mut scene = right().env(lines);
        scene.intent.from = Some("no-reply@example.co.kr".parse().unwrap());
        let found: Vec<Cause> = named(&scene).into_iter().map(|it| it.0).collect();
        assert_eq!(found, cause.into_iter().collect::<Vec<_>>(), "{lines}");
    }
}

#[test]
fn what_counts_is_judged_and_not_what_stands_in_env() {
    let in_process = |variables: &[(&str, &str)]| {
        let mut scene = right();
        scene.process = variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        scene
    };
    let causes = |scene: &Scene| named(scene).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(causes(&in_process(&[("MAIL_MAILER", "log")])), [EnvOverridden, WrongMailer]);
    assert_eq!(causes(&in_process(&[("MAIL_MAILER", "")])), [EnvOverridden, MailerUndefined]);
    assert!(causes(&in_process(&[("AWS_DEFAULT_REGION", "us-east-1")])).contains(&EnvOverridden));
    assert_eq!(causes(&in_process(&[("MAIL_MAILER", "ses")])), [], "the same value");
    // That is how the user of this terminal signs in; the website does not.
    let caller = [("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "another")];
    assert_eq!(causes(&in_process(&caller)), []);

    let mut production = right().file(".env.production", "MAIL_MAILER=log\n");
    production.process = [("APP_ENV".to_owned(), "production".to_owned())].into_iter().collect();
    assert!(causes(&production).contains(&EnvOverridden), "{:?}", causes(&production));

    // The file that is read in its place is judged as `.env` is, whatever `.env` says.
    let good = format!("{}APP_URL=https://example.co.kr\n", right().env);
    let mut alone = right().file(".env.production", &good);
    alone.env = "A=two words\n".into();
    alone.process = production.process.clone();
    assert_eq!(named(&alone), []);
    let mut broken = right().file(".env.production", &format!("{good}A=two words\n"));
    broken.process = production.process.clone();
    assert!(named(&broken).contains(&(EnvUnreadable, Proven)), "{:?}", named(&broken));
    let diagnosis = diagnose(None, &broken.intent, &broken.facts(), now());
    let flaw = diagnosis.findings.iter().find(|it| it.cause == EnvUnreadable).expect("it is named");
    let said = Text::new(Locale::En).evidence(&flaw.evidence[0]);
    assert!(said.contains(".env.production"), "{said}");

    let compose = "services:\n  app:\n    build: .\n    volumes:\n      - .:/var/www/html\n    environment:\n      MAIL_MAILER: log\n";
    let container = right().file("compose.yaml", compose);
    assert_eq!(named(&container), [(EnvOverridden, Likely)]);
    let contained = |compose: &str| right().file("compose.yaml", compose).file(".env.docker", "MAIL_MAILER=log\n");
    let image = "services: {app: {image: ghcr.io/acme/shop, environment: {MAIL_MAILER: log}}}";
    assert_eq!(named(&contained(image)), [(EnvOverridden, Likely)]);
    let file = "services: {app: {build: ., env_file: .env.docker}}";
    assert_eq!(named(&contained(file)), [(EnvOverridden, Likely)]);
    let worker = "services: {app: {build: .}, queue: {build: ., environment: {MAIL_MAILER: log}}}";
    assert_eq!(named(&contained(worker)), [(EnvOverridden, Likely)]);
    let endpoint = "services: {app: {build: ., environment: {AWS_ENDPOINT_URL: 'http://localstack:4566'}}}";
    assert_eq!(named(&contained(endpoint)), [(EndpointOverridden, Likely)]);
    assert_eq!(named(&contained(&endpoint.replace("http://localstack:4566", "https://email.amazonaws.com"))), []);
    let same = "services: {app: {build: ., environment: {MAIL_MAILER: ses, DB_HOST: db}}}";
    assert_eq!(named(&contained(same)), []);
    let pool = ("docker/php/www.conf", "[www]\npm = static\nclear_env = yes\n");
    let hidden = contained(image).file(pool.0, pool.1);
    let diagnosis = diagnose(None, &hidden.intent, &hidden.facts(), now());
    let last = Text::new(Locale::En).evidence(diagnosis.findings[0].evidence.last().expect("a reason"));
    assert_eq!(
        last,
        "docker/php/www.conf, line 3: clear_env is on, so php-fpm does not see its container's variables; artisan and workers do."
    );

    // A cached configuration: what it says is in force, and what it has otherwise is named.
    let cache = |mailer: &str| {
        format!(
            "<?php return array ( 'mail' => array ( 'default' => '{mailer}', 'mailers' => array ( 'ses' => array ( 'transport' => 'ses', ), 'log' => \
             array ( 'transport' => 'log', ), ), 'from' => array ( 'address' => 'no-reply@example.co.kr', 'name' => '가게', ), ), \
             'services' => array ( 'ses' => array ( 'key' => '{KEY}', 'secret' => '{SECRET}', 'region' => 'ap-northeast-2', ), ), );"
        )
    };
    let cached = |mailer: &str| right().file("bootstrap/cache/config.php", &cache(mailer));
    assert_eq!(named(&cached("ses")), [], "it says what the files say");
    assert_eq!(causes(&cached("log")), [ConfigCached, WrongMailer]);
}

#[test]
fn what_sign_up_mail_hangs_on_is_named() {
    let user = "<?php class User extends Authenticatable implements MustVerifyEmail {}";
    let wired = || right().file("app/Models/User.php", user);
    let causes = |scene: &Scene| named(scene).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(causes(&wired()), []);
    assert_eq!(causes(&right().file("app/Models/User.php", "<?php class User {}")), [VerificationNotWired]);
    let url = |url: &str| wired().env(&format!("APP_ENV=production\nAPP_URL={url}"));
    assert_eq!(causes(&url("https://example.co.kr")), []);
    assert_eq!(causes(&url("http://localhost")), [AppUrlWrong]);
    assert_eq!(causes(&url("http://example.co.kr")), [AppUrlWrong]);
    assert_eq!(causes(&wired().env("APP_ENV=local\nAPP_URL=http://localhost")), [], "on this machine it is right");
    assert_eq!(causes(&wired().env("APP_URL=http://localhost")), [AppUrlWrong], "production by default");
    let mut another = url("https://staging.example.net");
    assert_eq!(causes(&another), []);
    another.intent.website = Some("https://www.example.co.kr".parse().expect("a site"));
    assert_eq!(named(&another), [(AppUrlWrong, Possible)]);
    let mut same = url("https://example.co.kr");
    same.intent.website = Some("https://www.example.co.kr".parse().expect("a site"));
    assert_eq!(causes(&same), []);
    let without_feature = "<?php return ['features' => [Features::registration()]];";
    assert_eq!(causes(&wired().file("config/fortify.php", without_feature)), [VerificationNotWired]);
    assert_eq!(causes(&wired().file("routes/web.php", "<?php Route::get('/home', X::class);")), [VerificationNotWired]);
    let own = "<?php class User implements MustVerifyEmail { public function sendEmailVerificationNotification() {} }";
    let queued =
        |connection: &str| right().file("app/Models/User.php", own).env(&format!("QUEUE_CONNECTION={connection}"));
    assert_eq!(causes(&queued("redis")), [QueueNotRunning]);
    assert_eq!(causes(&queued("deferred")), [], "it runs when the answer is out");
    assert_eq!(causes(&wired().file(".git/index", "")), [], "an index that cannot be read says nothing");
}

#[test]
fn the_file_in_force_is_named_with_its_line() {
    let of_production = |lines: &str| {
        let mut scene = right().file(".env.production", lines);
        scene.env = String::new();
        scene.process = [("APP_ENV".to_owned(), "production".to_owned())].into_iter().collect();
        scene
    };
    let good = "MAIL_MAILER=ses\nMAIL_FROM_ADDRESS=no-reply@example.co.kr\nAWS_DEFAULT_REGION=ap-northeast-2\n";
    let key = format!("AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n");
    let role = |mut scene: Scene| {
        scene.intent.access = Access::Role(Runtime::Ec2);
        scene
    };
    let moved = "<?php $app->loadEnvironmentFrom('.env.shop'); return $app;";
    let rows = [
        (of_production(&format!("{good}AWS_ACCESS_KEY_ID\n")), "AWS_ACCESS_KEY_ID", ".env.production, line 4"),
        (of_production(&format!("{good}AWS_ACCESS_KEY_ID=\n")), "AWS_SECRET_ACCESS_KEY", "in .env.production."),
        (
            of_production(&format!("{good}\n\n{key}AWS_ENDPOINT_URL=http://localhost:4566\n")),
            "4566",
            ".env.production, line 8",
        ),
        (of_production(&format!("{good}{key}")), "cached configuration", ".env.production is read"),
        (role(of_production(&format!("{good}{key}"))), "goes before the role", ".env.production, line 4"),
        (right().file("bootstrap/app.php", moved), "There is no", ".env.shop"),
    ];
    for (scene, what, place) in rows {
        let facts = scene.facts();
        let checks = checks(&scene.intent, &facts, now()).0;
        let of_findings = checks.iter().flat_map(|check| &check.findings).flat_map(|finding| &finding.evidence);
        let evidence: Vec<&Evidence> = checks.iter().flat_map(|check| &check.evidence).chain(of_findings).collect();
        let said: Vec<String> = evidence.iter().map(|it| Text::new(Locale::En).evidence(it)).collect();
        assert!(said.iter().any(|it| it.contains(what) && it.contains(place)), "{what}, {place}: {said:#?}");
        for locale in [Locale::En, Locale::Ko] {
            for said in evidence.iter().map(|it| Text::new(locale).evidence(it)) {
                let usual = said.split([' ', ',', ':']).any(|word| word.trim_end_matches('.') == ".env");
                assert!(!usual || said.contains("place of .env") || said.contains(".env 대신"), "{said}");
            }
        }
    }
}

#[test]
fn a_config_file_that_php_cannot_read_is_a_finding() {
    let broken =
        right().file("config/services.php", "<?php\nreturn [\n    'ses' => [\n        'key' => ,\n    ],\n];\n");
    let found = named(&broken);
    assert!(found.contains(&(ConfigUnreadable, Proven)), "{found:?}");
    let diagnosis = diagnose(None, &broken.intent, &broken.facts(), now());
    let said: BTreeMap<Cause, Vec<String>> = diagnosis
        .findings
        .iter()
        .map(|it| (it.cause, it.evidence.iter().map(|it| Text::new(Locale::En).evidence(it)).collect()))
        .collect();
    assert!(said[&ConfigUnreadable][0].contains("config/services.php from line 4"), "{said:?}");
}

#[test]
fn mail_that_leaves_by_cloudflare_does_not_leave_by_ses() {
    let newest = |version: &str| {
        let lock = format!(
            "{{\"packages\":[{{\"name\":\"laravel/framework\",\"version\":\"{version}\"}},{{\"name\":\"aws/aws-sdk-php\",\"version\":\"3.322.9\"}}]}}"
        );
        right().file("composer.lock", &lock).env("MAIL_MAILER=cloudflare")
    };
    check("a transport of the framework's", &newest("v13.7.0"), &[(WrongMailer, Proven)]);
    check("none of it before", &newest("v13.6.0"), &[(MailerUndefined, Proven)]);
    let scene = newest("v13.26.1");
    let found = diagnose(None, &scene.intent, &scene.facts(), now()).findings;
    let said = Text::new(Locale::En).evidence(&found[0].evidence[0]);
    assert!(said.contains("mail.default is “cloudflare”"), "{said}");
}

/// Mail goes to whatever server the SDK finds named by itself, and the doctor says where.
#[test]
fn an_endpoint_that_a_line_names_is_told_with_its_place() {
    let at = |line: &str| {
        let scene = right().env(line);
        let found = diagnose(None, &scene.intent, &scene.facts(), now()).findings;
        let of_it = found.into_iter().find(|it| it.cause == EndpointOverridden);
        of_it.map(|it| (it.certainty, Text::new(Locale::En).evidence(&it.evidence[0])))
    };
    let told = at("AWS_ENDPOINT_URL=http://localhost:4566");
    let line = right().env.lines().count() + 1;
    assert_eq!(told, Some((Proven, format!("In .env, line {line}: AWS_ENDPOINT_URL=http://localhost:4566."))));
    // The service's own goes first; AWS's own hosts are no other server.
    let own =
        at("AWS_ENDPOINT_URL=http://localhost:4566\nAWS_ENDPOINT_URL_SES=https://email.ap-northeast-2.amazonaws.com");
    assert_eq!(own, None);
    assert!(at("AWS_ENDPOINT_URL_SES=http://moto:5000").is_some_and(|(_, said)| said.contains("http://moto:5000")));
    assert_eq!(at("AWS_ENDPOINT_URL_SESV2=http://moto:5000"), None, "that is the other mailer's");
    assert_eq!(at("AWS_ENDPOINT_URL="), None);
    // A login in a URL is not shown.
    let hidden = at("AWS_ENDPOINT_URL=http://user:word@localhost:4566").expect("it is named").1;
    assert!(!hidden.contains("word"), "{hidden}");
}

#[test]
fn an_env_that_others_can_read_is_named() {
    let leaking = |leaks: &[Leak]| Scene { leaks: leaks.to_vec(), ..right() };
    check("git", &leaking(&[Leak::Tracked { files: vec![".env".into()] }]), &[(EnvExposed, Proven)]);
    check("the web server", &leaking(&[Leak::Public { files: vec!["public/.env".into()] }]), &[(EnvExposed, Proven)]);
    let open = || leaking(&[Leak::Readable { file: ".env".into(), mode: 0o644 }]);
    check("this machine", &open().env(&format!("AWS_SECRET_ACCESS_KEY={SECRET}")), &[(EnvExposed, Proven)]);
    check("no secret is in it", &open().env("AWS_SECRET_ACCESS_KEY="), &[(CredentialsMissing, Likely)]);
    // Of the file in force the same: without a secret in it that is how every file is.
    let production = |secret: &str| {
        let lines = format!("{}{secret}\n", right().env.replace(SECRET, ""));
        let mut scene = leaking(&[Leak::Readable { file: ".env.production".into(), mode: 0o644 }]);
        scene = scene.file(".env.production", &lines);
        scene.process = [("APP_ENV".to_owned(), "production".to_owned())].into_iter().collect();
        scene
    };
    let with = production(&format!("AWS_SECRET_ACCESS_KEY={SECRET}"));
    assert!(named(&with).contains(&(EnvExposed, Proven)), "{:?}", named(&with));
    let without = production("AWS_SECRET_ACCESS_KEY=");
    assert!(named(&without).iter().all(|it| it.0 != EnvExposed), "{:?}", named(&without));
    let at = |root: &'static str| Scene { root, ..right() };
    check("the panel's", &at("/home/shop/public_html/app"), &[(EnvExposed, Possible)]);
    check("XAMPP's", &at("/opt/lampp/htdocs/app"), &[(EnvExposed, Possible)]);
    check("a shared host's", &at("/home/hosting_users/shop/www/app"), &[(EnvExposed, Possible)]);
    check("any other", &at("/var/www/shop"), &[]);
}

#[test]
fn what_of_a_public_folder_is_not_for_everyone() {
    let taken = [".env", ".env.bak", ".env.production", ".env.example.bak", ".env~", ".env-old", ".env_copy"];
    assert!(taken.iter().all(|name| Leak::is_of_variables(name)));
    let left = [
        ".env.example",
        ".env.encrypted",
        ".env.production.encrypted",
        ".envrc",
        "env",
        ".environment",
        "index.php",
        ".htaccess",
    ];
    assert!(!left.iter().any(|name| Leak::is_of_variables(name)));
}

#[test]
fn a_worker_from_before_the_last_change_is_named_as_surely_as_it_is_seen() {
    let ago = |minutes: i64| now() - jiff::SignedDuration::from_mins(minutes);
    let scene = |queue: &str, values: i64, restarted: Option<i64>, running: &[(&str, i64)]| {
        let mut scene = right().env(&format!("QUEUE_CONNECTION={queue}"));
        scene.renewed = Renewed {
            values: Some((".env".into(), ago(values))),
            restarted: restarted.map(ago),
            running: running.iter().map(|(command, since)| ((*command).to_owned(), ago(*since))).collect(),
        };
        scene
    };
    let day = 24 * 60;
    check("sync", &scene("sync", 5, None, &[]), &[]);
    check("nothing is known of it", &scene("redis", 5, None, &[]), &[(WorkerStale, Possible)]);
    check("and nothing was changed of late", &scene("redis", day + 1, None, &[]), &[]);
    check("restarted since", &scene("redis", 5, Some(4), &[]), &[]);
    check("restarted before", &scene("redis", 3 * day, Some(4 * day), &[]), &[(WorkerStale, Possible)]);
    check("seen, and older", &scene("redis", 5, Some(4), &[("queue:work", 60)]), &[(WorkerStale, Proven)]);
    check("seen, and younger", &scene("redis", 5, Some(60), &[("queue:work", 2)]), &[]);
    check("one of two", &scene("redis", 5, None, &[("queue:work", 2), ("horizon", 600)]), &[(WorkerStale, Proven)]);
    check("without a queue", &scene("sync", 5, None, &[("octane:start", 60)]), &[(WorkerStale, Proven)]);
    let stale = scene("redis", 5, None, &[("queue:work", 90)]);
    let found = diagnose(None, &stale.intent, &stale.facts(), now()).findings;
    let said: Vec<String> = found[0].evidence.iter().map(|it| Text::new(Locale::En).evidence(it)).collect();
    assert_eq!(
        said,
        [
            "`php artisan queue:work` has been running for 1 h 30 min on this computer.",
            ".env was last written 5 min ago; a worker that was started before that has the old values."
        ]
    );
    assert_eq!(found[0].commands, ["php artisan queue:restart"]);
}

/// What one check says: its verdict, and what was seen.
fn seen(scene: &Scene, id: CheckId) -> (Verdict, Vec<Evidence>) {
    let (checks, _) = checks(&scene.intent, &scene.facts(), now());
    let found = checks.into_iter().find(|it| it.id == id).expect("the check");
    (found.verdict, found.evidence)
}

/// A file that phpdotenv refuses says nothing of what is in it.
#[test]
fn a_value_in_a_refused_file_is_not_said_to_be_missing() {
    let refused = right().env("DB_PASSWORD=two words");
    for id in [CheckId::FromAddress, CheckId::AppKey] {
        let (verdict, evidence) = seen(&refused, id);
        assert_eq!(verdict, Verdict::Unknown, "{id}: {evidence:?}");
        assert!(!evidence.iter().any(|it| matches!(it, Evidence::EnvEmpty { .. })), "{id}: {evidence:?}");
    }
}

/// The From is what the configuration comes to, whatever a line says that it does not read.
#[test]
fn a_line_that_no_config_file_reads_is_no_sender() {
    let mail = "<?php return ['default' => 'ses', 'mailers' => ['ses' => ['transport' => 'ses']], 'from' => sender()];";
    let told = right().env("MAIL_FROM_ADDRESS=hello@example.com").file("config/mail.php", mail);
    assert_eq!(named(&told), []);
    let (verdict, evidence) = seen(&told, CheckId::FromAddress);
    assert!(verdict == Verdict::Unknown || verdict == Verdict::Pass, "{evidence:?}");
}

#[test]
fn the_key_is_the_one_that_the_client_would_have() {
    let profile = services("        'profile' => 'mail', 'region' => env('AWS_DEFAULT_REGION'),");
    let profile = right().file("config/services.php", &profile);
    check("a profile of the machine", &profile, &[]);
    let (verdict, evidence) = seen(&profile, CheckId::AppKey);
    assert!(matches!((verdict, evidence.first()), (Verdict::Unknown, Some(Evidence::Setting(_)))), "{evidence:?}");
    // Before it sends by SES too the names are those of its config.
    let names = STANDARD.replace("AWS_ACCESS_KEY_ID", "SES_KEY").replace("AWS_DEFAULT_REGION", "SES_REGION");
    let own = right().env("MAIL_MAILER=log\nAWS_ACCESS_KEY_ID=").file("config/services.php", &services(&names));
    let (_, evidence) = seen(&own, CheckId::AppKey);
    assert!(matches!(evidence.first(), Some(Evidence::EnvEmpty { name, .. }) if name == "SES_KEY"), "{evidence:?}");
    let set = own.env(&format!("SES_KEY={KEY}\nSES_REGION=us-east-1"));
    assert_eq!(seen(&set, CheckId::AppKey).0, Verdict::Pass);
    let (_, evidence) = seen(&set, CheckId::Region);
    let of_its_own = |it: &Evidence| matches!(it, Evidence::RegionInEnv { variable, .. } if variable == "SES_REGION");
    assert!(evidence.iter().any(of_its_own), "{evidence:?}");
}

/// Laravel takes a cached configuration and reads nothing else; what is not known of it is not told by `.env`.
#[test]
fn behind_a_cached_configuration_that_cannot_be_read_nothing_is_known() {
    let cached = right().file("bootstrap/cache/config.php", "<?php return unserialize(file_get_contents('x'));");
    for id in [CheckId::Mailer, CheckId::FromAddress] {
        assert_eq!(seen(&cached, id).0, Verdict::Unknown, "{id:?}");
    }
    let named = named(&cached);
    assert!(named.iter().all(|it| it.0 == ConfigCached), "{named:?}");
}

#[test]
fn an_empty_address_for_all_mail_redirects_none() {
    for to in
        ["'to' => ['address' => env('MAIL_TO_ADDRESS')]", "'to' => ['address' => null, 'name' => 'x']", "'to' => []"]
    {
        check(to, &right().file("config/mail.php", &mail_with(to)), &[]);
    }
}

/// `config/mail/from.php` is `mail.from`, loaded after `config/mail.php`; Laravel 8 and 13 were read and run.
#[test]
fn a_config_file_in_a_folder_is_the_entry_of_its_name() {
    let from = "<?php return ['address' => 'other@foo.example.org', 'name' => 'X'];";
    let found = named(&right().file("config/mail/from.php", from));
    assert!(found.iter().any(|it| it.0 == FromAddressNotCovered), "{found:?}");
    let ses = "<?php return ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => 'us-west-2'];";
    let found = named(&right().nothing_elsewhere().file("config/services/ses.php", ses));
    assert!(found.iter().any(|it| it.0 == RegionMismatch), "{found:?}");
    let deeper = named(&right().file("config/mail/mailers/ses.php", "<?php return ['transport' => 'log'];"));
    assert!(deeper.contains(&(WrongMailer, Proven)), "{deeper:?}");
    check("a folder of another file", &right().file("config/shop/mail.php", "<?php return ['default' => 'log'];"), &[]);
}

/// What a script sets before the file of variables is read stays, and to what it is set is for PHP to tell.
#[test]
fn a_variable_that_the_apps_scripts_set_is_told_and_not_guessed() {
    let scripts = [
        ("public/index.php", "<?php\n$_SERVER['MAIL_MAILER'] = 'log';"),
        ("bootstrap/app.php", "<?php\n$_ENV['MAIL_MAILER'] = pick();"),
        ("artisan", "<?php\nputenv('MAIL_MAILER=log');"),
        ("config/mail/own.php", "<?php\nputenv(\"MAIL_MAILER=$mailer\");\nreturn [];"),
    ];
    for (path, source) in scripts {
        check(path, &right().file(path, source), &[(ConfigSetAtStart, Possible)]);
    }
    check("what is no variable of mail", &right().file("public/index.php", "<?php $_SERVER['APP_ROOT'] = 1;"), &[]);
}

#[test]
fn what_the_files_do_not_decide_is_told() {
    let provider = "<?php class P { function boot() { Config::set('mail.default', setting('mailer')); } }";
    check(
        "a provider that sets the mailer",
        &right().file("app/Providers/MailServiceProvider.php", provider),
        &[(ConfigSetAtStart, Possible)],
    );
    let broken = named(&right().file("config/mail.php", "<?php $config = ['default' => 'ses'];"));
    assert!(broken.contains(&(ConfigUnreadable, Proven)), "{broken:?}");
    // With such a file Laravel 11 does not start, and no mailer is asked for.
    for mail in ["", "<?php return 1;", "<?php return [\n  'default' => ,\n];"] {
        let broken = named(&right().file("config/mail.php", mail));
        assert!(broken.contains(&(ConfigUnreadable, Proven)), "{mail}: {broken:?}");
        assert!(!broken.iter().any(|it| it.0 == MailerUndefined), "{mail}: {broken:?}");
    }
    let staging = right()
        .file("compose.yaml", "services: {app: {build: ., environment: {APP_ENV: staging}}}")
        .file(".env.staging", "MAIL_MAILER=log\n");
    assert!(named(&staging).contains(&(EnvOverridden, Likely)), "{:?}", named(&staging));
}
