//! What the account knows and when, call by call.

use std::time::Duration;

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use aws_sdk_sesv2::types::MailType;
use open_sesame::{
    engine::apply,
    rehearsal::{Decision, Play, Scenario, Status, World},
    setup::{Change, MailType as Mail, Outcome, PriceWish, SignIn, Under},
    terms::{Fact, FailureKind},
};

use crate::interrupt::Stage;

use super::{POLICY, SEOUL, administrator, app, clients, world};

#[tokio::test]
async fn a_new_key_is_known_bit_by_bit_and_then_everywhere() {
    let world = world("fresh");
    let admin = administrator(&world).await;
    admin.iam.create_user().user_name("mail-user").send().await.expect("the user");
    admin
        .iam
        .put_user_policy()
        .user_name("mail-user")
        .policy_name("P")
        .policy_document(POLICY)
        .send()
        .await
        .expect("set");
    let made = admin.iam.create_access_key().user_name("mail-user").send().await.expect("the key");
    let key = made.access_key.expect("a key");
    let app = clients(&world, SEOUL, &key.access_key_id, &key.secret_access_key).await;
    let mut known = Vec::new();
    for _ in 0..30 {
        known.push(app.sts.get_caller_identity().send().await.map_err(|no| no.code().unwrap_or_default().to_string()));
        world.advance(Duration::from_millis(500));
    }
    let refused: Vec<&String> = known.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(known[0].is_err() && refused.iter().all(|code| *code == "InvalidClientTokenId"), "{refused:?}");
    let first_yes = known.iter().position(Result::is_ok).expect("known in time");
    assert!(known[first_yes..].iter().any(Result::is_err), "one node in three is late: {known:?}");
    for _ in 0..9 {
        app.sts.get_caller_identity().send().await.expect("after fifteen seconds every node knows");
        let known_but_not_allowed = app.ses.get_account().send().await.expect_err("the policy is for sending");
        assert_eq!(known_but_not_allowed.code(), Some("AccessDeniedException"));
    }

    admin
        .iam
        .update_access_key()
        .user_name("mail-user")
        .access_key_id(&key.access_key_id)
        .status(aws_sdk_iam::types::StatusType::Inactive)
        .send()
        .await
        .expect("deactivated");
    app.sts.get_caller_identity().send().await.expect("not everybody has heard of it");
    world.advance(Duration::from_secs(15));
    let refused = app.sts.get_caller_identity().send().await.expect_err("now they have");
    assert_eq!(refused.code(), Some("InvalidClientTokenId"));
    let refused = app.ses.get_account().send().await.expect_err("SES says it otherwise");
    assert_eq!(refused.code(), Some("UnrecognizedClientException"));
}

#[tokio::test]
async fn regions_know_nothing_of_each_other() {
    let world = world("wrong-region");
    let (key, secret) = world.admin();
    let clients_in = async |region: &str| clients(&world, region, key.as_str(), secret.reveal()).await;
    let rows = [
        ("us-east-1", None),
        (SEOUL, Some("NotFoundException")),
        ("ap-southeast-3", Some("UnrecognizedClientException")),
        ("mx-central-1", Some("UnrecognizedClientException")),
        ("us-gov-west-1", Some("UnrecognizedClientException")),
    ];
    for (region, code) in rows {
        let seen = clients_in(region).await.ses.get_email_identity().email_identity("example.co.kr").send().await;
        assert_eq!(seen.err().and_then(|no| no.code().map(str::to_string)).as_deref(), code, "{region}");
    }
    for region in ["ap-east-1", "mars-north-1"] {
        let nobody = clients_in(region).await.ses.get_account().send().await.expect_err("there is no such host");
        assert!(matches!(&nobody, aws_sdk_sesv2::error::SdkError::DispatchFailure(why) if why.is_io()), "{nobody:?}");
    }
    let gone = clients_in("ap-east-1").await.sts.get_caller_identity().send().await.expect_err("switched off");
    assert_eq!(gone.code(), Some("InvalidClientTokenId"));
}

#[tokio::test]
async fn a_denied_request_stays_denied_and_a_failed_one_may_be_sent_again() {
    let world = world("denied");
    let admin = administrator(&world).await;
    let ask =
        || admin.ses.put_account_details().mail_type(MailType::Transactional).website_url("https://example.co.kr");
    ask().production_access_enabled(true).send().await.expect("asked");
    world.advance(Duration::from_secs(6 * 3600));
    let account = admin.ses.get_account().send().await.expect("the account");
    let status = account.details().and_then(|it| it.review_details()).and_then(|it| it.status()).map(|it| it.as_str());
    assert_eq!((account.production_access_enabled(), status), (false, Some("DENIED")));
    let again = ask().production_access_enabled(true).send().await.expect_err("answer the case");
    assert_eq!(again.code(), Some("ConflictException"));

    let world = super::world("fresh");
    let admin = administrator(&world).await;
    let ask =
        || admin.ses.put_account_details().mail_type(MailType::Transactional).website_url("https://example.co.kr");
    ask().production_access_enabled(true).send().await.expect("asked");
    world.review(SEOUL.parse().expect("a region"), Decision::Fail).expect("it lies there");
    ask().production_access_enabled(true).send().await.expect("AWS never received the first");
}

#[tokio::test]
async fn a_verification_mail_is_clicked_or_dies_after_a_day() {
    let world = world("fresh");
    world.play(Play::ByHand);
    let admin = administrator(&world).await;
    let create = || admin.ses.create_email_identity().email_identity("Me@Naver.com").send();
    create().await.expect("the identity");
    let again = create().await.expect_err("and no second mail");
    assert_eq!(again.code(), Some("AlreadyExistsException"));
    assert_eq!(world.inbox("Me@naver.com").len(), 1);
    world.advance(Duration::from_secs(25 * 3600));
    world.click("Me@naver.com", None).expect_err("the link is dead");
    let status = || world.state().identity(SEOUL, "Me@naver.com").map(|it| it.status);
    assert_eq!(status(), Some(Status::Failed));
    admin.ses.delete_email_identity().email_identity("Me@naver.com").send().await.expect("deleted");
    create().await.expect("again");
    world.click("Me@naver.com", Some("us-east-1".parse().expect("a region"))).expect_err("not in this region");
    world.click("Me@naver.com", None).expect("clicked");
    assert_eq!(status(), Some(Status::Success));
}

#[tokio::test]
async fn an_operator_without_iam_is_told_so_in_awss_words() {
    let world = world("no-permission");
    let admin = administrator(&world).await;
    admin.ses.get_account().send().await.expect("SES is allowed");
    let denied = admin.iam.create_user().user_name("mail-user").send().await.expect_err("IAM is not");
    assert_eq!(denied.code(), Some("AccessDenied"));
    assert_eq!(
        denied.message(),
        Some(
            "User: arn:aws:iam::123456789012:user/developer is not authorized to perform: iam:CreateUser on resource: \
             arn:aws:iam::123456789012:user/mail-user because no identity-based policy allows the iam:CreateUser action"
        )
    );
}

#[tokio::test]
async fn two_keys_are_told_apart_by_their_last_use() {
    let world = world("two-keys");
    let admin = administrator(&world).await;
    let listed = admin.iam.list_access_keys().user_name("mail-user").send().await.expect("listed");
    let mut ages = Vec::new();
    for key in listed.access_key_metadata() {
        let id = key.access_key_id().expect("an id");
        let used = admin.iam.get_access_key_last_used().access_key_id(id).send().await.expect("known");
        let at = used.access_key_last_used().and_then(|it| it.last_used_date()).expect("used once").secs();
        ages.push((world.now().as_second() - at) / 3600);
    }
    assert_eq!(ages, [410 * 24, 3]);
    let third = admin.iam.create_access_key().user_name("mail-user").send().await.expect_err("both places are taken");
    assert_eq!(third.code(), Some("LimitExceeded"));
}

#[tokio::test]
async fn a_half_done_set_up_is_finished_by_its_provider() {
    let world = world("half-done");
    let seen = |world: &World| world.state().identity(SEOUL, "example.co.kr").map(|it| it.status);
    assert_eq!(seen(&world), Some(Status::Pending));
    world.advance(Duration::from_secs(300));
    assert_eq!(seen(&world), Some(Status::Success));
}

#[tokio::test]
async fn suppression_calls_are_refused_where_the_story_says_so() {
    for (answered, code) in [("accepted", None), ("refused", Some("BadRequestException"))] {
        let text = format!(
            "[ses]\nsuppression_in_sandbox = \"{answered}\"\nsuppressed_reasons = []\n[story]\nko = \"\"\nen = \"\"\n"
        );
        let world = World::open(&Scenario::parse("test", &text).expect("a good scenario"));
        let admin = administrator(&world).await;
        let put = admin.ses.put_account_suppression_attributes().suppressed_reasons("BOUNCE".into()).send().await;
        assert_eq!(put.err().and_then(|no| no.code().map(str::to_string)).as_deref(), code);
        assert_eq!(world.state().regions[SEOUL].suppressed_reasons.is_empty(), code.is_some());
    }
}

#[tokio::test]
async fn a_policy_is_known_a_little_after_it_is_put() {
    let world = world("fresh");
    let app = app(&world).await;
    let admin = administrator(&world).await;
    let wider = POLICY.replace("\"ses:SendEmail\"]", "\"ses:SendEmail\",\"ses:GetAccount\"]").replace(
        r#""StringLike":{"ses:FromAddress":"*@example.co.kr"}"#,
        r#""StringLikeIfExists":{"ses:FromAddress":"*@example.co.kr"}"#,
    );
    let put = admin.iam.put_user_policy().user_name("mail-user").policy_name("SesameSend").policy_document(wider);
    put.send().await.expect("the policy");
    let early = app.ses.get_account().send().await.expect_err("not everybody has heard of it");
    assert_eq!(early.code(), Some("AccessDeniedException"));
    world.advance(Duration::from_secs(10));
    app.ses.get_account().send().await.expect("now they have");
}

#[tokio::test]
async fn the_first_version_of_ses_keeps_the_same_identities_and_sends_its_mail_again() {
    let world = world("fresh");
    world.play(Play::ByHand);
    let admin = administrator(&world).await;
    for _ in 0..2 {
        admin.ses_v1.verify_email_identity().email_address("me@naver.com").send().await.expect("asked");
    }
    assert_eq!(world.inbox("me@naver.com").len(), 2);
    let seen = admin.ses.get_email_identity().email_identity("me@naver.com").send().await.expect("the identity");
    assert_eq!(seen.verification_status().map(|it| it.as_str()), Some("PENDING"));
}

/// The call replaces all that it can hold.
#[tokio::test]
async fn switching_the_list_on_keeps_what_others_have_set() {
    use aws_sdk_sesv2::types::{
        FeatureStatus, SuppressionConditionThreshold, SuppressionConfidenceThreshold,
        SuppressionConfidenceVerdictThreshold, SuppressionValidationAttributes,
    };
    let stage = Stage::over("[ses]\nsuppressed_reasons = []\n[story]\nko = \"\"\nen = \"\"\n");
    let admin = administrator(&stage.world).await;
    let region = SEOUL.parse().expect("a region");
    let under = Under { sign_in: SignIn::Ambient, account: "123456789012".parse().expect("an account"), region };
    let ports = stage.ports(None);
    let suppress =
        async || apply(&ports, Change::SuppressBounces { under: under.clone() }).await.expect("done").outcome;
    let overall = SuppressionConfidenceThreshold::builder()
        .confidence_verdict_threshold(SuppressionConfidenceVerdictThreshold::High)
        .build()
        .expect("whole");
    let condition = SuppressionConditionThreshold::builder()
        .condition_threshold_enabled(FeatureStatus::Enabled)
        .overall_confidence_threshold(overall)
        .build()
        .expect("whole");
    let validation = SuppressionValidationAttributes::builder().condition_threshold(condition).build();
    let put = || admin.ses.put_account_suppression_attributes();
    put().suppressed_reasons("BOUNCE".into()).validation_attributes(validation.clone()).send().await.expect("taken");
    let held = async || {
        let account = admin.ses.get_account().send().await.expect("an answer");
        account.suppression_attributes().cloned().expect("attributes")
    };
    assert_eq!(held().await.validation_attributes(), Some(&validation));

    assert_eq!(suppress().await, Outcome::Done);
    let after = held().await;
    assert_eq!(after.suppressed_reasons().len(), 2, "{after:?}");
    assert_eq!(after.validation_attributes(), Some(&validation), "what others set is lost");
    assert_eq!(suppress().await, Outcome::Already);
    // The pretend account does lose it, as AWS's does.
    put().suppressed_reasons("BOUNCE".into()).send().await.expect("taken");
    assert_eq!(held().await.validation_attributes(), None);
}

fn under() -> Under {
    let region = SEOUL.parse().expect("a region");
    Under { sign_in: SignIn::Ambient, account: "123456789012".parse().expect("an account"), region }
}

/// What AWS tells of the account, as the product reads it.
async fn seen(stage: &Stage) -> open_sesame::setup::SesAccount {
    let ports = stage.ports(None);
    let intent = open_sesame::setup::Intent { region: SEOUL.parse().ok(), ..Default::default() };
    let asking = open_sesame::engine::asking::Asking::of(open_sesame::engine::asking::Young::Once);
    let mut facts = open_sesame::setup::Facts::default();
    let scope = open_sesame::setup::Scope::everything();
    open_sesame::engine::observe(&ports, &asking, &intent, scope, |news, _| facts.learn(news)).await;
    match facts.account {
        Fact::Present(account) => account,
        other => panic!("{other:?}"),
    }
}

/// What is shown before it is sent is what is sent.
#[tokio::test]
async fn the_request_arrives_member_by_member_as_it_is_shown() {
    let rows = [(Mail::Transactional, None), (Mail::Marketing, Some("ops@example.co.kr"))];
    for (mail_type, contact) in rows {
        let stage = Stage::over("[story]\nko = \"\"\nen = \"\"\n");
        let website = "https://example.co.kr/shop?a=1".parse().expect("a website");
        let contact = contact.map(|it| it.parse().expect("an address"));
        let change = Change::AskForProduction { under: under(), website, mail_type, contact };
        let shown = change.review_request();
        apply(&stage.ports(None), change).await.expect("asked");
        let account = administrator(&stage.world).await.ses.get_account().send().await.expect("an answer");
        let details = account.details().expect("they were sent");
        let mut sent = vec![
            ("MailType", details.mail_type().expect("a type").as_str().to_owned()),
            ("WebsiteURL", details.website_url().expect("a site").to_owned()),
            ("ContactLanguage", details.contact_language().expect("a language").as_str().to_owned()),
        ];
        let contacts = details.additional_contact_email_addresses();
        sent.extend(contacts.iter().map(|it| ("AdditionalContactEmailAddresses", it.clone())));
        sent.push(("ProductionAccessEnabled", "true".to_owned()));
        assert_eq!(shown, sent);
        assert_eq!(details.use_case_description(), None);
    }
}

#[tokio::test]
async fn a_plan_is_switched_as_aws_takes_it() {
    let stage = Stage::over("[ses]\nplan = 'PRO'\n[story]\nko = \"\"\nen = \"\"\n");
    let ports = stage.ports(None);
    let switch =
        async |plan: PriceWish| apply(&ports, Change::SetPricePlan { under: under(), plan, from: "PRO".into() }).await;
    let told = async || {
        let plan = seen(&stage).await.plan.expect("a plan");
        (plan.current, plan.next)
    };
    let said = |current: &str, next: Option<&str>| (current.to_owned(), next.map(str::to_owned));
    assert_eq!(told().await, said("PRO", None));
    // One that costs less counts from the next month on, and is taken back by the one that counts.
    switch(PriceWish::Essentials).await.expect("taken");
    assert_eq!(told().await, said("PRO", Some("ESSENTIALS")));
    let conflict = switch(PriceWish::None).await.expect_err("another one meanwhile");
    assert_eq!((conflict.kind, conflict.code.as_deref()), (FailureKind::Conflict, Some("ConflictException")));
    switch(PriceWish::Pro).await.expect("taken back");
    assert_eq!(told().await, said("PRO", None));
    // À la carte counts at once.
    switch(PriceWish::None).await.expect("taken");
    assert_eq!(told().await, said("NONE", None));
    let other = administrator(&stage.world).await;
    let bad = other.ses.put_account_pricing_attributes().plan("CHEAP".into()).send().await.expect_err("no such plan");
    assert_eq!(bad.code(), Some("BadRequestException"));
    assert_eq!(stage.world.state().regions[SEOUL].suppressed_reasons.len(), 2, "nothing else moved");
}

/// The SDK's types are older than that member.
#[tokio::test]
async fn where_mail_leaves_is_read_off_the_answer_itself() {
    for mode in ["GLOBAL", "REGIONAL"] {
        let stage = Stage::over(&format!("[ses]\ndelivery_mode = '{mode}'\n[story]\nko = \"\"\nen = \"\"\n"));
        assert_eq!(seen(&stage).await.delivery_mode.as_deref(), Some(mode));
    }
}
