//! Region: what there is in the others, because a domain that is verified there does not count here.
//! Does not know which one is picked.

use crate::{
    view::{
        form::{price, radar},
        sheet::Sheet,
        theme,
    },
    wizard::{Model, Wish},
    words::Text,
};

/// How AWS bills in the region of the set-up, where no question of the form has said it, and from where AWS delivers.
pub(super) fn account(sheet: &mut Sheet, model: &Model, text: &Text) {
    let is_asked = model.form.place_of(Wish::Pricing).is_some();
    let price = price(model, text).filter(|_| !is_asked || sheet.is_whole());
    let price = price.map(|price| if is_asked { format!("{price} {}", text.plain_price()) } else { price });
    let delivery = model.account_here().and_then(|account| account.delivery_mode.as_ref());
    let delivery = delivery.map(|word| text.delivery_mode(word));
    if price.is_some() || delivery.is_some() {
        sheet.blank();
    }
    price.iter().chain(&delivery).for_each(|said| sheet.say(said, theme::QUIET));
}

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Some(server) = text.server_in_awss_place(&model.facts) {
        sheet.say(&server, theme::NOTICE);
    }
    let (seen, all) = (model.facts.regions.len(), model.regions_to_see());
    if model.looks.any() && seen > 0 && seen < all {
        sheet.ticking(|sheet| sheet.progress(seen, all, &text.screen_radar_so_far(all, seen)));
    }
    let elsewhere = model.facts.regions.iter().filter(|(region, seen)| {
        let used = seen.listed.present().is_some_and(|listed| !listed.is_empty());
        let production = seen.account.present().is_some_and(|account| account.production);
        model.intent.region != Some(**region) && (used || production)
    });
    let rows: Vec<_> = elsewhere.filter_map(|(region, _)| Some((*region, radar(model, text, *region)?))).collect();
    if rows.is_empty() {
        return;
    }
    sheet.say(text.screen_radar_elsewhere(), theme::PLAIN);
    for (region, said) in rows {
        sheet.say_indented(&text.region_short(region), "  ", theme::PLAIN);
        sheet.say_indented(&said, "    ", theme::QUIET);
        let listed = model.facts.regions.get(&region).and_then(|seen| seen.listed.present());
        for (name, _) in listed.into_iter().flatten().take(3) {
            sheet.say_indented(&name.to_string(), "    ", theme::QUIET);
        }
    }
    sheet.blank();
    verified_elsewhere(sheet, model, text);
}

/// The sender is verified, but not where the app is going to send; and what it would mean to send from there.
pub(super) fn verified_elsewhere(sheet: &mut Sheet, model: &Model, text: &Text) {
    for note in model.notes() {
        let Some([said, means]) = text.note_with_its_meaning(&note) else {
            sheet.say(&text.note(&note), theme::NOTICE);
            sheet.blank();
            continue;
        };
        sheet.say(&said, theme::NOTICE);
        let way = sheet.either(text.screen_move_key(), text.plain_move());
        sheet.say(&format!("{means} {way}"), theme::PLAIN);
        sheet.blank();
    }
}
