//! Region: what there is in the others, because a domain that is verified there does not count here.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    setup::Check,
    terms::Region,
    view::{form::radar, sheet::padded, theme},
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let elsewhere = model.facts.regions.iter().filter(|(region, seen)| {
        let used = seen.listed.present().is_some_and(|listed| !listed.is_empty());
        let production = seen.account.present().is_some_and(|account| account.production);
        model.intent.region != Some(**region) && (used || production)
    });
    let rows: Vec<_> =
        elsewhere.filter_map(|(region, _)| Some((*region, radar(model, text, region.code())?))).collect();
    if rows.is_empty() {
        return;
    }
    sheet.say(text.screen_radar_elsewhere(), theme::PLAIN);
    for (region, said) in rows {
        let name = padded(&text.region_short(region), 30);
        sheet.line(vec![Span::raw(format!("  {name}")), Span::styled(said, theme::QUIET)]);
        let listed = model.facts.regions.get(&region).and_then(|seen| seen.listed.present());
        for (name, _) in listed.into_iter().flatten().take(3) {
            sheet.say_indented(&name.to_string(), "    ", theme::QUIET);
        }
    }
    sheet.blank();
    verified_elsewhere(sheet, model, text);
}

/// The sender is verified, but not where the app is going to send.
pub(super) fn verified_elsewhere(sheet: &mut Sheet, model: &Model, text: &Text) {
    let (Some(from), Some(here)) = (&model.intent.from, model.intent.region) else { return };
    let is_here = model.facts.identity.present().is_some_and(|identity| identity.verified);
    let verified = |region: &Region| {
        let listed = model.facts.regions.get(region).and_then(|seen| seen.listed.present());
        listed.into_iter().flatten().find(|(name, check)| name.covers(from) && **check == Check::Success)
    };
    let elsewhere = model.facts.regions.keys().filter(|region| **region != here);
    if let Some((region, (name, _))) = elsewhere.filter_map(|region| Some((*region, verified(region)?))).next()
        && !is_here
    {
        sheet.say(&text.screen_verified_elsewhere(here.code(), name, region.code()), theme::NOTICE);
        sheet.blank();
    }
}
