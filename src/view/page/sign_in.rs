//! Sign in: which account is whose where it is not the set-up's, what is wrong with the logins that lie at hand and how to
//! come by one; below the action, how long this one lasts, what it will make, and what it may not. Does not say
//! whose login it is: the action does.

use ratatui::text::Span;

use crate::{
    setup::{BrowserOn, LoginKind, Principal, Renewal, SignIn, SignInPage, Standing, Step, by_hand, handover, lacks},
    terms::Fact,
    view::{sheet::Sheet, theme},
    wizard::{BrowserWait, Model, Page, SignInBy},
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Some(server) = text.server_in_awss_place(&model.facts) {
        sheet.say(&server, theme::NOTICE);
    }
    let flaws = model.facts.logins.present().map(|logins| logins.flaws.as_slice()).unwrap_or_default();
    for flaw in flaws {
        sheet.say(&text.login_flaw(flaw), theme::NOTICE);
    }
    let no_login = matches!(model.standing(Step::SignIn), Standing::Undecided { .. });
    if let (true, Fact::Present(version)) = (no_login && !model.can_log_in(), &model.facts.cli) {
        sheet.say(&text.login_old_cli(version), theme::NOTICE);
    }
    if let Some(wait) = model.session.browser() {
        browser(sheet, model, text, wait);
    } else if model.has_line() {
        line(sheet, model, text);
    } else if model.picked_sign_in() == Some(SignInBy::Block) && !model.form.is_open() {
        block(sheet, model, text);
    }
    let accounts = text.accounts(&model.intent, &model.facts);
    if !accounts.is_empty() {
        accounts.into_iter().for_each(|(label, value)| sheet.fact(label, value));
        sheet.blank();
    }
}

/// Below the refusal: the ways out of it.
pub(super) fn ways_out(sheet: &mut Sheet, model: &Model, text: &Text) {
    for way in text.out_of_another_account(&model.intent, &model.facts) {
        sheet.say_indented(&way, "→ ", theme::PLAIN);
    }
}

/// The browser is waited for: where it has to go, and what may keep it.
fn browser(sheet: &mut Sheet, model: &Model, text: &Text, wait: &BrowserWait) {
    if let Some(question) = &wait.asks {
        sheet.say(&text.keep_question(question), theme::NOTICE);
        sheet.say(sheet.either(text.browser_replace(), text.browser_replace_typed()), theme::PLAIN);
        return sheet.blank();
    }
    if wait.is_kept {
        sheet.say(text.browser_keeps(), theme::PLAIN);
        return sheet.blank();
    }
    let Some(page) = &wait.page else {
        sheet.say(text.browser_begins(), theme::PLAIN);
        return sheet.blank();
    };
    if page.is_overridden {
        sheet.say(&text.browser_overridden(&page.host), theme::NOTICE);
    }
    if wait.on == BrowserOn::AnotherDevice {
        return elsewhere(sheet, text, wait, page);
    }
    sheet.say(&text.browser_confirm(&page.host), theme::STRONG);
    let not_here = model.facts.machine.present().and_then(|machine| machine.without_pages());
    match not_here {
        Some(_) => {
            sheet.say(text.browser_not_here(), theme::NOTICE);
            sheet.say(sheet.either(text.browser_elsewhere_keys(), text.browser_elsewhere_typed()), theme::PLAIN);
        }
        None if wait.not_opened => sheet.say(text.browser_not_opened(), theme::NOTICE),
        None => {}
    }
    sheet.say_indented(&page.url, "  ", theme::QUIET);
    if wait.is_long {
        sheet.say(text.browser_hint(), theme::NOTICE);
        if not_here.is_none() && !model.scene.is_staged() {
            sheet.say(sheet.either(text.browser_elsewhere_keys(), text.browser_elsewhere_typed()), theme::PLAIN);
        }
    }
    sheet.say(text.browser_waits(), theme::PLAIN);
    goes_to(sheet, text, page);
    sheet.blank();
}

/// The page is open on another device, and ends with a text.
fn elsewhere(sheet: &mut Sheet, text: &Text, wait: &BrowserWait, page: &SignInPage) {
    sheet.say(&text.browser_open_anywhere(&page.host), theme::STRONG);
    sheet.say_indented(&page.url, "  ", theme::QUIET);
    match (wait.is_handed, wait.is_not_that) {
        (true, _) => sheet.say(text.browser_handed(), theme::PLAIN),
        (false, true) => sheet.say(text.browser_not_that_text(), theme::NOTICE),
        (false, false) => sheet.say(text.browser_then_paste(), theme::PLAIN),
    }
    if wait.is_long {
        sheet.say(text.browser_hint(), theme::NOTICE);
    }
    goes_to(sheet, text, page);
    sheet.blank();
}

/// Where the session will be: in a file of this machine, which other programs read too.
fn goes_to(sheet: &mut Sheet, text: &Text, page: &SignInPage) {
    if let Some(config) = &page.config {
        sheet.say(&text.browser_goes_to(config, &page.profile), theme::QUIET);
    }
}

/// What is run in AWS CloudShell, and pasted back.
fn line(sheet: &mut Sheet, model: &Model, text: &Text) {
    // What another run held.
    if model.session.has_lost_what_was_pasted() {
        sheet.say(text.login_gone(), theme::NOTICE);
    }
    sheet.say_indented(text.login_open(), "1. ", theme::PLAIN);
    sheet.say_indented(&text.card_link(by_hand::CLOUD_SHELL), "   ", theme::PLAIN);
    sheet.say_indented(sheet.either(text.login_line(), text.login_line_typed()), "2. ", theme::PLAIN);
    sheet.line(vec![Span::raw("   "), Span::styled(by_hand::EXPORT_CREDENTIALS, theme::STRONG)]);
    sheet.say_indented(text.login_paste(), "3. ", theme::PLAIN);
    sheet.blank();
}

/// What makes user, policy and key there, and on which page its result is pasted.
pub(in crate::view) fn block(sheet: &mut Sheet, model: &Model, text: &Text) {
    if !model.has_block() {
        return sheet.say(&text.login_block_needs_from(text.page_name(Page::Start)), theme::NOTICE);
    }
    let (keys, words) = (text.login_run_block(&model.intent.user), text.login_run_block_typed(&model.intent.user));
    let run = sheet.either(&keys, &words).to_owned();
    sheet.say_indented(text.login_open(), "1. ", theme::PLAIN);
    sheet.say_indented(&text.card_link(by_hand::CLOUD_SHELL), "   ", theme::PLAIN);
    sheet.say_indented(&run, "2. ", theme::PLAIN);
    sheet.say_indented(&text.login_block_prints(text.page_name(Page::Key)), "3. ", theme::PLAIN);
    sheet.blank();
}

/// Below the identity.
pub(super) fn below(sheet: &mut Sheet, model: &Model, text: &Text) {
    // While the browser is waited for, or its session asked about, keys mean what is said above.
    if let (Some(renewal), None) = (model.renewal(), model.session.browser()) {
        begin_anew(sheet, model, text, &renewal);
    }
    let Some(caller) = model.facts.caller.present() else {
        if model.is_by_hand() {
            sheet.say(text.login_by_hand(), theme::PLAIN);
        }
        return;
    };
    let login = model.facts.logins.present().and_then(|logins| logins.of(&model.intent.sign_in));
    if let Some(left) = login.and_then(|login| login.until()).filter(|at| *at > model.now) {
        let left = text.duration(left.duration_since(model.now).unsigned_abs());
        sheet.ticking(|sheet| sheet.say(&text.login_lasts(left), theme::PLAIN));
    }
    if login.is_some_and(|login| login.kind == LoginKind::Console) {
        sheet.say(text.login_console_lasts(), theme::PLAIN);
    }
    if model.intent.sign_in == SignIn::AppKey {
        sheet.say(text.login_by_app_key(), theme::PLAIN);
    }
    if caller.principal() == Principal::Root {
        root(sheet, model, text);
    }
    barred(sheet, model, text);
}

fn begin_anew(sheet: &mut Sheet, model: &Model, text: &Text, renewal: &Renewal) {
    sheet.say(&text.login_begin(renewal), theme::STRONG);
    let by_browser = matches!(renewal, Renewal::Console { .. }) && !model.can_log_in();
    if by_browser {
        sheet.say(sheet.either(text.login_begin_browser(), text.login_begin_browser_typed()), theme::PLAIN);
    } else if model.can_renew() {
        sheet.say(sheet.either(text.login_begin_here(), text.login_begin_typed()), theme::PLAIN);
    }
}

/// Not an alarm: what will be made with it, exactly where that is known.
fn root(sheet: &mut Sheet, model: &Model, text: &Text) {
    let changes = handover::errand(&model.intent, &model.facts, model.now);
    let is_known = handover::is_known_what_to_create(&model.intent, &model.facts, model.now);
    let said = match (is_known, text.things_to_make(&changes)) {
        (true, Some(things)) => text.login_root(things),
        (true, None) => text.login_root_nothing().to_owned(),
        (false, _) => text.login_root_in_general().to_owned(),
    };
    sheet.say(&said, theme::PLAIN);
}

/// What it may not, action by action, with the policy that says no.
fn barred(sheet: &mut Sheet, model: &Model, text: &Text) {
    let barred = lacks(&model.intent, &model.facts, model.now);
    if barred.is_empty() {
        return;
    }
    sheet.say(text.login_barred(), theme::NOTICE);
    for (action, barrier) in &barred {
        sheet.say_indented(&format!("{action}: {}", text.barrier_name(*barrier)), "  ", theme::PLAIN);
    }
    sheet.say(text.login_barred_then(), theme::QUIET);
}
