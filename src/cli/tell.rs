//! From flags to the intent: a flag that is not given leaves the intent as it is. Does not know what the intent is used
//! for.

use super::{
    ExistingArgs, Global, HandoverArgs, MadeArgs, PolicyArgs, ReviewArgs, SetupArgs, WantedArgs, values::MailFromFlag,
};
use crate::setup::{Access, AccountAnswer, DmarcPolicy, Intent, Optional, RunsOn, Runtime, SignIn, Switch, Terms};

// Destructured without `..`: a flag that does not concern the intent is named here, so that none is forgotten.

impl Global {
    /// Takes these flags into the intent.
    pub fn tell(&self, intent: &mut Intent) {
        let Global {
            profile,
            region,
            setup,
            rehearse: _,
            project: _,
            passphrase_file: _,
            read_only: _,
            share: _,
            lang: _,
            json: _,
            plain: _,
            ascii: _,
            no_color: _,
            verbose: _,
            typed: _,
            in_earnest: _,
        } = self;
        intent.setup = setup.clone();
        if let Some(profile) = profile {
            intent.sign_in = SignIn::Profile(profile.clone());
        }
        if let Some(region) = region {
            intent.move_to(*region);
        }
    }
}

impl WantedArgs {
    /// Takes these flags into the intent.
    pub fn tell(&self, intent: &mut Intent) {
        let WantedArgs {
            from,
            from_name,
            identity,
            user,
            policy,
            no_key,
            with_key,
            keep,
            mail_from,
            dmarc,
            no_dmarc,
            mailer,
            runs_on,
        } = self;
        say(&mut intent.identity, identity);
        say(&mut intent.user, user);
        say(&mut intent.policy, policy);
        say(&mut intent.keep, keep);
        say(&mut intent.runs_on, runs_on);
        match (no_key, with_key) {
            (Some(runtime), _) => intent.access = Access::Role(runtime.unwrap_or(usual_runtime(intent.runs_on))),
            (None, true) => intent.access = Access::Key,
            (None, false) => {}
        }
        say_too(&mut intent.from, from);
        say_too(&mut intent.from_name, from_name);
        say_too(&mut intent.mailer, mailer);
        if let Some(MailFromFlag(label)) = mail_from {
            intent.say_mail_from(label.clone());
        }
        match (dmarc, no_dmarc) {
            (_, true) => intent.dmarc = Optional::Declined,
            (true, false) => intent.dmarc = Optional::Wanted(DmarcPolicy::None),
            (false, false) => {}
        }
    }
}

impl ExistingArgs {
    /// Takes these flags into the intent.
    fn tell(&self, intent: &mut Intent) {
        let ExistingArgs { adopt_user, adopt_identity, retire_key } = self;
        if *adopt_user {
            intent.adopt = Some(intent.user.clone());
            intent.answer_anew(AccountAnswer::AdoptUser);
        }
        if *adopt_identity {
            (intent.adopt_identity, intent.leave_identity) = (intent.identity_name(), None);
            intent.answer_anew(AccountAnswer::AdoptIdentity);
        }
        say_too(&mut intent.retire_key, retire_key);
    }
}

impl ReviewArgs {
    /// Takes these flags into the intent. The file of answers is read by the command.
    fn tell(&self, intent: &mut Intent) {
        let ReviewArgs { website, mail_type, contact, answers: _ } = self;
        say(&mut intent.mail_type, mail_type);
        say_too(&mut intent.website, website);
        say_too(&mut intent.contact, contact);
    }
}

impl HandoverArgs {
    /// Takes these flags into the intent.
    pub fn tell(&self, intent: &mut Intent) {
        let HandoverArgs { to: _, wanted, there, request } = self;
        wanted.tell(intent);
        there.tell(intent);
        request.tell(intent);
    }
}

impl MadeArgs {
    /// Takes these flags into the intent.
    fn tell(&self, intent: &mut Intent) {
        let MadeArgs { permissions_boundary, iam_path } = self;
        say_too(&mut intent.permissions_boundary, permissions_boundary);
        say_too(&mut intent.iam_path, iam_path);
    }
}

impl PolicyArgs {
    /// Takes these flags into the intent.
    pub fn tell(&self, intent: &mut Intent) {
        let PolicyArgs { whose: _, wanted, made, adopt_user } = self;
        wanted.tell(intent);
        made.tell(intent);
        if *adopt_user {
            intent.adopt = Some(intent.user.clone());
            intent.answer_anew(AccountAnswer::AdoptUser);
        }
    }
}

impl SetupArgs {
    /// Takes these flags into the intent.
    pub fn tell(&self, intent: &mut Intent) {
        let SetupArgs {
            wanted,
            plan: _,
            yes: _,
            wait: _,
            there,
            request,
            import_key: _,
            accept_terms,
            check_site: _,
            pricing,
            switch_on,
            send_test,
            made,
            tag,
            writing: _,
        } = self;
        wanted.tell(intent);
        there.tell(intent);
        request.tell(intent);
        if *accept_terms {
            intent.terms = Terms::Accepted;
            intent.answer_anew(AccountAnswer::AcceptTerms);
        }
        if *switch_on {
            intent.switch = Switch::Now;
        }
        made.tell(intent);
        if !tag.is_empty() {
            intent.tags.clone_from(tag);
        }
        intent.pricing = *pricing;
        intent.test_to.clone_from(send_test);
    }
}

/// The runtime whose role the app uses, where the flag does not name it: in a container the ECS task.
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

/// The same where the intent may have none.
fn say_too<T: Clone>(place: &mut Option<T>, said: &Option<T>) {
    if said.is_some() {
        place.clone_from(said);
    }
}
