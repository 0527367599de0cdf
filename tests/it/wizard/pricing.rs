//! The price plan: told beside the region, passed by with no key of its own, and switched by one confirmation.

use open_sesame::{
    setup::{PricePlan, PriceWish},
    wizard::Choice,
};

use super::*;
use crate::{
    gallery::standings::at,
    setup::{everything, intent, sandbox},
};

/// At the region, where AWS bills by this plan.
fn billed(current: &str) -> Script {
    at(Step::Region, intent(), Facts { account: Fact::Present(account(current)), ..everything() })
}

fn account(current: &str) -> SesAccount {
    SesAccount { plan: Some(PricePlan { current: current.into(), next: None }), ..sandbox() }
}

#[test]
fn the_plan_is_passed_by_with_no_key_of_its_own() {
    let told = billed("ESSENTIALS");
    let screen = told.screens.last().expect("drawn").clone();
    assert!(screen.contains("요금제: Essentials"), "{screen}");
    assert!(told.model.form.field(Wish::Pricing).is_some() && told.model.form.focused().is_none());
    let mut without = at(Step::Region, intent(), Facts { account: Fact::Present(sandbox()), ..everything() });
    let (mut with, page) = (told.press(&[Key::Enter]), without.press(&[Key::Enter]).model.page);
    assert_eq!(with.model.page, page);
    assert_eq!((with.model.intent.pricing, with.applied()), (None, None));
    // Neither a plan that was agreed on with AWS nor one that AWS does not tell is to be chosen here.
    without = billed("ENTERPRISE");
    assert!(without.model.form.field(Wish::Pricing).is_none());
    assert!(without.screens.last().expect("drawn").contains("요금제: Enterprise"));
}

#[test]
fn another_plan_is_switched_to_by_one_confirmation() {
    let mut script = billed("ESSENTIALS").press(&[Key::Up]);
    assert_eq!(script.model.form.focused().map(|field| field.id), Some(Wish::Pricing.into()));
    script = script.press(&[Key::Left, Key::Enter]);
    assert_eq!(script.model.intent.pricing, Some(PriceWish::None));
    let open = script.model.standing(Step::Region);
    assert_eq!(open.open().map(Change::kind), Some(ChangeKind::SetPricePlan), "{open:?}");
    // The request to AWS's reviewers waits for no bill.
    let production = script.model.standing(Step::Production);
    assert_ne!(production.open().map(Change::kind), Some(ChangeKind::SetPricePlan), "{production:?}");
    assert!(
        script.screens.last().expect("drawn").contains("Essentials에서 없음"),
        "{}",
        script.screens.last().unwrap()
    );
    script.asked();
    script = script.press(&[Key::Enter]);
    let (ticket, change) = script.applied().expect("it is carried out");
    assert!(matches!(change, Change::SetPricePlan { plan: PriceWish::None, .. }), "{change:?}");
    let done = Receipt { change: change.kind(), outcome: Outcome::Done, made: None, learned: None };
    script.tell(Msg::Applied { ticket, outcome: Ok(done) });
    script = script.sees(Facts { account: Fact::Present(account("NONE")), ..everything() });
    assert_eq!(script.model.standing(Step::Region), Standing::Done);
}

/// Each region has a plan of its own.
#[test]
fn a_plan_that_was_chosen_for_one_region_is_not_asked_for_in_another() {
    let mut script = billed("ESSENTIALS").press(&[Key::Up, Key::Left, Key::Enter]);
    assert_eq!(script.model.intent.pricing, Some(PriceWish::None));
    let tokyo = Choice::Region("ap-northeast-1".parse().unwrap());
    let said = open_sesame::wizard::FieldValue::Choice(tokyo);
    script.tell(Msg::Answer { field: Wish::Region.into(), said });
    assert_eq!((script.model.intent.pricing, script.model.form.field(Wish::Pricing).is_some()), (None, false));
}
