//! What many pages show: the change with its fixed line, what is waited for, trouble. Does not know which page it is on.

use std::time::Duration;

use ratatui::text::Span;

use super::{
    around::RAIL_FROM,
    page::{identity::at_the_provider, project::lines_of, sign_in::block},
    sheet::{Section, Sheet},
    theme, writing,
};
use crate::{
    laravel::{
        EnvFile, Mailer,
        plan::{AppKey, KeyNames, default_mailer},
    },
    setup::{Barrier, Change, ChangeKind, DeleteReason, Standing, Step, Wait, by_hand, handover},
    terms::{Keep, KeyId, Timestamp, UserName},
    wizard::{Act, Key, Model, Way, WritingStage, offered},
    words::{Text, ask, details::Detail},
};

/// What stands between the operator and the next page: the change to confirm, or why nothing is to be confirmed.
pub fn action(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    sheet.part(Section::Action, |sheet| act(sheet, model, text, step));
}

fn act(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    if let Some(doing) = &model.work.doing {
        sheet.anchor();
        sheet.say(&text.change(&doing.change), theme::STRONG);
        sheet.ticking(|sheet| sheet.say(&text.card_doing(ago(text, doing.since, model.now)), theme::NOTICE));
        if model.work.is_leaving() {
            let rehearsed = model.scene.programme.is_some();
            let leaving = if rehearsed { text.card_leaving_rehearsed() } else { text.card_leaving() };
            sheet.say(leaving, theme::NOTICE);
        }
        return;
    }
    if let Some(planned) = model.planned_writing() {
        done_here(sheet, model, text, step);
        ways(sheet, model, text);
        return match model.ready() {
            Some(change) => confirmed(sheet, model, text, &change, |sheet| writing::rows(sheet, text, planned)),
            None => writing::nothing(sheet, text, planned),
        };
    }
    match model.standing(step) {
        Standing::Open { next } if matches!(model.way(), Some(Way::Console | Way::Colleague)) => {
            other_way(sheet, model, text, &next);
        }
        Standing::Open { next } => {
            done_here(sheet, model, text, step);
            ways(sheet, model, text);
            let barred = model.facts.bars(next.kind());
            if !barred.is_empty() {
                let named = |(action, barrier): &(&str, Barrier)| format!("{action} ({})", text.barrier_name(*barrier));
                let named: Vec<String> = barred.iter().map(named).collect();
                let named = named.join(", ");
                let by_lines = text.plain_barred_change(&named);
                sheet.say(sheet.either(&text.login_barred_change(&named), &by_lines), theme::NOTICE);
            }
            confirmed(sheet, model, text, &next, |sheet| details(sheet, model, text, &next));
        }
        Standing::Waiting { on } => {
            sheet.anchor();
            sheet.say_indented(&summary(text, model, step), "◐ ", theme::NOTICE);
            let since = model.waiting_since(step).map(|since| text.card_since(ago(text, since, model.now)));
            // Once AWS's reviewers have answered, their time says nothing more.
            let is_granted = step == Step::Production && model.is_granted();
            let normal = if is_granted { text.screen_granted_soon() } else { text.wait_normal(on) };
            if sheet.is_whole() {
                sheet.say(normal, theme::QUIET);
                sheet.ticking(|sheet| since.iter().for_each(|since| sheet.say(since, theme::QUIET)));
            } else {
                sheet.say(&since.map_or_else(|| normal.to_owned(), |since| format!("{normal} {since}")), theme::QUIET);
            }
            if let (Some(usual), Some(since)) = (on.usually().filter(|_| !is_granted), model.waiting_since(step)) {
                let passed = model.now.duration_since(since).max(jiff::SignedDuration::ZERO).unsigned_abs();
                sheet.ticking(|sheet| passes(sheet, text, passed, usual));
            }
            // Of the two lines about looking one says all that is asked: when, and whether to stay for it.
            match model.looks.next_at().filter(|_| !sheet.is_whole()) {
                Some(at) if at <= model.now => sheet.say(text.card_unknown(), theme::QUIET),
                Some(at) => sheet.say(&text.card_polls(ago(text, model.now, at)), theme::QUIET),
                None => sheet.ticking(|sheet| last_and_next_look(sheet, model, text)),
            }
            coming(sheet, model, text);
            match model.way() {
                Some(Way::Colleague) => {
                    ways(sheet, model, text);
                    message(sheet, model, text);
                }
                Some(Way::Console) => {
                    ways(sheet, model, text);
                    if on == Wait::Dns {
                        at_the_provider(sheet, model, text);
                    }
                }
                Some(Way::ForMe) if let Some(provider) = model.writes_into() => {
                    ways(sheet, model, text);
                    writing::before(sheet, model, text, provider);
                }
                Some(Way::ForMe) | None if model.looks.next_at().is_some() && !sheet.is_whole() => {}
                Some(Way::ForMe) | None => sheet.say(text.card_go_on(), theme::QUIET),
            }
        }
        Standing::Wrong { .. } => {
            sheet.anchor();
            sheet.say_indented(&summary(text, model, step), "! ", theme::WRONG);
            if sheet.is_whole() {
                sheet.say(text.card_mended(), theme::QUIET);
            }
            sheet.ticking(|sheet| last_and_next_look(sheet, model, text));
            match model.way() {
                Some(Way::Colleague) => {
                    ways(sheet, model, text);
                    message(sheet, model, text);
                }
                Some(Way::Console) => ways(sheet, model, text),
                Some(Way::ForMe) if let Some(provider) = model.writes_into() => {
                    ways(sheet, model, text);
                    writing::before(sheet, model, text, provider);
                }
                Some(Way::ForMe) | None => {}
            }
        }
        Standing::Done => {
            sheet.anchor();
            sheet.say_indented(&summary(text, model, step), "✓ ", theme::GOOD.patch(theme::STRONG));
        }
        Standing::Blocked { by: by @ Step::SignIn } if model.is_refused_with_the_given_key() => {
            sheet.anchor();
            sheet.say_indented(&summary(text, model, by), "✗ ", theme::WRONG);
        }
        Standing::Blocked { .. } => {
            sheet.anchor();
            let (mark, _) = theme::mark(model.standing(step).shown_as(step));
            sheet.say(&format!("{mark} {}", summary(text, model, step)), theme::NOTICE);
        }
        Standing::Undecided { .. } if model.form.focused().is_some() => {
            sheet.say(sheet.either(text.card_decide(), text.plain_decide()), theme::QUIET);
        }
        Standing::Undecided { asks } => {
            sheet.anchor();
            for ask in asks {
                let way_out = sheet.either(text.question_way_out(ask), ask::way_out_in_words(text, ask));
                sheet.say(way_out, theme::NOTICE);
            }
        }
        Standing::Unknown if model.is_by_hand() => by_hand(sheet, model, text, step),
        Standing::Unknown if model.looks.any() => sheet.say(text.card_unknown(), theme::QUIET),
        Standing::Unknown => unseen(sheet, model, text),
        Standing::Refused(_) => {
            sheet.anchor();
            // AWS's own words are long, and below them stands the way out.
            sheet.say(&format!("✗ {}", summary(text, model, step)), theme::WRONG);
            if model.way().is_some() {
                sheet.blank();
                ways(sheet, model, text);
                match model.errand().into_iter().next() {
                    Some(change) if model.way() == Some(Way::Console) => clicks(sheet, text, &change),
                    Some(_) | None => message(sheet, model, text),
                }
            }
        }
    }
}

/// The change that Enter carries out: its sentence, more about it, what it costs and how it is undone.
fn confirmed(sheet: &mut Sheet, model: &Model, text: &Text, change: &Change, more: impl FnOnce(&mut Sheet)) {
    let focused = model.form.focused().is_none();
    let (heading, body) = if focused { (theme::ACCENT, theme::STRONG) } else { (theme::QUIET, theme::PLAIN) };
    sheet.change(change, |sheet| {
        let seen = &model.window.seen;
        let will = match focused {
            // As the footer says: what has not been read is not confirmed.
            true if seen.below && !seen.whole(change) => text.card_will_once_read(),
            true => text.card_will(),
            false => text.card_will_after(),
        };
        sheet.say(sheet.either(will, text.plain_will()), heading);
        sheet.say_indented(&sentence(text, change), "  ", body);
        more(sheet);
        cost_and_undo(sheet, text, change);
    });
    if focused {
        sheet.anchor_above();
    }
}

/// What was not seen though it could be: why, where no failure below says so, and that Enter looks again.
fn unseen(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.say(&format!("? {}", text.say_not_looked()), theme::WRONG);
    if model.trouble.others.is_empty() {
        sheet.say_indented(text.card_no_answer(), "  ", theme::QUIET);
    }
    if !sheet.is_whole() {
        sheet.say(text.card_look_again(), theme::STRONG);
    }
    sheet.anchor_above();
}

/// What cannot be seen from here is done all the same, as if it were not there yet.
fn by_hand(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    if step != Step::Key {
        sheet.anchor();
    }
    let said = match step {
        Step::Sender if model.has_block() => text.card_block_makes_user(&model.intent.user),
        Step::Key if model.has_block() => sheet.either(text.card_key_by_block(), text.plain_key_by_block()).to_owned(),
        Step::Key => text.card_key_by_hand().to_owned(),
        Step::SignIn
        | Step::Region
        | Step::Sender
        | Step::Identity
        | Step::Production
        | Step::Project
        | Step::Delivery => summary(text, model, step),
    };
    sheet.say(&format!("? {said}"), theme::NOTICE);
    if model.way().is_none() {
        return;
    }
    sheet.blank();
    ways(sheet, model, text);
    match model.way() {
        Some(Way::Colleague) => message(sheet, model, text),
        Some(Way::Console | Way::ForMe) | None if model.has_block() => {
            // Where its result is pasted the block has been run.
            if step == Step::Sender {
                block(sheet, model, text);
            }
        }
        Some(Way::Console | Way::ForMe) | None => {
            let changes = model.errand();
            changes.iter().for_each(|change| clicks(sheet, text, change));
            if model.document().is_some() && !sheet.is_whole() {
                sheet.say_indented(text.card_document_keys(), "  ", theme::PLAIN);
            }
            if changes.is_empty() {
                sheet.say(text.card_answer_first(), theme::PLAIN);
            }
        }
    }
}

/// What was done on this page a moment ago, so that the next change is not taken for the last. In lines it stands above.
fn done_here(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    if sheet.is_whole() {
        return;
    }
    let mut here = model.work.done.iter().map(|(change, _)| change).filter(|change| change.kind().step() == step);
    if let Some(last) = here.next_back() {
        sheet.say_indented(&text.card_done_here(text.change(last)), "✓ ", theme::QUIET);
    }
}

/// The ways that there are, the one that was chosen marked.
fn ways(sheet: &mut Sheet, model: &Model, text: &Text) {
    if sheet.is_whole() {
        if let Some(way) = model.way().filter(|_| model.ways().len() > 1) {
            let others = model.ways().iter().filter(|it| **it != way).map(|it| text.way_name(*it));
            sheet.say(&text.plain_way(others.collect::<Vec<_>>().join(", "), text.way_name(way)), theme::QUIET);
        }
        return;
    }
    if model.ways().is_empty() {
        return;
    }
    // Only what Enter does is lit.
    let enter = offered(model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
    let is_pressed = match model.way() {
        Some(Way::ForMe) => matches!(enter, Some(Act::Confirm(_) | Act::ReadZone)),
        Some(Way::Colleague) => enter == Some(Act::CopyMessage),
        Some(Way::Console) | None => false,
    };
    let chosen = if is_pressed { theme::ACCENT } else { theme::STRONG };
    let mut spans: Vec<Span<'static>> = Vec::new();
    for way in model.ways() {
        let style = if Some(*way) == model.way() { chosen } else { theme::QUIET };
        let mark = if Some(*way) == model.way() { "▸" } else { " " };
        spans.push(Span::styled(format!("{mark}{}", text.way_name(*way)), style));
        spans.push(Span::raw("  "));
    }
    if spans.len() > 2 {
        spans.push(Span::styled("F4", theme::STRONG));
    }
    sheet.line(spans);
}

/// The same by the user's own hands, or a colleague's.
fn other_way(sheet: &mut Sheet, model: &Model, text: &Text, next: &Change) {
    ways(sheet, model, text);
    match model.way() {
        Some(Way::Console) => {
            clicks(sheet, text, next);
            if model.document().is_some() && !sheet.is_whole() {
                sheet.say_indented(text.card_document_keys(), "  ", theme::PLAIN);
            }
            cost_and_undo(sheet, text, next);
            let gone = matches!(next, Change::DeleteKey { .. });
            sheet.say(if gone { text.card_console_then_gone() } else { text.card_console_then() }, theme::STRONG);
            sheet.anchor_above();
        }
        Some(Way::ForMe | Way::Colleague) | None => message(sheet, model, text),
    }
}

fn clicks(sheet: &mut Sheet, text: &Text, change: &Change) {
    sheet.say_indented(&text.change(change), "  ", theme::STRONG);
    for (at, line) in text.console(change).unwrap_or_default().lines().enumerate() {
        sheet.say_indented(line, &format!("  {}. ", at + 1), theme::PLAIN);
    }
    sheet.say_indented(text.card_console_language(), "  ", theme::QUIET);
    if let Some(link) = by_hand::console(change) {
        sheet.link(text.card_link("").trim_end(), &link);
    }
}

/// The message for a colleague with the rights, as it is copied.
fn message(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(message) = text.errand(model) else { return };
    sheet.anchor();
    let changes = model.errand();
    // DNS shows to everybody.
    let shows = !model.records().is_empty() || handover::will_show(&changes, &model.facts);
    let said = match shows {
        true => sheet.either(text.card_errand(), text.plain_errand()),
        false => sheet.either(text.card_errand_unseen(), text.plain_errand_unseen()),
    };
    sheet.say(said, theme::STRONG);
    if !shows && changes.iter().any(|change| change.kind() == ChangeKind::IssueKey) {
        sheet.say(text.card_key_comes(), theme::PLAIN);
    }
    sheet.say_indented(&message, "  ", theme::PLAIN);
}

fn is_inactive(model: &Model, key: &KeyId) -> bool {
    model.facts.keys.present().is_some_and(|keys| keys.iter().any(|listed| listed.id == *key && !listed.active))
}

/// Where a new key goes: the name of its entry, the path of its file, or its lines in `.env`.
fn place(sheet: &mut Sheet, model: &Model, text: &Text, user: &UserName, keep: Keep) {
    match keep {
        Keep::Keychain => sheet.say_indented(&text.detail_in_keychain(user), "    ", theme::PLAIN),
        Keep::File => {
            let path = model.facts.sealed.present().map(|file| file.path.display().to_string());
            path.iter().for_each(|path| sheet.say_indented(path, "    ", theme::PLAIN));
        }
        Keep::Project => {
            let project = model.facts.project.present();
            let own = project.map(|project| project.own_keys.as_slice()).unwrap_or_default();
            let names = KeyNames::of(project.map(|project| &project.app), &AppKey::ToCome, own);
            let id = text.env_key_placeholder();
            let env = project.map_or(&EnvFile::Missing, |project| &project.app.env);
            sheet.say_indented(&env.line_around(names.id(), id), "    + ", theme::GOOD);
            sheet.say_indented(&env.line_around(names.secret(), "•••"), "    + ", theme::GOOD);
        }
    }
}

/// Where what is kept elsewhere goes besides, later and with a confirmation of its own: the app reads its `.env`.
fn in_the_end(sheet: &mut Sheet, model: &Model, text: &Text, keep: Keep) {
    let Some(project) = model.facts.project.present().filter(|_| keep != Keep::Project) else { return };
    let said = match model.intent.mailer.unwrap_or_else(|| default_mailer(&project.app)) {
        Mailer::Ses | Mailer::SesV2 => text.detail_later_in_env(),
        Mailer::Smtp => text.detail_later_in_env_as_password(),
    };
    sheet.say_indented(said, "    ", theme::PLAIN);
}

fn summary(text: &Text, model: &Model, step: Step) -> String {
    text.summary(step, &model.standing(step), &model.intent, &model.facts)
}

/// Where what a request holds begins, beside the names of its members.
const REQUEST_COLUMNS: usize = 25;

/// What the change does. The lines of a file stand above it, so they are not named again.
fn sentence(text: &Text, change: &Change) -> String {
    match change {
        Change::EditProject { edits } => {
            let files: Vec<&str> = edits.iter().map(|edit| edit.file.0.as_str()).collect();
            text.change_write_these(files.join(", "))
        }
        other => text.change(other),
    }
}

/// Of a change that says more than its sentence: what the policy allows, what AWS is sent, what becomes of a key.
fn details(sheet: &mut Sheet, model: &Model, text: &Text, change: &Change) {
    match change {
        Change::AllowSending { .. } => {
            for Detail { sign, what, means } in text.allowed(change) {
                if sheet.is_whole() {
                    let said = if means.is_empty() { what } else { text.plain_cell(what, means) };
                    sheet.say_indented(&said, "    ", theme::PLAIN);
                    continue;
                }
                let sign = if sign == "+" { " " } else { sign };
                sheet.say_pair(&format!("  {sign} {what}"), means, 29);
            }
        }
        Change::AskForProduction { .. } => {
            for (member, value) in change.review_request() {
                // Long names of AWS's stand above what they hold.
                match member.len() < REQUEST_COLUMNS {
                    true => sheet.say_pair(&format!("    {member}"), &value, REQUEST_COLUMNS + 4),
                    false => {
                        sheet.say_indented(member, "    ", theme::QUIET);
                        sheet.say_indented(&value, "      ", theme::PLAIN);
                    }
                }
            }
            sheet.say_indented(text.detail_promise(), "    ", theme::PLAIN);
            sheet.say_indented(
                sheet.either(text.detail_letter_stays(), text.plain_letter_stays()),
                "    ",
                theme::QUIET,
            );
        }
        Change::IssueKey { user, keep, .. } => {
            place(sheet, model, text, user, *keep);
            in_the_end(sheet, model, text, *keep);
            sheet.say_indented(text.detail_not_kept(), "    ", theme::PLAIN);
        }
        Change::KeepKey { keep, .. } => in_the_end(sheet, model, text, *keep),
        Change::DeleteKey { key, why: DeleteReason::Chosen, .. } if is_inactive(model, key) => {
            sheet.say_indented(text.detail_before_deleting(), "    ", theme::NOTICE);
        }
        Change::IssueServerKey { .. } => sheet.say_indented(text.detail_not_kept(), "    ", theme::PLAIN),
        Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => {
            lines_of(sheet, model, text, edits);
        }
        Change::CreateSender { .. }
        | Change::AdoptSender { .. }
        | Change::AdoptIdentity { .. }
        | Change::DeactivateKey { .. }
        | Change::DeleteKey { .. }
        | Change::CreateIdentity { .. }
        | Change::RecreateIdentity { .. }
        | Change::RestartDkim { .. }
        | Change::SetMailFrom { .. }
        | Change::WriteRecords { .. }
        | Change::RemoveRecords { .. }
        | Change::SuppressBounces { .. }
        | Change::SetPricePlan { .. }
        | Change::MendLeak { .. }
        | Change::RestoreFiles { .. }
        | Change::RunTool { .. }
        | Change::VerifyRecipient { .. }
        | Change::SendTest { .. } => {}
    }
}

/// What a change costs and how it is undone, in one line; what cannot be undone stands out.
fn cost_and_undo(sheet: &mut Sheet, text: &Text, change: &Change) {
    let kind = change.kind();
    let nobodys = matches!(change, Change::DeleteKey { why: DeleteReason::NobodyHoldsIt, .. });
    let costs = if nobodys { text.detail_nobody_holds_it() } else { text.change_costs(kind) };
    let style = if kind.can_be_undone() { theme::QUIET } else { theme::FINAL };
    sheet.say_indented(&text.card_fixed(costs, text.undoes(change)), "  ", style);
}

/// How much of the usual time of a wait is over.
fn passes(sheet: &mut Sheet, text: &Text, passed: Duration, usual: Duration) {
    let whole = |time: Duration| usize::try_from(time.as_secs()).unwrap_or(usize::MAX);
    let said = text.card_passed(text.duration(passed), text.duration(usual));
    sheet.progress(whole(passed), whole(usual), &said);
}

/// `checked 14 s ago, next check in 6 s`
fn last_and_next_look(sheet: &mut Sheet, model: &Model, text: &Text) {
    let last = model.looks.last.map(|at| text.card_checked(ago(text, at, model.now)));
    let next = model.looks.next_at().filter(|at| *at > model.now).map(|at| text.card_again(ago(text, model.now, at)));
    let line: Vec<String> = last.into_iter().chain(next).collect();
    sheet.say(&line.join(", "), theme::QUIET);
}

/// What a pretend world does next, where no panel beside the page says it.
fn coming(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(coming) = model.scene.coming.as_ref().filter(|_| sheet.is_whole() || model.window.columns < RAIL_FROM)
    else {
        return;
    };
    sheet.ticking(|sheet| sheet.say(&text.coming(coming, model.now), theme::NOTICE));
    if sheet.is_whole() {
        sheet.say(&text.coming_word(text.word_time()), theme::QUIET);
    }
}

fn ago(text: &Text, from: Timestamp, to: Timestamp) -> String {
    text.duration(to.duration_since(from).max(jiff::SignedDuration::ZERO).unsigned_abs())
}

/// What went wrong last: what, why in AWS's own words, what to do.
pub fn trouble(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.part(Section::Trouble, |sheet| failures(sheet, model, text));
}

fn failures(sheet: &mut Sheet, model: &Model, text: &Text) {
    let is_unknown = model.page.step().is_some_and(|step| model.standing(step) == Standing::Unknown);
    for (at, failure) in model.trouble.all().take(2).enumerate() {
        sheet.blank();
        sheet.say(text.what_failed(failure), theme::WRONG);
        sheet.say_indented(&text.failed_in_full(failure), "  ", theme::QUIET);
        // Where no answer came there was a look since: what stands above is what came of it.
        let looked =
            failure.may_have_happened() && Some(failure) == model.trouble.change.as_ref() && !model.looks.any();
        // A zone that was not read changed nothing.
        let looked = looked && !matches!(model.writing(), Some(WritingStage::Failed));
        let hint = if looked { text.card_looked_since().to_owned() } else { text.way_out_here(failure) };
        sheet.say_indented(&hint, "  ", theme::PLAIN);
        // A page without an action would go on to show its top; where nothing was seen this is why.
        match is_unknown && at == 0 {
            true => sheet.anchor_above(),
            false => sheet.anchor_above_if_none(),
        }
    }
}
