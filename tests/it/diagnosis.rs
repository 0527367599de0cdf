//! Pasted text to what it complains of; a complaint and facts to causes, how sure they are, and what each command makes of
//! them. No world: what the real account answers is in `explain.rs`.

use std::collections::{BTreeMap, BTreeSet};

use open_sesame::{
    diagnosis::{
        Api, Cause, Certainty, Complaint, EnvAt, Evidence, Kind, LogReader, Reading,
        checks::{CheckId, Verdict, checks},
        diagnose, in_order,
    },
    laravel::{self, Files},
    report::Exit,
    setup::{
        Access, AccessKey, Authorship, Caller, Check, Dkim, DkimOrigin, Facts, FileDigest, Identity, IdentityName,
        Intent, KeptKey, KeyOrigin, Leak, Project, Quota, RegionFacts, Renewed, Review, ReviewStatus, Runtime,
        SesAccount, Suppression,
    },
    terms::{Denial, Fact, FailureKind, Fingerprint, Region, Secret, Timestamp},
    words::{Locale, Text},
};
use strum::IntoEnumIterator as _;

mod app;
mod causes;
pub(crate) mod corpus;
mod doctor;
mod forms;
mod log;
mod reading;
mod standing;

pub(crate) const LIST: &str =
    "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: ";

const NOW: &str = "2026-11-23T09:00:00Z";
pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// 44 characters that decode to 33 bytes, the first of them 4.
pub(crate) const SMTP_PASSWORD: &str = "BOX1tmIOtMkyOxW2ecJrpdqIh45EQGSzPqAjkzmvFG4j";

/// A set-up in Seoul, signed in, with nothing looked at.
pub(crate) struct Scene {
    pub intent: Intent,
    pub facts: Facts,
    env: String,
    files: Files,
    /// What the process sets.
    pub process: laravel::ProcessEnv,
    /// How others may read `.env`.
    pub leaks: Vec<Leak>,
    /// When its values were written, and what may have others.
    pub renewed: Renewed,
    /// Where the app lies.
    pub root: &'static str,
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

pub(crate) fn seoul() -> Region {
    region("ap-northeast-2")
}

pub(crate) fn scene() -> Scene {
    let caller =
        Caller { account: "123456789012".parse().unwrap(), arn: "arn:aws:iam::123456789012:user/admin".into() };
    Scene {
        intent: Intent { region: Some(seoul()), ..Intent::default() },
        facts: Facts { caller: Fact::Present(caller), ..Facts::default() },
        env: "MAIL_MAILER=ses\nMAIL_FROM_ADDRESS=no-reply@example.co.kr\nMAIL_FROM_NAME=가게\nAWS_DEFAULT_REGION=ap-northeast-2\n".into(),
        process: laravel::ProcessEnv::default(),
        leaks: Vec::new(),
        renewed: Renewed::default(),
        root: "/app",
        files: [
            ("artisan", ""),
            ("composer.json", r#"{"require":{"laravel/framework":"^12"}}"#),
            (
                "composer.lock",
                r#"{"packages":[{"name":"laravel/framework","version":"v12.0.0"},{"name":"aws/aws-sdk-php","version":"3.322.9"}]}"#,
            ),
        ]
        .map(|(name, text)| (String::from(name), text.as_bytes().to_vec()))
        .into(),
    }
}

impl Scene {
    /// One more line, or a later one that wins.
    pub fn env(mut self, line: &str) -> Scene {
        self.env.push_str(&format!("{line}\n"));
        self
    }

    pub fn file(mut self, name: &str, text: &str) -> Scene {
        self.files.insert(name.into(), text.as_bytes().to_vec());
        self
    }

    pub fn without_an_app(mut self) -> Scene {
        self.files.clear();
        self
    }

    pub fn signed_out(mut self) -> Scene {
        self.facts.caller = Fact::Absent;
        self
    }

    /// A region with everything in it listed.
    pub fn at(mut self, code: &str, production: bool, identities: &[(&str, bool)]) -> Scene {
        let check = |verified| if verified { Check::Success } else { Check::Pending };
        let listed: BTreeMap<IdentityName, Check> =
            identities.iter().map(|(name, verified)| (name.parse().unwrap(), check(*verified))).collect();
        let seen = RegionFacts {
            account: Fact::Present(account(region(code), production, None)),
            listed: Fact::Present(listed),
            ..RegionFacts::default()
        };
        self.facts.regions.insert(region(code), seen);
        self
    }

    /// Every other region, seen and empty.
    pub fn nothing_elsewhere(mut self) -> Scene {
        for other in Region::all() {
            if !self.facts.regions.contains_key(&other) {
                self = self.at(other.code(), false, &[]);
            }
        }
        self
    }

    pub fn review(mut self, status: ReviewStatus) -> Scene {
        let review = Some(Review { status, case: None });
        let account = Fact::Present(account(seoul(), false, review));
        self.facts.regions.get_mut(&seoul()).unwrap().account = account.clone();
        self.facts.account = account;
        self
    }

    /// The key of `.env` with its secret; the user's, so old, and AWS's word on it.
    pub fn key(self, secret: &str, age: i64, accepted: Fact<()>) -> Scene {
        let mut scene = self.env(&format!("AWS_ACCESS_KEY_ID={KEY}")).env(&format!("AWS_SECRET_ACCESS_KEY={secret}"));
        let kept = Secret::new(SECRET);
        let id: open_sesame::terms::KeyId = KEY.parse().unwrap();
        scene.facts.keys = Fact::Present(vec![AccessKey {
            id: id.clone(),
            active: true,
            created: Some(now() - jiff::SignedDuration::from_secs(age)),
            origin: KeyOrigin::Ours,
            used: Fact::Unknown,
            file: None,
        }]);
        let print = kept.fingerprint();
        let smtp_print = Fingerprint::of(&crate::setup::smtp_password(SECRET, "ap-northeast-2"));
        scene.facts.kept =
            Fact::Present(vec![KeptKey { id: id.clone(), print, smtp_print: Some(smtp_print), shape: kept.shape() }]);
        scene.facts.accepted = match accepted {
            Fact::Present(()) => Fact::Present(id),
            Fact::Absent => Fact::Absent,
            Fact::Unknown => Fact::Unknown,
            Fact::Hidden(denial) => Fact::Hidden(denial),
        };
        scene
    }

    pub fn facts(&self) -> Facts {
        let mut facts = self.facts.clone();
        let mut files = self.files.clone();
        facts.project = match files.is_empty() {
            true => Fact::Absent,
            false => {
                files.insert(".env".into(), self.env.clone().into_bytes());
                Fact::Present(Project {
                    root: self.root.into(),
                    app: laravel::understand_in(&files, &self.process).unwrap(),
                    env: FileDigest(None),
                    own_keys: Vec::new(),
                    patches: Vec::new(),
                    switch_patches: Vec::new(),
                    leaks: self.leaks.clone(),
                    unpatchable: None,
                    kept_back: None,
                    unfit: None,
                    renewed: self.renewed.clone(),
                })
            }
        };
        facts
    }
}

fn account(region: Region, production: bool, review: Option<Review>) -> SesAccount {
    SesAccount {
        region,
        production,
        quota: None,
        sending_enabled: true,
        enforcement: None,
        suppressed: BTreeSet::new(),
        review,
        plan: None,
        delivery_mode: None,
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

use Cause::*;
use Certainty::{Likely, Possible, Proven};

/// All that is named, and what is to be ruled out at least.
#[track_caller]
fn check_causes(text: &str, scene: &Scene, named: &[(Cause, Certainty)], ruled_out: &[Cause], exit: Exit) {
    let complaint =
        (!text.is_empty()).then(|| Complaint::read(text).unwrap_or_else(|| panic!("not understood: {text}")));
    let diagnosis = diagnose(complaint.as_ref(), &scene.intent, &scene.facts(), now());
    let found: Vec<_> = diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect();
    assert_eq!(found, named, "{text}\n{diagnosis:#?}");
    for cause in ruled_out {
        assert!(diagnosis.ruled_out.iter().any(|it| it.cause == *cause), "{cause} is not ruled out\n{diagnosis:#?}");
    }
    let bare = diagnosis.findings.iter().filter(|it| it.evidence.is_empty()).map(|it| it.cause);
    assert_eq!(
        bare.chain(diagnosis.ruled_out.iter().filter(|it| it.evidence.is_empty()).map(|it| it.cause)).next(),
        None
    );
    assert_eq!(Exit::of_diagnosis(&diagnosis), exit, "{text}\n{diagnosis:#?}");
}
