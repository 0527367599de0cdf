//! Does our reader of the AWS CLI's files find what the SDK's own reader finds? Each is given the same two texts. The SDK is
//! asked for a region, which is the one setting that it tells of a profile as it stands there.

use aws_config::{meta::region::ProvideRegion as _, profile::region::ProfileFileRegionProvider};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use open_sesame::{
    aws::profile_files::{ProfileFile, Sections, plain},
    setup::{Line, LoginFlaw, NotRead},
};
use proptest::prelude::*;

fn ours(config: &str, credentials: &str) -> Result<Sections, LoginFlaw> {
    let mut sections = Sections::default();
    sections.add(ProfileFile::Config, "config", config)?;
    sections.add(ProfileFile::Credentials, "credentials", credentials)?;
    Ok(sections)
}

fn region_of(sections: &Result<Sections, LoginFlaw>, profile: &str) -> Option<String> {
    sections.as_ref().ok()?.profile(profile)?.get("region").map(String::from)
}

fn the_sdks(config: &str, credentials: &str, profile: &str) -> Option<String> {
    let files = EnvConfigFiles::builder()
        .with_contents(EnvConfigFileKind::Config, config)
        .with_contents(EnvConfigFileKind::Credentials, credentials)
        .build();
    let asked = ProfileFileRegionProvider::builder().profile_files(files).profile_name(profile).build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(asked.region()).map(|region| region.to_string())
}

#[test]
fn each_way_to_write_a_profile_is_read_as_the_sdk_reads_it() {
    let rows = [
        ("[profile a]\nregion = x", "", Some("x")),
        ("[profile\ta]  \nRegion=x\t", "", Some("x")),
        ("[profile a] ; mine\nregion = x ; here\n", "", Some("x")),
        ("[profile a]\nregion = x;y#z", "", Some("x;y#z")),
        ("[profile a]# mine\n# region = y\n;region = z\nregion = x", "", Some("x")),
        ("[profile a]\nregion = x\nregion = y", "", Some("y")),
        ("[profile a]\nregion = x\n[profile b]\nregion = y\n[profile a]\nregion = z", "", Some("z")),
        ("[profile a]\nregion = x", "[a]\nregion = y", Some("y")),
        ("[profile a]\nregion = x", "[profile a]\nregion = y", Some("x")),
        ("[a]\nregion = x", "", None),
        ("[profile a]\nregion =\n sub = 1\n\tother = 2", "", Some("\nsub = 1\nother = 2")),
        ("[profile a]\nregion = x\n and more", "", Some("x\nand more")),
        ("[profile a]\nregion =", "", Some("")),
        ("[services a]\nregion = x\n[sso-session a]\nregion = y", "", None),
        ("[profile a b]\nregion = x", "", None),
        ("[profile 한]\nregion = x", "", None),
        ("region = x", "", None),
        ("[profile a]\nregion = x\n[profile b", "", None),
        ("[profile a]\nregion = x\nstray", "", None),
        ("[profile a]\nregion = x\n= stray", "", None),
        ("[profile a]\n region = x", "", None),
        ("[profile a]\nregion = x\nsub =\n stray", "", None),
        ("[profile a]\r\nregion = x\r\n", "", Some("x")),
    ];
    for (config, credentials, region) in rows {
        let found = region_of(&ours(config, credentials), "a");
        assert_eq!(found.as_deref(), region, "{config:?} and {credentials:?}");
        assert_eq!(found, the_sdks(config, credentials, "a"), "{config:?} and {credentials:?}");
    }
    let both = "[default]\nregion = x\n[profile default]\nkey = 1";
    assert_eq!(region_of(&ours(both, ""), "default"), None);
    assert_eq!(the_sdks(both, "", "default"), None);
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    #[test]
    fn whatever_stands_there_is_read_as_the_sdk_reads_it(
        config in prop::collection::vec(line(), 0..10),
        credentials in prop::collection::vec(line(), 0..6),
    ) {
        let (config, credentials) = (config.join("\n"), credentials.join("\n"));
        let sections = ours(&config, &credentials);
        for profile in ["a", "default", "profile", ""] {
            prop_assert_eq!(region_of(&sections, profile), the_sdks(&config, &credentials, profile), "{}", profile);
        }
        // In its plain form a file says the same to both, has the same lines, and is plain.
        let (config, credentials) = (plain(&config), plain(&credentials));
        let sections = ours(&config, &credentials);
        for profile in ["a", "default"] {
            prop_assert_eq!(region_of(&sections, profile), the_sdks(&config, &credentials, profile), "plain {}", profile);
        }
        prop_assert_eq!(plain(&config), config.as_ref());
    }
}

#[test]
fn what_the_aws_cli_reads_indented_is_read() {
    let rows = [
        ("[default]\n    region = x\n    output = json", "[default]\nregion = x\noutput = json"),
        ("  [default]\n\tregion = x\n", "[default]\nregion = x\n"),
        (
            "[default]\n  s3 =\n    a = 1\n    b = 2\n  region = x\n",
            "[default]\ns3 =\n    a = 1\n    b = 2\nregion = x\n",
        ),
        ("[default]\nregion = x\n  # mine\n  and more\n", "[default]\nregion = x\n# mine\n  and more\n"),
        ("\u{feff}[default]\r\n region = x\r\n", "[default]\r\nregion = x\r\n"),
        ("[default]\n  region = x\n[a]\n  region = y\n", "[default]\nregion = x\n[a]\nregion = y\n"),
    ];
    for (written, read) in rows {
        assert_eq!(plain(written), read, "{written:?}");
        assert_eq!(plain(read), read, "it is plain already");
        assert_eq!(region_of(&ours(read, ""), "default"), the_sdks(read, "", "default"), "{read:?}");
    }
}

#[test]
fn what_was_meant_for_a_profile_is_told_with_its_line() {
    let config = "[admin]\nregion = x\n[profile 상점]\nregion = x\n[profile my shop]\nregion = x\n[default]\n[profile default]\n";
    let sections = ours(config, "[profile admin]\n[my shop]\n[상점]\n").expect("well formed");
    let (at, by) = (|file: &str, line| Line { file: file.into(), line }, |line| Line { file: "config".into(), line });
    let strays: Vec<(&str, &NotRead)> = sections.strays().iter().map(|it| (it.name.as_str(), &it.why)).collect();
    let expected = [
        ("admin", &NotRead::NoPrefix { at: at("config", 1) }),
        ("상점", &NotRead::Letters { at: at("config", 3) }),
        ("my shop", &NotRead::Letters { at: at("config", 5) }),
        ("default", &NotRead::Hidden { at: at("config", 7), by: by(8) }),
        ("admin", &NotRead::Prefix { at: at("credentials", 1) }),
        ("my shop", &NotRead::Letters { at: at("credentials", 2) }),
        ("상점", &NotRead::Letters { at: at("credentials", 3) }),
    ];
    assert_eq!(strays, expected);
}

/// Lines that mean something to a reader. Broken ones are seldom, or nothing else would be seen.
fn line() -> impl Strategy<Value = String> {
    let good = prop::sample::select(vec![
        "[default]",
        "[profile default]",
        "[profile a]",
        "[a]",
        "[profile b]",
        "[sso-session a]",
        "[services a]",
        "[]",
        "[profile ]",
        "[profile a] # one",
        "[a];two",
        "",
        "  ",
        "# region = c",
        "; region = d",
        "region = x",
        "region=y",
        "REGION =\tz ; c",
        "region = u#v",
        "region =",
        "region = \u{a0}w\u{a0}",
        "reg ion = x",
        "key = value",
        "k==v",
    ]);
    let broken = prop::sample::select(vec![
        "[profile a",
        "region",
        "= x",
        " region = s",
        "\tsub = t",
        " stray",
        " # indented",
        "[a]b]",
        " = r",
        "[a] x",
    ]);
    prop_oneof![8 => good, 1 => broken].prop_map(String::from)
}

#[test]
fn a_setting_tells_its_line_and_a_flaw_the_line_that_it_stops_at() {
    let sections = ours("\n[profile a]\nregion = x\n", "[a]\naws_access_key_id = AKIA\n").expect("well formed");
    let a = sections.profile("a").expect("it is there");
    let line = |file: &str, line| Line { file: file.into(), line };
    assert_eq!(a.line_of("region"), line("config", 3));
    assert_eq!(a.line_of("aws_access_key_id"), line("credentials", 2));
    assert_eq!(a.line_of("source_profile"), line("config", 2));
    let flaw = ours("[default]\n", "[a]\n\nstray\n").expect_err("a line without `=`");
    assert_eq!(flaw.to_string(), "credentials, line 3: Expected an '=' sign defining a property");
}

#[test]
fn the_value_of_a_secret_is_not_kept() {
    let text = "[a]\naws_access_key_id = AKIA\naws_secret_access_key = hush\naws_session_token = hush\n hush\n";
    let sections = ours("", text).expect("well formed");
    let a = sections.profile("a").expect("it is there");
    assert_eq!((a.get("aws_access_key_id"), a.get("aws_secret_access_key")), (Some("AKIA"), Some("")));
    assert!(!format!("{sections:?}").contains("hush"));
}
