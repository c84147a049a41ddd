//! Seals a page: `cargo run --example seal -- page.html 'six words' > document.html`, and, after those, a title and the day
//! until which it is meant to be read.
//!
//! Does not ask whether the passphrase is strong.

use std::error::Error;
use std::io::Write;

use annals::share::seal::{Bundle, Entry, INDEX, Random, seal};
use chrono::NaiveDate;

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let (Some(page), Some(passphrase)) = (given.next(), given.next()) else {
        return Err("which page, and which passphrase?".into());
    };
    let title = given.next().unwrap_or_else(|| "A document".into());
    let not_after = given.next().filter(|day| !day.is_empty()).map(|day| day.parse::<NaiveDate>()).transpose()?;
    // Further files are images of the page.
    let images = given.map(|path| {
        let name = path.rsplit('/').next().unwrap_or_default().to_string();
        Ok(Entry { name, bytes: std::fs::read(&path)? })
    });
    let index = Entry { name: INDEX.into(), bytes: std::fs::read(page)? };
    let entries = std::iter::once(Ok(index)).chain(images).collect::<std::io::Result<_>>()?;
    let bundle = Bundle { title, created: NaiveDate::from_ymd_opt(2025, 3, 14).ok_or("no day")?, not_after, entries };
    std::io::stdout().write_all(&seal(&bundle, &passphrase, &mut Random::system())?)?;
    Ok(())
}
