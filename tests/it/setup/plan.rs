//! All the way to the end: what will be done and waited for, and what is told only by its kind.

use open_sesame::{
    laravel::{Mailer, Runner, plan::PatchRefusal},
    setup::{
        Access, ChangeKind, DeleteReason, DmarcPolicy, Foreseen, ForeseenLine, IdentityKind, OfferedKey, Optional,
        Patch, Planned, PolicyChoice, PricePlan, PriceWish, Review, ReviewStatus, RunsOn, Runtime, SuppressionRefusal,
        Switch, Tool, Unseen, plan, standings,
    },
    terms::{Keep, Slot},
};
use proptest::{prelude::*, sample::select};

use super::*;

#[test]
fn a_plan_goes_the_guides_way() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: &[&str]| {
        let planned = plan(&intent, &facts, now());
        assert_eq!(planned.iter().map(told).collect::<Vec<_>>(), expected, "{what}");
    };
    check(
        "from nothing, as a domain",
        intent(),
        nothing(),
        &[
            "create-sender",
            "allow-sending",
            "issue-key",
            "create-identity",
            "set-mail-from",
            "(dns, identity)",
            "ask-for-production",
            "edit-project needs key",
            "(review, production)",
            "switch-mailer needs files",
        ],
    );
    check(
        "from nothing, as an address, with bounces not suppressed",
        Intent { identity: IdentityKind::Email, policy: PolicyChoice::FullAccess, ..intent() },
        Facts { account: Fact::Present(unsuppressed()), ..nothing() },
        &[
            "create-sender",
            "allow-sending",
            "issue-key",
            "create-identity",
            "(click, identity)",
            "suppress-bounces",
            "ask-for-production",
            "edit-project needs key",
            "(review, production)",
            "switch-mailer needs files",
        ],
    );
    check(
        "from nothing, on this computer, with the key in .env",
        Intent { runs_on: RunsOn::Local, keep: Keep::Project, ..intent() },
        Facts { project: Fact::Present(cached(new_app())), ..nothing() },
        &[
            "create-sender",
            "allow-sending",
            "issue-key",
            "create-identity",
            "set-mail-from",
            "(dns, identity)",
            "ask-for-production",
            "edit-project needs key files",
            "switch-mailer needs files",
            "run-tool",
            "(review, production)",
        ],
    );
    check("nothing is left", intent(), everything(), &[]);
    check("nobody has looked", intent(), Facts::default(), &[]);

    // What only the operator can say ends it there, and only there.
    let unsaid = Intent { website: None, ..intent() };
    let to_dns = ["create-sender", "allow-sending", "issue-key", "create-identity", "set-mail-from"];
    let prepared = [&to_dns[..], &["(dns, identity)", "edit-project needs key"]].concat();
    check("no web site", unsaid, nothing(), &prepared);
    let no_app = Facts { project: Fact::Absent, ..nothing() };
    let asked = [&to_dns[..], &["(dns, identity)", "ask-for-production", "(review, production)"]].concat();
    check("no app", intent(), no_app, &asked);
}

#[test]
fn a_plan_goes_on_from_where_things_stand() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: &[&str]| {
        let planned = plan(&intent, &facts, now());
        assert_eq!(planned.iter().map(told).collect::<Vec<_>>(), expected, "{what}");
    };
    let foreign = |id| AccessKey { origin: KeyOrigin::Elsewhere, ..key(id) };
    let two_keys = || Facts {
        keys: Fact::Present(vec![foreign(OTHER_KEY), foreign(THIRD_KEY)]),
        kept: Fact::Present(vec![]),
        accepted: Fact::Unknown,
        issue: IssueTrace::Nothing,
        ..everything()
    };
    check("two keys", intent(), two_keys(), &[]);
    let naming = Intent { retire_key: Some(a(OTHER_KEY)), ..intent() };
    check(
        "two keys, one named",
        naming,
        two_keys(),
        &["deactivate-key", "delete-key", "issue-key", "edit-project needs key"],
    );

    let lost =
        |age, keys| Facts { keys: Fact::Present(keys), issue: IssueTrace::Open { since: ago(age) }, ..two_keys() };
    let orphan = AccessKey { origin: KeyOrigin::Orphan, ..key(OTHER_KEY) };
    let again = ["(propagation, key)", "issue-key", "edit-project needs key"];
    check("a reply was lost just now", intent(), lost(5, vec![]), &again);
    check("a reply was lost", intent(), lost(90, vec![]), &again[1..]);
    let nobodys = ["delete-key", "(propagation, key)", "issue-key", "edit-project needs key"];
    check("and what it made shows", intent(), lost(5, vec![orphan.clone()]), &nobodys);
    // The list lags behind a key that is at rest: there is no second one to come.
    let made = IssueTrace::Made { key: a(KEY), at: ago(5) };
    let unlisted = Facts { keys: Fact::Present(vec![]), issue: made, ..two_keys() };
    let unlisted = Facts { project: Fact::Present(new_app()), ..unlisted };
    check(
        "made, and not listed yet",
        intent(),
        unlisted,
        &["(propagation, key)", "edit-project", "switch-mailer needs files"],
    );
    let made = AccessKey { created: Some(ago(20)), ..key(KEY) };
    let young = Facts { accepted: Fact::Absent, keys: Fact::Present(vec![made]), ..everything() };
    check("made, and not taken yet", intent(), young, &["(propagation, key)"]);

    // The key that was just made goes again, and nobody waits for it to be listed.
    let trace = IssueTrace::Made { key: a(OTHER_KEY), at: ago(5) };
    let young = Facts { issue: trace, ..two_keys() };
    let naming = Intent { retire_key: Some(a(OTHER_KEY)), ..intent() };
    check(
        "two keys, the younger named",
        naming,
        young,
        &["deactivate-key", "delete-key", "issue-key", "edit-project needs key"],
    );

    // The key rests in `.env`, which has all the other lines.
    let env_only = Intent { keep: Keep::Project, ..intent() };
    check(
        "the key gone, all else there",
        env_only,
        Facts { keys: Fact::Present(vec![]), ..two_keys() },
        &["issue-key"],
    );

    let dkim = Dkim { status: Check::Failed, ..domain().dkim };
    let mail_from = domain().mail_from.map(|it| MailFrom { status: Check::Failed, ..it });
    let stale = Identity { dkim, mail_from, ..pending_domain() };
    let facts = Facts { identity: Fact::Present(stale), ..everything() };
    check("given up by SES", intent(), facts, &["restart-dkim", "set-mail-from", "(dns, identity)"]);
    let facts = Facts { records: dmarc(Answer::NoName), ..everything() };
    check("only DMARC is missing", intent(), facts, &["(dns, identity)"]);

    let facts = Facts { account: Fact::Present(under_review()), ..everything() };
    check("in review", intent(), facts, &["(review, production)"]);
    let review = Some(Review { status: ReviewStatus::Granted, case: None });
    let granted = SesAccount { review, suppressed: Default::default(), ..sandbox() };
    let refusal = SuppressionRefusal { in_production: false, denial: denied() };
    let facts = Facts { account: Fact::Present(granted), suppression_refused: Some(refusal), ..everything() };
    check("granted, bounces refused before", intent(), facts, &["(review, production)", "suppress-bounces"]);

    let priced = |current: &str, next: Option<&str>| {
        let plan = PricePlan { current: current.into(), next: next.map(str::to_owned) };
        Facts { account: Fact::Present(SesAccount { plan: Some(plan), ..under_review() }), ..everything() }
    };
    let wishing = |plan| Intent { pricing: Some(plan), ..intent() };
    let review = "(review, production)";
    check("no plan was asked for", intent(), priced("ESSENTIALS", None), &[review]);
    check("another plan", wishing(PriceWish::None), priced("ESSENTIALS", None), &["set-price-plan", review]);
    check("that plan", wishing(PriceWish::None), priced("NONE", None), &[review]);
    check("that plan next month", wishing(PriceWish::Essentials), priced("PRO", Some("ESSENTIALS")), &[review]);
    check("not next month", wishing(PriceWish::Pro), priced("PRO", Some("NONE")), &["set-price-plan", review]);
    let untold = Facts { account: Fact::Present(under_review()), ..everything() };
    check("AWS tells no plan", wishing(PriceWish::None), untold, &[review]);

    let facts = Facts { project: Fact::Present(cached(app(DONE_ENV))), ..everything() };
    check("only a cached config", intent(), facts, &["run-tool"]);
    let facts = Facts { project: Fact::Present(prepared_app()), ..everything() };
    check("only the switch", intent(), facts, &["switch-mailer"]);
    let adopting = Intent { adopt: Some(a("mail-user")), ..intent() };
    let theirs = Sender { made: Authorship::Foreign, inline: Fact::Absent, ..sender() };
    let facts = Facts { sender: Fact::Present(theirs), ..everything() };
    check("a user to adopt", adopting, facts, &["adopt-sender", "allow-sending"]);
}

#[test]
fn what_is_known_is_told_to_the_last_detail() {
    let planned = plan(&intent(), &nothing(), now());
    assert_eq!(planned[0], Planned::Ready(create_sender()));
    assert_eq!(planned[3], Planned::Ready(create_identity()));
    let (domain, mail_from) = (a("example.co.kr"), a("bounce.example.co.kr"));
    assert_eq!(
        planned[4],
        Planned::Ready(Change::SetMailFrom { under: under(), identity: domain, mail_from, before: None })
    );
    // What AWS is still to make up stands for itself.
    let set = |name: &str, value| ForeseenLine::Set(name.into(), value);
    let plain = |name: &str, value: &str| set(name, Foreseen::Plain(value.into()));
    let later = Planned::Later {
        what: ChangeKind::EditProject,
        step: Step::Project,
        needs: vec![Unseen::Key],
        after: None,
        lines: vec![
            plain("MAIL_FROM_ADDRESS", "no-reply@example.co.kr"),
            plain("MAIL_FROM_NAME", "참깨 상점"),
            set("AWS_ACCESS_KEY_ID", Foreseen::KeyId),
            set("AWS_SECRET_ACCESS_KEY", Foreseen::Secret),
            plain("AWS_DEFAULT_REGION", "ap-northeast-2"),
        ],
    };
    assert_eq!(planned[7], later);

    let facts = Facts { project: Fact::Present(new_app()), ..everything() };
    let needs = vec![Unseen::Files];
    let lines = vec![plain("MAIL_MAILER", "ses")];
    let later = Planned::Later { what: ChangeKind::SwitchMailer, step: Step::Project, needs, after: Some(0), lines };
    assert_eq!(plan(&intent(), &facts, now()), [Planned::Ready(prepare_app()), later]);
    let facts = Facts { project: Fact::Present(prepared_app()), ..everything() };
    assert_eq!(plan(&intent(), &facts, now()), [Planned::Ready(switch_mailer())]);
    let orphan = AccessKey { origin: KeyOrigin::Orphan, ..key(OTHER_KEY) };
    let facts = Facts { keys: Fact::Present(vec![key(KEY), orphan]), ..everything() };
    let why = DeleteReason::NobodyHoldsIt;
    let delete = Change::DeleteKey { under: under(), user: a("mail-user"), key: a(OTHER_KEY), why };
    assert_eq!(plan(&intent(), &facts, now()), [Planned::Ready(delete)]);
    let facts = Facts { project: Fact::Present(cached(app(DONE_ENV))), ..everything() };
    assert_eq!(
        plan(&intent(), &facts, now()),
        [Planned::Ready(Change::RunTool { tool: Tool::ConfigCache, runner: Runner::Php })]
    );
}

proptest! {
    #![proptest_config(crate::property::cases(2000))]

    /// Whatever was said and seen: every step stands somehow, and is held up only by what comes before it. The plan
    /// comes to its end without going in circles, and carries nothing that was made up for it.
    #[test]
    fn any_facts_have_standings_and_a_plan_that_ends(intent in any_intent(), facts in any_facts()) {
        for (step, standing) in standings(&intent, &facts, now()) {
            match standing {
                // The key that takes another's place waits for what comes after it.
                Standing::Blocked { by: Step::Identity } if step == Step::Key => prop_assert!(intent.rotating.is_some()),
                Standing::Blocked { by } => prop_assert!(by < step, "{step} is blocked by {by}"),
                Standing::Undecided { asks } => prop_assert!(!asks.is_empty(), "{step} asks nothing"),
                Standing::Open { next } if next.kind().step() != step => {
                    prop_assert_eq!(step, Step::Key);
                    prop_assert!(intent.rotating.is_some(), "{next:?}");
                }
                Standing::Open { .. } => {}
                Standing::Unknown
                | Standing::Waiting { .. }
                | Standing::Wrong { .. }
                | Standing::Refused(_)
                | Standing::Done => {}
            }
        }
        let planned = plan(&intent, &facts, now());
        prop_assert!(planned.len() < 20, "{planned:#?}");
        for (at, line) in planned.iter().enumerate() {
            if let Planned::Later { needs, after, lines, .. } = line {
                prop_assert_eq!(after.is_some(), needs.contains(&Unseen::Files), "{:?}", line);
                prop_assert!(after.is_none_or(|before| before < at), "{line:?}");
                prop_assert!(!format!("{lines:?}").to_lowercase().contains("planned"), "{lines:?}");
            }
            prop_assert!(!planned[..at].contains(line), "twice: {line:?} in {planned:#?}");
            if let Planned::Ready(change) = line {
                prop_assert!(!change.is_by_request(), "{change:?}");
                let change = format!("{change:?}");
                prop_assert!(!change.to_lowercase().contains("planned"), "{change}");
            }
        }
    }
}

pub fn any_intent() -> impl Strategy<Value = Intent> {
    let identity = prop_oneof![Just(IdentityKind::Domain), Just(IdentityKind::Email)];
    let from = select(vec![None, Some("no-reply@example.co.kr"), Some("me@shop.example.co.kr"), Some("me@gmail.com")]);
    let policy = select(<PolicyChoice as strum::IntoEnumIterator>::iter().collect::<Vec<_>>());
    let mail_from = select(vec![Optional::NotAsked, Optional::Wanted(a("bounce")), Optional::Declined]);
    let dmarc = select(vec![Optional::NotAsked, Optional::Wanted(DmarcPolicy::None), Optional::Declined]);
    let retire = select(vec![None, Some(a(KEY)), Some(a(OTHER_KEY))]);
    let mailer = select(vec![None, Some(Mailer::Ses), Some(Mailer::SesV2), Some(Mailer::Smtp)]);
    let name = select(vec![None, Some("참깨"), Some("true"), Some("(null)"), Some("\"x\""), Some(" x "), Some("a\nb")]);
    let parts = (identity, from, policy, mail_from, dmarc, retire, mailer, name);
    let rotating = select(vec![None, None, Some(a(KEY)), Some(a(OTHER_KEY))]);
    let access = select(vec![Access::Key, Access::Key, Access::Key, Access::Role(Runtime::Ecs)]);
    (parts, any::<[bool; 8]>(), rotating, access).prop_map(|(parts, bits, rotating, access)| {
        let (identity, from, policy, mail_from, dmarc, retire_key, mailer, from_name) = parts;
        let [region, pinned, adopt, website, accepted, local, at_once, in_env] = bits;
        Intent {
            account: Some(a(if pinned { "999988887777" } else { "123456789012" })),
            region: region.then(seoul),
            from: from.map(a),
            from_name: from_name.map(String::from),
            identity,
            policy,
            mail_from,
            dmarc,
            retire_key,
            rotating,
            access,
            mailer,
            adopt: adopt.then(|| a("mail-user")),
            website: website.then(|| a("https://example.co.kr/")),
            terms: if accepted { Terms::Accepted } else { Terms::NotAsked },
            runs_on: if local { RunsOn::Local } else { RunsOn::Server },
            switch: if at_once { Switch::Now } else { Switch::WhenGranted },
            keep: if in_env { Keep::Project } else { [Keep::Keychain, Keep::File][usize::from(local)] },
            test_to: at_once.then(|| a("me@example.com")),
            ..intent()
        }
    })
}

pub fn any_facts() -> impl Strategy<Value = Facts> {
    let (other, locked) =
        (Denial { kind: FailureKind::NotActivated, code: "Odd".into(), message: String::new() }, denied());
    let refusal = move |in_production| Some(SuppressionRefusal { in_production, denial: locked.clone() });
    let issue = select(vec![
        IssueTrace::Nothing,
        IssueTrace::Open { since: ago(5) },
        IssueTrace::Open { since: ago(600) },
        IssueTrace::Made { key: a(KEY), at: ago(5) },
        IssueTrace::Made { key: a(KEY), at: ago(600) },
    ]);
    let kept = prop::sample::subsequence(vec![kept(KEY), kept(OTHER_KEY)], 0..=2);
    let accepted = select(vec![a(KEY), a(OTHER_KEY)]);
    let answers = select(vec![
        BTreeMap::new(),
        dmarc(Answer::NoName),
        dmarc(Answer::Silent("SERVFAIL".into())),
        dmarc(Answer::Found(vec!["v=DMARC1; p=reject".into()])),
    ]);
    let zone = everything().zone.present().cloned().expect("a zone");
    let aws = (fact(Just(caller())), fact(any_account()), fact(any_sender()));
    let offered = OfferedKey { id: a(KEY), slot: Slot::Resting(Keep::Project, a(KEY)), owner: senders_own() };
    let keys = (fact(any_keys()), fact(kept), fact(accepted), issue, fact(Just(offered)));
    let rest = (fact(any_identity()), fact(Just(zone)), answers, fact(any_project()));
    (aws, keys, rest, select(vec![None, refusal(false), refusal(true)])).prop_map(move |(aws, keys, rest, refusal)| {
        Facts {
            caller: aws.0,
            hosts: BTreeMap::new(),
            account: aws.1,
            sender: aws.2,
            keys: keys.0,
            kept: keys.1,
            accepted: keys.2,
            proof: None,
            young: None,
            issue: keys.3,
            offered: keys.4,
            identity: rest.0,
            zone: rest.1,
            records: rest.2,
            machine: Fact::Unknown,
            sealed: Fact::Present(sealed(Seal::Open)),
            project: rest.3,
            recipient: Fact::Hidden(other.clone()),
            others: Fact::Unknown,
            delivery: Fact::Hidden(other.clone()),
            suppression_refused: refusal,
            site: None,
            bad_region: None,
            ahead: None,
            smtp: None,
            process_endpoint: None,
            endpoint: None,
            regions: Default::default(),
            permissions: Fact::Unknown,
            logins: Fact::Unknown,
            tried: Default::default(),
            cli: Fact::Unknown,
            denied: Default::default(),
        }
    })
}

/// All four, mostly present.
fn fact<T: Debug + Clone + 'static>(present: impl Strategy<Value = T> + 'static) -> impl Strategy<Value = Fact<T>> {
    prop_oneof![
        1 => Just(Fact::Unknown),
        2 => Just(Fact::Absent),
        1 => Just(Fact::Hidden(denied())),
        12 => present.prop_map(Fact::Present),
    ]
}

fn any_account() -> impl Strategy<Value = SesAccount> {
    let review = select(vec![
        None,
        Some(ReviewStatus::Pending),
        Some(ReviewStatus::Granted),
        Some(ReviewStatus::Denied),
        Some(ReviewStatus::Failed),
        Some(ReviewStatus::Other("PAUSED".into())),
    ]);
    (any::<[bool; 2]>(), review).prop_map(|([production, suppressed], review)| {
        let review = review.map(|status| Review { status, case: None });
        SesAccount { production, review, ..if suppressed { sandbox() } else { unsuppressed() } }
    })
}

fn any_sender() -> impl Strategy<Value = Sender> {
    let made = select(vec![Authorship::Ours, Authorship::Adopted, Authorship::Foreign]);
    let text = select(vec![POLICY, "{", "[]", "{\"Statement\": {\"Sid\": \"SesameSend\"}}"]);
    let inline = prop_oneof![Just(BTreeMap::new()), text.prop_map(|text| [("SesameSend".into(), text.into())].into())];
    let attached =
        select(vec!["arn:aws:iam::aws:policy/AmazonSESFullAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    let attached = attached.prop_map(|arn| [arn.to_owned()].into());
    (made, fact(inline), fact(attached)).prop_map(|(made, inline, attached)| Sender {
        made,
        inline,
        attached,
        ..sender()
    })
}

fn any_keys() -> impl Strategy<Value = Vec<AccessKey>> {
    let origin = || select(vec![KeyOrigin::Ours, KeyOrigin::ForServer, KeyOrigin::Orphan, KeyOrigin::Elsewhere]);
    let one = move |id: &'static str| {
        (any::<bool>(), any::<bool>(), origin()).prop_map(move |(active, dated, origin)| AccessKey {
            active,
            origin,
            created: dated.then(|| ago(5)),
            ..key(id)
        })
    };
    (one(KEY), one(OTHER_KEY), 0..=2usize).prop_map(|(one, two, count)| [one, two].into_iter().take(count).collect())
}

fn any_identity() -> impl Strategy<Value = Identity> {
    let status = || {
        select(vec![
            Check::NotStarted,
            Check::Pending,
            Check::Success,
            Check::Failed,
            Check::TemporaryFailure,
            Check::Other("ODD".into()),
        ])
    };
    let name = select(vec![
        IdentityName::Domain(a("example.co.kr")),
        IdentityName::Domain(a("shop.example.co.kr")),
        IdentityName::Email(a("no-reply@example.co.kr")),
        IdentityName::Email(a("me@gmail.com")),
    ]);
    let made = select(vec![Authorship::Ours, Authorship::Foreign]);
    let created = select(vec![None, Some(ago(60)), Some(ago(90_000))]);
    let origin = select(vec![DkimOrigin::Ses, DkimOrigin::External]);
    let mail_from = prop::option::of(status());
    let parts = (name, made, created, any::<[bool; 2]>(), status(), status(), origin, mail_from);
    parts.prop_map(|(name, made, created, [verified, tokens], verification, dkim, origin, mail_from)| {
        let tokens = if tokens { domain().dkim.tokens } else { vec![] };
        let mail_from = mail_from.map(|status| MailFrom { status, ..domain().mail_from.expect("one") });
        let dkim = Dkim { status: dkim, tokens, zone: None, origin };
        Identity { name, made, created, verified, verification, dkim, mail_from, ..domain() }
    })
}

fn any_project() -> impl Strategy<Value = Project> {
    let swallowing = format!("{NEW_ENV}# NOTE=\"it\nDB_HOST=127.0.0.1\n");
    let refused = "A=two words\n".to_owned();
    let others_key = "AWS_ACCESS_KEY_ID=AKIASOMEBODYSKEY0000\nMAIL_URL=smtp://x\nMAIL_HOST=localhost\n".to_owned();
    let texts = [NEW_ENV.into(), PREPARED_ENV.into(), DONE_ENV.into(), others_key, swallowing, refused, String::new()];
    let env = prop::option::weighted(0.9, select(texts.to_vec()));
    let mail = "<?php return ['default' => env('SHOP_MAILER', 'log'), 'mailers' => []];";
    (env, any::<[bool; 5]>()).prop_map(move |(env, [sdk, cached, own_variable, patch, unpatchable])| {
        let packages: &[&str] = if sdk { &["aws/aws-sdk-php"] } else { &[] };
        let files = [(own_variable, "config/mail.php", mail), (cached, "bootstrap/cache/config.php", "<?php")];
        let files: Vec<_> = files.into_iter().filter(|it| it.0).map(|(_, path, text)| (path, text)).collect();
        let path = open_sesame::setup::ProjectFile("config/services.php".into());
        Project {
            patches: patch
                .then_some(Patch { file: path, seen: FileDigest(None), lines: Vec::new(), unless: None })
                .into_iter()
                .collect(),
            unpatchable: (unpatchable && patch).then_some(PatchRefusal::NoSesV2),
            ..project(env.as_deref(), packages, &files)
        }
    })
}

fn unsuppressed() -> SesAccount {
    SesAccount { suppressed: Default::default(), ..sandbox() }
}

fn cached(mut project: Project) -> Project {
    project.app.cached = open_sesame::laravel::CachedConfig::Unreadable("bootstrap/cache/config.php".into());
    project
}

/// `issue-key`, `edit-project needs key`, `(dns, identity)`.
fn told(planned: &Planned) -> String {
    match planned {
        Planned::Ready(change) => change.kind().to_string(),
        Planned::Later { what, step, needs, after: _, lines: _ } => {
            assert_eq!(what.step(), *step);
            let needs: Vec<&str> = needs.iter().map(|it| it.into()).collect();
            format!("{what} needs {}", needs.join(" "))
        }
        Planned::Wait { on, step } => format!("({on}, {step})"),
    }
}
