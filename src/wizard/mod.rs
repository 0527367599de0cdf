//! The conversation: a model, and what each message makes of it. Pure: knows no terminal, no runtime, no clock but the
//! `now` it is given, and starts nothing; what it wants of the world it asks for by [`Effect`].
//!
//! It completes the intent and confirms the next change. What is true of a step it asks `setup`, each time anew.

mod acting;
mod answer;
mod answering;
mod applying;
mod browser;
mod choice;
mod effect;
mod field;
mod form;
mod keys;
mod letter;
mod look;
mod mending;
mod message;
mod model;
mod offer;
mod only_env;
mod onward;
mod page;
mod parts;
mod passphrase;
mod path;
mod secret;
mod settled;
mod signing_in;
mod site;
mod stories;
mod way;
mod wish;
mod writing;
mod wrong;

pub use choice::{Choice, Door, SignInBy, YesNo};
pub use effect::{Effect, Handover, ToCopy};
pub use field::{FieldId, Hidden, Steer, Wish};
pub use form::{Entry, Field, FieldValue, Form};
pub use keys::Key;
pub use message::{Act, ActKind, KeysMeaning, Msg, Offer};
pub use model::Model;
pub use offer::{offered, offered_below};
pub use parts::{
    copying::{Clipboard, Copied, History},
    draft::{Cursor, Draft},
    overlay::{Overlay, OverlayKind},
    seen::{SeenChange, Shown, ShownChange},
    session::BrowserWait,
    shared::Shared,
    traffic::Ticket,
    ways::Way,
    window::Notice,
    work::Doing,
    writing::{Writing, WritingStage},
};
pub use path::Page;
pub use settled::unsettled;
pub use wrong::Wrong;

use crate::{
    setup::{Intent, Scope},
    terms::Timestamp,
};

/// Begins the conversation: with a look at everything.
pub fn open(intent: Intent, now: Timestamp) -> (Model, Vec<Effect>) {
    let mut model = Model::new(intent, now);
    model.session.remembered = model.intent.from.is_some();
    model.turn_to(Page::Start);
    let effects = model.look_at(Scope::everything());
    model.settle();
    (model, effects)
}

/// Something happened.
pub fn update(model: &mut Model, msg: Msg, now: Timestamp) -> Vec<Effect> {
    model.now = now;
    let (before, meant) = (model.kinds(), model.meaning());
    let is_of_the_user = msg.is_of_the_user();
    let mut effects = hear(model, msg);
    model.came(is_of_the_user, &meant);
    // Where something else was copied nothing of ours is left to be cleared.
    if effects.iter().any(|effect| matches!(effect, Effect::Copy(_))) {
        model.copying.copy_over();
    }
    effects.extend(model.look_at_what_came_to_be_unknown(&before));
    effects.extend(model.keep_time());
    effects
}

fn hear(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => return model.pressed(key),
        Msg::Answer { field, said } => return model.answered(field, said),
        Msg::Act(act) => return model.asked_for(act),
        Msg::Observed { ticket, news, trouble } => return model.observed(ticket, *news, trouble),
        Msg::Looked { ticket } => return model.looked(ticket),
        Msg::Applied { ticket, outcome } => return model.applied(ticket, outcome),
        Msg::Woke { ticket } => {
            let cleared = model.clear_when_due(ticket);
            return cleared.into_iter().chain(model.woke(ticket)).collect();
        }
        Msg::Copied { ticket, outcome } => return model.copied(ticket, outcome),
        Msg::SessionBegun { ticket, ended } => return model.session_begun(ticket, ended),
        Msg::Browser { ticket, news } => return model.browser_told(ticket, news),
        Msg::SignedIn { ticket, ended } => return model.browser_ended(ticket, ended),
        Msg::RecordsPlanned { ticket, planned } => return model.records_planned(ticket, planned),
        Msg::Opened(opened) => return model.opened(opened),
        // The others are remembered, and ask nothing of the world.
        Msg::Saved(Ok(name)) => model.window.notice = Some(Notice::Saved(name)),
        Msg::Saved(Err(failure)) => model.trouble.others.push(failure),
        Msg::Pasted(secret) => model.pasted(&secret),
        Msg::Resized { columns, rows } => model.window.resize(columns, rows),
        Msg::Settled(meaning) => model.window.settled.take(*meaning),
        Msg::Called(call) => model.traffic.log(call, model.now),
        Msg::Failed(failure) => model.trouble.others.push(failure),
        Msg::Keychain(news) => model.traffic.hear_keychain(news),
        Msg::World(news) => model.scene.news.push(news),
        Msg::Coming(coming) => model.scene.coming = coming,
        Msg::Programme(programme) => model.scene.programme = Some(programme),
    }
    Vec::new()
}

/// Tells what the last drawing had room for. True where that changes what is offered, and so another drawing is due.
pub fn shown(model: &mut Model, shown: Shown) -> bool {
    let before = offered(model);
    let were_settled = model.settled_keys();
    model.window.take(shown);
    model.drawn(&were_settled);
    offered(model) != before
}
