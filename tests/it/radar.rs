//! The radar: every region at once, none of which holds another back, and what was not seen is named. Time stands still, so
//! a region that never answers costs nothing.

use std::{collections::BTreeSet, time::Duration};

use open_sesame::{
    engine::radar::{NotSeen, Swept, sweep},
    rehearsal::{FaultKind, InjectedFault},
    setup::{AccountStage, RegionState, SignIn},
    terms::{FailureKind, Known, Partition, Region},
};

use crate::{interrupt::Stage, live::Account};

const STORY: &str = "
    region = 'ap-northeast-2'
    story = { ko = '레이더', en = 'radar' }
    production = ['ap-northeast-2']
    opted_in = ['ap-east-2']
    iam.propagation = '0s'
    ses.plan = 'PRO'
    [[identity]]
    name = 'example.co.kr'
    age = '30d'
    stands = 'verified'
    [[identity]]
    name = 'me@naver.com'
    region = 'us-east-1'
    age = '1h'
    stands = 'pending'
";

fn all() -> BTreeSet<Region> {
    Region::all().filter(|it| it.row().partition == Partition::Aws).collect()
}

fn region(code: &str) -> Region {
    code.parse().expect("a region")
}

async fn swept(stage: &Stage, regions: &BTreeSet<Region>) -> Swept {
    sweep(&stage.ports(None), &SignIn::Ambient, regions, |_| ()).await.expect("signed in")
}

#[tokio::test(start_paused = true)]
async fn every_region_tells_what_is_there() {
    let told = swept(&Stage::over(STORY), &all()).await;
    assert_eq!(told.regions.len(), 33, "{told:#?}");
    assert_eq!(told.unseen, Default::default());
    for (region, seen) in &told.regions {
        let off = region.row().opt_in && region.code() != "ap-east-2";
        let state = if off { RegionState::NotEnabled } else { RegionState::Enabled };
        let counts = match region.code() {
            "ap-northeast-2" => Some((1, 1)),
            "us-east-1" => Some((0, 1)),
            _ => (!off).then_some((0, 0)),
        };
        assert_eq!((seen.state(), seen.counts()), (state, counts), "{region}");
        let is_used = ["ap-northeast-2", "us-east-1"].contains(&region.code());
        assert_eq!(seen.is_unused(), !off && !is_used, "{region}");
        let stage = seen.account.present().map(|account| account.stage());
        let production = region.code() == "ap-northeast-2";
        let expected = if production { AccountStage::Production } else { AccountStage::Sandbox };
        assert_eq!(stage, (!off).then_some(expected), "{region}");
        let plan = seen.account.present().map(|account| account.plan.clone().expect("a plan").current);
        assert_eq!(plan.as_deref(), (!off).then_some("PRO"), "{region}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_in_one_region_holds_no_other_back() {
    const NEVER: Duration = Duration::from_secs(24 * 3600);
    for operation in ["GetAccount", "ListEmailIdentities"] {
        for (kind, times, late) in [
            (FaultKind::Delay(NEVER), 1, true),
            (FaultKind::Delay(Duration::from_secs(2)), 1, false),
            // Once is made good by asking again.
            (FaultKind::Error500, 1, false),
            (FaultKind::Throttle, 1, false),
            (FaultKind::Reset, 1, false),
        ] {
            let stage = Stage::over(STORY);
            stage.world.inject(InjectedFault::new(kind).on(operation).times(times));
            let told = swept(&stage, &all()).await;
            let what = format!("{operation}, {kind:?}: {:#?}", told.unseen);
            let expected: Vec<&NotSeen> = if late { vec![&NotSeen::Late] } else { vec![] };
            assert_eq!(told.unseen.values().collect::<Vec<_>>(), expected, "{what}");
            let seen = told.regions.values().filter(|it| it.state() != RegionState::Unknown).count();
            assert_eq!(seen, 33 - expected.len(), "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_there_is_not_is_named_and_who_asks_must_be_known() {
    let nowhere = region("ap-northeast-9");
    assert_eq!(nowhere.row().known, Known::ByItsLooks);
    let told = swept(&Stage::over(STORY), &[nowhere, region("us-east-1")].into()).await;
    let Some(NotSeen::Failed(failure)) = told.unseen.get(&nowhere) else { panic!("{told:#?}") };
    assert_eq!(failure.kind, FailureKind::Network, "{failure}");
    assert_eq!(told.regions[&region("us-east-1")].counts(), Some((0, 1)));

    // A key that AWS does not know looks everywhere like a region that is off.
    let stage = Stage::over(STORY);
    stage.world.inject(InjectedFault::new(FaultKind::Delay(Duration::from_secs(3600))).on("GetCallerIdentity"));
    let failure = sweep(&stage.ports(None), &SignIn::Ambient, &all(), |_| ()).await.expect_err("nobody is known");
    assert_eq!(failure.kind, FailureKind::Network, "{failure}");
}

#[tokio::test(start_paused = true)]
async fn what_the_sign_in_may_not_see_is_no_region_that_is_off() {
    for (may, state, counts) in [
        ("ses:GetAccount", RegionState::Enabled, None),
        ("ses:ListEmailIdentities", RegionState::Denied, Some((1, 1))),
        ("ses:SendEmail", RegionState::Denied, None),
    ] {
        let policy = format!(r#"{{"Statement":{{"Effect":"Allow","Action":"{may}","Resource":"*"}}}}"#);
        let stage = Stage::over(&format!("admin = {{ policies = [], policy = '{policy}' }}\n{STORY}"));
        let told = swept(&stage, &[region("ap-northeast-2"), region("ap-south-2")].into()).await;
        let seen = &told.regions[&region("ap-northeast-2")];
        assert_eq!((seen.state(), seen.counts(), seen.is_unused()), (state, counts, false), "{may}");
        assert_eq!(told.regions[&region("ap-south-2")].state(), RegionState::NotEnabled, "{may}");
        assert_eq!(told.unseen, Default::default(), "{may}");
    }
}

#[test]
fn several_profiles_are_one_table_and_an_account_stands_in_it_once() {
    let account = Account::serve(&format!("seed = 'radar'\n{STORY}"));
    let (key, secret) = account.administrator();
    let keys = format!("aws_access_key_id = {key}\naws_secret_access_key = {secret}");
    let wrong =
        format!("aws_access_key_id = {key}\naws_secret_access_key = {}", secret.chars().rev().collect::<String>());
    let config = account.machine.path("home/.aws/config");
    std::fs::create_dir_all(config.parent().expect("a folder")).expect("made");
    std::fs::write(&config, format!("[profile shop]\n{keys}\n[profile audit]\n{keys}\n[profile typo]\n{wrong}\n"))
        .expect("written");
    let run = |line: &str| {
        let mut command = account.command(line);
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            command.env_remove(name);
        }
        account.machine.finish(command)
    };
    let before = account.requests();
    let told = run("--lang en radar --profile shop --profile audit --regions ap-northeast-2,us-east-1").ends(0);
    assert!(told.stdout.contains("(profile shop)") && !told.stdout.contains("(profile audit)"), "{told}");
    assert!(told.stderr.contains("Profile audit signs in to account 1234-5678-9012, as shop does"), "{told}");
    assert!(account.requests() > before, "nothing was asked");
    assert_eq!(account.changes(), [""; 0]);

    // Named before the command it is the same flag.
    let told = run("--lang en --profile audit radar --regions us-east-1").ends(0);
    assert!(told.stdout.contains("(profile audit)") && told.stdout.contains("0 of 1"), "{told}");
    let told = run("--json radar --profile shop --profile typo --regions us-east-1").ends(1).json();
    assert_eq!(told["regions"][0]["profile"], "shop", "{told:#}");
    assert_eq!(told["failed"][0]["profile"], "typo", "{told:#}");
    run("radar --profile typo").ends(1);
}
