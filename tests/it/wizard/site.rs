//! The website is opened by a key of its own, and by nothing else.

use open_sesame::setup::{PrivacyPage, SiteFound, SiteLook};

use super::*;
use crate::setup::{self, everything};

fn before_the_request() -> Script {
    with_everything_said(Page::Production, Facts { account: Fact::Present(setup::sandbox()), ..everything() })
}

fn looks(script: &mut Script) -> Option<(Ticket, String)> {
    script.asked().into_iter().find_map(|effect| match effect {
        Effect::LookAtSite { ticket, website } => Some((ticket, website.to_string())),
        _ => None,
    })
}

#[test]
fn a_key_of_its_own_opens_the_website() {
    let mut script = before_the_request();
    assert_eq!(looks(&mut script), None, "nobody asked for it");
    script = script.press(&[Key::F(12)]);
    let (ticket, website) = looks(&mut script).expect("it is opened");
    assert_eq!(website, "https://example.co.kr/");
    let found = SiteFound::Answers { privacy: PrivacyPage::NotLinked };
    let site = Some(SiteLook { website: setup::a(&website), found });
    script.tell(Msg::Observed { ticket, news: Box::new(Facts { site, ..Facts::default() }), trouble: Vec::new() });
    script.tell(Msg::Looked { ticket });
    let screen = script.screens.last().unwrap().clone();
    assert!(script.model.preflight().iter().any(|row| row.state() == open_sesame::setup::PreflightState::Missing));
    // The request is ready all the same: whether it is made is the user's matter.
    assert!(script.model.ready().is_some(), "{screen}");
    // Looking at everything else is no wish to open it once more.
    script = script.press(&[Key::F(5)]);
    assert_eq!(looks(&mut script), None);
}

#[test]
fn where_no_request_is_ahead_there_is_nothing_to_open() {
    for account in [setup::production(), setup::under_review()] {
        let facts = Facts { account: Fact::Present(account), ..everything() };
        let mut script = with_everything_said(Page::Production, facts).press(&[Key::F(12)]);
        assert_eq!(looks(&mut script), None);
        assert!(script.model.preflight().is_empty());
    }
}
