//! What a face without keys says: answers whole, and acts by their names. They come to the same as keys, and what is not
//! asked or not offered is refused.

use open_sesame::{
    setup::{Delivery, RunsOn, SignIn},
    wizard::{ActKind, Choice, Door, FieldValue, YesNo},
};
use strum::IntoEnumIterator as _;

use super::*;
use crate::gallery::standings::begun;

/// On the first page what is typed or pasted without Enter is the address, and no letter of it chooses a door.
#[test]
fn what_is_typed_over_the_doors_is_the_address_and_chooses_none() {
    for address in
        ["no-reply@example.co.kr", "env@not-working.example", "set-up@only-env.example", "메일@example.co.kr"]
    {
        for script in [Script::seeing(nothing_there()).types(address), Script::seeing(nothing_there()).pastes(address)]
        {
            assert_eq!(script.model.page, Page::Start, "{address}");
            assert_eq!(script.model.form.text(Wish::From), address);
            let door = script.model.form.field(Steer::Door).and_then(|field| field.picked().map(|it| it.id()));
            assert_eq!(door.as_deref(), Some("set-up"), "{address}");
            assert_eq!(script.model.form.focused().map(|field| field.id), Some(Wish::From.into()));
        }
    }
    let script = Script::seeing(nothing_there()).types("no-reply@example.co.kr").press(&[Key::Enter]);
    assert_eq!(script.model.intent.from, "no-reply@example.co.kr".parse().ok());
    // Another door that was moved to is taken by Enter alone: letters neither leave it nor choose another.
    let script = Script::seeing(nothing_there()).press(&[Key::Down, Key::Down]).types("no-reply@example.co.kr");
    let door = script.model.form.focused().and_then(|field| field.picked().map(|it| it.id()));
    assert_eq!((door.as_deref(), &*script.model.form.text(Wish::From)), (Some("only-env"), ""));
}

/// Of a list that is long, letters leave what has them in its name; of a short one nothing.
#[test]
fn letters_narrow_long_lists_alone() {
    let facts = Facts { account: Fact::Unknown, ..nothing_there() };
    let mut script = Script::open(Intent { region: None, ..crate::setup::intent() }).sees(facts);
    while script.model.page != Page::Region {
        script = script.press(&[Key::Tab]);
    }
    let shown = |script: &Script| script.model.form.focused().map(|field| field.shown().len());
    assert!(shown(&script).is_some_and(|all| all > 20));
    script = script.types("tokyo");
    assert_eq!(shown(&script), Some(1));
    // What nothing is like picks nothing: not what was like its first letters.
    script = script.press(&[Key::Backspace; 5]).types("mars");
    assert_eq!(shown(&script), Some(0));
    let screen = script.screens.last().unwrap();
    assert!(screen.contains("찾기: mars. 그런 것이 없습니다."), "{screen}");
    script = script.press(&[Key::Enter]);
    assert_eq!(script.model.intent.region, None);
    assert!(shown(&script).is_some_and(|all| all > 20));
}

/// Every act there is, with what one of its kind may carry.
fn acts() -> impl Iterator<Item = Act> {
    let seoul = || "ap-northeast-2".parse().unwrap();
    ActKind::iter().flat_map(move |kind| match kind {
        ActKind::Confirm => ChangeKind::iter().map(Act::Confirm).collect(),
        ActKind::UseRegion => vec![Act::UseRegion(seoul())],
        ActKind::Play => vec![Act::Play(0), Act::Play(1), Act::Play(usize::MAX)],
        ActKind::PlayAnew => vec![Act::PlayAnew(0), Act::PlayAnew(usize::MAX)],
        ActKind::Answer => vec![Act::Answer],
        ActKind::ReadOn => vec![Act::ReadOn],
        ActKind::ReadBack => vec![Act::ReadBack],
        ActKind::Above => vec![Act::Above],
        ActKind::Below => vec![Act::Below],
        ActKind::Previous => vec![Act::Previous],
        ActKind::Next => vec![Act::Next],
        ActKind::Open => vec![Act::Open],
        ActKind::OtherWay => vec![Act::OtherWay],
        ActKind::CopyMessage => vec![Act::CopyMessage],
        ActKind::CopyLink => vec![Act::CopyLink],
        ActKind::CopyBlock => vec![Act::CopyBlock],
        ActKind::SignInAnew => vec![Act::SignInAnew],
        ActKind::StopWaiting => vec![Act::StopWaiting],
        ActKind::OnAnotherDevice => vec![Act::OnAnotherDevice],
        ActKind::ReplaceSession => vec![Act::ReplaceSession],
        ActKind::AskAll => vec![Act::AskAll],
        ActKind::OpenLink => vec![Act::OpenLink],
        ActKind::Document => vec![Act::Document],
        ActKind::CopyDocument => vec![Act::CopyDocument],
        ActKind::CopySecret => vec![Act::CopySecret],
        ActKind::CopySecretNow => vec![Act::CopySecretNow],
        ActKind::Letter => vec![Act::Letter],
        ActKind::CopyLetter => vec![Act::CopyLetter],
        ActKind::CopyReport => vec![Act::CopyReport],
        ActKind::GoOn => vec![Act::GoOn],
        ActKind::OnTo => Page::path().map(Act::OnTo).collect(),
        ActKind::ToOpen => Page::path().map(Act::ToOpen).collect(),
        ActKind::Mend => Page::path().map(Act::Mend).collect(),
        ActKind::ToAnswer => vec![Act::ToAnswer],
        ActKind::ToRecord => vec![Act::ToRecord],
        ActKind::CopyLines => vec![Act::CopyLines],
        ActKind::Back => vec![Act::Back],
        ActKind::LookAgain => vec![Act::LookAgain],
        ActKind::CopyName => vec![Act::CopyName],
        ActKind::CopyValue => vec![Act::CopyValue],
        ActKind::CheckSite => vec![Act::CheckSite],
        ActKind::SaveRecords => vec![Act::SaveRecords],
        ActKind::ReadZone => vec![Act::ReadZone],
        ActKind::Replace => vec![Act::Replace],
        ActKind::KeepOld => vec![Act::KeepOld],
        ActKind::LetTimePass => vec![Act::LetTimePass],
        ActKind::Stories => vec![Act::Stories],
        ActKind::Help => vec![Act::Help],
        ActKind::Doctor => vec![Act::Doctor],
        ActKind::Log => vec![Act::Log],
        ActKind::Close => vec![Act::Close],
        ActKind::Leave => vec![Act::Leave],
        ActKind::LeaveAfter => vec![Act::LeaveAfter],
        ActKind::LeaveNow => vec![Act::LeaveNow],
    })
}

fn text(said: &str) -> FieldValue {
    FieldValue::Text(said.to_owned())
}

#[test]
fn an_act_that_is_not_offered_is_refused() {
    let now = "2026-11-23T09:00:00Z".parse().unwrap();
    for (name, Script { mut model, .. }) in begun() {
        model.now = now;
        let before = format!("{model:?}");
        for act in acts().filter(|act| offered(&model).iter().all(|offer| offer.act != *act)).collect::<Vec<_>>() {
            let effects = update(&mut model, Msg::Act(act), now);
            let only_the_clock = effects.iter().all(|effect| matches!(effect, Effect::WakeAt { .. }));
            assert!(only_the_clock, "{}: {act:?} asked for {effects:?}", name);
            assert_eq!(model.window.overlay, None, "{}: {act:?}", name);
            assert!(model.work.doing.is_none(), "{}: {act:?}", name);
        }
        let after = format!("{model:?}");
        let differs =
            before.split(", ").zip(after.split(", ")).find(|(was, is)| was != is && !was.contains("has_turned"));
        assert!(
            differs.is_none_or(|(was, _)| was.contains("next_ticket") || was.contains("redraw")),
            "{}: {differs:?}",
            name
        );
    }
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_changes_nothing() {
    let rows: Vec<(FieldId, FieldValue)> = vec![
        // not on this page
        (Wish::Website.into(), text("https://example.co.kr")),
        (Hidden::Passphrase.into(), FieldValue::Secret(Secret::new("open sesame"))),
        // on this page, and of another kind
        (Wish::From.into(), FieldValue::Secret(Secret::new("no-reply@example.co.kr"))),
        (Wish::From.into(), FieldValue::Choice(Choice::RunsOn(RunsOn::Panel))),
        (Wish::RunsOn.into(), text("panel")),
        // an option of another field
        (Wish::RunsOn.into(), FieldValue::Choice(Choice::Door(Door::OnlyEnv))),
        (Steer::Door.into(), FieldValue::Choice(Choice::AcceptTerms(YesNo::Yes))),
    ];
    for (field, said) in rows {
        let told = format!("{field:?} {said:?}");
        let mut script = at_the_address();
        script.asked();
        let (intent, focus) = (script.model.intent.clone(), script.model.form.focus);
        script.tell(Msg::Answer { field, said });
        assert_eq!((&*script.model.intent, script.model.form.focus), (&intent, focus), "{told}");
        assert!(script.asked().is_empty(), "{told}");
    }
    let mut covered = at_the_address().press(&[Key::F(1)]);
    covered.tell(Msg::Answer { field: Wish::From.into(), said: text("no-reply@example.co.kr") });
    assert_eq!(covered.model.intent.from, None, "a page under its help is not asked");
}

#[test]
fn what_is_said_whole_comes_to_the_same_as_what_is_typed() {
    let typed = at_the_sender();
    let mut said = Script::seeing(nothing_there());
    said.tell(Msg::Answer { field: Steer::Door.into(), said: FieldValue::Choice(Choice::Door(Door::SetUp)) });
    said.tell(Msg::Answer { field: Wish::From.into(), said: text("Moa <no-reply@example.co.kr>") });
    said.tell(Msg::Answer { field: Wish::RunsOn.into(), said: FieldValue::Choice(Choice::RunsOn(RunsOn::Server)) });
    while said.model.page != Page::Sender {
        let page = said.model.page;
        said.tell(Msg::Act(Act::GoOn));
        assert_ne!(said.model.page, page, "it goes on");
    }
    assert_eq!(said.model.intent, typed.model.intent);
    said.tell(Msg::Act(Act::Confirm(ChangeKind::CreateSender)));
    assert!(said.applied().is_some(), "{:?}", said.model.ready());
}

#[test]
fn an_answer_that_is_none_says_why_and_stays() {
    let mut script = at_the_address();
    script.tell(Msg::Answer { field: Wish::From.into(), said: text("no-reply@") });
    let field = script.model.form.focused().unwrap();
    assert!(field.id == Wish::From && matches!(field.wrong, Some(Wrong::Name(_))), "{field:?}");
    assert_eq!((script.model.intent.from.clone(), &*field.text()), (None, "no-reply@"));
    script.tell(Msg::Answer { field: Wish::From.into(), said: text("no-reply@example.co.kr") });
    assert_eq!(script.model.intent.from, Some(crate::setup::a("no-reply@example.co.kr")));
}

#[test]
fn a_door_and_a_login_lead_on_when_they_are_said() {
    let mut script = at_the_address();
    script.tell(Msg::Answer { field: Steer::Door.into(), said: FieldValue::Choice(Choice::Door(Door::NotWorking)) });
    assert_eq!(script.model.page, Page::Doctor);
    script.tell(Msg::Answer { field: Steer::Complaint.into(), said: text("Email address is not verified.") });
    assert_eq!(script.model.doctor.complaint, "Email address is not verified.");
    script.tell(Msg::Act(Act::Back));
    assert_eq!((script.model.page, &script.model.intent.sign_in), (Page::Start, &SignIn::Ambient));
}

#[test]
fn a_header_that_is_pasted_on_the_page_of_the_test_is_read_back() {
    let to = crate::setup::a("me@example.com");
    let delivery = Delivery { to, key: crate::setup::a(crate::setup::KEY), message_id: "0100".into() };
    let facts = Facts { delivery: Fact::Present(delivery), ..crate::setup::everything() };
    let mut script = super::with_everything_said(Page::Delivery, facts);
    let header = "Authentication-Results: mx.naver.com; spf=pass smtp.mailfrom=bounce.example.co.kr; dkim=fail \
                  header.d=example.co.kr; dmarc=pass header.from=example.co.kr";
    script.tell(Msg::Answer { field: Steer::Headers.into(), said: text(header) });
    let screen = script.screens.last().unwrap();
    for said in ["mx.naver.com", "SPF: 통과", "DKIM: 실패", "DMARC: 통과"] {
        assert!(screen.contains(said), "{said} is not on\n{screen}");
    }
    script.tell(Msg::Answer { field: Steer::Headers.into(), said: text("no header at all") });
    assert!(script.screens.last().unwrap().contains("Authentication-Results 줄이 없습니다"));
}

/// ↑ and ↓ pick a check; Enter goes to the page that mends it.
#[test]
fn a_check_of_the_doctors_is_picked_and_led_to_where_it_is_mended() {
    use open_sesame::diagnosis::checks::CheckId;
    let mut script = super::with_everything_said(Page::Identity, crate::setup::everything()).press(&[Key::F(2)]);
    assert_eq!((script.model.page, script.model.doctor.picked), (Page::Doctor, None));
    let listed: Vec<CheckId> = script.model.listed_checks().into_iter().map(|check| check.id).collect();
    let mut pages = std::collections::BTreeSet::new();
    for id in &listed {
        script = script.press(&[Key::Down]);
        assert_eq!(script.model.doctor.picked, Some(*id));
        let screen = script.screens.last().unwrap();
        let name = open_sesame::words::Text::new(open_sesame::words::Locale::Ko).check_name(*id);
        let cursor = screen.lines().find(|line| line.contains('▸') && line.contains(name));
        assert!(cursor.is_some(), "{id} is not seen:\n{screen}");
        let enter = offered(&script.model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
        match enter {
            Some(Act::Mend(page)) => drop(pages.insert(format!("{page:?}"))),
            // What is longer than the window is read first.
            Some(Act::ReadOn) => {}
            other => panic!("{id}: {other:?}"),
        }
    }
    assert!(pages.len() >= 4, "{pages:?}");
    // The last is the last, and above the first all are told again.
    script = script.press(&[Key::Down]);
    assert_eq!(script.model.doctor.picked, listed.last().copied());
    script = script.press(&vec![Key::Up; listed.len()]);
    assert_eq!(script.model.doctor.picked, None);
    script = script.press(&[Key::Down, Key::F(2), Key::F(2)]);
    assert_eq!(script.model.doctor.picked, None, "a doctor who is called anew looks at all");
}

#[test]
fn the_doctors_page_copies_a_report() {
    let mut script = at_the_address();
    script.tell(Msg::Answer { field: Steer::Door.into(), said: FieldValue::Choice(Choice::Door(Door::NotWorking)) });
    script.tell(Msg::Answer { field: Steer::Complaint.into(), said: text("Email address is not verified.") });
    let mut script = script.press(&[Key::F(6)]);
    let copied = script.asked().into_iter().find(|effect| matches!(effect, Effect::Copy(ToCopy::Report { .. })));
    assert!(matches!(copied, Some(Effect::Copy(ToCopy::Report { complaint: Some(_), .. }))), "{copied:?}");
}
