//! annals turns a work journal in plain notes into a site where projects, people and dates link to each other.
//!
//! The modules stand in the order in which data flows.

pub mod config;
pub mod date;
pub mod diagnostic;
pub mod error;
pub mod name;
pub mod notes;
pub mod period;
pub mod span;

pub mod source;

pub mod outline;

pub mod export;
pub mod graph;

pub mod markup;

pub mod route;

pub mod views;

pub mod theme;

pub mod render;
pub mod site;

pub mod emit;

pub mod cli;
