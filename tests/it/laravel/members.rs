//! Mailers that hand mail on to others.

use open_sesame::laravel::Transport;

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
