//! What the faces say of a step: the world as it is, not as the intent would have it.

use open_sesame::{
    setup::{Optional, Quota, SendingStop},
    words::{Locale, Text},
};

use super::*;

/// The summary of a step in both languages.
fn said(step: Step, intent: &Intent, facts: &Facts) -> [String; 2] {
    let standing = assess(step, intent, facts, now());
    [Locale::En, Locale::Ko].map(|locale| Text::new(locale).summary(step, &standing, intent, facts))
}

#[test]
fn a_quota_is_a_number_or_no_limit() {
    let with = |max_24_hour| {
        let quota = Some(Quota { max_24_hour, max_rate: 14.0, sent_24_hour: 0.0 });
        Facts { account: Fact::Present(SesAccount { quota, ..production() }), ..everything() }
    };
    let check = |max_24_hour, expected: [&str; 2]| {
        assert_eq!(said(Step::Production, &intent(), &with(max_24_hour)), expected);
    };
    check(50_000.0, ["50,000 recipients a day, 14 a second", "하루 수신자 50,000명, 초당 14명"]);
    check(0.0, ["0 recipients a day, 14 a second", "하루 수신자 0명, 초당 14명"]);
    check(-1.0, ["any number of recipients a day, 14 a second", "하루 수신자 제한 없음, 초당 14명"]);
    let [region, _] = said(Step::Region, &intent(), &with(-1.0));
    assert_eq!(region, "Asia Pacific (Seoul) ap-northeast-2, any number of recipients a day");
}

#[test]
fn an_account_under_a_cloud_is_told_so() {
    let check = |enforcement: &str, sending_enabled: bool, words: [&str; 2]| {
        let quota = Some(Quota { max_24_hour: 50_000.0, max_rate: 14.0, sent_24_hour: 0.0 });
        let account = SesAccount { quota, enforcement: Some(enforcement.into()), sending_enabled, ..production() };
        let facts = Facts { account: Fact::Present(account), ..everything() };
        for (said, words) in said(Step::Production, &intent(), &facts).iter().zip(words) {
            assert!(said.contains(words), "{enforcement}, {sending_enabled}: {said}");
        }
    };
    check("PROBATION", true, ["50,000 recipients a day, 14 a second; AWS has the account on probation", "보호 관찰"]);
    check("SHUTDOWN", true, ["AWS has shut sending down", "정지했습니다"]);
    check("HEALTHY", false, ["sending is paused", "일시 중지"]);
    let stopped = SesAccount { enforcement: Some("SHUTDOWN".into()), ..production() };
    assert_eq!(stopped.stop(), Some(SendingStop::ShutDown));
}

#[test]
fn an_identity_of_somebody_elses_is_told_as_theirs() {
    let check = |identity: Identity, words: [&str; 2]| {
        let theirs = Identity { made: Authorship::Foreign, ..identity };
        let facts = Facts { identity: Fact::Present(theirs), ..everything() };
        let intent = Intent { mail_from: Optional::Wanted(a("bounce")), ..intent() };
        for (said, words) in said(Step::Identity, &intent, &facts).iter().zip(words) {
            assert!(said.contains(words), "{said}");
        }
    };
    check(domain(), ["Sesame did not make it, and its MAIL FROM bounce.example.co.kr stays", "그대로 둡니다"]);
    check(Identity { mail_from: None, ..domain() }, ["it stays without a MAIL FROM", "따로 설정하지 않습니다"]);
    let stopped = Identity { verified: false, dkim: Dkim { status: Check::Failed, ..domain().dkim }, ..domain() };
    check(stopped, ["its owner can switch Easy DKIM on anew", "소유자가 SES 콘솔에서"]);
}

#[test]
fn what_the_user_may_do_is_told_as_it_is_in_aws() {
    let check = |what: &str, intent: Intent, document: &str, expected: &str| {
        let inline = Fact::Present([("SesameSend".to_owned(), document.to_owned())].into());
        let facts = Facts { sender: Fact::Present(Sender { inline, ..sender() }), ..everything() };
        let standing = assess(Step::Sender, &intent, &facts, now());
        assert_eq!(standing, Standing::Done, "{what}");
        let said = Text::new(Locale::En).summary(Step::Sender, &standing, &intent, &facts);
        assert_eq!(said, expected, "{what}");
    };
    check("one", intent(), POLICY, "mail-user may send as *@example.co.kr");
    let two = POLICY.replace("\"*@example.co.kr\"", "[\"*@example.co.kr\", \"*@blog.kr\"]");
    check("two", intent(), &two, "mail-user may send as *@example.co.kr, *@blog.kr");
    let star = Intent { policy: open_sesame::setup::PolicyChoice::SesStar, ..intent() };
    let all = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "SesameEverything", "Effect": "Allow", "Action": "ses:*", "Resource": "*"}]});
    check("all of it", star, &all.to_string(), "mail-user may send, by SesameSend, which allows more than needed");
}

#[test]
fn a_key_of_the_owners_has_no_records_of_ours() {
    let dkim = Dkim { status: Check::Pending, origin: DkimOrigin::External, ..domain().dkim };
    let facts = Facts { identity: Fact::Present(Identity { verified: false, dkim, ..domain() }), ..everything() };
    let [english, korean] = said(Step::Identity, &intent(), &facts);
    assert!(
        english.contains("signed with a key of its owner's (BYODKIM)") && english.ends_with("PENDING"),
        "{english}"
    );
    assert!(korean.contains("소유자의 키(BYODKIM)"), "{korean}");
}
