//! Turns a work journal in plain notes into a site where projects, people and dates link to each other.

pub mod markup;
pub mod views;
