//! One block's text to HTML: only the type for now. Does not make any yet.

use std::sync::Arc;

use serde::Serialize;

/// HTML that is ready to be written into a page: the only type a template may print unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(pub Arc<str>);

impl From<&str> for Html {
    fn from(html: &str) -> Self {
        Html(Arc::from(html))
    }
}
