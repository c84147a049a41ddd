//! Obsidian.
use super::Outline;
use super::tree::Builder;
use crate::diagnostic::Diagnostic;
use crate::notes::Dialect;
use std::sync::Arc;
pub(super) fn parse(text: &Arc<str>, _dialect: Dialect, builder: Builder<'_>) -> (Outline, Vec<Diagnostic>) {
    builder.finish(text.clone())
}
