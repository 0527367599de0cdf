//! Receipt: every step as it stands, where the app is, and what is left to do there; of what was only played, how it is done
//! in earnest. Does not know how the file of that name is written.

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use crate::{
    setup::{Authorship, Change, ChangeKind, Outcome, Question, Standing, StandingKind, Step},
    terms::InEarnest,
    view::{
        sheet::{Sheet, padded},
        theme,
    },
    wizard::{Clipboard, Model, Page},
    words::{Text, ask},
};

/// Whether mail goes out: every step is done.
pub(in crate::view) fn is_complete(model: &Model) -> bool {
    Step::all().all(|step| model.standing(step) == Standing::Done)
}

/// The one sentence that all of it was for; before that what is left, and what only takes its time.
pub(super) fn headline(sheet: &mut Sheet, model: &Model, text: &Text) {
    if is_complete(model) {
        sheet.say(text.receipt_open_sesame(), theme::GOOD.patch(theme::STRONG));
        return sheet.blank();
    }
    let names = |of: &[StandingKind]| {
        let is_left = |step: &Step| of.contains(&model.standing(*step).shown_as(*step));
        Step::all().filter(is_left).map(|step| text.step_name(step)).collect::<Vec<_>>().join(", ")
    };
    let open = names(&[StandingKind::Open, StandingKind::Undecided, StandingKind::Refused, StandingKind::Wrong]);
    let waiting = names(&[StandingKind::Waiting]);
    let said = [
        (!open.is_empty()).then(|| text.receipt_left(open)),
        (!waiting.is_empty()).then(|| text.receipt_waits(waiting)),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    match said.is_empty() {
        // All is still being looked at.
        true => sheet.say(text.page_why(Page::Receipt), theme::QUIET),
        false => sheet.say(&said.join(" · "), theme::STRONG),
    }
    sheet.blank();
}

/// What this run has done, a line each, and what is left; nothing where it has done nothing.
pub(in crate::view) fn so_far(sheet: &mut Sheet, model: &Model, text: &Text) {
    let mut done = model.work.done.iter().filter(|(_, outcome)| *outcome == Outcome::Done).peekable();
    if done.peek().is_none() {
        return;
    }
    done.for_each(|(change, _)| sheet.say_indented(&text.change(change), "✓ ", theme::PLAIN));
    headline(sheet, model, text);
}

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let widest = Step::all().map(|step| text.step_name(step).width()).max().unwrap_or_default();
    for step in Step::all() {
        let standing = model.standing(step);
        let kind = standing.shown_as(step);
        let (mark, _) = theme::mark(kind);
        let name = match sheet.is_whole() {
            true => format!("{mark} {}: ", text.step_name(step)),
            false => format!("{mark} {}  ", padded(text.step_name(step), widest)),
        };
        let said = match is_complete(model) && !sheet.is_whole() {
            true => in_one_line(model, text, step).unwrap_or_default(),
            false => describe_step(sheet, model, text, step, &standing),
        };
        sheet.say_indented(&said, &name, style(kind));
    }
    if is_complete(model) && !sheet.is_whole() {
        return at_the_end(sheet, model, text);
    }
    sheet.blank();
    if let Some(project) = model.facts.project.present() {
        sheet.say(&text.screen_receipt_file(project.root.display()), theme::PLAIN);
    }
    if !model.secret_lines().is_empty() {
        let by_key = model.copying.clipboard != Clipboard::None && !sheet.is_whole();
        sheet.say(if by_key { text.secret_offer() } else { text.secret_file() }, theme::PLAIN);
        if model.facts.keys.present().is_some_and(|keys| keys.len() < 2) {
            sheet.say(text.secret_own(), theme::QUIET);
        }
    }
    where_it_runs(sheet, model, text);
    in_the_app(sheet, model, text);
    undo(sheet, model, text);
    if let Some(programme) = &model.scene.programme {
        sheet.blank();
        for_real(sheet, text, &programme.in_earnest);
    }
}

/// What is left when all is done, so short that the whole stands on one screen; what is printed on leaving says the rest.
fn at_the_end(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.say_indented(&text.next_in_brief(&model.intent, &model.facts), "→ ", theme::PLAIN);
    match model.lacks_sign_up_mail() {
        true => sheet.note(text.app_sign_up_in_short()),
        false => sheet.say_indented(text.app_in_short(), "✓ ", theme::PLAIN),
    }
    text.undo_in_short(&model.intent, &model.facts).iter().for_each(|it| sheet.say_indented(it, "· ", theme::PLAIN));
    sheet.say_indented(text.receipt_stays(), "· ", theme::PLAIN);
    let Some(programme) = &model.scene.programme else { return };
    sheet.say(text.receipt_rehearsal().trim_start_matches("> "), theme::NOTICE);
    let lines: Vec<String> = programme.in_earnest.lines().collect();
    match &lines[..] {
        [only] => sheet.say_pair(&format!("{}: ", text.earnest_title()), only, text.earnest_title().width() + 2),
        several => {
            sheet.say(&format!("{}:", text.earnest_title()), theme::PLAIN);
            several.iter().for_each(|line| sheet.say_indented(line, "  ", theme::STRONG));
        }
    }
}

/// How what was made is undone: what stands at AWS, and what this run changed in what stays.
fn undo(sheet: &mut Sheet, model: &Model, text: &Text) {
    let mut lines = text.undo(&model.intent, &model.facts);
    let identity_goes = model.facts.identity.present().is_some_and(|it| it.made == Authorship::Ours);
    let stays = |change: &Change| match change.kind() {
        ChangeKind::SetMailFrom => !identity_goes,
        kind => STAYS.contains(&kind),
    };
    let done = model.work.done.iter().filter(|(change, outcome)| *outcome == Outcome::Done && stays(change));
    // Of a rehearsal no other command knows anything.
    let undoes = |change: &Change| match model.scene.programme.is_some() && IN_THE_APP.contains(&change.kind()) {
        true => text.receipt_undo_rehearsed().to_owned(),
        false => text.undoes(change).into_owned(),
    };
    lines.extend(done.map(|(change, _)| text.receipt_undo_change(text.change(change), undoes(change))));
    if lines.is_empty() {
        return;
    }
    sheet.blank();
    sheet.say(text.receipt_undo().trim_start_matches("## "), theme::STRONG);
    lines.iter().for_each(|line| sheet.say_indented(line, "· ", theme::PLAIN));
}

/// Changes to the app's files; in a rehearsal to those of a copy.
const IN_THE_APP: [ChangeKind; 2] = [ChangeKind::EditProject, ChangeKind::SwitchMailer];

/// Changes to what is still there when user and identity are deleted.
const STAYS: [ChangeKind; 3] = [ChangeKind::SuppressBounces, ChangeKind::EditProject, ChangeKind::SwitchMailer];

/// What of a step that is done is worth a line, and no more than that.
fn in_one_line(model: &Model, text: &Text, step: Step) -> Option<String> {
    let (intent, facts) = (&model.intent, &model.facts);
    Some(match step {
        Step::SignIn => {
            let caller = facts.caller.present()?;
            let who = caller.arn.rsplit(['/', ':']).next().unwrap_or_default();
            text.say_account(caller.account.grouped(), who)
        }
        Step::Region => text.region_short(intent.region?),
        Step::Sender => intent.user.to_string(),
        Step::Key => text.receipt_key_in_short(&facts.app_key()?.id, text.resting_places_short(intent.keep, facts)),
        Step::Identity => facts.identity.present()?.name.to_string(),
        Step::Production | Step::Project => text.brief(step, &Standing::Done, intent, facts),
        Step::Delivery => facts.delivery.present()?.to.to_string(),
    })
}

/// What is not as it should be stands out.
fn style(kind: StandingKind) -> Style {
    match kind {
        StandingKind::Done => theme::PLAIN,
        StandingKind::Open | StandingKind::Undecided | StandingKind::Waiting => theme::NOTICE,
        StandingKind::Refused | StandingKind::Wrong => theme::WRONG,
        StandingKind::Blocked | StandingKind::Unknown => theme::QUIET,
    }
}

fn where_it_runs(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some((title, steps)) = text.where_it_runs(&model.intent, &model.facts, model.now) else { return };
    sheet.blank();
    sheet.say(title, theme::STRONG);
    for (at, step) in steps.iter().enumerate() {
        sheet.say_indented(step, &format!("{}. ", at + 1), theme::PLAIN);
    }
}

/// What is left to do in the app here.
fn in_the_app(sheet: &mut Sheet, model: &Model, text: &Text) {
    let in_the_app = text.in_the_app(&model.intent, &model.facts, model.now);
    let lacks_mail = model.lacks_sign_up_mail();
    if in_the_app.is_empty() && !lacks_mail {
        return;
    }
    // The same commands as where it runs, said of another machine.
    sheet.blank();
    sheet.say(text.receipt_app_here(), theme::STRONG);
    if lacks_mail {
        sheet.note(text.screen_sign_up_not_wired());
    }
    in_the_app.iter().for_each(|line| sheet.say_indented(line, "· ", theme::PLAIN));
}

/// Nothing of it exists; this is how it would.
fn for_real(sheet: &mut Sheet, text: &Text, it: &InEarnest) {
    sheet.say(text.receipt_rehearsal().trim_start_matches("> "), theme::NOTICE);
    sheet.blank();
    sheet.say(text.earnest_title(), theme::STRONG);
    text.earnest_needs().iter().for_each(|need| sheet.say_indented(need, "· ", theme::PLAIN));
    sheet.say(text.earnest_begins(it), theme::PLAIN);
    it.lines().for_each(|line| sheet.say_indented(&line, "  ", theme::STRONG));
}

/// How a step stands; a missing answer is asked for as on a screen, not as a flag.
fn describe_step(sheet: &Sheet, model: &Model, text: &Text, step: Step, standing: &Standing) -> String {
    let way_out = |ask: &Question| sheet.either(text.question_way_out(*ask), ask::way_out_in_words(text, *ask));
    let asks: Vec<&str> = standing.asks().iter().map(way_out).collect();
    match asks.is_empty() {
        false => asks.join(" "),
        true if *standing == Standing::Unknown && model.looks.any() => text.card_unknown().to_owned(),
        true => text.brief(step, standing, &model.intent, &model.facts),
    }
}
