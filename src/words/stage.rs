//! Words about a pretend world: its stories, what it does, what it does next; and how the same is done for real. Knows no
//! world and no screen.

use std::time::Duration;

use super::{Locale, Text};
use crate::terms::{Coming, InEarnest, Story, Timestamp, WorldNews};

impl Text {
    /// What a story is about, in a sentence or two.
    pub fn story<'a>(&self, story: &'a Story) -> &'a str {
        match self.locale() {
            Locale::En => &story.en,
            Locale::Ko => &story.ko,
        }
    }

    /// A rehearsal's news in a sentence.
    pub fn news(&self, news: &WorldNews) -> String {
        match news {
            WorldNews::Opened { ko, en, .. } => self.news_opened(match self.locale() {
                Locale::En => en,
                Locale::Ko => ko,
            }),
            WorldNews::Published { names } => self.news_published(names.len()),
            WorldNews::Removed { names } => self.news_removed(names.len()),
            WorldNews::Verified { identity } => self.news_verified(identity),
            WorldNews::MailFromFound { .. } => self.news_mail_from_found().to_owned(),
            WorldNews::GaveUp { domain } => self.news_gave_up(domain),
            WorldNews::LinkSent { address } => self.news_link_sent(address),
            WorldNews::LinkClicked { address } => self.news_link_clicked(address),
            WorldNews::LinkExpired { address } => self.news_link_expired(address),
            WorldNews::KeySpread => self.news_key_spread().to_owned(),
            WorldNews::ReviewOpened { .. } => self.news_review_opened().to_owned(),
            WorldNews::ReviewAnswered { granted: true, .. } => self.news_granted().to_owned(),
            WorldNews::ReviewAnswered { granted: false, .. } => self.news_denied().to_owned(),
            WorldNews::SandboxEnded { .. } => self.news_sandbox_ended().to_owned(),
            WorldNews::PageOpened { .. } => self.news_page_opened().to_owned(),
            WorldNews::TimePassed { seconds } => self.news_time_passed(self.duration(Duration::from_secs(*seconds))),
        }
    }

    /// What happens next there, and in how long. The reviewer's decision is not told before.
    pub fn coming(&self, coming: &Coming, now: Timestamp) -> String {
        let what = match &coming.what {
            WorldNews::Published { .. } => self.coming_published().to_owned(),
            WorldNews::Removed { .. } => self.coming_removed().to_owned(),
            WorldNews::Verified { identity } => self.coming_verified(identity),
            WorldNews::MailFromFound { .. } => self.coming_mail_from_found().to_owned(),
            WorldNews::GaveUp { domain } => self.coming_gave_up(domain),
            WorldNews::LinkClicked { .. } => self.coming_link_clicked().to_owned(),
            WorldNews::LinkExpired { .. } => self.coming_link_expired().to_owned(),
            WorldNews::KeySpread => self.coming_key_spread().to_owned(),
            WorldNews::ReviewAnswered { .. } => self.coming_answered().to_owned(),
            WorldNews::SandboxEnded { .. } => self.coming_sandbox_ended().to_owned(),
            // These follow at once on what the user does.
            WorldNews::Opened { .. }
            | WorldNews::LinkSent { .. }
            | WorldNews::ReviewOpened { .. }
            | WorldNews::PageOpened { .. }
            | WorldNews::TimePassed { .. } => self.news(&coming.what),
        };
        // To the minute: a countdown by the second draws the eye.
        match coming.at.duration_since(now).as_secs().max(0) as u64 / 60 {
            0 => self.coming_soon(what),
            minutes => self.coming_next(self.duration(Duration::from_secs(minutes * 60)), what),
        }
    }

    /// What is needed before it can be done for real.
    pub fn earnest_needs(&self) -> [&'static str; 3] {
        [self.earnest_account(), self.earnest_login(), self.earnest_domain()]
    }

    /// Where the commands are typed.
    pub fn earnest_begins(&self, it: &InEarnest) -> &'static str {
        match it.folder {
            Some(_) => self.earnest_here(),
            None => self.earnest_where(),
        }
    }

    /// How it is done for real, as Markdown.
    pub fn in_earnest(&self, it: &InEarnest) -> String {
        let mut lines = vec![format!("## {}", self.earnest_title()), String::new()];
        lines.extend(self.earnest_needs().map(|need| format!("- {need}")));
        lines.extend([String::new(), self.earnest_begins(it).to_owned(), String::new(), "```sh".to_owned()]);
        lines.extend(it.lines());
        lines.push("```".to_owned());
        if it.command.split(' ').any(|word| word == "--yes") {
            lines.extend([String::new(), self.earnest_plan_first().to_owned()]);
        }
        lines.join("\n")
    }
}
