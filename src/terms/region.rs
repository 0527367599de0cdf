//! AWS's regions, as far as SES, STS and a reader need them. Knows no account: what is enabled there is a fact.
//!
//! The table is AWS's of [`AS_OF`], and AWS adds to it: six regions got SES in the weeks before. So what the table does not
//! have is asked of AWS all the same, and told as such; only what no region is called, or what AWS is known to have without
//! SES, is refused. The price: a slip of the pen that looks like a region is found out by asking.

use std::{
    collections::BTreeSet,
    fmt,
    str::FromStr,
    sync::{LazyLock, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

/// The month of the table.
pub const AS_OF: &str = "2026-11";

/// A region to send from: one that has SES, or one that the table does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(&'static RegionRow);

/// What is known of a region without asking.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionRow {
    /// `ap-northeast-2`.
    pub code: &'static str,
    /// `Asia Pacific (Seoul)`.
    pub english: &'static str,
    /// `아시아 태평양(서울)`.
    pub korean: &'static str,
    /// Off in a new account until its owner switches it on.
    pub opt_in: bool,
    /// Which set of accounts it belongs to.
    pub partition: Partition,
    /// Where it is known from.
    pub known: Known,
}

/// How much is known of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// The names of its hosts too, as far as AWS's lists have them.
    Well,
    /// That SES is there. Its hosts, and where DKIM's records point, no list has yet.
    WithoutHosts,
    /// Nothing but that it looks like one: it is not in the table.
    ByItsLooks,
}

/// Sets of regions with separate accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// `aws`
    Aws,
    /// `aws-us-gov`
    UsGov,
    /// `aws-eusc`
    Eusc,
}

/// Why a text is no region to send from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRegion {
    /// AWS has it, SES is not there.
    #[error("SES is not in {code} ({english}); Seoul is ap-northeast-2, Tokyo ap-northeast-1")]
    WithoutSes {
        /// The code as given.
        code: String,
        /// AWS's name.
        english: &'static str,
        /// AWS's Korean name.
        korean: &'static str,
    },
    /// It belongs to a set of accounts that Sesame does not work with: China's, or one cut off from the internet.
    #[error("{0} is in a partition of AWS that Sesame does not work with; Seoul is ap-northeast-2")]
    OtherPartition(String),
    /// The name of a place that has a region, or its code with a slip.
    #[error("“{given}” is not the code of a region; {} is {meant}", meant.row().english)]
    NamedSo {
        /// As given.
        given: String,
        /// The region that was meant.
        meant: Region,
    },
    /// No region is called so.
    #[error("“{0}” is not an AWS region; write it like ap-northeast-2 (Seoul) or us-east-1 (N. Virginia)")]
    NoSuch(String),
}

const fn row(
    code: &'static str,
    english: &'static str,
    korean: &'static str,
    opt_in: bool,
    partition: Partition,
) -> RegionRow {
    RegionRow { code, english, korean, opt_in, partition, known: Known::Well }
}

const fn new(code: &'static str, english: &'static str, korean: &'static str) -> RegionRow {
    RegionRow { code, english, korean, opt_in: true, partition: Partition::Aws, known: Known::WithoutHosts }
}

use Partition::{Aws, Eusc, UsGov};

static WITH_SES: [RegionRow; 36] = [
    row("us-east-1", "US East (N. Virginia)", "미국 동부(버지니아 북부)", false, Aws),
    row("us-east-2", "US East (Ohio)", "미국 동부(오하이오)", false, Aws),
    row("us-west-1", "US West (N. California)", "미국 서부(캘리포니아 북부)", false, Aws),
    row("us-west-2", "US West (Oregon)", "미국 서부(오레곤)", false, Aws),
    row("af-south-1", "Africa (Cape Town)", "아프리카(케이프타운)", true, Aws),
    new("ap-east-2", "Asia Pacific (Taipei)", "아시아 태평양(타이베이)"),
    row("ap-south-1", "Asia Pacific (Mumbai)", "아시아 태평양(뭄바이)", false, Aws),
    row("ap-south-2", "Asia Pacific (Hyderabad)", "아시아 태평양(하이데라바드)", true, Aws),
    row("ap-northeast-1", "Asia Pacific (Tokyo)", "아시아 태평양(도쿄)", false, Aws),
    row("ap-northeast-2", "Asia Pacific (Seoul)", "아시아 태평양(서울)", false, Aws),
    row("ap-northeast-3", "Asia Pacific (Osaka)", "아시아 태평양(오사카)", false, Aws),
    row("ap-southeast-1", "Asia Pacific (Singapore)", "아시아 태평양(싱가포르)", false, Aws),
    row("ap-southeast-2", "Asia Pacific (Sydney)", "아시아 태평양(시드니)", false, Aws),
    row("ap-southeast-3", "Asia Pacific (Jakarta)", "아시아 태평양(자카르타)", true, Aws),
    new("ap-southeast-4", "Asia Pacific (Melbourne)", "아시아 태평양(멜버른)"),
    row("ap-southeast-5", "Asia Pacific (Malaysia)", "아시아 태평양(말레이시아)", true, Aws),
    new("ap-southeast-6", "Asia Pacific (New Zealand)", "아시아 태평양(뉴질랜드)"),
    new("ap-southeast-7", "Asia Pacific (Thailand)", "아시아 태평양(태국)"),
    row("ca-central-1", "Canada (Central)", "캐나다(중부)", false, Aws),
    row("ca-west-1", "Canada West (Calgary)", "캐나다 서부(캘거리)", true, Aws),
    row("eu-central-1", "Europe (Frankfurt)", "유럽(프랑크푸르트)", false, Aws),
    row("eu-central-2", "Europe (Zurich)", "유럽(취리히)", true, Aws),
    row("eu-north-1", "Europe (Stockholm)", "유럽(스톡홀름)", false, Aws),
    row("eu-south-1", "Europe (Milan)", "유럽(밀라노)", true, Aws),
    new("eu-south-2", "Europe (Spain)", "유럽(스페인)"),
    row("eu-west-1", "Europe (Ireland)", "유럽(아일랜드)", false, Aws),
    row("eu-west-2", "Europe (London)", "유럽(런던)", false, Aws),
    row("eu-west-3", "Europe (Paris)", "유럽(파리)", false, Aws),
    row("il-central-1", "Israel (Tel Aviv)", "이스라엘(텔아비브)", true, Aws),
    row("me-central-1", "Middle East (UAE)", "중동(UAE)", true, Aws),
    row("me-south-1", "Middle East (Bahrain)", "중동(바레인)", true, Aws),
    new("mx-central-1", "Mexico (Central)", "멕시코(중부)"),
    row("sa-east-1", "South America (São Paulo)", "남아메리카(상파울루)", false, Aws),
    row("us-gov-east-1", "AWS GovCloud (US-East)", "AWS GovCloud(미국 동부)", false, UsGov),
    row("us-gov-west-1", "AWS GovCloud (US-West)", "AWS GovCloud(미국 서부)", false, UsGov),
    row("eusc-de-east-1", "AWS European Sovereign Cloud (Germany)", "AWS 유럽 소버린 클라우드(독일)", false, Eusc),
];

/// Regions of AWS without SES: code, English and Korean name.
const WITHOUT_SES: [(&str, &str, &str); 1] = [("ap-east-1", "Asia Pacific (Hong Kong)", "아시아 태평양(홍콩)")];

/// The regions that were asked for and that the table does not have. They live as long as the program, so that a region
/// stays a word that is handed on; of one there is one.
static BY_THEIR_LOOKS: LazyLock<Mutex<BTreeSet<&'static RegionRow>>> = LazyLock::new(Mutex::default);

impl Region {
    /// Every region with SES that the table has, in AWS's order.
    pub fn all() -> impl Iterator<Item = Region> {
        WITH_SES.iter().map(Region)
    }

    /// `ap-northeast-2`.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// What is known of it without asking.
    pub fn row(self) -> &'static RegionRow {
        self.0
    }

    /// Whether SES speaks SMTP there. Of others that AWS's lists leave out, DNS says.
    pub fn has_smtp(self) -> bool {
        self.code() != "ap-southeast-3"
    }

    /// The host that SMTP clients connect to; where there is one. By AWS's pattern where its lists do not name it.
    pub fn smtp_host(self) -> String {
        format!("email-smtp.{}.{}", self.code(), self.0.partition.dns_suffix())
    }

    /// The host that the MX of a custom MAIL FROM domain names; by AWS's pattern too.
    pub fn feedback_host(self) -> String {
        format!("feedback-smtp.{}.amazonses.com", self.code())
    }

    /// Where DKIM's CNAMEs point when the API did not say (it varies by region and cell, so the API's word goes first).
    /// Nothing where no source says: a guess would be published in the user's DNS.
    pub fn fallback_dkim_zone(self) -> Option<String> {
        const OWN: &[&str] = &[
            "af-south-1",
            "ap-northeast-3",
            "ap-south-2",
            "ap-southeast-3",
            "ap-southeast-5",
            "ca-west-1",
            "eu-central-2",
            "eu-south-1",
            "il-central-1",
            "me-central-1",
            "us-gov-east-1",
        ];
        match self.0.known {
            Known::Well if OWN.contains(&self.code()) => Some(format!("dkim.{}.amazonses.com", self.code())),
            Known::Well => Some("dkim.amazonses.com".into()),
            Known::WithoutHosts | Known::ByItsLooks => None,
        }
    }
}

impl Partition {
    /// What stands second in an ARN.
    pub fn name(self) -> &'static str {
        match self {
            Aws => "aws",
            UsGov => "aws-us-gov",
            Eusc => "aws-eusc",
        }
    }

    /// How this partition's hosts end.
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Aws | UsGov => "amazonaws.com",
            Eusc => "amazonaws.eu",
        }
    }
}

impl FromStr for Region {
    type Err = BadRegion;
    fn from_str(given: &str) -> Result<Self, BadRegion> {
        let code = given.trim();
        if let Some(row) = WITH_SES.iter().find(|row| row.code == code) {
            return Ok(Region(row));
        }
        if let Some((_, english, korean)) = WITHOUT_SES.iter().find(|(without, _, _)| *without == code) {
            return Err(BadRegion::WithoutSes { code: code.into(), english, korean });
        }
        let shown = || code.chars().take(60).flat_map(char::escape_debug).collect();
        match (looks_like_a_region(code), partition_of(code)) {
            (false, _) => Err(match meant(code) {
                Some(row) => BadRegion::NamedSo { given: shown(), meant: Region(row) },
                None => BadRegion::NoSuch(shown()),
            }),
            (true, None) => Err(BadRegion::OtherPartition(code.into())),
            (true, Some(partition)) => Ok(by_its_looks(code, partition)),
        }
    }
}

/// The one region that is meant by a place's name in English or Korean, by a zone within it, or by its code written
/// otherwise.
fn meant(given: &str) -> Option<&'static RegionRow> {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = plain(given);
    let place = |name: &'static str| Some(name.split_once('(')?.1.trim_end_matches(')'));
    let is_meant = |row: &&RegionRow| {
        let code = plain(row.code);
        let zone = wanted
            .strip_prefix(&code)
            .is_some_and(|rest| rest.len() < 2 && rest.bytes().all(|b| b.is_ascii_alphabetic()));
        let called = [row.english, row.korean].into_iter().filter_map(place).any(|name| {
            let mut words = name.split(' ').map(plain).filter(|word| word.chars().count() > 1);
            plain(name) == wanted || words.next_back().is_some_and(|word| word == wanted)
        });
        let whole = [row.english, row.korean].into_iter().any(|name| plain(name) == wanted);
        zone || called || whole || given.split(['(', ')', ' ']).any(|part| part == row.code)
    };
    if given.contains(char::is_control) {
        return None;
    }
    let mut found = WITH_SES.iter().filter(is_meant);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// As AWS names them: a place, where in it, and a number. `ap-northeast-2a` is a zone within one.
fn looks_like_a_region(code: &str) -> bool {
    let parts: Vec<&str> = code.split('-').collect();
    let [place, within @ .., number] = parts.as_slice() else { return false };
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    (2..=5).contains(&place.len())
        && is_word(place)
        // An older way to name an endpoint.
        && *place != "fips"
        && (1..=2).contains(&within.len())
        && within.iter().all(|part| is_word(part) && part.len() <= 12)
        && is_number
}

/// Which set of accounts a region belongs to by its name; nothing where Sesame does not work with that.
fn partition_of(code: &str) -> Option<Partition> {
    let (place, within) = code.split_once('-').unwrap_or((code, ""));
    if place == "cn" || within.starts_with("iso") {
        None
    } else if place == "eusc" {
        Some(Eusc)
    } else if place == "us" && within.starts_with("gov-") {
        Some(UsGov)
    } else {
        Some(Aws)
    }
}

/// Has it like every region since 2019: it is off until the account's owner switches it on.
fn by_its_looks(code: &str, partition: Partition) -> Region {
    let mut all = BY_THEIR_LOOKS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(row) = all.iter().find(|row| row.code == code) {
        return Region(row);
    }
    let code: &'static str = String::leak(code.to_owned());
    let known = Known::ByItsLooks;
    let row: &'static RegionRow =
        Box::leak(Box::new(RegionRow { code, english: code, korean: code, opt_in: true, partition, known }));
    all.insert(row);
    Region(row)
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Region {
    type Error = BadRegion;
    fn try_from(text: String) -> Result<Self, BadRegion> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(it: Region) -> String {
        it.code().into()
    }
}

impl Serialize for Region {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
