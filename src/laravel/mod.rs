//! An app's files. Pure: text in, text out.

pub mod dotenv;
