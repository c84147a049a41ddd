//! What files tell of who could read the site: hosts that publish to everyone, and repositories that would take it along.
//!
//! Does not ask any host, so it may miss what is set up there and warn of what is not switched on.

use std::path::{Path, PathBuf};

use ignore::gitignore::GitignoreBuilder;

use super::context::Context;

/// Something that may show private notes to others.
#[derive(Debug, PartialEq, Eq)]
pub struct Sign {
    pub says: String,
    pub help: &'static str,
}

/// Files by which a host is told what to publish, and whose they are.
const HOSTS: &[(&str, &str)] = &[
    ("netlify.toml", "Netlify"),
    ("vercel.json", "Vercel"),
    ("firebase.json", "Firebase Hosting"),
    ("wrangler.toml", "Cloudflare"),
    ("wrangler.jsonc", "Cloudflare"),
    ("render.yaml", "Render"),
];

/// Endings of addresses that everyone can reach unless a login is put before them.
const PUBLIC: &[&str] = &[
    "github.io",
    "gitlab.io",
    "netlify.app",
    "vercel.app",
    "pages.dev",
    "web.app",
    "firebaseapp.com",
    "onrender.com",
    "surge.sh",
    "neocities.org",
    "codeberg.page",
    "bitbucket.io",
];

/// Folders that web servers and sync programs show to everyone by custom.
const SERVED: &[&str] = &["public_html", "htdocs", "/var/www", "/srv/http", "Dropbox/Public"];

const PAGES: &str = "GitHub Pages is public even when its repository is private, but for Enterprise Cloud: host the site \
                     behind a login, or take it out of the repository";
const LOGIN: &str = "put a login before it, preview addresses too, or build to a folder that is not published";

/// All signs that can be told from files.
pub fn signs(context: &Context) -> Vec<Sign> {
    let mut signs = Vec::new();
    let output = real(&context.output);
    let mut roots: Vec<PathBuf> = Vec::new();
    for place in [real(&context.input), output.clone()] {
        let root = place.ancestors().find(|dir| dir.join(".git").exists()).map(Path::to_path_buf);
        roots.extend(root.filter(|root| !roots.contains(root)));
    }
    for root in &roots {
        repository(root, &output, context, &mut signs);
    }
    for dir in roots.iter().chain([&output]) {
        for (file, host) in HOSTS.iter().filter(|(file, _)| dir.join(file).is_file()) {
            signs.push(Sign { says: format!("{file} is there for {host}, which publishes to everyone"), help: LOGIN });
        }
    }
    let host = context.config.base_url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    if let Some(host) = host.filter(|host| PUBLIC.iter().any(|end| host.ends_with(end))) {
        signs.push(Sign { says: format!("base_url leads to {host}, which everyone can reach"), help: LOGIN });
    }
    let path = format!("{}/", output.display());
    if let Some(served) = SERVED.iter().find(|served| path.contains(&format!("/{}/", served.trim_start_matches('/')))) {
        signs
            .push(Sign { says: format!("the output folder lies in {served}, which is served to others"), help: LOGIN });
    }
    signs
}

/// What a repository that holds the notes or the site tells.
fn repository(root: &Path, output: &Path, context: &Context, signs: &mut Vec<Sign>) {
    let git = git_dir(root);
    let remotes = remotes(&std::fs::read_to_string(git.join("config")).unwrap_or_default());
    let on = |host: &str| remotes.iter().find(|remote| remote.host == host);
    if let Some(remote) = on("github.com") {
        let why = pages(root, &git, output, remote);
        if !why.is_empty() {
            signs.push(Sign { says: format!("PUBLIC on GitHub Pages: {}", why.join("; ")), help: PAGES });
        }
    }
    let gitlab = std::fs::read_to_string(root.join(".gitlab-ci.yml")).unwrap_or_default();
    if gitlab.lines().any(|line| line.starts_with("pages:")) {
        signs.push(Sign {
            says: ".gitlab-ci.yml publishes to GitLab Pages".into(),
            help: "set Pages access control to project members: without it everyone can read the site",
        });
    }
    if let Some(remote) = remotes.first().filter(|_| output.starts_with(root) && !ignored(root, &git, output)) {
        let (shown, host) = (context.output.display(), &remote.host);
        signs.push(Sign {
            says: format!("the output folder {shown} is in a repository that is pushed to {host}, and is not ignored"),
            help: "add it to .gitignore, so that no commit takes the site along",
        });
    }
}

/// A repository that another is pushed to.
struct Remote {
    host: String,
    path: String,
}

/// Why a repository on GitHub is taken to publish.
fn pages(root: &Path, git: &Path, output: &Path, remote: &Remote) -> Vec<String> {
    let mut found = Vec::new();
    for dir in [root, &root.join("docs"), output] {
        if dir.join("CNAME").is_file() {
            let shown = dir.strip_prefix(root).unwrap_or(dir).join("CNAME");
            found.push(format!("{} names an address for it", shown.display()));
        }
    }
    found.dedup();
    if remote.path.trim_end_matches(".git").ends_with(".github.io") {
        found.push(format!("the repository {} is one", remote.path.trim_end_matches(".git")));
    }
    let packed = std::fs::read_to_string(git.join("packed-refs")).unwrap_or_default();
    let branch = |name: &str| packed.lines().any(|line| line.ends_with(name)) || git.join(name).is_file();
    if branch("refs/heads/gh-pages") || branch("refs/remotes/origin/gh-pages") {
        found.push("there is a branch gh-pages".into());
    }
    if output == root.join("docs") {
        found.push("the output folder is docs, which it can publish".into());
    }
    let workflows = std::fs::read_dir(root.join(".github/workflows")).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = workflows.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if ["actions/deploy-pages", "gh-pages"].iter().any(|word| text.contains(word)) {
            found.push(format!("{} deploys to it", path.strip_prefix(root).unwrap_or(&path).display()));
        }
    }
    found
}

/// Where a repository keeps its own files: a folder, or, in a further work tree, where a file says.
fn git_dir(root: &Path) -> PathBuf {
    let own = root.join(".git");
    let Ok(text) = std::fs::read_to_string(&own) else { return own };
    let dir = root.join(text.trim().trim_start_matches("gitdir:").trim());
    match std::fs::read_to_string(dir.join("commondir")) {
        Ok(common) => dir.join(common.trim()),
        Err(_) => dir,
    }
}

/// `url = git@github.com:noor/journal.git`, and the same as a URL.
fn remotes(config: &str) -> Vec<Remote> {
    let urls = config.lines().filter_map(|line| line.trim().strip_prefix("url")?.trim_start().strip_prefix('='));
    urls.filter_map(|url| {
        let url = url.trim();
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/')?,
            None => url.split_once(':')?,
        };
        let host = host.rsplit('@').next()?.split(':').next()?;
        Some(Remote { host: host.to_lowercase(), path: path.to_string() })
    })
    .collect()
}

fn ignored(root: &Path, git: &Path, output: &Path) -> bool {
    let mut rules = GitignoreBuilder::new(root);
    // A file that cannot be read ignores nothing, which is the safer guess.
    let _ = rules.add(root.join(".gitignore"));
    let _ = rules.add(git.join("info/exclude"));
    rules.build().is_ok_and(|rules| rules.matched_path_or_any_parents(output, true).is_ignore())
}

/// The real path, as far as it exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let above = above.canonicalize().unwrap_or_else(|_| above.to_path_buf());
    path.file_name().map_or(above.clone(), |name| above.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// What is said of a folder with these files, of which `site` is the output.
    fn said(files: &[(&str, &str)], site: &str, base_url: &str) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let config = Config { base_url: base_url.into(), ..Config::default() };
        let context = Context {
            input: dir.path().to_path_buf(),
            output: dir.path().join(site),
            theme: None,
            file: None,
            config,
            today: chrono::NaiveDate::default(),
        };
        let shown = dir.path().display().to_string();
        signs(&context).into_iter().map(|sign| sign.says.replace(&shown, "")).collect()
    }

    const GITHUB: (&str, &str) = (".git/config", "[remote \"origin\"]\n\turl = git@github.com:noor/journal.git\n");

    #[test]
    fn what_publishes_to_everyone_is_told() {
        let ignored = (".gitignore", "site/\ndocs/\n");
        let public = "PUBLIC on GitHub Pages: ";
        for (file, site, says) in [
            (("CNAME", "journal.example.org"), "site", "CNAME names an address for it"),
            (
                (".github/workflows/a.yml", "uses: actions/deploy-pages@v4"),
                "site",
                ".github/workflows/a.yml deploys to it",
            ),
            ((".git/packed-refs", "0123 refs/remotes/origin/gh-pages\n"), "site", "there is a branch gh-pages"),
            (("a.md", ""), "docs", "the output folder is docs, which it can publish"),
        ] {
            assert_eq!(said(&[GITHUB, ignored, file], site, ""), [format!("{public}{says}")]);
        }
        let own = (".git/config", "[remote \"o\"]\nurl = https://me@GitHub.com/noor/noor.github.io.git");
        assert_eq!(said(&[own, ignored], "site", ""), [format!("{public}the repository noor/noor.github.io is one")]);
        let gitlab = (".git/config", "[remote \"o\"]\nurl = ssh://git@gitlab.example.org:22/a/b");
        let pages = (".gitlab-ci.yml", "pages:\n  script: x\n");
        assert_eq!(said(&[gitlab, ignored, pages], "site", ""), [".gitlab-ci.yml publishes to GitLab Pages"]);
        assert_eq!(
            said(&[("site/vercel.json", "{}")], "site", ""),
            ["vercel.json is there for Vercel, which publishes to everyone"]
        );
        assert_eq!(
            said(&[], "site", "https://n.netlify.app/j/"),
            ["base_url leads to n.netlify.app, which everyone can reach"]
        );
        assert_eq!(said(&[], "public_html", ""), ["the output folder lies in public_html, which is served to others"]);
    }

    #[test]
    fn a_site_in_a_repository_that_is_pushed_must_be_ignored() {
        let told = ["the output folder /site is in a repository that is pushed to github.com, and is not ignored"];
        assert_eq!(said(&[GITHUB], "site", ""), told);
        assert_eq!(said(&[GITHUB, (".git/info/exclude", "/site\n")], "site", ""), [""; 0]);
        assert_eq!(said(&[(".git/config", "[core]\n")], "site", ""), [""; 0]);
    }

    #[test]
    fn a_further_work_tree_has_its_settings_in_the_first() {
        let tree = ("tree/.git", "gitdir: ../.git/worktrees/tree");
        let common = (".git/worktrees/tree/commondir", "../..");
        let told = said(&[GITHUB, tree, common, ("tree/CNAME", "x")], "tree/site", "");
        assert!(told.contains(&"PUBLIC on GitHub Pages: CNAME names an address for it".to_string()), "{told:?}");
    }
}
