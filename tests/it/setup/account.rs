//! The steps whose matter is the account: sign-in, region, sender.

use open_sesame::setup::SendingBar;

use super::*;

#[test]
fn the_sign_in_is_whoever_aws_says_in_the_account_of_the_set_up() {
    let check = |what: &str, intent: Intent, caller: Fact<Caller>, expected: Standing| {
        check_standing(Step::SignIn, what, &intent, &Facts { caller, ..Facts::default() }, &expected);
    };
    let pinned = |account| Intent { account: Some(a(account)), ..Intent::default() };
    check("nobody asked", Intent::default(), Fact::Unknown, Standing::Unknown);
    check("no credentials", Intent::default(), Fact::Absent, asks([Question::Credentials]));
    check("refused", Intent::default(), Fact::Hidden(denied()), Standing::Refused(denied().into()));
    check("the first time", Intent::default(), Fact::Present(caller()), Standing::Done);
    check("the same account", pinned("123456789012"), Fact::Present(caller()), Standing::Done);
    // By the app's own key one may go on without any; what was pasted is asked for.
    let by = |sign_in| Intent { sign_in, ..Intent::default() };
    check("by the app's key, and there is none", by(SignIn::AppKey), Fact::Absent, Standing::Done);
    check(
        "by the app's key, which AWS refuses",
        by(SignIn::AppKey),
        Fact::Hidden(denied()),
        Standing::Refused(denied().into()),
    );
    check("by what is not pasted yet", by(SignIn::Pasted), Fact::Absent, asks([Question::Credentials]));
    let other = Refusal::OtherAccount { here: a("123456789012"), pinned: a("999988887777") };
    check("another account", pinned("999988887777"), Fact::Present(caller()), refused(other));
}

#[test]
fn a_region_is_chosen_and_ses_answers_there() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Region, what, &intent, &facts, &expected);
    };
    let nowhere = || Intent { region: None, ..intent() };
    let answering = |account| Facts { account, ..nothing() };
    check("none is chosen", nowhere(), nothing(), asks([Question::Region]));
    check("none is chosen, by nobody", nowhere(), Facts::default(), asks([Question::Region]));
    check("nobody looked", intent(), Facts::default(), Standing::Unknown);
    check("no credentials", intent(), Facts { caller: Fact::Absent, ..nothing() }, blocked(Step::SignIn));
    check("SES not asked", intent(), answering(Fact::Unknown), Standing::Unknown);
    check("SES without an account", intent(), answering(Fact::Absent), Standing::Done);
    check("SES in the sandbox", intent(), answering(Fact::Present(sandbox())), Standing::Done);
    // A refusal to tell is an answer of SES's; a region that is off gives another.
    check("IAM says no", intent(), answering(Fact::Hidden(denied())), Standing::Done);
    let denial = |kind, code: &str| Denial { kind, code: code.into(), message: "AWS's own words".into() };
    let json = denial(FailureKind::Denied, "AccessDeniedException");
    check("IAM says no, in SES's word", intent(), answering(Fact::Hidden(json)), Standing::Done);
    for (kind, code) in
        [(FailureKind::KeyNotAccepted, "UnrecognizedClientException"), (FailureKind::NotActivated, "OptInRequired")]
    {
        check(code, intent(), answering(Fact::Hidden(denial(kind, code))), refused(denial(kind, code)));
    }
    let off = denial(FailureKind::RegionUnavailable, "RegionNotEnabled");
    let is_off = || refused(Refusal::RegionOff(seoul()));
    check("the region is off", intent(), answering(Fact::Hidden(off.clone())), is_off());
    let facts = answering(Fact::Hidden(off));
    check_standing(Step::Production, "the region is off", &intent(), &facts, &is_off());
}

#[test]
fn the_sender_is_a_user_of_ours_or_one_that_we_were_told_to_use() {
    check_sign_in(Step::Sender);
    let check = |what: &str, intent: Intent, sender: Fact<Sender>, expected: Standing| {
        check_standing(Step::Sender, what, &intent, &Facts { sender, ..nothing() }, &expected);
    };
    let made = |made| Fact::Present(Sender { made, ..sender() });
    let adopting = |name| Intent { adopt: Some(a(name)), ..intent() };
    check("not asked", intent(), Fact::Unknown, Standing::Unknown);
    check("hidden", intent(), Fact::Hidden(denied()), Standing::Refused(denied().into()));
    check("no address yet", Intent { from: None, ..intent() }, Fact::Absent, asks([Question::From]));
    check("absent", intent(), Fact::Absent, open(create_sender()));
    let wish = Intent {
        user: a("shop-mail"),
        iam_path: Some("/mail/".into()),
        permissions_boundary: Some("arn:aws:iam::123456789012:policy/edge".into()),
        tags: vec![("team".into(), "shop".into())],
        ..intent()
    };
    let create = Change::CreateSender {
        under: under(),
        user: a("shop-mail"),
        path: Some("/mail/".into()),
        boundary: Some("arn:aws:iam::123456789012:policy/edge".into()),
        tags: vec![("managed-by".into(), "sesame".into()), ("team".into(), "shop".into())],
    };
    check("absent, with wishes", wish, Fact::Absent, open(create));
    check("ours", intent(), made(Authorship::Ours), Standing::Done);
    check("adopted", intent(), made(Authorship::Adopted), Standing::Done);
    check("somebody's", intent(), made(Authorship::Foreign), asks([Question::AdoptUser]));
    check("somebody's, another named", adopting("other"), made(Authorship::Foreign), asks([Question::AdoptUser]));
    let adopt = Change::AdoptSender { under: under(), user: a("mail-user") };
    check("somebody's, named", adopting("mail-user"), made(Authorship::Foreign), open(adopt));
    check("named and adopted", adopting("mail-user"), made(Authorship::Adopted), Standing::Done);

    // Nothing is made for a region that is off, or of which nothing is known.
    let check_in = |what: &str, account: Fact<SesAccount>, expected: Standing| {
        for sender in [Fact::Absent, made(Authorship::Ours), made(Authorship::Foreign)] {
            let facts = Facts { account: account.clone(), sender: sender.clone(), ..nothing() };
            let expected = match (&expected, &sender) {
                (Standing::Unknown, Fact::Present(user)) if user.made == Authorship::Ours => Standing::Done,
                (Standing::Unknown, Fact::Present(_)) => asks([Question::AdoptUser]),
                (expected, _) => (*expected).clone(),
            };
            check_standing(Step::Sender, what, &intent(), &facts, &expected);
        }
    };
    let off = Denial { kind: FailureKind::RegionUnavailable, ..denied() };
    let facts = Facts { account: Fact::Hidden(off.clone()), identity: Fact::Absent, ..nothing() };
    check_standing(Step::Identity, "a region that is off", &intent(), &facts, &blocked(Step::Region));
    check_in("a region that is off", Fact::Hidden(off), blocked(Step::Region));
    check_in("a region of which nothing is known", Fact::Unknown, Standing::Unknown);

    // A permission to send is none where something of the user forbids it.
    let beside = |name: &str, statement: &str| {
        let mut inline = sender().inline.present().cloned().expect("policies");
        inline.insert(name.to_owned(), format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#));
        Fact::Present(Sender { inline: Fact::Present(inline), ..sender() })
    };
    let barred = |by| refused(Refusal::SenderBarred { user: a("mail-user"), by });
    for action in [r#""ses:Send*""#, r#""*""#, r#""SES:sendrawemail""#, r#"["s3:GetObject","ses:*"]"#] {
        let deny = format!(r#"{{"Effect":"Deny","Action":{action},"Resource":"*"}}"#);
        check(action, intent(), beside("Stop", &deny), barred(SendingBar::Denied("Stop".into())));
    }
    let quarantine = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3".to_owned();
    let found = Sender { attached: Fact::Present([quarantine.clone()].into()), ..sender() };
    check("found in public", intent(), Fact::Present(found), barred(SendingBar::Quarantine(quarantine)));
    for statement in [
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"ses:DeleteIdentity","Resource":"*"}"#,
        r#"{"Effect":"Deny","NotAction":"ses:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"ses:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
    ] {
        check(statement, intent(), beside("Other", statement), Standing::Done);
    }

    // Half a look at what it may do is none.
    let half = |inline, attached| Fact::Present(Sender { inline, attached, ..sender() });
    check("inline not asked", intent(), half(Fact::Unknown, sender().attached), Standing::Unknown);
    check("attached not asked", intent(), half(sender().inline, Fact::Unknown), Standing::Unknown);
}
