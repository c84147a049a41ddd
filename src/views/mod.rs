//! One file a screen: what its template is given. Does not look into the graph's insides nor know of the templates.

pub mod agenda;
pub mod backlinks;
pub mod beside;
pub mod blocks;
pub mod broken;
pub mod calendar;
pub mod cx;
pub mod day;
pub mod evidence;
pub mod frame;
pub mod gather;
pub mod heat;
pub mod highlights;
pub mod home;
pub mod links;
pub mod list;
pub mod names;
pub mod naming;
pub mod near;
pub mod notfound;
pub mod packet;
pub mod page;
pub mod paper;
pub mod parts;
pub mod passages;
pub mod person;
pub mod project;
pub mod queries;
pub mod readiness;
pub mod redirect;
pub mod related;
pub mod review;
pub mod row;
pub mod rows;
pub mod rule;
pub mod standing;
pub mod tables;
pub mod tag;
pub mod together;
pub mod tree;
pub mod week;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod templates;
