//! From flags, environment and `annals.toml` to what a command works with.
//!
//! A flag is stronger than an `ANNALS_*` variable, that than the config, that than the default. Does not
//! read notes.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::Global;
use super::failure::Failure;
use super::key;
use crate::config::Config;
use crate::error::Error;
use crate::source::there;
use crate::theme::Theme;

/// What a command works with. Paths are relative to the folder the user stands in, or absolute.
#[derive(Debug)]
pub struct Context {
    /// The folder of notes, or one file.
    pub input: PathBuf,
    /// The folder for the site.
    pub output: PathBuf,
    /// The user's own templates and static files.
    pub theme: Option<PathBuf>,
    /// Where the config was read from.
    pub file: Option<PathBuf>,
    /// With all overrides.
    pub config: Config,
    /// The day that counts as today.
    pub today: NaiveDate,
}

/// Where things lie, for commands that say it: each stronger than the config.
#[derive(Debug, Clone, Default, Args)]
pub struct Places {
    /// A folder of notes, or one file
    pub notes: Option<PathBuf>,
    /// The folder for the site [default: site]
    #[arg(short, long, value_name = "DIR", env = "ANNALS_OUTPUT", hide_env_values = true)]
    pub output: Option<PathBuf>,
    /// Where the site will be served from
    #[arg(long, value_name = "URL", env = "ANNALS_BASE_URL", hide_env_values = true)]
    pub base_url: Option<String>,
    /// A folder of templates and static files of your own
    #[arg(long, value_name = "DIR", env = "ANNALS_THEME", hide_env_values = true)]
    pub theme: Option<PathBuf>,
}

impl Places {
    pub fn overrides(&self) -> Overrides<'_> {
        Overrides {
            notes: self.notes.as_deref(),
            output: self.output.as_deref(),
            theme: self.theme.as_deref(),
            base_url: self.base_url.as_deref(),
        }
    }
}

/// Flags of a command that are stronger than the config.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides<'a> {
    pub notes: Option<&'a Path>,
    pub output: Option<&'a Path>,
    pub theme: Option<&'a Path>,
    pub base_url: Option<&'a str>,
}

impl Context {
    pub fn new(global: &Global, flags: &Overrides<'_>) -> Result<Context, Failure> {
        let file = Context::file(global, flags)?;
        let mut config = match &file {
            Some(file) => read(file)?,
            None => Config::default(),
        };
        environment(&mut config, |name| std::env::var(name).ok())?;
        if let Some(url) = flags.base_url {
            config.base_url = if url.is_empty() || url.ends_with('/') { url.to_string() } else { format!("{url}/") };
        }
        config.check().map_err(|wrong| {
            let place = file.as_deref().filter(|_| !is_overridden(wrong.key, flags));
            Failure::usage(wrong.message, wrong.help).at(place.and_then(|file| key::place(file, wrong.key)))
        })?;
        if let (Some(file), None) = (&file, &global.config) {
            let notes = flags.notes.is_none().then_some(("notes", config.notes.as_str()));
            let theme = flags.theme.is_none().then_some(("theme.dir", config.theme.dir.as_str()));
            for (key, written) in notes.into_iter().chain(theme).filter(|(_, written)| !written.is_empty()) {
                stays(file, key, written)?;
            }
        }
        Ok(Context::of(config, file, global, flags))
    }

    /// The config that a command reads, if there is one.
    ///
    /// # Errors
    /// The system cannot tell, or what has the name is no file.
    pub fn file(global: &Global, flags: &Overrides<'_>) -> Result<Option<PathBuf>, Error> {
        if global.config.is_some() {
            return Ok(global.config.clone());
        }
        match flags.notes.map(discover).transpose()?.flatten() {
            Some(file) => Ok(Some(file)),
            None => discover(Path::new(".")),
        }
    }

    /// The theme. Where its folder is not there, it is shown who says that it is.
    ///
    /// # Errors
    /// Those of [`Theme::load`].
    pub fn load_theme(&self) -> Result<Theme, Error> {
        Theme::load(self.theme.as_deref()).map_err(|error| {
            let file = self.file.as_deref().filter(|file| self.theme == said_theme(&self.config, Some(file)));
            let is_missing = self.theme.as_deref().is_some_and(|dir| !dir.is_dir());
            match file.filter(|_| is_missing).and_then(|file| key::place(file, &["theme", "dir"])) {
                Some(place) => error.at(place),
                None => error,
            }
        })
    }

    /// What follows from a config that was read.
    pub fn of(config: Config, file: Option<PathBuf>, global: &Global, flags: &Overrides<'_>) -> Context {
        let home = file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let theme = match flags.theme {
            Some(dir) => Some(dir.to_path_buf()),
            None => said_theme(&config, file.as_deref()),
        };
        Context {
            input: flags.notes.map_or_else(|| tidy(&home.join(&config.notes)), tidy),
            output: flags.output.map_or_else(|| tidy(&home.join(&config.output)), Path::to_path_buf),
            theme,
            today: global.today.unwrap_or_else(|| chrono::Local::now().date_naive()),
            file,
            config,
        }
    }
}

/// The folder of the theme that a config names.
fn said_theme(config: &Config, file: Option<&Path>) -> Option<PathBuf> {
    let home = file.and_then(Path::parent).unwrap_or(Path::new(""));
    Some(config.theme.dir.as_str()).filter(|dir| !dir.is_empty()).map(|dir| tidy(&home.join(dir)))
}

/// Whether a flag or a variable is stronger than what the file says of a key.
fn is_overridden(key: &[&str], flags: &Overrides<'_>) -> bool {
    match key {
        ["base_url"] => flags.base_url.is_some(),
        [key] => KEYS.iter().any(|(own, _)| own == key) && std::env::var_os(variable(key)).is_some(),
        _ => false,
    }
}

/// `annals.toml` in the folder of `from` or the nearest above it, written the way `from` is.
///
/// # Errors
/// The system cannot tell, or what has the name is no file.
fn discover(from: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(real) = there::real(from)? else { return Ok(None) };
    let mut found = None;
    for dir in real.ancestors().skip(usize::from(!there::is_dir(&real)?)) {
        let file = dir.join("annals.toml");
        // A link that leads nowhere is there too: without what it should say, more could be shown than is meant.
        if file.symlink_metadata().is_ok() || there::is_file(&file)? {
            found = Some(file);
            break;
        }
    }
    let Some(found) = found else { return Ok(None) };
    if !there::is_file(&found)? {
        let message = format!("{} is no file, or a link that leads to none", found.display());
        return Err(Error::new(message).help("it would hold the settings: put a file there, or remove it"));
    }
    // Messages are easier to read, and the same on every machine, when they do not begin at the root.
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    Ok(Some(here.and_then(|here| found.strip_prefix(here).ok().map(Path::to_path_buf)).unwrap_or(found)))
}

/// A config that was merely found may be another's, come with their notes: it leads to nothing outside of its folder, for
/// what it leads to is put on the site.
fn stays(file: &Path, key: &str, written: &str) -> Result<(), Failure> {
    let home = file.parent().filter(|home| !home.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Some(home), Some(to)) = (there::real(home)?, there::real(&home.join(written))?) else { return Ok(()) };
    if to.starts_with(&home) {
        return Ok(());
    }
    let message = format!("`{key}` in {} leads out of its folder: {written}", file.display());
    let help = format!("if the config is yours, name it: --config {}", file.display());
    Err(Failure::usage(message, help).at(key::place(file, &key.split('.').collect::<Vec<_>>())))
}

/// The largest config that anybody wrote, by far.
const LARGEST: u64 = 1 << 20;

/// What stands in a config.
///
/// # Errors
/// What the system refuses.
pub fn text(file: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read(file: &Path) -> Result<Config, Failure> {
    let text = text(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Failure::usage(format!("there is no {}", file.display()), "annals init writes an annals.toml")
        }
        _ => Failure::from(Error::io("read", file, &error)),
    })?;
    Config::from_toml(&text, &file.display().to_string()).map_err(|error| Failure::config(error, text))
}

/// A key and how its value is taken over from a config that was read from it alone.
pub type Take = fn(&mut Config, Config);

/// Keys that a variable can set; the others have a flag that reads its own, or are lists.
pub const KEYS: &[(&str, Take)] = &[
    ("notes", |config, from| config.notes = from.notes),
    ("title", |config, from| config.title = from.title),
    ("author", |config, from| config.author = from.author),
    ("language", |config, from| config.language = from.language),
    ("audience", |config, from| config.audience = from.audience),
    ("dates", |config, from| config.dates = from.dates),
    ("first_weekday", |config, from| config.first_weekday = from.first_weekday),
    ("fiscal_year_start", |config, from| config.fiscal_year_start = from.fiscal_year_start),
];

/// The variable of a key.
pub fn variable(key: &str) -> String {
    format!("ANNALS_{}", key.to_uppercase())
}

fn environment(config: &mut Config, var: impl Fn(&str) -> Option<String>) -> Result<(), Failure> {
    for (key, take) in KEYS {
        let name = variable(key);
        let Some(value) = var(&name) else { continue };
        let written = match value.parse::<i64>() {
            Ok(number) if *key == "fiscal_year_start" => number.to_string(),
            _ => toml::Value::String(value).to_string(),
        };
        // Read as a config of one line, so that a variable obeys the same rules as its key.
        match Config::from_toml(&format!("{key} = {written}"), &name) {
            Ok(from) => take(config, from),
            Err(error) => {
                let help = error.help.unwrap_or_else(|| format!("it stands for `{key}` of annals.toml"));
                return Err(Failure::usage(format!("{name}: {}", error.message), help));
            }
        }
    }
    Ok(())
}

/// Without `.` parts, which say nothing in messages, and without a folder that the `..` behind it leaves again, unless that
/// is a link, of which `..` leads elsewhere.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components().filter(|part| *part != Component::CurDir) {
        let last = tidy.components().next_back();
        let leaves = part == Component::ParentDir && matches!(last, Some(Component::Normal(_)));
        match leaves && tidy.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
            true => _ = tidy.pop(),
            false => tidy.push(part),
        }
    }
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Audience;

    #[test]
    fn variables_obey_the_rules_of_their_keys() {
        let mut config = Config::default();
        let var = |name: &str| match name {
            "ANNALS_AUDIENCE" => Some("public".to_string()),
            "ANNALS_FISCAL_YEAR_START" => Some("4".to_string()),
            "ANNALS_TITLE" => Some("7 \"days\"".to_string()),
            _ => None,
        };
        environment(&mut config, var).unwrap();
        assert_eq!((config.audience, config.fiscal_year_start), (Audience::Public, 4));
        assert_eq!(config.title, "7 \"days\"");
        assert!(environment(&mut config, |name| (name == "ANNALS_AUDIENCE").then(|| "all".into())).is_err());
    }
}
