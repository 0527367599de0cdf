//! A plan as it is printed: what was read, what is there, the changes in order. Plans nothing and changes nothing.

use super::{
    bench::{Bench, NextRun},
    columns::{in_two_columns, padded},
    json,
    out::{Out, error},
    stop::Stop,
};
use crate::{
    setup::{
        Facts, Intent, Planned, PriceWish, Standing, Step, ToAdd, Wait, assess, notes::Note, preflight, wanted_records,
    },
    words::details::Detail,
};

/// The columns before what belongs to a heading or to a number.
const INDENT: usize = 5;

/// Prints the changes in order, each with its cost and how to undo it; for programs one object. With `missing` the plan
/// ends where an answer is missing.
pub(super) fn tell_plan(bench: &Bench, facts: &Facts, planned: &[Planned], notes: &[Note], missing: Option<&Stop>) {
    let text = &bench.text;
    if bench.out == Out::Json {
        let mut object = json::plan(bench, facts, planned, notes);
        object["error"] = missing.map_or(serde_json::Value::Null, |stop| error(text, stop));
        return bench.out.object(&object);
    }
    show_what_was_read(bench, facts);
    if !notes.is_empty() {
        bench.out.data("");
        bench.out.says(text.note_title());
        notes.iter().for_each(|note| bench.out.says(format!("     {}", text.note(note))));
    }
    let (preflight, texts) = preflight_lines(bench, facts);
    if !preflight.is_empty() {
        bench.out.data("");
        preflight.iter().for_each(|line| bench.out.says_below(line, texts));
    }
    match (missing, planned) {
        // A plan that could not be made does not say that there is nothing to do.
        (Some(_), []) => {}
        (None, []) => ["", text.plan_nothing()].iter().for_each(|line| bench.out.says(line)),
        (Some(_), _) => ["", text.plan_title_so_far()].iter().for_each(|line| bench.out.says(line)),
        (None, _) => ["", text.plan_title()].iter().for_each(|line| bench.out.says(line)),
    }
    for (number, line) in planned.iter().enumerate() {
        bench.out.says_below(format!("{:>3}. {}", number + 1, text.planned(line)), INDENT);
        let fixed = match line {
            Planned::Ready(change) => text.card_fixed(text.change_costs(change.kind()), text.undoes(change)),
            Planned::Later { what, .. } => text.card_fixed(text.change_costs(*what), text.change_undoes(*what)),
            // Of all waits this one alone may ask for the operator's hands.
            Planned::Wait { on: Wait::Dns, .. } => {
                if lacks_records(bench, facts) {
                    bench.out.says(format!(
                        "     {}",
                        match bench.next_run {
                            NextRun::GoesOn => text.plan_by_hand(),
                            NextRun::BeginsAnew => text.plan_by_hand_rehearsed(),
                        }
                    ));
                }
                continue;
            }
            Planned::Wait { on: Wait::Click | Wait::Review | Wait::Propagation | Wait::Colleague, .. } => continue,
        };
        for Detail { sign, what, means } in text.planned_details(line, facts) {
            bench.out.data(format!("     {sign} {}", if means.is_empty() { what } else { padded(&what, 29) + means }));
        }
        bench.out.says(format!("     {fixed}"));
    }
}

/// Whether records are still to be put into DNS: all of them, where the identity is yet to be made.
fn lacks_records(bench: &Bench, facts: &Facts) -> bool {
    let (Some(identity), Some(region)) = (facts.identity.present(), bench.intent.region) else { return true };
    let ToAdd { file, by_hand, in_use } = facts.to_be_added(&wanted_records(&bench.intent, identity, region));
    !file.is_empty() || !by_hand.is_empty() || !in_use.is_empty()
}

/// What AWS's reviewers look at, a line each, with the way to what is missing, and the column that the texts begin at;
/// nothing where no request is ahead.
pub(super) fn preflight_lines(bench: &Bench, facts: &Facts) -> (Vec<String>, usize) {
    let text = &bench.text;
    let rows = preflight(&bench.intent, facts);
    let told: Vec<(&str, String)> = rows
        .iter()
        .map(|row| {
            let (state, seen) = (text.preflight_state(row.state()), text.preflight(row));
            // That nothing was seen is what the state says.
            let seen = if seen == text.preflight_unseen() { state.to_owned() } else { format!("{state}: {seen}") };
            let way = text.preflight_way(row);
            (text.preflight_name(row.item()), way.map_or(seen.clone(), |way| text.preflight_and_way(seen, way)))
        })
        .collect();
    let (lines, texts) = in_two_columns(told.iter().map(|(name, said)| (*name, said.as_str())));
    let title = (!rows.is_empty()).then(|| text.preflight_title().to_owned());
    let lines = lines.iter().map(|line| format!("{}{line}", " ".repeat(INDENT)));
    (title.into_iter().chain(lines).collect(), INDENT + texts)
}

/// Prints the account, the region and what was looked at there.
fn show_what_was_read(bench: &Bench, facts: &Facts) {
    let text = &bench.text;
    let said = |step| text.summary(step, &assess(step, &bench.intent, facts, bench.now()), &bench.intent, facts);
    let account = match facts.caller.present() {
        Some(caller) => format!("{}, {}", caller.account.grouped(), caller.arn),
        None => said(Step::SignIn),
    };
    // To switch the price plan is a line of the plan; here stands what there is.
    let intent = Intent { pricing: None, ..bench.intent.clone() };
    let region = text.summary(Step::Region, &assess(Step::Region, &intent, facts, bench.now()), &intent, facts);
    let folder = facts.project.present().map(|project| project.root.display().to_string());
    let folder = folder.unwrap_or_else(|| text.screen_no_project().to_owned());
    let identity = bench.intent.identity_name().map(|name| name.to_string()).unwrap_or_default();
    let read = match facts.caller.present().is_some() && bench.intent.region.is_some() {
        true => text.plan_read(identity, &bench.intent.user),
        false => text.plan_read_little().to_owned(),
    };
    let setup = text.set_up(&bench.intent.setup);
    let price = facts.account.present().and_then(|account| account.plan.as_ref());
    let price = price.map(|plan| match PriceWish::named(plan.comes_to()) {
        Some(_) => format!("{} {}", text.price_line(plan), text.account_price_flag()),
        None => text.price_line(plan),
    });
    let mut rows = Vec::new();
    if !bench.intent.setup.is_default() {
        rows.push((text.set_up_this(), setup.as_str()));
    }
    rows.extend([(text.plan_row_account(), account.as_str()), (text.plan_row_region(), region.as_str())]);
    rows.extend(price.as_ref().map(|price| (text.radar_plan(), price.as_str())));
    rows.extend([(text.plan_row_app(), folder.as_str()), (text.plan_row_read(), read.as_str())]);
    bench.out.says_in_columns(0, rows);
    let there = already_there(bench, facts);
    if !there.is_empty() {
        bench.out.data("");
        bench.out.says(text.plan_there());
        let rows = there.iter().map(|(step, said)| (text.step_name(step), said.as_str()));
        bench.out.says_in_columns(INDENT, rows);
    }
}

/// What is there already, by step, whether made by Sesame or not.
fn already_there(bench: &Bench, facts: &Facts) -> Vec<(Step, String)> {
    let (text, now) = (&bench.text, bench.now());
    let steps = [Step::Sender, Step::Key, Step::Identity, Step::Production, Step::Project].into_iter();
    let said = |step: Step| {
        let standing = assess(step, &bench.intent, facts, now);
        (standing == Standing::Done).then(|| text.summary(step, &standing, &bench.intent, facts))
    };
    let user = |step: Step| facts.sender.present().filter(|_| step == Step::Sender).map(|it| text.user_there(it, now));
    steps.filter_map(|step| Some((step, user(step).or_else(|| said(step))?))).collect()
}
