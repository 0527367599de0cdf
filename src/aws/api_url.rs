//! The address of an API that is not AWS's, as it is given. Calls nothing.

use std::str::FromStr;

use crate::terms::is_private;

/// Where an API is: `https://HOST/PATH`; on this machine `http` will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl(String);

/// A text that names no API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not https://HOST/PATH; http is taken for this machine alone")]
pub struct BadApiUrl {
    /// As it was given.
    pub given: String,
}

impl ApiUrl {
    /// Cloudflare's API.
    pub fn cloudflare() -> ApiUrl {
        ApiUrl("https://api.cloudflare.com/client/v4".into())
    }

    /// Without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApiUrl {
    type Err = BadApiUrl;
    fn from_str(given: &str) -> Result<ApiUrl, BadApiUrl> {
        let given = given.trim();
        let bad = || BadApiUrl { given: given.to_owned() };
        let url: http::Uri = given.parse().map_err(|_| bad())?;
        match is_private(&url) && url.query().is_none() {
            true => Ok(ApiUrl(given.trim_end_matches('/').to_owned())),
            false => Err(bad()),
        }
    }
}
