//! What AWS's reviewers look at, as far as it was seen; what a page says of privacy, and where it leads.

use http::Uri;
use open_sesame::setup::{
    Preflight, PreflightState, PrivacyPage, Review, ReviewStatus, SiteFound, SiteLook, SuppressionRefusal, led_to,
    letter, preflight, privacy_page,
};
use strum::IntoEnumIterator as _;

use super::*;

fn site(found: SiteFound) -> Option<SiteLook> {
    Some(SiteLook { website: a("https://example.co.kr/"), found })
}

#[test]
fn each_row_says_what_was_seen_and_no_more() {
    use PreflightState::{Missing, NotChecked, Ok};
    let sandboxed = || Facts { account: Fact::Present(sandbox()), ..everything() };
    let check = |what: &str, intent: Intent, facts: Facts, expected: &[(&str, PreflightState)]| {
        let rows = preflight(&intent, &facts);
        let told: Vec<(&str, PreflightState)> = rows.iter().map(|row| (row.item().into(), row.state())).collect();
        assert_eq!(told, expected, "{what}: {rows:?}");
    };
    let of = |states: [PreflightState; 6]| {
        let items = ["domain", "mail-from", "dmarc", "bounces", "site", "privacy"];
        items.into_iter().zip(states).collect::<Vec<_>>()
    };
    check("all that AWS and DNS tell", intent(), sandboxed(), &of([Ok, Ok, Ok, Ok, NotChecked, NotChecked]));
    let at_site = |found| Facts { site: site(found), ..sandboxed() };
    let answers = |privacy| at_site(SiteFound::Answers { privacy });
    let linked = PrivacyPage::Linked("/privacy".into());
    check("a page", intent(), answers(linked.clone()), &of([Ok; 6]));
    check("no link", intent(), answers(PrivacyPage::NotLinked), &of([Ok, Ok, Ok, Ok, Ok, Missing]));
    check("cut off", intent(), answers(PrivacyPage::NotReadWhole), &of([Ok, Ok, Ok, Ok, Ok, NotChecked]));
    let wrong = [
        SiteFound::Status(503),
        SiteFound::TooManyTurns,
        SiteFound::WithoutHttps { at: "http://example.co.kr/".into() },
        SiteFound::Private { host: "localhost".into() },
    ];
    for found in wrong {
        check(&format!("{found:?}"), intent(), at_site(found), &of([Ok, Ok, Ok, Ok, Missing, NotChecked]));
    }
    // From here alone it says nothing against the site.
    let challenged = at_site(SiteFound::Challenged);
    check("a check for robots", intent(), challenged, &of([Ok, Ok, Ok, Ok, NotChecked, NotChecked]));
    for unseen in
        [PrivacyPage::Elsewhere("https://x.example/privacy".into()), PrivacyPage::ByScript, PrivacyPage::Drawn]
    {
        check("not to be judged", intent(), answers(unseen), &of([Ok, Ok, Ok, Ok, Ok, NotChecked]));
    }
    let silent = at_site(SiteFound::Silent { why: "timed out".into() });
    check("silence", intent(), silent, &of([Ok, Ok, Ok, Ok, NotChecked, NotChecked]));
    let other = Intent { website: Some(a("https://shop.co.kr/")), ..intent() };
    check("another site was looked at", other, answers(linked), &of([Ok, Ok, Ok, Ok, NotChecked, NotChecked]));

    let with = |identity| Facts { identity: Fact::Present(identity), ..sandboxed() };
    check("not verified", intent(), with(pending_domain()), &of([Missing, Missing, Ok, Ok, NotChecked, NotChecked]));
    let unset = Identity { mail_from: None, ..domain() };
    check("no MAIL FROM", intent(), with(unset), &of([Ok, Missing, Ok, Ok, NotChecked, NotChecked]));
    let theirs = Identity { mail_from: None, made: Authorship::Foreign, ..domain() };
    check("another's, without a MAIL FROM", intent(), with(theirs), &of([Ok, Missing, Ok, Ok, NotChecked, NotChecked]));
    let facts = Facts { identity: Fact::Absent, records: BTreeMap::new(), ..sandboxed() };
    check("nothing yet", intent(), facts, &of([Missing, Missing, NotChecked, Ok, NotChecked, NotChecked]));
    let facts = Facts { records: dmarc(Answer::NoName), ..sandboxed() };
    check("no DMARC", intent(), facts, &of([Ok, Ok, Missing, Ok, NotChecked, NotChecked]));
    let facts = Facts { records: BTreeMap::new(), ..sandboxed() };
    check("DNS was not asked", intent(), facts, &of([Ok, Ok, NotChecked, Ok, NotChecked, NotChecked]));
    let facts = Facts { identity: Fact::Hidden(denied()), ..sandboxed() };
    check("hidden", intent(), facts, &of([NotChecked, NotChecked, NotChecked, Ok, NotChecked, NotChecked]));
    let off = SesAccount { suppressed: Default::default(), ..sandbox() };
    let facts = Facts { account: Fact::Present(off), ..everything() };
    check("bounces go nowhere", intent(), facts, &of([Ok, Ok, Ok, Missing, NotChecked, NotChecked]));
    let address = Intent { identity: open_sesame::setup::IdentityKind::Email, ..intent() };
    let facts = Facts { identity: Fact::Absent, ..sandboxed() };
    let rows = [("domain", Missing), ("bounces", Ok), ("site", NotChecked), ("privacy", NotChecked)];
    check("an address", address, facts, &rows);

    // Where no request is ahead nothing is said.
    check("out of the sandbox", intent(), everything(), &[]);
    check("not seen", intent(), Facts { account: Fact::Unknown, ..everything() }, &[]);
    for status in [ReviewStatus::Pending, ReviewStatus::Granted, ReviewStatus::Denied] {
        let account = SesAccount { review: Some(Review { status, case: None }), ..sandbox() };
        check("asked for", intent(), Facts { account: Fact::Present(account), ..everything() }, &[]);
    }
    let failed = SesAccount { review: Some(Review { status: ReviewStatus::Failed, case: None }), ..sandbox() };
    assert_eq!(preflight(&intent(), &Facts { account: Fact::Present(failed), ..everything() }).len(), 6);
}

fn newsletter() -> Intent {
    let answers = letter::Answers { sends: letter::Sends::Newsletter, ..letter::Answers::default() };
    Intent { answers, ..intent() }
}

/// AWS is told of a newsletter what a newsletter is, and the letter claims nothing that contradicts it.
#[test]
fn a_newsletter_is_marketing_mail_and_says_how_it_is_left() {
    use letter::{OptOut, Sends};
    use open_sesame::setup::MailType;
    let sandboxed = Facts { account: Fact::Present(sandbox()), ..everything() };
    let by_itself = "each message answers one action of its reader";
    let check = |what: &str, intent: Intent, is_marketing: bool, is_warned: bool| {
        let said = letter::composed(&intent, &sandboxed);
        let Standing::Open { next: Change::AskForProduction { mail_type, .. } } =
            assess(Step::Production, &intent, &sandboxed, now())
        else {
            panic!("{what}")
        };
        assert_eq!(mail_type == MailType::Marketing, is_marketing, "{what}");
        assert_eq!(said.contains("sends marketing mail to people who asked for it"), is_marketing, "{what}: {said}");
        assert_eq!(said.contains("transactional mail"), !is_marketing, "{what}: {said}");
        // What a reader cannot leave is warned of, and the letter is silent about it.
        assert_eq!(preflight(&intent, &sandboxed).contains(&Preflight::OptOutUnsaid), is_warned, "{what}");
        assert_eq!(said.contains("Opting out: "), !is_warned, "{what}: {said}");
        assert!(!(is_marketing && said.contains(by_itself)), "{what}: {said}");
    };
    let with = |sends, opt_out, mail_type| {
        let answers = letter::Answers { sends, opt_out, ..letter::Answers::default() };
        Intent { answers, mail_type, ..intent() }
    };
    let (transactional, marketing) = (MailType::Transactional, MailType::Marketing);
    check("mail of accounts", with(Sends::AccountMail, OptOut::ByItself, transactional), false, false);
    check("notices", with(Sends::Notices, OptOut::Settings, transactional), false, false);
    check("a newsletter", with(Sends::Newsletter, OptOut::ByItself, transactional), true, true);
    check("a newsletter with a link", with(Sends::Newsletter, OptOut::Link, transactional), true, false);
    check("marketing besides", with(Sends::OrderMail, OptOut::ByItself, marketing), true, true);
    check("marketing besides, with a link", with(Sends::OrderMail, OptOut::Link, marketing), true, false);
    // What the operator wrote is theirs.
    let edited = Intent { letter: Some("Readers leave by mail.".into()), ..newsletter() };
    assert!(!preflight(&edited, &sandboxed).contains(&Preflight::OptOutUnsaid));
}

#[test]
fn what_is_missing_has_a_way_out_in_both_languages() {
    let off = SesAccount { suppressed: Default::default(), ..sandbox() };
    let refusal = SuppressionRefusal { in_production: false, denial: denied() };
    let worst = |site| Facts {
        account: Fact::Present(off.clone()),
        identity: Fact::Present(Identity { mail_from: None, ..pending_domain() }),
        records: dmarc(Answer::NoName),
        suppression_refused: Some(refusal.clone()),
        site,
        ..everything()
    };
    let mut seen: Vec<Preflight> = Vec::new();
    for found in [SiteFound::Answers { privacy: PrivacyPage::NotLinked }, SiteFound::Status(500)] {
        seen.extend(preflight(&intent(), &worst(site(found))));
    }
    seen.extend(preflight(&newsletter(), &worst(None)));
    for row in seen.iter().filter(|row| row.state() == PreflightState::Missing) {
        for locale in open_sesame::words::Locale::iter() {
            let text = open_sesame::words::Text::new(locale);
            assert!(text.preflight_way(row).is_some_and(|way| !way.is_empty()), "{row:?}");
            let here = text.preflight_way_here(row).expect("a way");
            let is_for_lines = here.contains("--") || here.contains("`sesame");
            assert!(!is_for_lines || *row == Preflight::SiteUnasked, "a page names no flag: {here}");
            assert!(!text.preflight(row).is_empty(), "{row:?}");
        }
    }
    // What the sandbox refuses the letter does not promise.
    let said = letter::composed(&intent(), &worst(None));
    assert!(!said.contains("suppression list") && !said.contains("we remove an address"), "{said}");
    assert!(said.contains("Bounces and complaints: we watch"), "{said}");
}

#[test]
fn a_link_about_privacy_is_found_as_a_browser_would_show_it() {
    let linked = |link: &str| PrivacyPage::Linked(link.into());
    let elsewhere = |link: &str| PrivacyPage::Elsewhere(link.into());
    let google = "https://policies.google.com/privacy";
    let captcha = format!("<a href='/terms'>Terms</a> reCAPTCHA <a href='{google}'>Privacy Policy</a>");
    let both = format!("{captcha} <a href=/p>개인정보처리방침</a>");
    let rows: &[(&[u8], PrivacyPage)] = &[
        (b"<a href=\"/privacy\">Privacy</a>", linked("/privacy")),
        (b"<A class=x HREF='/legal'>Privacy <b>policy</b></A>", linked("/legal")),
        (b"<a\nhref=/privacy-policy class=x>Legal</a>", linked("/privacy-policy")),
        ("<a href=\"/p/12\">개인정보 처리방침</a>".as_bytes(), linked("/p/12")),
        ("<a href=/p>개인 정보 처리&nbsp;방침</a>".as_bytes(), linked("/p")),
        ("<a href=/p><img src=x alt='개인 정보처리방침'></a>".as_bytes(), linked("/p")),
        (b"<a href=/p aria-label='Privacy policy'><svg></svg></a>", linked("/p")),
        ("<map><area href=/p alt=개인정보처리방침></map>".as_bytes(), linked("/p")),
        (b"<a href='/e'>\xb0\xb3\xc0\xce \xc1\xa4\xba\xb8</a>", linked("/e")),
        (
            b"<a href='https://help.shop.example.co.kr/privacy?a=1&b=2'>x</a>",
            linked("https://help.shop.example.co.kr/privacy?a=1&b=2"),
        ),
        (b"<a href='https://x.example/privacy'>x</a>", elsewhere("https://x.example/privacy")),
        (b"<a href='//other.co.kr/privacy'>x</a>", elsewhere("//other.co.kr/privacy")),
        (captcha.as_bytes(), elsewhere(google)),
        (both.as_bytes(), linked("/p")),
        (b"<a data-href=/privacy href=/terms>Terms</a>", PrivacyPage::NotLinked),
        (b"<a href=/terms>Terms</a><!-- <a href=/privacy>Privacy</a> --><p>", PrivacyPage::NotLinked),
        (b"<a href=/x>x</a><script>var x = '<a href=/privacy>Privacy</a>'</script>", PrivacyPage::NotLinked),
        (b"<a href='mailto:privacy@example.co.kr'>privacy@example.co.kr</a><a href=/x>x</a>", PrivacyPage::NotLinked),
        (b"<a href=#>Privacy</a>", PrivacyPage::ByScript),
        (b"<a href='javascript:open()'>Privacy</a>", PrivacyPage::ByScript),
        ("<a onclick=open()>개인정보처리방침</a>".as_bytes(), PrivacyPage::ByScript),
        ("<button type=button>개인정보 처리방침</button>".as_bytes(), PrivacyPage::ByScript),
        (b"<article>privacy</article><p>We respect your privacy.</p><a href=/x>x</a>", PrivacyPage::NotLinked),
        (b"<a href=/terms>Terms</a><p>privacy</p>", PrivacyPage::NotLinked),
        (b"<a href=\"/privacy\x1b]0;x\x07\">Privacy</a>", linked("/privacy%1B]0;x%07")),
        (b"<a href='/privacy?a=1&amp;b=2'>x</a>", linked("/privacy?a=1&b=2")),
        (b"<a href=/terms>Terms <a href=/p>Privacy", linked("/p")),
        // What a browser shows is not in the page.
        (b"", PrivacyPage::Drawn),
        (b"<a href=/privacy", PrivacyPage::Drawn),
        (b"<div id=app data-page='{}'></div><a href=/x>x</a>", PrivacyPage::Drawn),
        (b"<frameset><frame src=/main></frameset>", PrivacyPage::Drawn),
        (b"<meta http-equiv=Refresh content='0;url=/ko'><a href=/ko>go</a>", PrivacyPage::Drawn),
        (b"<script>location.href='/ko'</script>", PrivacyPage::Drawn),
    ];
    let at: Uri = "https://shop.example.co.kr/".parse().expect("an address");
    for (page, expected) in rows {
        assert_eq!(privacy_page(&at, page, true), *expected, "{}", String::from_utf8_lossy(page));
    }
    assert_eq!(privacy_page(&at, b"<p>", false), PrivacyPage::NotReadWhole);
}

#[test]
fn an_address_leads_on_as_http_says() {
    let from: Uri = "https://example.co.kr/a/b?c=d".parse().expect("an address");
    let rows = [
        ("https://www.example.co.kr/", Some("https://www.example.co.kr/")),
        ("http://example.co.kr/x#y", Some("http://example.co.kr/x")),
        ("//www.example.co.kr/x", Some("https://www.example.co.kr/x")),
        ("/ko?to=http://x", Some("https://example.co.kr/ko?to=http://x")),
        ("ko", Some("https://example.co.kr/a/ko")),
        ("?e", Some("https://example.co.kr/a/b?e")),
        ("../x/./y", Some("https://example.co.kr/x/y")),
        ("https://\u{ac00}\u{ac8c}.example/", Some("https://xn--o39akk.example/")),
        ("ftp://example.co.kr/", None),
        ("https://user:password@example.co.kr/", None),
        ("https://", None),
    ];
    for (location, expected) in rows {
        assert_eq!(led_to(&from, location).map(|it| it.to_string()).as_deref(), expected, "{location}");
    }
}
