//! Words for the conversation: what options are called, why an answer was not taken, what the keys do, what the world did.

use super::{Locale, Text};
use crate::{
    terms::WorldNews,
    wizard::{ActKind, Key, Model, offered},
};

/// An option of a choice, as a person reads it; what is not one of ours stands as it is.
pub fn option(text: &Text, id: &str) -> String {
    let said = match id {
        "server" => text.choice_server(),
        "local" => text.choice_local(),
        "panel" => text.choice_panel(),
        "container" => text.choice_container(),
        "sender" => text.choice_sender(),
        "send-only" => text.choice_send_only(),
        "full-access" => text.choice_full_access(),
        "ses-star" => text.choice_ses_star(),
        "keychain" => text.keep_keychain(),
        "project" => text.keep_project(),
        "domain" => text.choice_domain(),
        "email" => text.choice_email(),
        "transactional" => text.choice_transactional(),
        "marketing" => text.choice_marketing(),
        "yes" => text.choice_yes(),
        "no" => text.choice_no(),
        "none" => text.choice_none(),
        "ses" => text.choice_ses(),
        "ses-v2" => text.choice_ses_v2(),
        "smtp" => text.choice_smtp(),
        other => return other.to_owned(),
    };
    said.to_owned()
}

/// A rehearsal's news in a sentence.
pub fn news(text: &Text, news: &WorldNews) -> String {
    match news {
        WorldNews::Opened { ko, en, .. } => text.news_opened(match text.locale() {
            Locale::En => en,
            Locale::Ko => ko,
        }),
        WorldNews::Published { names } => text.news_published(names.len()),
        WorldNews::Verified { identity } => text.news_verified(identity),
        WorldNews::LinkSent { address } => text.news_link_sent(address),
        WorldNews::LinkClicked { address } => text.news_link_clicked(address),
        WorldNews::ReviewOpened { .. } => text.news_review_opened().to_owned(),
        WorldNews::ReviewAnswered { granted: true, .. } => text.news_granted().to_owned(),
        WorldNews::ReviewAnswered { granted: false, .. } => text.news_denied().to_owned(),
        WorldNews::TimePassed { seconds } => {
            text.news_time_passed(text.duration(std::time::Duration::from_secs(*seconds)))
        }
    }
}

/// Every key that does something on the page, and what.
pub fn keys(text: &Text, model: &Model) -> Vec<(String, &'static str)> {
    let twin = |key: Key| match key {
        Key::F(1) => " Ctrl-G",
        Key::F(2) => " Ctrl-D",
        Key::F(3) => " Ctrl-L",
        Key::F(5) => " Ctrl-R",
        Key::F(6) => " Ctrl-N",
        Key::F(7) => " Ctrl-V",
        Key::F(9) => " Ctrl-T",
        Key::F(_)
        | Key::Char(_)
        | Key::Ctrl(_)
        | Key::Enter
        | Key::Esc
        | Key::Tab
        | Key::BackTab
        | Key::Up
        | Key::Down
        | Key::Left
        | Key::Right
        | Key::Home
        | Key::End
        | Key::PageUp
        | Key::PageDown
        | Key::Backspace
        | Key::Delete => "",
    };
    let name = |key: Key| match key {
        Key::F(n) => format!("F{n}"),
        Key::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
        Key::Char(c) => c.to_string(),
        Key::Enter
        | Key::Esc
        | Key::Tab
        | Key::BackTab
        | Key::Up
        | Key::Down
        | Key::Left
        | Key::Right
        | Key::Home
        | Key::End
        | Key::PageUp
        | Key::PageDown
        | Key::Backspace
        | Key::Delete => format!("{key:?}"),
    };
    offered(model)
        .into_iter()
        .map(|offer| (format!("{}{}", name(offer.key), twin(offer.key)), text.act_name(ActKind::from(&offer.act))))
        .collect()
}
