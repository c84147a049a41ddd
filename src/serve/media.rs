//! What a file is, by its name, and what a browser may do with it.
//!
//! Does not look into files. A closed list: what is not on it is downloaded, for a note may link to anything.

/// Whether a path is a page of the site.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// The type of a file of the theme.
pub fn of_theme(path: &str) -> &'static str {
    match extension(path).as_str() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "html" => "text/html; charset=utf-8",
        _ => of_asset(path),
    }
}

/// The type of a file of the notes: nothing that a page could run or be.
pub fn of_asset(path: &str) -> &'static str {
    match extension(path).as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "txt" | "log" | "csv" | "tsv" | "md" | "markdown" | "org" | "json" | "toml" | "yaml" | "yml" | "edn"
        | "xml" | "html" | "htm" | "js" | "css" | "py" | "rs" | "sh" | "sql" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn extension(path: &str) -> String {
    path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}
