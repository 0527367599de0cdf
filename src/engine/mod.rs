//! Doing: looks at the world and carries out changes. Knows no terminal and no wizard.
pub mod ports;
