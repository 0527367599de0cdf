//! SES: what one region of the account holds, and the operations on it, a file each. Knows no other service.

mod account;
mod dispatch;
mod filter;
mod identities;
mod letter;
mod region;
pub mod rest;
pub mod send;
pub mod v1;
pub mod v2;

pub use region::{
    CaseStatus, DkimSigning, EmailIdentity, IdentityType, LINK_LIVES, MailFromAttributes, PATIENCE, ReviewDetails,
    SesRegion, Status,
};
