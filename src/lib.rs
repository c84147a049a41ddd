#![doc = include_str!("ARCHITECTURE.md")]

pub mod config;
pub mod date;
pub mod diagnostic;
pub mod error;
pub mod name;
pub mod notes;
pub mod period;
pub mod span;
pub mod wall;

pub mod source;

pub mod outline;

pub mod export;
pub mod graph;

pub mod markup;

pub mod project;

pub mod route;

pub mod views;

pub mod theme;

pub mod render;
pub mod site;

pub mod emit;
pub mod serve;
pub mod share;

pub mod cli;
