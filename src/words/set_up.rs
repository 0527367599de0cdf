//! Words about several set-ups of one project: which they are, how another is opened, and which account is whose. Knows no
//! screen and no folder.

use super::Text;
use crate::{
    setup::{Facts, Intent, OtherSetup, SignIn, other_account},
    terms::SetupName,
};

/// Of many only so many are told.
const TOLD: usize = 3;

impl Text {
    /// The set-up by its name.
    pub fn set_up(&self, name: &SetupName) -> String {
        if name.is_default() { self.set_up_default().to_owned() } else { name.to_string() }
    }

    /// Each other set-up of the project in a line: where it was begun, what it sends as, how it is opened.
    pub fn other_set_ups(&self, facts: &Facts) -> Vec<String> {
        let others = facts.others.present().map(Vec::as_slice).unwrap_or_default();
        let mut lines: Vec<String> = others.iter().take(TOLD).map(|other| self.other_set_up(other)).collect();
        if others.len() > TOLD {
            lines.push(self.set_up_more(others.len() - TOLD));
        }
        lines
    }

    fn other_set_up(&self, other: &OtherSetup) -> String {
        let begun = match &other.account {
            Some(account) => self.set_up_begun(account.grouped()),
            None => self.set_up_not_begun().to_owned(),
        };
        let from = other.from.as_ref().map(ToString::to_string);
        let known = from.into_iter().chain([begun]).collect::<Vec<_>>().join(", ");
        format!("{} ({known}): {}", self.set_up(&other.name), opens(&other.name))
    }

    /// Which account is whose, label by label; nothing where the set-up's account is the one that is signed in.
    pub fn accounts(&self, intent: &Intent, facts: &Facts) -> Vec<(&'static str, String)> {
        let Some((pinned, caller)) = other_account(intent, facts) else { return Vec::new() };
        let profile = match &intent.sign_in {
            SignIn::Ambient => self.set_up_by_environment().to_owned(),
            SignIn::Profile(name) => name.clone(),
            SignIn::Pasted => self.set_up_by_paste().to_owned(),
            SignIn::AppKey => self.set_up_by_app_key().to_owned(),
        };
        let who = caller.arn.rsplit(['/', ':']).next().unwrap_or_default();
        vec![
            (self.set_up_this(), self.set_up(&intent.setup)),
            (self.set_up_pinned(), pinned.grouped()),
            (self.set_up_here(), format!("{} {who}", caller.account.grouped())),
            (self.set_up_by(), profile),
        ]
    }

    /// What can be done about another account, each with its command.
    pub fn out_of_another_account(&self, intent: &Intent, facts: &Facts) -> Vec<String> {
        let Some((pinned, caller)) = other_account(intent, facts) else { return Vec::new() };
        let with_profile = format!("{} --profile {}", opens(&intent.setup), self.set_up_a_profile());
        let mut ways = vec![self.set_up_sign_in_there(pinned.grouped(), with_profile)];
        let others = facts.others.present().into_iter().flatten();
        let theirs = others.filter(|other| other.account.as_ref() == Some(&caller.account));
        ways.extend(theirs.map(|other| self.set_up_go_there(opens(&other.name), self.set_up(&other.name))));
        if ways.len() == 1 {
            ways.push(self.set_up_begin_here(format!("sesame --setup {}", self.set_up_a_name())));
        }
        ways
    }
}

/// The command that opens a set-up.
fn opens(name: &SetupName) -> String {
    if name.is_default() { "sesame".to_owned() } else { format!("sesame --setup {name}") }
}
