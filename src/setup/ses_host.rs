//! A host of SES's, as DNS has it. Does not know which one, nor who asked.

/// Whether DNS has a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostInDns {
    /// It has an address.
    There,
    /// No such name exists.
    Nowhere,
}
