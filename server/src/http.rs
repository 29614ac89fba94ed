//! Answers to HTTP requests, one file per subject.

pub mod api;
pub mod assets;
mod body;
pub mod caller;
mod csv;
pub mod embed;
pub mod files;
pub mod headers;
pub mod health;
pub mod login;
pub mod maps;
pub mod me;
pub mod metrics;
pub mod organize;
pub mod origin;
pub mod pages;
mod problem;
mod range;
