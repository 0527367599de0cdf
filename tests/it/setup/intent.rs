//! What the operator said goes into a file and comes back.

use open_sesame::{
    laravel::Mailer,
    setup::{
        AccountAnswer, AnsweredIn, ChangeKind, DmarcPolicy, IdentityKind, MailType, Optional, PolicyChoice, RunsOn,
        Switch,
    },
    terms::Keep,
};

use super::*;

#[test]
fn an_intent_goes_into_a_file_and_comes_back() {
    let check = |intent: Intent| {
        let text = toml::to_string_pretty(&intent).expect("an intent is TOML");
        assert_eq!(toml::from_str::<Intent>(&text).as_ref(), Ok(&intent), "{text}");
    };
    let default = Intent::default;
    check(default());
    check(Intent {
        setup: a("staging"),
        sign_in: SignIn::Profile("shop \"1\"".into()),
        account: Some(a("123456789012")),
        from_name: Some("참깨 \"상점\"".into()),
        adopt: Some(a("old-user")),
        iam_path: Some("/mail/".into()),
        permissions_boundary: Some("arn:aws:iam::123456789012:policy/edge".into()),
        tags: vec![("team".into(), "shop".into()), ("team".into(), "".into())],
        retire_key: None,
        contact: Some(a("ops@예시.한국")),
        ..intent()
    });
    for identity in [IdentityKind::Domain, IdentityKind::Email] {
        check(Intent { identity, ..default() });
    }
    for sign_in in [SignIn::Ambient, SignIn::Pasted, SignIn::AppKey] {
        check(Intent { sign_in, ..default() });
    }
    for policy in <PolicyChoice as strum::IntoEnumIterator>::iter() {
        check(Intent { policy, ..default() });
    }
    for keep in [Keep::Keychain, Keep::File, Keep::Project] {
        check(Intent { keep, ..default() });
    }
    for mail_from in [Optional::NotAsked, Optional::Wanted(a("mail")), Optional::Declined] {
        check(Intent { mail_from, ..default() });
    }
    for dmarc in [Optional::NotAsked, Optional::Wanted(DmarcPolicy::None), Optional::Declined] {
        check(Intent { dmarc, ..default() });
    }
    for mail_type in [MailType::Transactional, MailType::Marketing] {
        check(Intent { mail_type, ..default() });
    }
    for terms in [Terms::NotAsked, Terms::Accepted] {
        check(Intent { terms, ..default() });
    }
    for mailer in [None, Some(Mailer::Ses), Some(Mailer::SesV2), Some(Mailer::Smtp)] {
        check(Intent { mailer, ..default() });
    }
    for runs_on in [RunsOn::Local, RunsOn::Server, RunsOn::Panel, RunsOn::Container] {
        check(Intent { runs_on, ..default() });
    }
    for switch in [Switch::WhenGranted, Switch::Now] {
        check(Intent { switch, ..default() });
    }
    for region in Region::all() {
        check(Intent { region: Some(region), ..default() });
    }
}

/// A user, or an identity, of the same name in another account is another one; a promise was given for the one account.
#[test]
fn what_was_answered_for_one_account_is_not_answered_for_another() {
    let (here, elsewhere) = (caller(), Caller { account: a("999988887777"), ..caller() });
    let foreign = Sender { made: Authorship::Foreign, ..sender() };
    let theirs = Identity { made: Authorship::Foreign, ..domain() };
    let seen = |caller: &Caller| Facts {
        caller: Fact::Present(caller.clone()),
        sender: Fact::Present(foreign.clone()),
        identity: Fact::Present(theirs.clone()),
        account: Fact::Present(sandbox()),
        ..everything()
    };
    let steps = [Step::Sender, Step::Identity, Step::Production];
    let answered = |intent: &Intent, caller: &Caller| {
        steps.map(|step| {
            let standing = assess(step, intent, &seen(caller), now());
            let change = standing.open().map(Change::kind);
            match step {
                Step::Sender => change == Some(ChangeKind::AdoptSender),
                Step::Identity => change == Some(ChangeKind::AdoptIdentity),
                _ => !standing.asks().contains(&Question::AcceptTerms),
            }
        })
    };
    let region = intent().region;
    let mut intent = Intent {
        account: None,
        adopt: Some(a("mail-user")),
        adopt_identity: intent().identity_name(),
        terms: Terms::Accepted,
        ..intent()
    };
    // By a flag, before an account was seen: it is for the one that this run is signed in to.
    assert_eq!((answered(&intent, &here), answered(&intent, &elsewhere)), ([true; 3], [true; 3]));
    intent.bind_answers(&here.account);
    assert_eq!((answered(&intent, &here), answered(&intent, &elsewhere)), ([true; 3], [false; 3]));
    let text = toml::to_string_pretty(&intent).expect("TOML");
    assert_eq!(toml::from_str::<Intent>(&text).as_ref(), Ok(&intent), "{text}");
    // What is there already is not of another account because that one is looked at; what is said anew is.
    intent.bind_answers(&elsewhere.account);
    assert_eq!(answered(&intent, &here), [true; 3]);
    intent.answer_anew(AccountAnswer::AdoptUser);
    intent.bind_answers(&elsewhere.account);
    assert_eq!((answered(&intent, &here)[0], answered(&intent, &elsewhere)), (false, [true, false, false]));
    // A set-up that is pinned to an account has answers for that one alone.
    let mut pinned = Intent { account: Some(here.account.clone()), answered_in: AnsweredIn::new(), ..intent.clone() };
    pinned.bind_answers(&elsewhere.account);
    assert_eq!(pinned.answered_in, AnsweredIn::new());
    // An identity is one of a region, too.
    intent.move_to(region.expect("said"));
    assert!(intent.adopt_identity.is_some());
    intent.leave_identity.clone_from(&intent.adopt_identity);
    intent.move_to(a("us-west-2"));
    assert_eq!((&intent.adopt_identity, &intent.leave_identity), (&None, &None));
}

#[test]
fn whom_a_test_goes_to_and_which_key_may_go_is_of_this_run_only() {
    let pricing = Some(open_sesame::setup::PriceWish::None);
    let said = Intent { test_to: Some(a("me@example.com")), retire_key: Some(a(KEY)), pricing, ..intent() };
    let text = toml::to_string_pretty(&said).expect("TOML");
    assert!(!text.contains("me@example.com") && !text.contains(KEY) && !text.contains("pricing"), "{text}");
    assert_eq!(toml::from_str(&text), Ok(intent()));
}

#[test]
fn how_one_signs_in_is_read_as_it_was_written_before() {
    let check = |text: &str, sign_in: SignIn| {
        assert_eq!(toml::from_str::<Intent>(text).map(|intent| intent.sign_in), Ok(sign_in), "{text}");
    };
    check("", SignIn::Ambient);
    check("sign-in = \"ambient\"", SignIn::Ambient);
    check("sign-in = \"pasted\"", SignIn::Pasted);
    check("sign-in = \"app-key\"", SignIn::AppKey);
    check("[sign-in]\nprofile = \"shop\"", SignIn::Profile("shop".into()));
}

#[test]
fn what_is_not_said_is_as_the_flags_have_it() {
    let default: Intent = toml::from_str("").expect("an empty file");
    assert_eq!(default, Intent::default());
    let Intent { user, policy, keep, mail_from, dmarc, mail_type, runs_on, identity, setup, .. } = default;
    assert_eq!((user, policy, keep), (a("mail-user"), PolicyChoice::Sender, Keep::Keychain));
    assert_eq!((mail_from, dmarc), (Optional::Wanted(a("bounce")), Optional::Wanted(DmarcPolicy::None)));
    assert_eq!((mail_type, runs_on), (MailType::Transactional, RunsOn::Server));
    assert_eq!((identity, setup), (IdentityKind::Domain, a("default")));
}

#[test]
fn a_file_that_says_something_else_is_refused() {
    let check = |text: &str, expected: &str| {
        let error = toml::from_str::<Intent>(text).expect_err(text);
        assert!(error.message().starts_with(expected), "{text}: {}", error.message());
    };
    check("password = \"x\"", "unknown field `password`, expected one of `setup`, `sign-in`");
    check("test-to = \"me@example.com\"", "unknown field `test-to`");
    check("policy = \"root\"", "unknown variant `root`, expected one of `sender`, `send-only`");
    check("region = \"ap-east-1\"", "SES is not in ap-east-1 (Asia Pacific (Hong Kong))");
    check("from = \"me\"", "“me” is not an e-mail address: it has no @ between a name and a domain");
}
