//! A complaint and facts to causes, how sure they are, and what was ruled out.

use super::*;

const GUIDE: [Cause; 4] = [SenderNotVerified, RegionMismatch, RecipientInSandbox, FromAddressNotCovered];

fn others(cause: Cause) -> Vec<Cause> {
    GUIDE.into_iter().filter(|it| *it != cause).collect()
}

#[test]
fn the_four_causes_of_the_guide_are_told_apart() {
    let from = format!("{LIST}no-reply@example.co.kr");
    let guest = format!("{LIST}guest@naver.com");
    let alone = |cause| [(cause, Proven)];
    // Nothing is there, or it is and waits.
    for identities in [&[][..], &[("example.co.kr", false)], &[("shop.kr", true)]] {
        let there = scene().at("ap-northeast-2", false, identities).nothing_elsewhere();
        check_causes(&from, &there, &alone(SenderNotVerified), &others(SenderNotVerified), Exit::Finding);
    }
    // Verified in another region, by the domain or by the address.
    for name in ["example.co.kr", "no-reply@example.co.kr"] {
        let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", false, &[(name, true)]);
        let elsewhere = elsewhere.nothing_elsewhere();
        check_causes(&from, &elsewhere, &alone(RegionMismatch), &others(RegionMismatch), Exit::Finding);
    }
    // Not the From, and the sandbox.
    let verified = &[("example.co.kr", true)];
    let sandbox = scene().at("ap-northeast-2", false, verified);
    check_causes(&guest, &sandbox, &alone(RecipientInSandbox), &others(RecipientInSandbox), Exit::Finding);
    // Beside what is verified: two letters off, another name below it, another mailbox; and Laravel's own example.
    let rows = [
        ("no-reply@exmaple.co.kr", "example.co.kr"),
        ("no-reply@example.co.kr", "mail.example.co.kr"),
        ("no-reply@example.co.kr", "hello@example.co.kr"),
        ("hello@example.com", "example.co.kr"),
        ("root@localhost", "example.co.kr"),
    ];
    for (from, verified) in rows {
        let beside = scene().env(&format!("MAIL_FROM_ADDRESS={from}"));
        let beside = beside.at("ap-northeast-2", false, &[(verified, true)]).nothing_elsewhere();
        let text = format!("{LIST}{from}");
        check_causes(&text, &beside, &alone(FromAddressNotCovered), &others(FromAddressNotCovered), Exit::Finding);
    }
    // Out of the sandbox nobody but a sender is looked at: the message brought its own.
    let production = scene().at("ap-northeast-2", true, verified).nothing_elsewhere();
    check_causes(&guest, &production, &alone(MessageFromElsewhere), &GUIDE, Exit::Finding);
}

/// A text that was pasted without SES's list blames nobody by name, and rules out nothing by it.
#[test]
fn without_ses_list_the_apps_own_sender_is_judged() {
    let text = "Request to AWS SES API failed. Reason: Email address is not verified.";
    let verified = &[("example.co.kr", true)];
    let nothing = scene().at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", false, verified).nothing_elsewhere();
    let beside = scene().env("MAIL_FROM_ADDRESS=hello@example.com").at("ap-northeast-2", false, verified);
    for (scene, cause) in
        [(nothing, SenderNotVerified), (elsewhere, RegionMismatch), (beside.nothing_elsewhere(), FromAddressNotCovered)]
    {
        check_causes(text, &scene, &[(cause, Proven), (RecipientInSandbox, Possible)], &[], Exit::Finding);
    }
    let sandbox = scene().at("ap-northeast-2", false, verified).nothing_elsewhere();
    check_causes(text, &sandbox, &[(RecipientInSandbox, Likely)], &others(RecipientInSandbox), Exit::Finding);
    let production = scene().at("ap-northeast-2", true, verified).nothing_elsewhere();
    check_causes(text, &production, &[(MessageFromElsewhere, Possible)], &GUIDE, Exit::Finding);
}

/// Out of the sandbox SES looks at the From alone, so what it names and the app does not say came with the message.
#[test]
fn a_from_that_came_with_the_message_is_not_blamed_on_the_apps_address() {
    let verified = &[("example.co.kr", true)];
    let production = || scene().at("ap-northeast-2", true, verified).nothing_elsewhere();
    // The visitor of a contact form, a colleague elsewhere, and a slip in the message's own code.
    for from in ["someone@naver.com", "someone@shop.kr", "no-reply@exmaple.co.kr"] {
        let text = format!("{LIST}{from}");
        check_causes(&text, &production(), &[(MessageFromElsewhere, Proven)], &GUIDE, Exit::Finding);
    }
    // With a cached config the app may say another From than `.env`.
    let cached = production().file("bootstrap/cache/config.php", "<?php return array ();");
    let scene_says = |text: &str, scene: &Scene| {
        let text = format!("{LIST}{text}");
        let complaint = Complaint::read(&text).expect("a complaint");
        let diagnosis = diagnose(Some(&complaint), &scene.intent, &scene.facts(), now());
        let found = diagnosis.findings.iter().find(|it| it.cause == MessageFromElsewhere);
        found.map(|it| it.certainty)
    };
    assert_eq!(scene_says("someone@naver.com", &cached), Some(Likely));
    // The app's own address, one that waits to be verified, one of another region, Laravel's own, and the sandbox.
    assert_eq!(scene_says("no-reply@example.co.kr", &production()), None);
    let waits = scene().at("ap-northeast-2", true, &[("example.co.kr", true), ("shop.kr", false)]).nothing_elsewhere();
    assert_eq!(scene_says("someone@shop.kr", &waits), None);
    let elsewhere = scene().at("ap-northeast-2", true, verified).at("us-east-1", true, &[("shop.kr", true)]);
    assert_eq!(scene_says("someone@shop.kr", &elsewhere.nothing_elsewhere()), None);
    assert_eq!(scene_says("hello@example.com", &production()), None);
    let sandbox = scene().at("ap-northeast-2", false, verified).nothing_elsewhere();
    assert_eq!(scene_says("someone@naver.com", &sandbox), None);
}

#[test]
fn several_names_may_have_several_causes() {
    let both = format!("{LIST}no-reply@example.co.kr, guest@naver.com");
    let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", true, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (RecipientInSandbox, Proven)];
    check_causes(&both, &elsewhere.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
    let gmail = scene().env("MAIL_FROM_ADDRESS=shop@gmail.com").at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let named = [(SenderNotVerified, Proven), (FromPublicMailbox, Proven)];
    check_causes(&format!("{LIST}shop@gmail.com"), &gmail, &named, &[RegionMismatch], Exit::Finding);
}

/// SES names everyone who fails, so an unverified From that it did not name was not the one.
#[test]
fn an_app_that_sends_as_somebody_else_is_not_taken_for_the_sender() {
    let text = format!("{LIST}no-reply@example.co.kr, guest@naver.com");
    let untouched = || scene().env("MAIL_FROM_ADDRESS=hello@example.com");
    let there = untouched().at("ap-northeast-2", false, &[]).at("us-east-1", false, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (RecipientInSandbox, Proven)];
    check_causes(&text, &there.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
    let begun = untouched().at("ap-northeast-2", false, &[("example.co.kr", false)]).nothing_elsewhere();
    let named = [(SenderNotVerified, Proven), (RecipientInSandbox, Proven)];
    check_causes(&text, &begun, &named, &[RegionMismatch], Exit::Finding);
    // Nothing in the account tells who sent: two names are more than one sender.
    let nothing = untouched().at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let named = [(RecipientInSandbox, Likely), (SenderNotVerified, Possible)];
    check_causes(&text, &nothing, &named, &[RegionMismatch, FromAddressNotCovered], Exit::Finding);
}

#[test]
fn what_was_not_seen_is_not_claimed() {
    let from = format!("{LIST}no-reply@example.co.kr");
    // On the text and the app alone.
    let named = [(SenderNotVerified, Likely), (RegionMismatch, Possible), (FromAddressNotCovered, Possible)];
    check_causes(&from, &scene().signed_out(), &named, &[RecipientInSandbox], Exit::Finding);
    // On the text alone nobody knows who sends.
    let named = [
        (SenderNotVerified, Possible),
        (RegionMismatch, Possible),
        (RecipientInSandbox, Possible),
        (FromAddressNotCovered, Possible),
    ];
    check_causes(&from, &scene().without_an_app().signed_out(), &named, &[], Exit::Finding);
    // The app says another region than SES.
    let virginia = from.replace("AP-NORTHEAST-2", "US-EAST-1");
    let named = [(RegionMismatch, Likely), (SenderNotVerified, Likely), (FromAddressNotCovered, Possible)];
    check_causes(&virginia, &scene().signed_out(), &named, &[], Exit::Finding);
    // Not there, and the other regions were not seen.
    let here = scene().at("ap-northeast-2", false, &[]);
    let named = [(SenderNotVerified, Proven), (RegionMismatch, Possible)];
    check_causes(&from, &here, &named, &[RecipientInSandbox, FromAddressNotCovered], Exit::Finding);
    // Denied.
    let mut denied = scene();
    let denial = Denial { kind: FailureKind::Denied, code: "AccessDeniedException".into(), message: "no".into() };
    let seen = RegionFacts {
        account: Fact::Hidden(denial.clone()),
        listed: Fact::Hidden(denial.clone()),
        ..RegionFacts::default()
    };
    denied.facts.regions.insert(seoul(), seen);
    let named = [(RecipientInSandbox, Likely)];
    check_causes(&format!("{LIST}guest@naver.com"), &denied, &named, &[SenderNotVerified], Exit::Finding);
    let complaint = Complaint::read(&from).unwrap();
    let diagnosis = diagnose(Some(&complaint), &denied.intent, &denied.facts(), now());
    let first = &diagnosis.findings[0];
    assert_eq!((first.cause, first.certainty), (SenderNotVerified, Likely));
    assert!(first.evidence.contains(&Evidence::Hidden { region: seoul(), denial }), "{first:#?}");
}

#[test]
fn a_review_stands_beside_the_sandbox() {
    let guest = format!("{LIST}guest@naver.com");
    let rows = [(ReviewStatus::Pending, ProductionPending), (ReviewStatus::Denied, ProductionDenied)];
    for (status, cause) in rows {
        let scene = scene().at("ap-northeast-2", false, &[("example.co.kr", true)]).review(status);
        check_causes(&guest, &scene, &[(RecipientInSandbox, Proven), (cause, Proven)], &[], Exit::Finding);
    }
}

#[test]
fn a_refused_key_or_secret_is_looked_at_from_every_side() {
    let refused = "The security token included in the request is invalid.";
    let yes = || Fact::Present(());
    check_causes(
        refused,
        &scene().key(SECRET, 10, Fact::Absent),
        &[(KeyNotYetVisible, Proven)],
        &[KeyInactive],
        Exit::Waiting,
    );
    check_causes(refused, &scene().key(SECRET, 40, yes()), &[(KeyNotYetVisible, Likely)], &[KeyUnknown], Exit::Waiting);
    check_causes(refused, &scene().key(SECRET, 9999, yes()), &[], &[KeyNotYetVisible, KeyUnknown], Exit::Well);
    let mut stopped = scene().key(SECRET, 9999, Fact::Unknown);
    stopped.facts.keys.present_mut().unwrap()[0].active = false;
    check_causes(refused, &stopped, &[(KeyInactive, Proven)], &[KeyUnknown, KeyNotYetVisible], Exit::Finding);
    let another = scene().key(SECRET, 9999, yes()).env("AWS_ACCESS_KEY_ID=AKIAANOTHERKEY234567");
    check_causes(refused, &another, &[(KeyUnknown, Likely)], &[KeyNotYetVisible], Exit::Finding);

    let signature = "The request signature we calculated does not match the signature you provided.";
    let with = |secret: &str| scene().key(secret, 9999, yes());
    check_causes(
        signature,
        &with(SMTP_PASSWORD),
        &[(SmtpPasswordAsSecret, Proven)],
        &[SecretMismatch, ClockSkew],
        Exit::Finding,
    );
    check_causes(
        signature,
        &with("wJalrXUtnFEMI/K7MDENG/bPxRfiCYANOTHERKEY"),
        &[(SecretMismatch, Proven)],
        &[SmtpPasswordAsSecret],
        Exit::Finding,
    );
    check_causes(signature, &with(SECRET), &[], &[SecretMismatch, SmtpPasswordAsSecret], Exit::Well);
    let mut unkept = with("wJalrXUtnFEMI/K7MDENG");
    unkept.facts.kept = Fact::Unknown;
    check_causes(signature, &unkept, &[(SecretMismatch, Proven)], &[SmtpPasswordAsSecret], Exit::Finding);
    check_causes(
        "Signature expired: 20261123T090000Z is now earlier than 20261123T093000Z",
        &scene(),
        &[(ClockSkew, Proven)],
        &[],
        Exit::Finding,
    );
}

#[test]
fn what_laravel_says_itself_is_not_blamed_on_ses() {
    let unverified = "Your email address is not verified.";
    check_causes(unverified, &scene(), &[(LaravelUnverifiedUser, Proven)], &GUIDE, Exit::Finding);
    check_causes("Class \"Aws\\Ses\\SesClient\" not found", &scene(), &[(SdkMissing, Proven)], &[], Exit::Finding);
    check_causes("Mailer [ses-v2] is not defined.", &scene(), &[(MailerUndefined, Proven)], &[], Exit::Finding);
    check_causes(
        "535 Authentication Credentials Invalid",
        &scene().env(&format!("MAIL_PASSWORD={SECRET}")),
        &[(SmtpCredentialsNotDerived, Proven)],
        &[],
        Exit::Finding,
    );
    check_causes(
        "Error retrieving credentials from the instance profile metadata service.",
        &scene().env("AWS_ACCESS_KEY_ID="),
        &[(CredentialsMissing, Proven)],
        &[],
        Exit::Finding,
    );
    let cached = scene().file("bootstrap/cache/config.php", "<?php return array ();");
    let virginia = format!("{LIST}no-reply@example.co.kr").replace("AP-NORTHEAST-2", "US-EAST-1");
    let there = cached.at("us-east-1", false, &[]).at("ap-northeast-2", false, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (ConfigCached, Likely)];
    check_causes(&virginia, &there.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
}

#[test]
fn the_words_of_a_refusal_or_a_limit_are_enough() {
    let denied = |action: &str, identity: &str| {
        format!(
            "User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform `{action}' on resource \
             `arn:aws:ses:ap-northeast-2:123456789012:identity/{identity}'"
        )
    };
    // A condition on the recipients is not told apart either.
    let all = [(PolicyLacksAction, Possible), (PolicyExcludesSender, Possible), (PolicyExcludesRecipient, Possible)];
    check_causes(&denied("ses:SendRawEmail", "example.co.kr"), &scene(), &all, &[WrongMailer], Exit::Finding);
    // The sandbox's recipient is named in the same way.
    let recipient = [(PolicyLacksAction, Possible), (PolicyExcludesRecipient, Possible)];
    let of_the_guest = denied("ses:SendRawEmail", "guest@naver.com");
    check_causes(&of_the_guest, &scene(), &recipient, &[PolicyExcludesSender], Exit::Finding);
    let action = [(PolicyLacksAction, Likely)];
    let reason =
        format!("{} because no identity-based policy allows the action", denied("ses:GetAccount", "example.co.kr"));
    check_causes(&reason, &scene(), &action, &[], Exit::Finding);
    for (text, cause) in [
        ("454 Throttling failure: Maximum sending rate exceeded.", RateExceeded),
        (
            "An error occurred (Throttling) when calling the SendRawEmail operation: Maximum sending rate exceeded.",
            RateExceeded,
        ),
        ("454 Throttling failure: Daily message quota exceeded.", QuotaExceeded),
    ] {
        check_causes(text, &scene(), &[(cause, Proven)], &[WrongMailer], Exit::Finding);
    }
}

/// A name from pasted text goes into a command as one word.
#[test]
fn a_command_runs_nothing_that_was_pasted() {
    // The second has the apostrophe that ends a quotation.
    for pasted in ["a&id$x@naver.com", "o'hara&id$x@naver.com"] {
        let complaint = Complaint::read(&format!("{LIST}{pasted}")).unwrap();
        let scene = scene().at("ap-northeast-2", false, &[("example.co.kr", true)]);
        let diagnosis = diagnose(Some(&complaint), &scene.intent, &scene.facts(), now());
        let commands: Vec<&String> = diagnosis.findings.iter().flat_map(|it| &it.commands).collect();
        let words = |command: &String| shlex::split(command).unwrap_or_else(|| panic!("{command}"));
        assert!(commands.iter().any(|it| words(it).iter().any(|word| word == pasted)), "{commands:?}");
        for command in commands {
            let outside = command.replace(&*shlex::try_quote(pasted).unwrap(), "");
            assert!(!outside.contains(['`', '$', ';', '|', '&']), "{command}");
        }
    }
}

#[test]
fn a_mailbox_at_somebody_elses_domain_is_told_what_can_work() {
    let check = |scene: &Scene, certainty: Certainty, remedy: [&str; 2]| {
        let complaint = Complaint::read(&format!("{LIST}user@gmail.com")).unwrap();
        let diagnosis = diagnose(Some(&complaint), &scene.intent, &scene.facts(), now());
        let found = |cause| diagnosis.findings.iter().find(|it| it.cause == cause);
        let mailbox = found(FromPublicMailbox).unwrap_or_else(|| panic!("{diagnosis:#?}"));
        assert_eq!(mailbox.certainty, certainty, "{diagnosis:#?}");
        let sender = found(SenderNotVerified).unwrap_or_else(|| panic!("{diagnosis:#?}"));
        for (at, locale) in [Locale::En, Locale::Ko].into_iter().enumerate() {
            let said = Text::new(locale).remedy(sender);
            assert!(said.contains("user@gmail.com") && said.contains(remedy[at]), "{said}\n{diagnosis:#?}");
        }
    };
    let either = ["If it is the recipient, verify that address", "받는 주소라면 그 주소를 인증하거나"];
    let own = ["Verify the one address for trying out", "시험할 때는 이 주소 하나를 인증하고"];
    // Nothing says who sent: no app here, or one that would have failed in its own name.
    let nowhere = scene().at("ap-northeast-2", false, &[]).nothing_elsewhere();
    check(&nowhere.without_an_app(), Possible, either);
    let example = scene().env("MAIL_FROM_ADDRESS=hello@example.com").at("ap-northeast-2", false, &[]);
    check(&example.nothing_elsewhere(), Possible, either);
    let gmail = scene().env("MAIL_FROM_ADDRESS=user@gmail.com").at("ap-northeast-2", false, &[]);
    check(&gmail.nothing_elsewhere(), Proven, own);
    // Where the sender passes it is the recipient's, and no more is to be said.
    let passes = scene().at("ap-northeast-2", false, &[("example.co.kr", true)]).nothing_elsewhere();
    let text = format!("{LIST}user@gmail.com");
    check_causes(&text, &passes, &[(RecipientInSandbox, Proven)], &[SenderNotVerified], Exit::Finding);
}

#[test]
fn what_could_not_be_seen_is_what_was_not_there() {
    let check = |text: &str, scene: Scene, expected: &[Evidence]| {
        let complaint = Complaint::read(text).unwrap();
        let diagnosis = diagnose(Some(&complaint), &scene.intent, &scene.facts(), now());
        let evidence: Vec<&Evidence> = diagnosis.findings.iter().flat_map(|it| &it.evidence).collect();
        for wanted in expected {
            assert!(evidence.contains(&wanted), "{wanted:?}\n{diagnosis:#?}");
        }
        for absent in [Evidence::NoApp, Evidence::NeedsSignIn, Evidence::EnvMissing { file: ".env".into() }] {
            assert!(expected.contains(&absent) || !evidence.contains(&&absent), "{absent:?}\n{diagnosis:#?}");
        }
    };
    let token = "The security token included in the request is invalid";
    let signature = "The request signature we calculated does not match the signature you provided.";
    let at = || EnvAt { file: ".env".into(), line: None };
    let empty = |name: &str| Evidence::EnvEmpty { at: at(), name: name.into() };
    check(token, scene(), &[empty("AWS_ACCESS_KEY_ID")]);
    check(token, scene().signed_out(), &[empty("AWS_ACCESS_KEY_ID")]);
    check(token, scene().without_an_app(), &[Evidence::NoApp]);
    check(token, scene().env(&format!("AWS_ACCESS_KEY_ID={KEY}")).signed_out(), &[Evidence::NeedsSignIn]);
    let denial = Denial { kind: FailureKind::Denied, code: "AccessDenied".into(), message: "not authorized".into() };
    let mut hidden = scene().env(&format!("AWS_ACCESS_KEY_ID={KEY}"));
    hidden.facts.keys = Fact::Hidden(denial.clone());
    check(token, hidden, &[Evidence::KeysHidden { denial }]);
    let mut no_user = scene().env(&format!("AWS_ACCESS_KEY_ID={KEY}"));
    no_user.facts.keys = Fact::Absent;
    check(token, no_user, &[Evidence::KeysNotSeen { user: "mail-user".into() }]);
    check(signature, scene(), &[empty("AWS_SECRET_ACCESS_KEY")]);
    check(signature, scene().without_an_app(), &[Evidence::NoApp]);
    check("535 Authentication Credentials Invalid", scene(), &[empty("MAIL_PASSWORD")]);
    check("535 Authentication Credentials Invalid", scene().without_an_app(), &[Evidence::NoApp]);
}

/// The AWS CLI reads no app's file: where it finds no key, none is to be written into one.
#[test]
fn what_the_aws_cli_lacks_is_not_written_into_an_app() {
    for (text, is_of_an_app) in [
        ("The config profile (shop) could not be found", false),
        ("Unable to locate credentials. You can configure credentials by running \"aws configure\".", false),
        ("530 Authentication required", true),
    ] {
        let complaint = Complaint::read(text).unwrap();
        let diagnosis = diagnose(Some(&complaint), &Intent::default(), &Facts::default(), now());
        let missing = diagnosis.findings.iter().find(|it| it.cause == CredentialsMissing).unwrap();
        assert_eq!(!missing.commands.is_empty(), is_of_an_app, "{text}: {:?}", missing.commands);
    }
}
