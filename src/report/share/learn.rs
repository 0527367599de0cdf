//! What is hidden because it is known: names from the intent, the facts, the app's values and the error that is
//! explained. Knows no text that is printed.

use std::path::Path;

use super::{
    Sort, Veil,
    shapes::{COMMON_NAMES, is_an_address, is_of_a_word, is_one_of, is_public, registrable},
};
use crate::{
    diagnosis::Complaint,
    laravel::{EnvFile, MaskedValue},
    setup::{Access, Caller, Facts, IdentityName, Intent, KeptKey, LoginKind, OfferedKey, Principal, Proof, SignIn},
    terms::{Address, Domain},
};

impl Veil {
    /// The names in the intent. A new field does not compile until it is decided here whether it identifies the user.
    pub fn learn_intent(&mut self, intent: &Intent) {
        let Intent {
            setup,
            sign_in,
            account,
            region: _,
            from,
            from_name,
            identity: _,
            user,
            adopt,
            // They are the sender's, which is learnt as that.
            adopt_identity: _,
            leave_identity: _,
            answered_in,
            access,
            policy: _,
            iam_path,
            permissions_boundary: _,
            tags,
            keep: _,
            key_from: _,
            given,
            retire_key,
            rotating,
            mail_from: _,
            mail_from_label: _,
            dmarc: _,
            website,
            mail_type: _,
            contact,
            answers: _,
            letter: _,
            terms: _,
            mailer: _,
            runs_on: _,
            switch: _,
            pricing: _,
            test_to,
        } = intent;
        // The first to be learnt gets the letter A.
        for address in [from, contact, test_to].into_iter().flatten() {
            self.learn_address(address);
        }
        self.learn_name(setup.as_str());
        match sign_in {
            SignIn::Profile(name) => self.learn_name(name),
            SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => {}
        }
        for account in account.iter().chain(answered_in.values()) {
            self.learn_word(Sort::Account, account.as_str());
        }
        if let Some(name) = from_name {
            self.learn_name(name);
        }
        match access {
            Access::Key => self.learn_name(user.as_str()),
            Access::Role(_) => {}
        }
        if let Some(name) = adopt {
            self.learn_name(name.as_str());
        }
        if let Some(path) = iam_path {
            let hidden: Vec<String> = path.split('/').map(|part| self.in_an_arn(part)).collect();
            self.learn_phrase(path, hidden.join("/"));
        }
        for (key, value) in tags {
            self.learn_name(key);
            self.learn_name(value);
        }
        for key in [given, retire_key, rotating].into_iter().flatten() {
            self.learn_word(Sort::Key, key.as_str());
        }
        if let Some(website) = website {
            self.learn_host(website.as_str());
        }
    }

    /// The names in the facts.
    pub fn learn_facts(&mut self, facts: &Facts) {
        let Facts {
            caller,
            permissions: _,
            account,
            sender,
            keys,
            kept,
            accepted: _,
            young: _,
            issue: _,
            offered,
            identity,
            zone,
            records: _,
            hosts: _,
            machine: _,
            sealed,
            project,
            recipient,
            others,
            delivery,
            proof,
            suppression_refused: _,
            site: _,
            bad_region: _,
            ahead: _,
            smtp: _,
            process_endpoint: _,
            endpoint: _,
            regions,
            logins,
            tried: _,
            cli: _,
            denied: _,
        } = facts;
        let owner = offered.present().map(|OfferedKey { id: _, slot: _, owner }| owner);
        for caller in caller.present().into_iter().chain(owner) {
            self.learn_caller(caller);
        }
        if let Some(case) = account.present().and_then(|it| it.review.as_ref()).and_then(|it| it.case.as_ref()) {
            self.learn_word(Sort::Case, case);
        }
        if let Some(sender) = sender.present() {
            self.learn_name(sender.name.as_str());
        }
        for key in keys.present().into_iter().flatten() {
            self.learn_word(Sort::Key, key.id.as_str());
            if let Some(file) = &key.file {
                self.learn_folder(file.parent().unwrap_or(file));
            }
        }
        for KeptKey { id, .. } in kept.present().into_iter().flatten() {
            self.learn_word(Sort::Key, id.as_str());
        }
        for identity in [identity, recipient].into_iter().filter_map(|fact| fact.present()) {
            self.learn_identity(&identity.name);
            if let Some(mail_from) = &identity.mail_from {
                self.learn_domain(mail_from.domain.as_str());
            }
        }
        if let Some(zone) = zone.present() {
            self.learn_domain(&zone.zone);
        }
        if let Some(sealed) = sealed.present() {
            self.learn_folder(sealed.path.parent().unwrap_or(&sealed.path));
        }
        if let Some(project) = project.present() {
            self.learn_folder(&project.root);
            match &project.app.env {
                EnvFile::Read { values, .. } => {
                    self.learn_values(values.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?))));
                }
                EnvFile::Missing | EnvFile::Refused(_) => {}
            }
        }
        for other in others.present().into_iter().flatten() {
            self.learn_name(other.name.as_str());
            if let Some(from) = &other.from {
                self.learn_address(from);
            }
        }
        if let Some(delivery) = delivery.present() {
            self.learn_address(&delivery.to);
        }
        if let Some(Proof { from, to, region: _, mailer: _, key, at: _, seen: _ }) = proof {
            self.learn_address(from);
            self.learn_address(to);
            self.learn_word(Sort::Key, key.as_str());
        }
        for region in regions.values() {
            for name in region.identities.keys().chain(region.listed.present().into_iter().flatten().map(|(it, _)| it))
            {
                self.learn_identity(name);
            }
        }
        for login in logins.present().into_iter().flat_map(|logins| &logins.found) {
            for name in [&login.profile, &login.principal].into_iter().flatten() {
                self.learn_name(name);
            }
            match &login.kind {
                LoginKind::Sso { session: Some(name) } => self.learn_name(name),
                LoginKind::Role { name, from, .. } => {
                    self.learn_name(name);
                    from.iter().for_each(|from| self.learn_name(from));
                }
                LoginKind::Environment { .. }
                | LoginKind::Keys { .. }
                | LoginKind::Sso { session: None }
                | LoginKind::Console
                | LoginKind::Program
                | LoginKind::WebIdentity
                | LoginKind::AppKey { .. }
                | LoginKind::Pasted { .. }
                | LoginKind::Given => {}
            }
        }
    }

    /// The values of variables, in `.env` or in the environment, that identify the user.
    pub fn learn_values<'a>(&mut self, values: impl IntoIterator<Item = (&'a str, &'a MaskedValue)>) {
        for (name, value) in values {
            let MaskedValue::Plain(value) = value else { continue };
            if name == "MAIL_FROM_ADDRESS" {
                match value.parse() {
                    Ok(address) => self.learn_address(&address),
                    Err(_) => self.learn_name(value),
                }
            } else if ["APP_NAME", "MAIL_FROM_NAME", "AWS_BUCKET", "AWS_PROFILE"].contains(&name) {
                self.learn_name(value);
            } else if ["APP_URL", "MAIL_HOST", "MAIL_EHLO_DOMAIN"].contains(&name) {
                self.learn_host(value);
            } else if ["AWS_ACCESS_KEY_ID", "AWS_SES_ACCESS_KEY_ID", "MAIL_USERNAME"].contains(&name) {
                self.learn_word(Sort::Key, value);
            }
        }
    }

    /// The names in the error that is explained.
    pub fn learn_complaint(&mut self, complaint: &Complaint) {
        for name in &complaint.identities {
            match name.parse() {
                Ok(address) => self.learn_address(&address),
                Err(_) => self.learn_domain(name.rsplit('@').next().unwrap_or(name)),
            }
        }
    }

    /// A folder of the user, with all paths below it.
    pub fn learn_folder(&mut self, folder: &Path) {
        let text = folder.display().to_string();
        if folder.parent().is_some() && !self.phrases.iter().any(|(known, _)| *known == text) {
            let letter = self.letter(Sort::Folder, &text);
            self.learn_phrase(&text, letter);
        }
    }

    /// The user's home, which becomes `~`.
    pub fn learn_home(&mut self, home: &Path) {
        if home.parent().is_some() {
            self.learn_phrase(&home.display().to_string(), "~".into());
        }
    }

    /// A name that the user has chosen.
    pub fn learn_name(&mut self, name: &str) {
        let name = name.trim();
        if name.chars().count() < 2 || is_one_of(COMMON_NAMES, &name.to_ascii_lowercase()) {
            return;
        }
        let letter = match name.contains(['@', '.']) {
            true => self.word(name),
            false => None,
        };
        let letter = letter.unwrap_or_else(|| self.letter(Sort::Name, name));
        match name.chars().all(is_of_a_word) {
            true => drop(self.words.insert(name.to_owned(), letter)),
            false => self.learn_phrase(name, letter),
        }
    }

    fn learn_word(&mut self, sort: Sort, word: &str) {
        if !word.is_empty() {
            let letter = self.letter(sort, word);
            self.words.insert(word.to_owned(), letter);
        }
    }

    fn learn_phrase(&mut self, phrase: &str, letter: String) {
        if phrase.chars().count() > 1 && !self.phrases.iter().any(|(known, _)| known == phrase) {
            self.phrases.push((phrase.to_owned(), letter));
            self.phrases.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
        }
    }

    fn learn_identity(&mut self, name: &IdentityName) {
        match name {
            IdentityName::Domain(domain) => self.learn_domain(domain.as_str()),
            IdentityName::Email(address) => self.learn_address(address),
        }
    }

    fn learn_address(&mut self, address: &Address) {
        self.learn_domain(address.domain().as_str());
        let hidden = self.address(address.local(), address.domain().as_str());
        if let Some(hidden) = hidden {
            self.learn_phrase(&address.to_string(), hidden);
        }
    }

    /// A principal: its account and its name.
    pub fn learn_arn(&mut self, arn: &str) {
        if let Some(Ok(account)) = arn.split(':').nth(4).map(str::parse) {
            self.learn_caller(&Caller { account, arn: arn.to_owned() });
        }
    }

    fn learn_caller(&mut self, caller: &Caller) {
        self.learn_word(Sort::Account, caller.account.as_str());
        match caller.principal() {
            Principal::User(name) | Principal::Role(name) => self.learn_name(name),
            Principal::Root | Principal::Other => {}
        }
    }

    /// The domain in `https://mail.example.co.kr/path`.
    fn learn_host(&mut self, url: &str) {
        let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = behind.split(['/', '?', '#', ':']).next().unwrap_or_default();
        self.learn_domain(host.rsplit('@').next().unwrap_or(host));
    }

    /// By the registered domain. A name of one label is local to a machine or network.
    fn learn_domain(&mut self, name: &str) {
        let name = name.trim_matches('.').to_lowercase();
        if !name.contains('.') || is_public(&name) || is_an_address(&name) {
            return;
        }
        let base = registrable(&name).unwrap_or(&name).to_owned();
        let letter = self.letter(Sort::Domain, &base);
        if let Ok(domain) = base.parse::<Domain>()
            && domain.unicode() != base
        {
            self.learn_phrase(&domain.unicode(), letter);
        }
        if !self.domains.contains(&base) {
            self.domains.push(base);
            self.domains.sort_by_key(|known| std::cmp::Reverse(known.len()));
        }
    }
}
