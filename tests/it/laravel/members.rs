//! Mailers that hand mail on to others.

use open_sesame::laravel::{MailerFault, Transport};

use super::{app, understood};

/// What cannot be told who the members are is no claim that they are others.
#[test]
fn the_members_of_a_mailer_that_hands_on_are_named_as_far_as_they_are_known() {
    let check = |members: &str, expected: &[&str]| {
        let mail = format!(
            "<?php return ['default' => 'failover', 'mailers' => ['failover' => ['transport' => 'failover', 'mailers' => {members}]]];"
        );
        let app = understood(&app("v12.22.1", &[], &[("config/mail.php", &mail)]));
        let told = app.effective.mailers.iter().skip(1).map(|it| match &it.transport {
            Transport::Unknown(source) => format!("unknown: {source}"),
            _ => it.name.clone(),
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{members}");
    };
    check("['ses', 'log']", &["ses", "log"]);
    check("array_map('trim', explode(',', 'ses, log'))", &["ses", "log"]);
    check("pick('a')", &["unknown: pick('a')"]);
    check("['ses', $other]", &["ses", "unknown: $other"]);
    check("[...$others]", &["unknown: mail.mailers.failover.mailers"]);
    check("[]", &[]);
}

/// Told as what it is: mail that leaves by Cloudflare, and no mailer that is not defined.
#[test]
fn cloudflare_is_a_transport_of_the_framework_from_13_7_on() {
    for (framework, transport) in [("v13.7.0", Some("cloudflare")), ("v13.26.1", Some("cloudflare")), ("v13.6.0", None)]
    {
        let app = understood(&app(framework, &[], &[(".env", "MAIL_MAILER=cloudflare")]));
        let mailer = app.effective.mailer().expect("a mailer");
        match transport {
            Some(name) => assert_eq!((&mailer.transport, &mailer.fault), (&Transport::Other(name.into()), &None)),
            None => assert_eq!(mailer.fault, Some(MailerFault::Undefined), "{framework}"),
        }
    }
}
