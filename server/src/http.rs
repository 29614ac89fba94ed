//! Answers to HTTP requests, one file per subject.

pub mod api;
pub mod assets;
pub mod embed;
pub mod files;
pub mod headers;
pub mod health;
pub mod maps;
pub mod metrics;
pub mod pages;
mod range;
