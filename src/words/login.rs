//! Logins in words: what each is, what is known of it, what is wrong with one. Knows no screen.

use super::{Text, as_seen};
use crate::{
    setup::{
        Caller, Change, Facts, Holds, KeepQuestion, Lasts, Line, Login, LoginFlaw, LoginKind, NamedIn, NotRead,
        ProfileEndpoint, SignIn, Tried,
    },
    terms::{Failure, FailureKind, Timestamp, shell_word},
    wizard::SignInBy,
};

impl Text {
    /// An option of the sign-in page.
    pub fn sign_in_by(&self, by: &SignInBy, facts: &Facts) -> String {
        match by {
            SignInBy::Login(sign_in) => match facts.logins.present().and_then(|logins| logins.of(sign_in)) {
                Some(login) => self.login(login),
                None => self.unknown_login(sign_in),
            },
            SignInBy::Browser => self.login_browser().into(),
            SignInBy::AwsLogin => self.login_aws_login().into(),
            SignInBy::CloudShell => self.login_cloud_shell().into(),
            SignInBy::Block => self.login_block().into(),
            SignInBy::Console => self.login_console().into(),
        }
    }

    /// What a login is.
    pub fn login(&self, login: &Login) -> String {
        let profile = login.profile.as_deref().unwrap_or_default();
        match &login.kind {
            LoginKind::Environment { key } => self.login_environment(key),
            LoginKind::Keys { key } => self.login_keys(key, profile),
            LoginKind::Sso { .. } => self.login_sso(profile),
            LoginKind::Console => self.login_session(profile),
            LoginKind::Role { name, from, .. } => self.login_role(from.as_deref().unwrap_or_default(), profile, name),
            LoginKind::Program => self.login_program(profile),
            LoginKind::WebIdentity => self.login_web_identity(profile),
            LoginKind::AppKey { key } => self.login_app_key(key),
            LoginKind::Pasted { key } => self.login_pasted(key),
            LoginKind::Given => self.login_given().into(),
        }
    }

    fn unknown_login(&self, sign_in: &SignIn) -> String {
        match sign_in {
            SignIn::Profile(name) => self.login_named(name),
            SignIn::Ambient => self.login_given().into(),
            SignIn::Pasted => self.login_cloud_shell().into(),
            SignIn::AppKey => self.login_console().into(),
        }
    }

    /// What is known of one, in a few words: its identity, how long it lasts, that it does not work.
    pub fn login_known(&self, by: &SignInBy, facts: &Facts, chosen: &SignIn, now: Timestamp) -> Option<String> {
        let SignInBy::Login(sign_in) = by else { return None };
        let login = facts.logins.present()?.of(sign_in)?;
        let lasts = match &login.lasts {
            Lasts::Over { since: Some(_), .. } => return Some(self.login_over().into()),
            Lasts::Over { since: None, .. } => return Some(self.login_never().into()),
            Lasts::Until(at) if *at <= now => return Some(self.login_over().into()),
            Lasts::Until(at) => Some(self.login_left(self.duration(at.duration_since(now).unsigned_abs()))),
            Lasts::NoEnd => None,
        };
        let asked = (chosen == sign_in).then(|| facts.caller.present()).flatten();
        let who = match (asked, facts.tried.get(sign_in)) {
            (Some(caller), _) | (None, Some(Tried::Works(caller))) => Some(known(caller)),
            (None, Some(Tried::Fails(failure))) => return Some(self.login_failure(failure).into()),
            (None, None) => of_the_files(login),
        };
        let said: Vec<String> = who.into_iter().chain(lasts).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn login_failure(&self, failure: &Failure) -> &'static str {
        match failure.kind == FailureKind::CredentialsExpired {
            true => self.login_over(),
            false => self.login_fails(),
        }
    }

    /// What choosing it means, in a sentence.
    pub fn login_hint(&self, by: &SignInBy, facts: &Facts) -> Option<&'static str> {
        Some(match by {
            SignInBy::Browser => self.login_hint_browser(),
            SignInBy::AwsLogin => self.login_hint_aws_login(),
            SignInBy::CloudShell => self.login_hint_cloud_shell(),
            SignInBy::Block => self.login_hint_block(),
            SignInBy::Console => self.login_hint_console(),
            SignInBy::Login(sign_in) => match facts.logins.present()?.of(sign_in)?.kind {
                LoginKind::Program => self.login_hint_program(),
                LoginKind::AppKey { .. } => self.login_hint_app_key(),
                LoginKind::Sso { .. } | LoginKind::Console | LoginKind::Role { .. } | LoginKind::WebIdentity => {
                    self.login_hint_session()
                }
                LoginKind::Environment { .. } | LoginKind::Keys { .. } | LoginKind::Pasted { .. } => {
                    self.login_hint_keys()
                }
                LoginKind::Given => return None,
            },
        })
    }

    /// Where something is said that holds for this machine: a variable, or a line of a file.
    pub fn named_in(&self, named: &NamedIn) -> String {
        match named {
            NamedIn::Variable(name) => name.clone(),
            NamedIn::File(at) => self.login_flaw_line(&at.file, at.line),
        }
    }

    /// Which server is asked, where that is not AWS.
    pub fn server_in_awss_place(&self, facts: &Facts) -> Option<String> {
        let of_process = facts.process_endpoint.as_ref().map(|it| self.login_server(&it.variable, &it.url));
        let of_profile =
            |it: &ProfileEndpoint| self.login_server(self.login_flaw_line(&it.at.file, it.at.line), &it.url);
        of_process.or_else(|| facts.endpoint.as_ref().map(of_profile))
    }

    /// The same by its host alone, with the port where one is named.
    pub fn server_in_short(&self, facts: &Facts) -> Option<String> {
        let of_process = facts.process_endpoint.as_ref().map(|it| &it.url);
        let url = of_process.or_else(|| facts.endpoint.as_ref().map(|it| &it.url))?;
        let behind = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let login_and_host = behind.split(['/', '?', '#']).next().unwrap_or_default();
        Some(self.screen_server(as_seen(login_and_host.rsplit('@').next().unwrap_or_default())))
    }

    /// What is in the way of a session that is to be kept.
    pub fn keep_question(&self, question: &KeepQuestion) -> String {
        match question {
            KeepQuestion::OtherPrincipal { profile, held, arn } => self.browser_other_principal(arn, held, profile),
            KeepQuestion::OtherRegion { profile, arn, region, others } => {
                let listed: Vec<String> = others.iter().map(|(name, region)| format!("{name} ({region})")).collect();
                self.browser_other_region(arn, listed.join(", "), profile, region)
            }
        }
    }

    /// Why a login leads nowhere, and where that stands.
    pub fn login_flaw(&self, flaw: &LoginFlaw) -> String {
        let (said, at) = match flaw {
            LoginFlaw::Unreadable { file, line, said } => return self.login_flaw_unreadable(file, line, said),
            LoginFlaw::Unopened { file, said } => return self.login_flaw_unopened(file, said),
            LoginFlaw::Circle { profiles, at } => match &profiles[..] {
                [only] => (self.login_flaw_circle_itself(only), at),
                all => (self.login_flaw_circle(all.join(" → ")), at),
            },
            LoginFlaw::NoSource { profile, source, at, meant } => {
                let said = self.login_flaw_no_source(profile, source);
                let said = match at {
                    Some(at) => self.login_flaw_at(&at.file, said, at.line),
                    None => format!("{said}."),
                };
                let meant = meant.as_ref().map(|why| format!(" {}", self.not_read(why))).unwrap_or_default();
                return format!("{said}{meant}");
            }
            LoginFlaw::NoSession { profile, session, at } => (self.login_flaw_no_session(profile, session), at),
            LoginFlaw::Lacks { profile, setting, at } => (self.login_flaw_lacks(profile, setting), at),
            LoginFlaw::SessionLacks { session, setting, at } => (self.login_flaw_session_lacks(session, setting), at),
            LoginFlaw::Malformed { profile, setting, at } => (self.login_flaw_malformed(profile, setting), at),
            LoginFlaw::NoProfile { profile, exist, meant } => {
                let said = match &exist[..] {
                    [] => self.login_flaw_no_profiles(profile),
                    some => self.login_flaw_no_profile(some.join(", "), profile),
                };
                let meant = meant.as_ref().map(|why| format!(" {}", self.not_read(why))).unwrap_or_default();
                return format!("{said}{meant}");
            }
            LoginFlaw::TwoNamed { profile, other } => return self.login_flaw_two_named(other, profile),
            LoginFlaw::NotRead { profile, why } => return self.login_flaw_not_read(profile, self.not_read(why)),
            LoginFlaw::NoAddress { setting, at } => (self.login_flaw_no_address(setting), at),
            LoginFlaw::NotTaken { setting, at } => (self.login_flaw_not_taken(setting), at),
            LoginFlaw::Beside { profile, taken, by, left, at } => {
                let line = |at: &Line| self.login_flaw_line(&at.file, at.line);
                return self.login_flaw_beside(line(at), line(by), left, profile, taken);
            }
            LoginFlaw::HalfPair { set, missing } => return self.login_flaw_half_pair(missing, set),
            LoginFlaw::MalformedVariable { variable } => return self.login_flaw_malformed_variable(variable),
            LoginFlaw::Unused { variables } => return self.login_flaw_unused(variables),
            LoginFlaw::NoToken { key, at } => (self.login_flaw_no_token(key), at),
            LoginFlaw::TokenBeside { key, token, at } => (self.login_flaw_token_beside(key, token), at),
            LoginFlaw::NoSection { file, line, holds } => {
                let holds = match holds {
                    Holds::Settings => self.login_flaw_holds_settings(),
                    Holds::Csv => self.login_flaw_holds_csv(),
                    Holds::Json => self.login_flaw_holds_json(),
                };
                return self.login_flaw_no_section(self.login_flaw_line(file, *line), holds);
            }
            LoginFlaw::OtherName { profile, written, meant, at } => {
                return self.login_flaw_other_name(self.login_flaw_line(&at.file, at.line), meant, profile, written);
            }
            LoginFlaw::Mfa { profile, at } => {
                return self.login_flaw_mfa(self.login_flaw_line(&at.file, at.line), shell_word(profile));
            }
            LoginFlaw::SsoDiffers { profile, session, setting, at } => {
                let at = self.login_flaw_line(&at.file, at.line);
                return self.login_flaw_sso_differs(at, profile, session, setting);
            }
        };
        match at {
            Some(at) => self.login_flaw_at(&at.file, said, at.line),
            // As it stands in a file's line, without the stop at its end.
            None => format!("{said}."),
        }
    }

    fn not_read(&self, why: &NotRead) -> String {
        let at = |at: &Line| self.login_flaw_line(&at.file, at.line);
        match why {
            NotRead::Prefix { at: line } => self.login_flaw_prefix(at(line)),
            NotRead::NoPrefix { at: line } => self.login_flaw_no_prefix(at(line)),
            NotRead::Letters { at: line } => self.login_flaw_letters(at(line)),
            NotRead::Hidden { at: line, by } => self.login_flaw_hidden(at(line), at(by)),
            NotRead::OtherCase { at: line } => self.login_flaw_other_case(at(line)),
            NotRead::OtherWord { at: line } => self.login_flaw_other_word(at(line)),
        }
    }

    /// What a sign-in will create, as a list; none where nothing is left to create.
    pub fn things_to_make(&self, changes: &[Change]) -> Option<String> {
        // Said of the user by name where it is not in the list: the policy is not root's.
        let makes_user = changes.iter().any(|change| matches!(change, Change::CreateSender { .. }));
        let things: Vec<String> = changes
            .iter()
            .filter_map(|change| match change {
                Change::CreateSender { user, .. } => Some(self.login_thing_user(user)),
                Change::AllowSending { user, .. } if !makes_user => Some(self.login_thing_policy_of(user)),
                Change::AllowSending { .. } => Some(self.login_thing_policy().into()),
                Change::IssueKey { user, .. } if !makes_user => Some(self.login_thing_key_of(user)),
                Change::IssueKey { .. } => Some(self.login_thing_key().into()),
                Change::CreateIdentity { name, .. } => Some(self.login_thing_identity(name)),
                Change::AdoptSender { .. }
                | Change::AdoptIdentity { .. }
                | Change::VerifyRecipient { .. }
                | Change::IssueServerKey { .. }
                | Change::KeepKey { .. }
                | Change::DeactivateKey { .. }
                | Change::DeleteKey { .. }
                | Change::RecreateIdentity { .. }
                | Change::RestartDkim { .. }
                | Change::SetMailFrom { .. }
                | Change::WriteRecords { .. }
                | Change::RemoveRecords { .. }
                | Change::SuppressBounces { .. }
                | Change::AskForProduction { .. }
                | Change::SetPricePlan { .. }
                | Change::EditProject { .. }
                | Change::SwitchMailer { .. }
                | Change::MendLeak { .. }
                | Change::RestoreFiles { .. }
                | Change::RunTool { .. }
                | Change::SendTest { .. } => None,
            })
            .collect();
        (!things.is_empty()).then(|| things.join(", "))
    }
}

/// `1234-5678-9012 admin`
fn known(caller: &Caller) -> String {
    format!("{} {}", caller.account.grouped(), caller.arn.rsplit(['/', ':']).next().unwrap_or_default())
}

fn of_the_files(login: &Login) -> Option<String> {
    let account = login.account.as_ref().map(|account| account.grouped());
    let said: Vec<String> = account.into_iter().chain(login.principal.clone()).collect();
    (!said.is_empty()).then(|| said.join(" "))
}
