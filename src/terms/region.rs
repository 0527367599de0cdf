//! AWS's regions, as far as SES, STS and a reader need them. Knows no account: what is enabled there is a fact.
//!
//! The table is AWS's of 2026-11. The SDK builds a host from any text, so a region is checked here before it is used.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A region that has SES.
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
    #[error(
        "SES is not in {code} ({english}); the nearest regions with SES are listed by `sesame radar`, Seoul is ap-northeast-2"
    )]
    WithoutSes {
        /// The code as given.
        code: String,
        /// AWS's name.
        english: &'static str,
        /// AWS's Korean name.
        korean: &'static str,
    },
    /// No such region.
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
    RegionRow { code, english, korean, opt_in, partition }
}

use Partition::{Aws, Eusc, UsGov};

static WITH_SES: [RegionRow; 30] = [
    row("us-east-1", "US East (N. Virginia)", "미국 동부(버지니아 북부)", false, Aws),
    row("us-east-2", "US East (Ohio)", "미국 동부(오하이오)", false, Aws),
    row("us-west-1", "US West (N. California)", "미국 서부(캘리포니아 북부)", false, Aws),
    row("us-west-2", "US West (Oregon)", "미국 서부(오레곤)", false, Aws),
    row("af-south-1", "Africa (Cape Town)", "아프리카(케이프타운)", true, Aws),
    row("ap-south-1", "Asia Pacific (Mumbai)", "아시아 태평양(뭄바이)", false, Aws),
    row("ap-south-2", "Asia Pacific (Hyderabad)", "아시아 태평양(하이데라바드)", true, Aws),
    row("ap-northeast-1", "Asia Pacific (Tokyo)", "아시아 태평양(도쿄)", false, Aws),
    row("ap-northeast-2", "Asia Pacific (Seoul)", "아시아 태평양(서울)", false, Aws),
    row("ap-northeast-3", "Asia Pacific (Osaka)", "아시아 태평양(오사카)", false, Aws),
    row("ap-southeast-1", "Asia Pacific (Singapore)", "아시아 태평양(싱가포르)", false, Aws),
    row("ap-southeast-2", "Asia Pacific (Sydney)", "아시아 태평양(시드니)", false, Aws),
    row("ap-southeast-3", "Asia Pacific (Jakarta)", "아시아 태평양(자카르타)", true, Aws),
    row("ap-southeast-5", "Asia Pacific (Malaysia)", "아시아 태평양(말레이시아)", true, Aws),
    row("ca-central-1", "Canada (Central)", "캐나다(중부)", false, Aws),
    row("ca-west-1", "Canada West (Calgary)", "캐나다 서부(캘거리)", true, Aws),
    row("eu-central-1", "Europe (Frankfurt)", "유럽(프랑크푸르트)", false, Aws),
    row("eu-central-2", "Europe (Zurich)", "유럽(취리히)", true, Aws),
    row("eu-north-1", "Europe (Stockholm)", "유럽(스톡홀름)", false, Aws),
    row("eu-south-1", "Europe (Milan)", "유럽(밀라노)", true, Aws),
    row("eu-west-1", "Europe (Ireland)", "유럽(아일랜드)", false, Aws),
    row("eu-west-2", "Europe (London)", "유럽(런던)", false, Aws),
    row("eu-west-3", "Europe (Paris)", "유럽(파리)", false, Aws),
    row("il-central-1", "Israel (Tel Aviv)", "이스라엘(텔아비브)", true, Aws),
    row("me-central-1", "Middle East (UAE)", "중동(UAE)", true, Aws),
    row("me-south-1", "Middle East (Bahrain)", "중동(바레인)", true, Aws),
    row("sa-east-1", "South America (São Paulo)", "남아메리카(상파울루)", false, Aws),
    row("us-gov-east-1", "AWS GovCloud (US-East)", "AWS GovCloud(미국 동부)", false, UsGov),
    row("us-gov-west-1", "AWS GovCloud (US-West)", "AWS GovCloud(미국 서부)", false, UsGov),
    row("eusc-de-east-1", "AWS European Sovereign Cloud (Germany)", "AWS 유럽 소버린 클라우드(독일)", false, Eusc),
];

static WITHOUT_SES: [RegionRow; 7] = [
    row("ap-east-1", "Asia Pacific (Hong Kong)", "아시아 태평양(홍콩)", true, Aws),
    row("ap-east-2", "Asia Pacific (Taipei)", "아시아 태평양(타이베이)", true, Aws),
    row("ap-southeast-4", "Asia Pacific (Melbourne)", "아시아 태평양(멜버른)", true, Aws),
    row("ap-southeast-6", "Asia Pacific (New Zealand)", "아시아 태평양(뉴질랜드)", true, Aws),
    row("ap-southeast-7", "Asia Pacific (Thailand)", "아시아 태평양(태국)", true, Aws),
    row("eu-south-2", "Europe (Spain)", "유럽(스페인)", true, Aws),
    row("mx-central-1", "Mexico (Central)", "멕시코(중부)", true, Aws),
];

impl Region {
    /// Every region with SES, in AWS's order.
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

    /// The host that SMTP clients connect to; where there is one.
    pub fn smtp_host(self) -> String {
        format!("email-smtp.{}.{}", self.code(), self.0.partition.dns_suffix())
    }

    /// The host that the MX of a custom MAIL FROM domain names.
    pub fn feedback_host(self) -> String {
        format!("feedback-smtp.{}.amazonses.com", self.code())
    }

    /// Where DKIM's CNAMEs point when the API did not say (it varies by region and cell, so the API's word goes first).
    pub fn fallback_dkim_zone(self) -> String {
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
        if OWN.contains(&self.code()) {
            format!("dkim.{}.amazonses.com", self.code())
        } else {
            "dkim.amazonses.com".into()
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
        match WITHOUT_SES.iter().find(|row| row.code == code) {
            Some(row) => Err(BadRegion::WithoutSes { code: code.into(), english: row.english, korean: row.korean }),
            None => Err(BadRegion::NoSuch(code.chars().take(60).flat_map(char::escape_debug).collect())),
        }
    }
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
