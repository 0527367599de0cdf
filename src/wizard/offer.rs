//! What the keys do, page by page: one list for behaviour, footer and help. Does not know what an act does.

use super::{
    field::Steer,
    keys::Key,
    message::{Act, Offer},
    model::Model,
    parts::{copying::Clipboard, overlay::Overlay, ways::Way},
    path::Page,
};
use crate::setup::{BrowserOn, Step, notes::Note};

/// What the keys do here, most important first: what goes on, what only this page has, what every page has. The footer says
/// the same.
pub fn offered(model: &Model) -> Vec<Offer> {
    if let Some(overlay) = model.window.overlay {
        let mut offers: Vec<Offer> = Vec::new();
        let mut offer = |key, act| offers.push(Offer { key, act });
        match overlay {
            Overlay::Help { .. } | Overlay::Log { .. } | Overlay::Document { .. } => {
                offer(Key::Enter, Act::Close);
                if matches!(overlay, Overlay::Document { .. }) {
                    offer(Key::F(6), if model.has_block() { Act::CopyBlock } else { Act::CopyDocument });
                }
                offer(Key::Up, Act::Above);
                offer(Key::Down, Act::Below);
                read_over(model, &mut offer);
            }
            // Enter begins what is picked, as in every list; of the one that is being played the key says that it starts over.
            Overlay::Stories { picked } => {
                let is_playing = model.scene.is_playing(picked);
                offer(Key::Enter, if is_playing { Act::PlayAnew(picked) } else { Act::Play(picked) });
                offer(Key::Up, Act::Above);
                offer(Key::Down, Act::Below);
                read_over(model, &mut offer);
            }
            Overlay::Letter => {
                offer(Key::Esc, Act::Close);
                opener(overlay).into_iter().for_each(|key| offer(key, Act::Close));
                offer(Key::F(6), Act::CopyLetter);
                offer(Key::Ctrl('c'), Act::Leave);
                return offers;
            }
            Overlay::Secret { .. } => {
                offer(Key::Enter, Act::CopySecretNow);
                offer(Key::Up, Act::Above);
                offer(Key::Down, Act::Below);
                read_over(model, &mut offer);
            }
            Overlay::Leave => {
                offer(Key::Enter, Act::LeaveAfter);
                offer(Key::Esc, Act::Close);
                offer(Key::Ctrl('c'), Act::LeaveNow);
                return offers;
            }
        }
        offer(Key::Esc, Act::Close);
        opener(overlay).into_iter().for_each(|key| offer(key, Act::Close));
        offer(Key::Ctrl('c'), Act::Leave);
        return offers;
    }
    offered_below(model)
}

/// The key that has laid it over the page, and takes it away again; none where that key leaves in earnest when it is pressed
/// twice.
fn opener(overlay: Overlay) -> Option<Key> {
    match overlay {
        Overlay::Help { .. } => Some(Key::F(1)),
        Overlay::Log { .. } => Some(Key::F(3)),
        Overlay::Document { .. } | Overlay::Letter => Some(Key::F(8)),
        Overlay::Secret { .. } => Some(Key::F(6)),
        Overlay::Stories { .. } => Some(Key::F(10)),
        Overlay::Leave => None,
    }
}

/// What the keys do on the page, whatever lies over it.
pub fn offered_below(model: &Model) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    let mut offer = |key, act| offers.push(Offer { key, act });
    if let Some(wait) = model.session.browser().filter(|_| model.page == Page::SignIn) {
        if wait.asks.is_some() {
            offer(Key::Enter, Act::ReplaceSession);
        } else if wait.is_kept {
            // It takes a moment, and stops nowhere in between.
            anywhere(model, &mut offer);
            return offers;
        } else if wait.page.is_some() {
            if model.awaits_page_text() {
                offer(Key::Enter, if model.window.seen.hides_its_end { Act::ReadOn } else { Act::Answer });
            }
            offer(Key::F(6), Act::CopyLink);
            offer(Key::F(12), Act::OpenLink);
            // In a pretend world there is no other device.
            if wait.on == BrowserOn::ThisDevice && !model.scene.is_staged() {
                offer(Key::F(4), Act::OnAnotherDevice);
            }
        }
        offer(Key::Esc, Act::StopWaiting);
        read_on(model, &mut offer);
        anywhere(model, &mut offer);
        return offers;
    }
    enter(model).into_iter().for_each(|act| offer(Key::Enter, act));
    let is_open = model.form.is_open();
    if is_open {
        offer(Key::Up, Act::Above);
        offer(Key::Down, Act::Below);
    }
    if model.form.focused().is_some_and(|field| !field.takes_text()) {
        offer(Key::Left, Act::Previous);
        offer(Key::Right, Act::Next);
    }
    if model.form.focused().is_some_and(|field| !field.takes_text()) && !is_open {
        offer(Key::Char(' '), Act::Open);
    }
    // Where the cursor is in no field, the arrows are what leads back to an answer, or through the records.
    let arrows = !model.form.fields.is_empty() || model.shows_records();
    if arrows && model.form.focused().is_none() {
        offer(Key::Up, if model.form.fields.is_empty() { Act::ToRecord } else { Act::ToAnswer });
        offer(Key::Down, Act::Below);
    }
    // What the user came for.
    let is_about_lines = model.page == Page::Project && model.is_only_env();
    if is_about_lines && model.copying.clipboard != Clipboard::None && !model.secret_lines().is_empty() {
        offer(Key::F(6), Act::CopySecret);
    } else if model.has_lines_to_copy() {
        offer(Key::F(6), Act::CopyLines);
    }
    // F6 copies and F12 opens, whatever the page is about.
    // What is only moved to in a list is not shown yet.
    let has_block = model.has_block() && !is_open;
    let for_cloud_shell = has_block || model.has_line();
    let in_console = model.way() == Some(Way::Console) && !waits(model) && !for_cloud_shell;
    if in_console {
        offer(Key::F(6), Act::CopyLink);
        offer(Key::F(12), Act::OpenLink);
    }
    // What a record's page is for.
    if model.page == Page::Identity && model.shows_records() && !in_console {
        offer(Key::F(6), Act::CopyName);
        offer(Key::F(7), Act::CopyValue);
    }
    let pages = [model.providers_console(), model.case_link(), model.token_page()];
    if !in_console && pages.iter().any(Option::is_some) {
        offer(Key::F(12), Act::OpenLink);
    } else if model.may_check_site() {
        offer(Key::F(12), Act::CheckSite);
    }
    let moves = matches!(model.notes().first(), Some(Note::VerifiedElsewhere { .. }));
    if model.page == Page::Identity && !moves && model.shows_records() && model.zone_file().is_some() {
        offer(Key::F(8), Act::SaveRecords);
    }
    if model.page == Page::Doctor {
        offer(Key::F(6), Act::CopyReport);
    }
    if for_cloud_shell {
        offer(Key::F(6), Act::CopyBlock);
        offer(Key::F(12), Act::OpenLink);
    } else if model.page == Page::SignIn && model.can_renew() {
        offer(Key::F(11), Act::SignInAnew);
    }
    if has_block {
        offer(Key::F(8), Act::Document);
    }
    if model.page == Page::Production && model.intent.from.is_some() {
        offer(Key::F(8), Act::Letter);
        if model.standing(Step::Production).refusal().is_some() {
            offer(Key::F(6), Act::CopyLetter);
        }
    }
    if let Some(Note::VerifiedElsewhere { there, .. }) = model.notes().first()
        && model.work.doing.is_none()
    {
        offer(Key::F(11), Act::UseRegion(*there));
    }
    if model.page == Page::Key && model.work.doing.is_none() && model.may_be_replaced().is_some() {
        let act = if model.intent.rotating.is_none() { Act::Replace } else { Act::KeepOld };
        offer(Key::F(11), act);
    }
    if model.copying.clipboard != Clipboard::None && !model.secret_lines().is_empty() && !is_about_lines {
        offer(Key::F(6), Act::CopySecret);
    }
    if model.document().is_some() {
        offer(Key::F(8), Act::Document);
    }
    if model.ways().len() > 1 {
        offer(Key::F(4), Act::OtherWay);
    }
    if model.scene.coming.is_some() && awaits(model) {
        offer(Key::F(9), Act::LetTimePass);
    }
    if can_play(model) && is_at_an_end(model) {
        offer(Key::F(10), Act::Stories);
    }
    if model.page.after() != model.page && !(model.page == Page::Project && model.is_only_env()) {
        offer(Key::Tab, Act::GoOn);
    }
    to_the_doctor(model, &mut offer);
    if is_open {
        offer(Key::Esc, Act::Close);
    } else if model.page != Page::Start {
        offer(Key::Esc, Act::Back);
    }
    if arrows && model.form.focused().is_some() && !is_open {
        offer(Key::Up, Act::Above);
        offer(Key::Down, Act::Below);
    }
    read_on(model, &mut offer);
    anywhere(model, &mut offer);
    offers
}

/// What Enter does on the page.
fn enter(model: &Model) -> Option<Act> {
    let is_quiet = model.work.doing.is_none();
    // A page opens at its first line: where its cursor or its action is comes next.
    if model.window.seen.hides_its_end && is_quiet {
        return Some(Act::ReadOn);
    }
    if let Some(field) = model.form.focused() {
        // An error that has been looked at leads to what mends it; the next one is pasted over it. So does a check that fails,
        // where no error is there.
        let is_read = field.id == Steer::Complaint && field.text() == model.doctor.complaint;
        return Some(match is_read && (!field.is_empty() || model.mending_page().is_some()) {
            true => model.mending_page().map_or(Act::Back, Act::Mend),
            false => Act::Answer,
        });
    }
    if model.form.fields.iter().any(|field| field.wrong.is_some()) {
        return Some(Act::Answer);
    }
    match model.ready() {
        Some(change) if model.window.seen.whole(&change) => Some(Act::Confirm(change.kind())),
        Some(_) => Some(Act::ReadOn),
        None if !is_quiet => None,
        // No look has a say in what the user came for.
        None if model.page == Page::Project && model.is_only_env() && !model.needs_an_answer() => model.onward(),
        None if model.is_reading_zone() => None,
        None if model.may_read_zone() => Some(Act::ReadZone),
        // A key that is pressed twice does not leave the page before it has said what came of the first.
        None if is_looking(model) => None,
        // What cannot be seen from here does not show by looking again.
        None if model.way() == Some(Way::Console) && !waits(model) && !model.is_by_hand() => Some(Act::LookAgain),
        None if model.way() == Some(Way::Colleague) && !model.ways.is_handed(model.page) && !is_undecided(model) => {
            Some(Act::CopyMessage)
        }
        None if model.page == Page::Doctor => Some(model.mending_page().map_or(Act::Back, Act::Mend)),
        // What is missing is asked for, and what was not seen is looked at: Enter passes neither by.
        None if model.lacks_an_answer() || model.wants_token() => Some(Act::Answer),
        None if is_unseen(model) => Some(Act::LookAgain),
        None => model.onward(),
    }
}

/// What a frame over the page had no room for.
fn read_over(model: &Model, offer: &mut impl FnMut(Key, Act)) {
    if model.window.over.above {
        offer(Key::PageUp, Act::ReadBack);
    }
    if model.window.over.below {
        offer(Key::PageDown, Act::ReadOn);
    }
}

/// What the window had no room for.
fn read_on(model: &Model, offer: &mut impl FnMut(Key, Act)) {
    if model.window.seen.above {
        offer(Key::PageUp, Act::ReadBack);
    }
    if model.window.seen.below {
        offer(Key::PageDown, Act::ReadOn);
    }
}

/// There and back again.
fn to_the_doctor(model: &Model, offer: &mut impl FnMut(Key, Act)) {
    offer(Key::F(2), if model.page == Page::Doctor { Act::Back } else { Act::Doctor });
}

/// What the keys do on every page.
fn anywhere(model: &Model, offer: &mut impl FnMut(Key, Act)) {
    let asks_all = model.page == Page::SignIn && model.session.browser().is_none() && model.can_be_asked().len() > 1;
    offer(Key::F(5), if asks_all { Act::AskAll } else { Act::LookAgain });
    // Where the user wants them most they were offered first.
    if model.scene.coming.is_some() && !awaits(model) {
        offer(Key::F(9), Act::LetTimePass);
    }
    if can_play(model) && !is_at_an_end(model) {
        offer(Key::F(10), Act::Stories);
    }
    offer(Key::F(1), Act::Help);
    offer(Key::F(3), Act::Log);
    offer(Key::Ctrl('c'), Act::Leave);
}

/// Whether another story can be begun. A change is not cancelled, not even one that is only played.
fn can_play(model: &Model) -> bool {
    model.scene.programme.is_some() && model.work.doing.is_none()
}

/// Where a story begins, and where it is over.
fn is_at_an_end(model: &Model) -> bool {
    matches!(model.page, Page::Start | Page::Receipt)
}

/// Whether the world must move before anything can be done here.
fn awaits(model: &Model) -> bool {
    let waits = |step: Step| model.standing(step).waits_on().is_some();
    match model.page.step() {
        Some(step) => waits(step) || model.standing(step).blocked_by().is_some_and(waits),
        None => model.page == Page::Receipt && Step::all().any(waits),
    }
}

/// Whether the page's matter only takes its time.
fn waits(model: &Model) -> bool {
    model.page.step().is_some_and(|step| model.standing(step).waits_on().is_some())
}

/// Whether the page's matter waits for an answer, so that there is nothing yet that a colleague could do.
fn is_undecided(model: &Model) -> bool {
    model.page.step().is_some_and(|step| !model.standing(step).asks().is_empty())
}

/// Whether what the page is about was not seen, though it could be.
fn is_unseen(model: &Model) -> bool {
    model.page.step().is_some_and(|step| model.is_unseen(step))
}

/// Whether what the page is about is only just being looked at.
fn is_looking(model: &Model) -> bool {
    model.looks.any() && is_unseen(model)
}
