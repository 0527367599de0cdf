//! A key does what the user has seen that it does. What it does may change by a key, which the user has pressed, or by news,
//! which may come in while the key is on its way: then the first press is held until what it does now has been on the screen
//! for a moment. So is the change of a page that a key has just turned to: a key that was pressed twice does not carry out
//! what stands there. Knows no time: the shell says when that moment is over.

use super::{
    keys::Key,
    message::{Act, ActKind, KeysMeaning},
    model::Model,
    offer::offered,
    parts::window::{KeysSeen, Notice},
};

/// The keys that act, rather than move, type or show more of what is there. Ctrl-C is not held: a user who wants to leave does.
const ACTING: [Key; 10] =
    [Key::Enter, Key::Esc, Key::Tab, Key::F(4), Key::F(5), Key::F(6), Key::F(7), Key::F(8), Key::F(11), Key::F(12)];

/// What the keys do now, where that of one of them came by news and was not on the screen long enough yet. Said again as
/// [`Msg::Settled`](super::Msg::Settled) it counts.
pub fn unsettled(model: &Model) -> Option<KeysMeaning> {
    let now = model.meaning();
    ACTING.iter().any(|key| model.window.settled.holds(*key, &now)).then_some(now)
}

/// Whether a key that comes too soon does no harm: it only shows more, or the same again.
fn is_harmless(act: Act) -> bool {
    matches!(act, Act::ReadOn | Act::LookAgain)
}

impl Model {
    /// What every key does.
    pub(super) fn meaning(&self) -> KeysMeaning {
        let acts = offered(self);
        let enter = acts.iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
        let is_about_it = matches!(enter, Some(Act::Confirm(_) | Act::ReadOn));
        KeysMeaning { page: self.page, acts, change: self.ready().filter(|_| is_about_it) }
    }

    /// What the keys do now is what the user has seen.
    pub(super) fn settle(&mut self) {
        let now = self.meaning();
        self.window.settled.take(now);
    }

    /// The keys of which the user has seen what they do.
    pub(super) fn settled_keys(&self) -> Vec<Key> {
        let now = self.meaning();
        ACTING.into_iter().filter(|key| !self.window.settled.holds(*key, &now)).collect()
    }

    /// A message was heard; before it the keys did this. What a key has changed its user knows. To read on does no harm, but
    /// what comes in its place by news was not seen.
    pub(super) fn came(&mut self, is_by_the_user: bool, meant: &KeysMeaning) {
        self.window.settled.is_by_the_user = is_by_the_user;
        let now = self.meaning();
        self.window.settled.has_turned = now.page != meant.page;
        for key in ACTING {
            let is_other = now.of(key) != meant.of(key);
            let is_known = is_by_the_user && is_other && !self.window.settled.is_seen_only_now(key, &now);
            self.window.settled.take_or_forget(key, &now, is_known);
        }
    }

    /// The page was drawn, and only now it is known how much of it there was room for. Where a key moved it, who was to read on
    /// has read it; where news made it shorter, what a key does now is as new as that.
    pub(super) fn drawn(&mut self, were_settled: &[Key]) {
        let now = self.meaning();
        for key in ACTING {
            let is_known = were_settled.contains(&key) && self.window.settled.is_by_the_user;
            let is_known = is_known && !self.window.settled.is_seen_only_now(key, &now);
            self.window.settled.take_or_forget(key, &now, is_known);
        }
    }

    /// Whether this key is one whose sense has just changed. Says so instead.
    pub(super) fn holds(&mut self, key: Key) -> bool {
        let now = self.meaning();
        let Some((act, _)) = now.of(key).filter(|_| self.window.settled.holds(key, &now)) else { return false };
        self.window.notice = Some(Notice::Held(key, ActKind::from(&act)));
        true
    }
}

impl KeysSeen {
    /// All that the keys do now was seen.
    pub(super) fn take(&mut self, now: KeysMeaning) {
        self.known =
            ACTING.iter().map(|key| (*key, now.of(*key).map(|(act, change)| (act, change.cloned())))).collect();
    }

    /// Whether what this key does now was not seen, and could do harm.
    fn holds(&self, key: Key, now: &KeysMeaning) -> bool {
        let Some((act, change)) = now.of(key) else { return false };
        let is_known = self.known.get(&key).is_some_and(|known| match known {
            Some((known, of)) => (*known, of.as_ref()) == (act, change),
            None => false,
        });
        ACTING.contains(&key) && !is_harmless(act) && !is_known
    }

    /// Whether it is a change on a page that has just been turned to.
    fn is_seen_only_now(&self, key: Key, now: &KeysMeaning) -> bool {
        self.has_turned && matches!(now.of(key), Some((Act::Confirm(_), _)))
    }

    /// What this key did before another thing came between is not what the user sees, also when it comes back.
    fn take_or_forget(&mut self, key: Key, now: &KeysMeaning, is_known: bool) {
        let meant = now.of(key).map(|(act, change)| (act, change.cloned()));
        let reads_on = meant.as_ref().is_some_and(|(act, _)| *act == Act::ReadOn);
        if is_known || reads_on {
            self.known.insert(key, meant);
        } else if self.known.get(&key) != Some(&meant) {
            self.known.remove(&key);
        }
    }
}
