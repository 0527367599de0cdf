//! The account, through AWS's own SDK. These are the only files that name its clients. Knows neither the engine nor
//! whether this is a rehearsal: that is decided by the HTTP client and the clock it is given.
//!
//! v1 of SES is the SDK's too: signing one call by hand was tried on paper, and would have been our own copy of its
//! error parsing, retries and time-outs for the sake of some seconds of compilation.

mod api_url;
mod at_hand;
mod at_rest;
mod authorities;
mod cli;
mod cloud;
mod delivery_mode;
mod endpoints;
mod environment;
mod error;
mod iam;
mod login;
mod pace;
mod permissions;
pub mod profile_files;
mod profiles;
mod program;
mod recall;
mod route53;
mod ses;
mod session;
mod sign_in;
mod sso;
mod sts;
mod watch;
mod web;

pub use self::{
    api_url::{ApiUrl, BadApiUrl},
    cloud::{Cloud, Signer},
    error::denial,
    iam::User,
    login::{
        Agreed, ConsoleSession, Keeping, KeptSession, LoginPlan, LoginRequest, LoginWay, ProofKey, forget_all_sessions,
        forget_session, with_session,
    },
    pace::Pause,
    recall::Recall,
    route53::{SetChange, TTL},
    session::Session,
    sign_in::region_here,
    watch::CallLog,
    web::{WebAnswer, WebCall},
};
