//! What the flags say of the intent; what they leave out stays.

use super::{Global, Handover, Request, Setup, There, Wanted, values::MailFromFlag};
use crate::setup::{Access, DmarcPolicy, Intent, Optional, RunsOn, Runtime, SignIn, Switch, Terms};

impl Global {
    /// What these flags say of the intent.
    pub fn tell(&self, intent: &mut Intent) {
        intent.setup = self.setup.clone();
        if let Some(profile) = &self.profile {
            intent.sign_in = SignIn::Profile(profile.clone());
        }
        if let Some(region) = self.region {
            intent.move_to(region);
        }
    }
}

impl Wanted {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        say(&mut intent.identity, &self.identity);
        say(&mut intent.user, &self.user);
        say(&mut intent.policy, &self.policy);
        say(&mut intent.keep, &self.keep);
        say(&mut intent.runs_on, &self.runs_on);
        match (&self.no_key, self.with_key) {
            (Some(runtime), _) => intent.access = Access::Role(runtime.unwrap_or(usual_runtime(intent.runs_on))),
            (None, true) => intent.access = Access::Key,
            (None, false) => {}
        }
        if self.from.is_some() {
            intent.from.clone_from(&self.from);
        }
        if self.mailer.is_some() {
            intent.mailer = self.mailer;
        }
        if let Some(MailFromFlag(label)) = &self.mail_from {
            intent.mail_from = label.clone();
        }
        match (self.dmarc, self.no_dmarc) {
            (_, true) => intent.dmarc = Optional::Declined,
            (true, false) => intent.dmarc = Optional::Wanted(DmarcPolicy::None),
            (false, false) => {}
        }
    }
}

impl There {
    /// What these flags say of the intent; what they leave out stays.
    fn tell(&self, intent: &mut Intent) {
        if self.adopt_user {
            intent.adopt = Some(intent.user.clone());
        }
        if self.retire_key.is_some() {
            intent.retire_key.clone_from(&self.retire_key);
        }
    }
}

impl Request {
    /// What these flags say of the intent; what they leave out stays.
    fn tell(&self, intent: &mut Intent) {
        say(&mut intent.mail_type, &self.mail_type);
        if self.website.is_some() {
            intent.website.clone_from(&self.website);
        }
        if self.contact.is_some() {
            intent.contact.clone_from(&self.contact);
        }
    }
}

impl Handover {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        self.wanted.tell(intent);
        self.there.tell(intent);
        self.request.tell(intent);
    }
}

impl Setup {
    /// What these flags say of the intent; what they leave out stays.
    pub fn tell(&self, intent: &mut Intent) {
        self.wanted.tell(intent);
        self.there.tell(intent);
        self.request.tell(intent);
        if self.accept_terms {
            intent.terms = Terms::Accepted;
        }
        if self.switch_on {
            intent.switch = Switch::Now;
        }
        for (place, said) in
            [(&mut intent.permissions_boundary, &self.permissions_boundary), (&mut intent.iam_path, &self.iam_path)]
        {
            if said.is_some() {
                place.clone_from(said);
            }
        }
        if !self.tag.is_empty() {
            intent.tags.clone_from(&self.tag);
        }
        intent.test_to.clone_from(&self.send_test);
    }
}

/// A container of AWS's has the role of its task.
fn usual_runtime(runs_on: RunsOn) -> Runtime {
    match runs_on {
        RunsOn::Container => Runtime::Ecs,
        RunsOn::Local | RunsOn::Server | RunsOn::Panel => Runtime::Ec2,
    }
}

fn say<T: Clone>(place: &mut T, said: &Option<T>) {
    if let Some(said) = said {
        place.clone_from(said);
    }
}
