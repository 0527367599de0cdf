//! The words all rooms share: what is taken as a name and what is said of the rest, what a secret shows of itself, and
//! when news replaces what was known.

use std::{fmt::Debug, fmt::Display, str::FromStr};

use open_sesame::{
    setup::smtp,
    terms::{
        AccountId, Address, BadRegion, Denial, Domain, Fact, Failure, FailureKind, Fingerprint, KeyId, Known, Label,
        Region, Secret, SecretShape, SetupName, UserName, WebsiteUrl, is_public_host, is_public_mailbox, is_reserved,
    },
};
use serde::{Serialize, de::DeserializeOwned};

mod credentials;

/// Which hosts everybody reaches.
#[test]
fn a_host_of_one_network_is_told_from_one_of_all() {
    let of_all = [
        "example.co.kr",
        "www.example.com.",
        "xn--vv4b11d.xn--3e0b707e",
        "1.1.1.1",
        "100.63.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "[2606:4700::1111]",
        "::ffff:1.1.1.1",
        "2002:101:101::1",
    ];
    let of_one = [
        "",
        "localhost",
        "web",
        "app.localhost",
        "nas.local",
        "db.internal",
        "shop.test",
        "router.lan",
        "pi.home.arpa",
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
    ];
    of_all.iter().for_each(|host| assert!(is_public_host(host), "{host}"));
    of_one.iter().for_each(|host| assert!(!is_public_host(host), "{host}"));
}

// ---- names ---------------------------------------------------------------------------------------------------------

#[test]
fn a_domain() {
    good::<Domain>(&[
        ("example.co.kr", "example.co.kr"),
        ("  Example.CO.kr.\r\n", "example.co.kr"),
        ("예시.한국", "xn--vv4b11d.xn--3e0b707e"),
        ("메일。예시。한국。", "xn--h32bq4v.xn--vv4b11d.xn--3e0b707e"),
        ("XN--VV4B11D.xn--3e0b707e", "xn--vv4b11d.xn--3e0b707e"),
        ("my-shop.example", "my-shop.example"),
        ("\u{feff}example.kr\u{200b}", "example.kr"),
    ]);
    bad::<Domain>(&[
        ("", "“” is not a domain: it is empty"),
        (" \n", "“ \\n” is not a domain: it is empty"),
        ("\u{200b}", "“\\u{200b}” is not a domain: it is empty"),
        (
            "exam\nple.kr",
            "“exam\\nple.kr” is not a domain: it holds a line break (U+000A) in the middle; paste it again as one piece",
        ),
        (
            "exam\tple.kr",
            "“exam\\tple.kr” is not a domain: it holds a tab (U+0009) in the middle; paste it again as one piece",
        ),
        (
            "example .kr",
            "“example .kr” is not a domain: it holds a blank (U+0020) in the middle; paste it again as one piece",
        ),
        (
            "exam\u{200b}ple.kr",
            "“exam\\u{200b}ple.kr” is not a domain: it holds an invisible character (U+200B) in the middle; paste it \
             again as one piece",
        ),
        (
            "예\u{3164}시.한국",
            "“예\\u{3164}시.한국” is not a domain: it holds an invisible character (U+3164) in the middle; paste it again \
             as one piece",
        ),
        (
            "exam\u{ad}ple.kr",
            "“exam\\u{ad}ple.kr” is not a domain: it holds an invisible character (U+00AD) in the middle; paste it again \
             as one piece",
        ),
        (
            "https://example.kr/mail",
            "“https://example.kr/mail” is not a domain: it is the address of a web page; give only the part between // \
             and the next /",
        ),
        ("me@example.kr", "“me@example.kr” is not a domain: “@” cannot be part of it"),
        ("exa_mple.kr", "“exa_mple.kr” is not a domain: “_” cannot be part of it"),
        ("example.kr:25", "“example.kr:25” is not a domain: “:” cannot be part of it"),
        ("localhost", "“localhost” is not a domain: it has no dot; write it like example.co.kr"),
        ("192.0.2.1", "“192.0.2.1” is not a domain: it is an IP address; SES needs a domain"),
        (
            "co.kr",
            "“co.kr” is not a domain: it is an ending that many share, not a domain of yours; write it like example.co.kr",
        ),
        (
            "example..kr",
            "“example..kr” is not a domain: the part “” between two dots must have 1 to 63 letters, digits or hyphens, \
             no hyphen at either end",
        ),
        (
            "-example.kr",
            "“-example.kr” is not a domain: the part “-example” between two dots must have 1 to 63 letters, digits or \
             hyphens, no hyphen at either end",
        ),
    ]);
    let label = "a".repeat(63);
    good::<Domain>(&[(&format!("{label}.kr"), &format!("{label}.kr"))]);
    let long = format!("{label}a.kr");
    let expected = format!(
        "“{}…” is not a domain: the part “{label}a” between two dots must have 1 to 63 letters, digits or hyphens, no \
         hyphen at either end",
        "a".repeat(60)
    );
    bad::<Domain>(&[(&long, &expected)]);
    let long = vec!["abcdefg"; 32].join(".");
    let expected = format!("“{}…” is not a domain: it is longer than 253 characters", &long[..60]);
    bad::<Domain>(&[(&long, &expected)]);
    round_trip(a::<Domain>("예시.한국"));
}

#[test]
fn hangul_is_composed_and_goes_to_punycode_and_back() {
    let composed = a::<Domain>("메일.예시.한국");
    // As macOS writes it into a file name.
    let decomposed = a::<Domain>(
        "\u{1106}\u{1166}\u{110b}\u{1175}\u{11af}.\u{110b}\u{1168}\u{1109}\u{1175}.\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
    );
    assert_eq!(decomposed, composed);
    assert_eq!(composed.as_str(), "xn--h32bq4v.xn--vv4b11d.xn--3e0b707e");
    assert_eq!(composed.unicode(), "메일.예시.한국");
    assert_eq!(a::<Domain>(&composed.unicode()), composed);
    assert_eq!(a::<Address>("me@예시.한국").to_string(), "me@xn--vv4b11d.xn--3e0b707e");
}

#[test]
fn domains_lie_within_one_another() {
    let check = |domain: &str, other: &str, within: bool| {
        assert_eq!(a::<Domain>(domain).is_within(&a(other)), within, "{domain} in {other}");
    };
    check("example.kr", "example.kr", true);
    check("mail.example.kr", "example.kr", true);
    check("example.kr", "mail.example.kr", false);
    check("myexample.kr", "example.kr", false);
    let ancestry: Vec<String> = a::<Domain>("a.b.example.kr").ancestry().map(|it| it.to_string()).collect();
    assert_eq!(ancestry, ["a.b.example.kr", "b.example.kr", "example.kr"]);
    let owned = |name: &str| a::<Domain>(name).ancestry().map(|it| it.to_string()).collect::<Vec<_>>();
    // Strangers register under co.kr and in the wards of Tokyo.
    assert_eq!(owned("mail.example.co.kr"), ["mail.example.co.kr", "example.co.kr"]);
    assert_eq!(owned("shop.example.co.uk"), ["shop.example.co.uk", "example.co.uk"]);
    assert_eq!(owned("a.example.chiyoda.tokyo.jp"), ["a.example.chiyoda.tokyo.jp", "example.chiyoda.tokyo.jp"]);
    // Somebody owns this one, and lets strangers live in it.
    assert_eq!(owned("shop.github.io"), ["shop.github.io", "github.io"]);
    assert_eq!(owned("mail.example.internal"), ["mail.example.internal", "example.internal"]);
    assert_eq!(a::<Domain>("example.kr").under(&a("bounce")), a("bounce.example.kr"));
}

#[test]
fn an_address() {
    good::<Address>(&[
        ("no-reply@example.co.kr", "no-reply@example.co.kr"),
        ("\tMe+Shop@Example.KR\n", "Me+Shop@example.kr"),
        ("o'neil_1@example.kr", "o'neil_1@example.kr"),
    ]);
    bad::<Address>(&[
        ("", "“” is not an e-mail address: it is empty"),
        (
            "me",
            "“me” is not an e-mail address: it has no @ between a name and a domain; write it like no-reply@example.co.kr",
        ),
        (
            "@example.kr",
            "“@example.kr” is not an e-mail address: it has no @ between a name and a domain; write it like no-reply@example.co.kr",
        ),
        (
            "me@",
            "“me@” is not an e-mail address: it has no @ between a name and a domain; write it like no-reply@example.co.kr",
        ),
        ("a@b@example.kr", "“a@b@example.kr” is not an e-mail address: it has more than one @; give one address"),
        ("<me@example.kr>", "“<me@example.kr>” is not an e-mail address: “<” cannot be part of it"),
        (
            "Me <me@example.kr>",
            "“Me <me@example.kr>” is not an e-mail address: it holds a blank (U+0020) in the middle; paste it again as \
             one piece",
        ),
        (
            "메일@example.kr",
            "“메일@example.kr” is not an e-mail address: “메” stands before the @, where SES takes only ASCII",
        ),
        (
            ".me@example.kr",
            "“.me@example.kr” is not an e-mail address: the part “” between two dots must have 1 to 63 letters, digits or hyphens, no \
             hyphen at either end",
        ),
        (
            "m..e@example.kr",
            "“m..e@example.kr” is not an e-mail address: the part “” between two dots must have 1 to 63 letters, digits or hyphens, no \
             hyphen at either end",
        ),
        ("me@example", "“me@example” is not an e-mail address: it has no dot; write it like example.co.kr"),
        (
            "me@co.kr",
            "“me@co.kr” is not an e-mail address: it is an ending that many share, not a domain of yours; write it like \
             example.co.kr",
        ),
    ]);
    let local = "a".repeat(64);
    good::<Address>(&[(&format!("{local}@a.kr"), &format!("{local}@a.kr"))]);
    let expected = format!("“{}…” is not an e-mail address: it is longer than 64 characters", &local[..60]);
    bad::<Address>(&[(&format!("{local}a@a.kr"), &expected)]);
    round_trip(a::<Address>("Me@예시.한국"));
    let address = a::<Address>("Me@example.kr");
    assert_eq!((address.local(), address.domain()), ("Me", &a("example.kr")));
}

#[test]
fn mailboxes_at_these_domains_are_somebody_elses() {
    let check = |domain: &str, public: bool| assert_eq!(is_public_mailbox(&a(domain)), public, "{domain}");
    check("gmail.com", true);
    check("Naver.com", true);
    check("example.co.kr", false);
    check("mail.gmail.com", false);
}

#[test]
fn domains_that_nobody_can_verify() {
    let check = |domain: &str, reserved: bool| assert_eq!(is_reserved(&a(domain)), reserved, "{domain}");
    check("example.com", true);
    check("mail.example.org", true);
    check("shop.test", true);
    check("printer.local", true);
    check("example.co.kr", false);
    check("myexample.com", false);
    check("local.kr", false);
}

#[test]
fn the_name_of_a_user() {
    let long = "u".repeat(64);
    good::<UserName>(&[(" mail-user\n", "mail-user"), ("a+b=c,d.e@f_g", "a+b=c,d.e@f_g"), (&long, &long)]);
    bad::<UserName>(&[
        ("", "“” is not a name for an IAM user: it is empty"),
        ("mail/user", "“mail/user” is not a name for an IAM user: “/” cannot be part of it"),
        ("메일", "“메일” is not a name for an IAM user: “메” cannot be part of it"),
    ]);
    let expected = format!("“{}…” is not a name for an IAM user: it is longer than 64 characters", &long[..60]);
    bad::<UserName>(&[(&format!("{long}u"), &expected)]);
    round_trip(a::<UserName>("mail-user"));
}

#[test]
fn the_id_of_a_key_and_never_what_may_be_its_secret() {
    good::<KeyId>(&[("AKIAIOSFODNN7EXAMPLE\n", "AKIAIOSFODNN7EXAMPLE"), ("abcdef_012345678", "abcdef_012345678")]);
    bad::<KeyId>(&[
        ("", "“…” is not an access key id: it is empty"),
        (SECRET, "“…” is not an access key id: “/” cannot be part of it"),
        (
            "AKIAIOSFODNN7EX",
            "“…” is not an access key id: it is shorter than 16 characters; it may have been cut while copying",
        ),
        (&"A".repeat(129), "“…” is not an access key id: it is longer than 128 characters"),
        (
            "AKIAIOSF ODNN7EXAMPLE",
            "“…” is not an access key id: it holds a blank (U+0020) in the middle; paste it again as one piece",
        ),
    ]);
    let error = SECRET.parse::<KeyId>().expect_err("a secret");
    assert!(!format!("{error:?}").contains("Ses4meSENT1NEL"), "{error:?}");
    assert!(a::<KeyId>("ASIAIOSFODNN7EXAMPLE").is_temporary());
    assert!(!a::<KeyId>("AKIAIOSFODNN7EXAMPLE").is_temporary());
    round_trip(a::<KeyId>("AKIAIOSFODNN7EXAMPLE"));
}

#[test]
fn the_number_of_an_account() {
    good::<AccountId>(&[("123456789012", "123456789012"), (" 1234-5678-9012 ", "123456789012")]);
    bad::<AccountId>(&[
        ("", "“” is not an AWS account id: it is empty"),
        ("12345678901", "“12345678901” is not an AWS account id: an account has 12 digits"),
        ("12345678901２", "“12345678901２” is not an AWS account id: an account has 12 digits"),
        ("my-account", "“my-account” is not an AWS account id: an account has 12 digits"),
    ]);
    assert_eq!(a::<AccountId>("123456789012").grouped(), "1234-5678-9012");
    round_trip(a::<AccountId>("123456789012"));
}

#[test]
fn what_a_name_below_a_domain_begins_with() {
    let long = "l".repeat(63);
    good::<Label>(&[("Bounce ", "bounce"), ("mail-2", "mail-2"), ("mail.Bounce", "mail.bounce"), (&long, &long)]);
    bad::<Label>(&[
        ("", "“” is not the beginning of a name below a domain: it is empty"),
        (
            "a..b",
            "“a..b” is not the beginning of a name below a domain: the part “” between two dots must have 1 to 63 letters, digits or \
             hyphens, no hyphen at either end",
        ),
        ("a_b", "“a_b” is not the beginning of a name below a domain: “_” cannot be part of it"),
        ("반송", "“반송” is not the beginning of a name below a domain: “반” cannot be part of it"),
        (
            "bounce-",
            "“bounce-” is not the beginning of a name below a domain: the part “bounce-” between two dots must have 1 to 63 letters, \
             digits or hyphens, no hyphen at either end",
        ),
    ]);
    assert!(format!("{long}l").parse::<Label>().is_err());
    round_trip(a::<Label>("bounce"));
}

#[test]
fn the_name_of_a_set_up() {
    let long = "s".repeat(32);
    good::<SetupName>(&[("staging\n", "staging"), ("shop-2", "shop-2"), (&long, &long)]);
    bad::<SetupName>(&[
        ("", "“” is not a name for a set-up: it is empty"),
        ("Staging", "“Staging” is not a name for a set-up: “S” cannot be part of it"),
        ("../etc", "“../etc” is not a name for a set-up: “.” cannot be part of it"),
        (&format!("{long}s"), &format!("“{long}s” is not a name for a set-up: it is longer than 32 characters")),
    ]);
    assert_eq!(SetupName::default(), a("default"));
    round_trip(a::<SetupName>("staging"));
}

#[test]
fn the_address_of_a_web_site() {
    good::<WebsiteUrl>(&[
        (" https://example.co.kr/\n", "https://example.co.kr/"),
        ("http://shop.example.kr:8080/a?b#c", "http://shop.example.kr:8080/a?b#c"),
        ("https://예시.한국", "https://예시.한국"),
    ]);
    let why = "it must begin with https:// or http:// and name a host";
    for given in ["example.kr", "ftp://example.kr", "https://", "https:///shop"] {
        bad::<WebsiteUrl>(&[(given, &format!("“{given}” is not the address of a web site: {why}"))]);
    }
    for host in [
        "localhost",
        "localhost:8000",
        "127.0.0.1:8000",
        "192.0.2.1",
        "shop",
        "shop.test",
        "mac.local",
        "api.internal",
        "example.com",
        "www.example.org",
    ] {
        let (given, name) = (format!("http://{host}/"), host.split(':').next().unwrap_or_default());
        let why = format!("AWS's reviewers cannot open {name}; give the address under which everybody finds the site");
        bad::<WebsiteUrl>(&[(&given, &format!("“{given}” is not the address of a web site: {why}"))]);
    }
    bad::<WebsiteUrl>(&[
        ("", "“” is not the address of a web site: it is empty"),
        (
            "https://example.kr/a b",
            "“https://example.kr/a b” is not the address of a web site: it holds a blank (U+0020) in the middle; paste it \
             again as one piece",
        ),
    ]);
    let long = format!("https://example.kr/{}", "가".repeat(981));
    good::<WebsiteUrl>(&[(&long, &long)]);
    let expected = format!(
        "“https://example.kr/{}…” is not the address of a web site: it is longer than 1000 characters",
        "가".repeat(41)
    );
    bad::<WebsiteUrl>(&[(&format!("{long}가"), &expected)]);
    round_trip(a::<WebsiteUrl>("https://example.co.kr/"));
}

#[test]
fn a_region() {
    good::<Region>(&[(" ap-northeast-2\n", "ap-northeast-2"), ("us-gov-west-1", "us-gov-west-1")]);
    let no_such = |given: &str| {
        format!("“{given}” is not an AWS region; write it like ap-northeast-2 (Seoul) or us-east-1 (N. Virginia)")
    };
    bad::<Region>(&[
        ("", &no_such("")),
        ("narnia", &no_such("narnia")),
        ("ap-northeast\n-2", &no_such("ap-northeast\\n-2")),
        (
            "ap-east-1",
            "SES is not in ap-east-1 (Asia Pacific (Hong Kong)); Seoul is ap-northeast-2, Tokyo ap-northeast-1",
        ),
    ]);
    round_trip(a::<Region>("ap-northeast-2"));

    // AWS's list of 2026-11, by its endpoint rules.
    assert_eq!(Region::all().count(), 36);
    assert!(Region::all().all(|region| a::<Region>(region.code()) == region));
    let of = |partition: &str| Region::all().filter(|region| region.row().partition.name() == partition).count();
    assert_eq!((of("aws"), of("aws-us-gov"), of("aws-eusc")), (33, 2, 1));
    let opt_in: Vec<&str> = Region::all().filter(|region| region.row().opt_in).map(Region::code).collect();
    let expected = [
        "af-south-1",
        "ap-east-2",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
    ];
    assert_eq!(opt_in, expected);
    let own_zone: Vec<&str> = Region::all()
        .filter(|region| region.fallback_dkim_zone() == Some(format!("dkim.{region}.amazonses.com")))
        .map(Region::code)
        .collect();
    let expected = [
        "af-south-1",
        "ap-south-2",
        "ap-northeast-3",
        "ap-southeast-3",
        "ap-southeast-5",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "il-central-1",
        "me-central-1",
        "us-gov-east-1",
    ];
    assert_eq!(own_zone, expected);
    let seoul = a::<Region>("ap-northeast-2");
    assert_eq!(seoul.fallback_dkim_zone().as_deref(), Some("dkim.amazonses.com"));
    assert_eq!(seoul.smtp_host(), "email-smtp.ap-northeast-2.amazonaws.com");
    assert_eq!(seoul.feedback_host(), "feedback-smtp.ap-northeast-2.amazonses.com");
    assert_eq!((seoul.row().english, seoul.row().korean), ("Asia Pacific (Seoul)", "아시아 태평양(서울)"));
}

#[test]
fn a_region_that_the_table_does_not_have_is_one_all_the_same() {
    // With SES since November 2026: where DKIM's records point there, no list says.
    let new: Vec<&str> = Region::all().filter(|it| it.row().known == Known::WithoutHosts).map(Region::code).collect();
    let expected = ["ap-east-2", "ap-southeast-4", "ap-southeast-6", "ap-southeast-7", "eu-south-2", "mx-central-1"];
    assert_eq!(new, expected);
    for code in new {
        let region = a::<Region>(code);
        assert_eq!(region.fallback_dkim_zone(), None, "{code}");
        assert_ne!((region.row().english, region.row().korean), (code, code));
    }
    for (code, partition) in [
        ("ap-southeast-9", "aws"),
        ("mars-north-1", "aws"),
        ("sa-west-12", "aws"),
        ("us-gov-north-1", "aws-us-gov"),
        ("eusc-fr-west-1", "aws-eusc"),
    ] {
        let region = a::<Region>(code);
        assert_eq!((region.row().known, region.row().opt_in), (Known::ByItsLooks, true), "{code}");
        assert_eq!((region.code(), region.row().partition.name()), (code, partition));
        assert_eq!(region.fallback_dkim_zone(), None, "{code}");
        assert!(!Region::all().any(|it| it == region), "{code}");
        assert_eq!(a::<Region>(code), region, "asked for again");
        round_trip(region);
    }
    for slip in [
        "ap-northeast",
        "ap-northeast-",
        "ap-northeast-123",
        "northeast-2",
        "ap-2",
        "us-east-1-lax-1",
        "fips-us-east-1",
        "a-north-1",
        "ap-northeast-2.example.com",
        "https://ap-northeast-2",
    ] {
        let refused = slip.parse::<Region>().expect_err(slip);
        assert!(matches!(&refused, BadRegion::NoSuch(it) if it == slip), "{slip}: {refused:?}");
    }
    // There are such regions, for other accounts than Sesame can sign in to.
    for code in ["cn-north-1", "cn-northwest-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"] {
        assert_eq!(code.parse::<Region>(), Err(BadRegion::OtherPartition(code.into())));
    }
}

// ---- secrets -------------------------------------------------------------------------------------------------------

/// As IAM makes them: 40 characters.
const SECRET: &str = "S/k+Ses4meSENT1NELx9Qv7/wJalrXUtnFEMIK7+";

#[test]
fn a_secret_is_compared_and_not_shown() {
    let secret = Secret::new(SECRET);
    assert_eq!(format!("{secret:?}"), "Secret(…)");
    assert_eq!(format!("{:?}", secret.fingerprint()), "Fingerprint(…)");
    assert_eq!(secret, Secret::new(SECRET.to_owned()));
    assert_ne!(secret, Secret::new(&SECRET[1..]));
    assert_eq!(secret.fingerprint(), Fingerprint::of(SECRET));
    assert_ne!(secret.fingerprint(), Fingerprint::of(&SECRET[1..]));
    assert_eq!(secret.reveal(), SECRET);
}

#[test]
fn a_secret_has_a_shape() {
    let check = |text: &str, length: usize, flags: &str| {
        let SecretShape { length: got, smtp_password_like, quoted, spaced } = Secret::new(text).shape();
        let told = [(smtp_password_like, "smtp"), (quoted, "quoted"), (spaced, "spaced")];
        let told: Vec<&str> = told.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        assert_eq!((got, told.join(" ").as_str()), (length, flags), "{text}");
    };
    check("", 0, "");
    check(SECRET, 40, "");
    check(&format!("\"{SECRET}\""), 42, "quoted");
    check(&format!("'{SECRET}'"), 42, "quoted");
    check(&format!("\"{SECRET}'"), 42, "");
    check("\"", 1, "");
    check(&format!("{SECRET} "), 41, "spaced");
    check(&format!("\" {SECRET}\""), 43, "quoted spaced");
    check("참깨\u{a0}", 3, "spaced");
    // That of AWS's example secret in us-east-1.
    check("BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9", 44, "smtp");
    let derived = smtp::password(&Secret::new(SECRET), a("ap-northeast-2"));
    check(derived.reveal(), 44, "smtp");
    // As long, and another version; as long, and no base64; one byte less.
    check(&format!("A{}", &derived.reveal()[1..]), 44, "");
    check(&format!("{}-", &derived.reveal()[..43]), 44, "");
    check(&format!("{}=", &derived.reveal()[..43]), 44, "");
}

// ---- facts and failures --------------------------------------------------------------------------------------------

#[test]
fn newer_news_replaces_what_was_known_and_no_news_does_not() {
    let denial = || Denial { kind: FailureKind::Denied, code: "AccessDenied".into(), message: "no".into() };
    let news = || [Fact::Absent, Fact::Present(1), Fact::Present(2), Fact::Hidden(denial())];
    for before in news().into_iter().chain([Fact::Unknown]) {
        let mut fact = before.clone();
        fact.learn(Fact::Unknown);
        assert_eq!(fact, before);
        for newer in news() {
            let mut fact = before.clone();
            fact.learn(newer.clone());
            assert_eq!(fact, newer, "after {before:?}");
        }
    }
    let told = |fact: &Fact<i32>| (fact.present().copied(), fact.is_unknown());
    let expected = [(None, false), (Some(1), false), (Some(2), false), (None, false)];
    assert_eq!(news().each_ref().map(told), expected);
    assert_eq!(told(&Fact::default()), (None, true));
    let mut fact = Fact::Present(1);
    *fact.present_mut().expect("it is there") += 1;
    assert_eq!(fact, Fact::Present(2));
}

#[test]
fn a_failure_is_one_line_with_the_act_first() {
    let failure = Failure::new(FailureKind::Denied, "create the user mail-user");
    assert_eq!(failure.to_string(), "could not create the user mail-user");
    let failure = failure.because("AccessDenied: not authorized").because("ask an administrator");
    assert_eq!(failure.to_string(), "could not create the user mail-user");
    let below = std::error::Error::source(&failure).expect("a cause");
    assert_eq!(below.to_string(), "AccessDenied: not authorized");
    assert_eq!(below.source().map(ToString::to_string).as_deref(), Some("ask an administrator"));
    assert_eq!(
        failure.in_full(),
        "could not create the user mail-user: AccessDenied: not authorized: ask an administrator"
    );
    let after: Vec<FailureKind> = <FailureKind as strum::IntoEnumIterator>::iter()
        .filter(|kind| Failure::new(*kind, "do it").may_have_happened())
        .collect();
    let lost = [FailureKind::Network, FailureKind::OutcomeUnknown, FailureKind::Garbled, FailureKind::ServiceFailed];
    assert_eq!(after, lost);
}

// ---- checks --------------------------------------------------------------------------------------------------------

/// A name, parsed.
fn a<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a good name")
}

/// Each text is taken, and written so.
fn good<T: FromStr<Err: Debug> + Display>(rows: &[(&str, &str)]) {
    for (given, expected) in rows {
        let parsed = given.parse::<T>().unwrap_or_else(|why| panic!("{given:?}: {why:?}"));
        assert_eq!(parsed.to_string(), *expected, "{given:?}");
    }
}

/// Each text is refused, in these words.
fn bad<T: FromStr<Err: Display> + Display>(rows: &[(&str, &str)]) {
    for (given, expected) in rows {
        match given.parse::<T>() {
            Ok(parsed) => panic!("{given:?} is taken as {parsed}"),
            Err(why) => assert_eq!(why.to_string(), *expected, "{given:?}"),
        }
    }
}

/// Into a file and back, and refused there too where it is no such name.
fn round_trip<T: Serialize + DeserializeOwned + Debug + PartialEq + Display>(name: T) {
    let json = serde_json::to_string(&name).expect("JSON");
    assert_eq!(json, format!("\"{name}\""));
    assert_eq!(serde_json::from_str::<T>(&json).expect("the same name"), name);
    assert!(serde_json::from_str::<T>("\"a b\"").is_err(), "{name}");
}

#[test]
fn a_region_that_is_called_by_its_place_is_named_by_its_code() {
    let meant = |given: &str| match given.parse::<Region>() {
        Err(BadRegion::NamedSo { meant, .. }) => Some(meant.code()),
        Ok(_) | Err(_) => None,
    };
    for given in [
        "seoul",
        "Seoul",
        "서울",
        " SEOUL ",
        "Asia Pacific (Seoul)",
        "아시아 태평양(서울)",
        "AP-NORTHEAST-2",
        "ap_northeast_2",
        "ap-northeast-2a",
        "Seoul (ap-northeast-2)",
    ] {
        assert_eq!(meant(given), Some("ap-northeast-2"), "{given}");
    }
    for (given, code) in
        [("Virginia", "us-east-1"), ("오레곤", "us-west-2"), ("도쿄", "ap-northeast-1"), ("tel aviv", "il-central-1")]
    {
        assert_eq!(meant(given), Some(code), "{given}");
    }
    for given in ["central", "asia", "", "narnia", "중부"] {
        assert_eq!(meant(given), None, "{given}");
    }
}

#[test]
fn an_address_is_taken_out_of_what_it_is_typed_with_and_of_nothing_that_hides_another_line() {
    for given in
        ["a@b.kr", "Foo <a@b.kr>", "<a@b.kr>", "mailto:a@b.kr", "MAILTO:a@b.kr?subject=Hi", "\"참깨, 상점\" <a@b.kr>"]
    {
        assert_eq!(Address::typed(given).expect(given).to_string(), "a@b.kr", "{given}");
    }
    for given in ["Foo <a@b.kr>, Bar <c@d.kr>", "Foo <>", "x\nBcc: <a@b.kr>", "mailto:", "Foo <a@localhost>"] {
        assert!(Address::typed(given).is_err(), "{given}");
    }
}

#[test]
fn a_name_in_hangul_is_shown_with_the_form_that_goes_over_the_wire() {
    let check = |name: &str, expected: &str| assert_eq!(open_sesame::terms::in_both(name), expected);
    check("example.co.kr", "example.co.kr");
    check("xn--o39akk.xn--3e0b707e", "가게.한국 (xn--o39akk.xn--3e0b707e)");
    check("bounce.xn--o39akk.kr", "bounce.가게.kr (bounce.xn--o39akk.kr)");
    check("no-reply@xn--o39akk.kr", "no-reply@가게.kr (no-reply@xn--o39akk.kr)");
    check("", "");
}
