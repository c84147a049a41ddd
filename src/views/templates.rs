//! Every template of the default theme renders from samples, with every optional part present and absent.

use std::{fs, path::Path};

use serde::Serialize;
use tera::{Context, Tera};

use super::{
    agenda, calendar, day, evidence, frame::Frame, home, list, notfound, page, person, project, redirect, review,
    samples, tag, week,
};

fn theme() -> Tera {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    let mut tera = Tera::default();
    tera.add_raw_templates(texts).unwrap();
    tera
}

/// Renders, and with `ANNALS_SAMPLES` set also writes the page there to be looked at.
fn render(tera: &Tera, template: &str, to: &str, view: &impl Serialize) -> String {
    let html = tera.render(template, &Context::from_serialize(view).unwrap()).unwrap();
    if let Some(folder) = std::env::var_os("ANNALS_SAMPLES") {
        let path = Path::new(&folder).join(to);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &html).unwrap();
    }
    html
}

/// What no page may hold: style or script in the page, an empty reference, and more than one `<h1>`.
fn check(html: &str) {
    for word in [" style=", "<script>", "onclick", "href=\"\"", "class=\"\""] {
        assert!(!html.contains(word), "{word} in {html}");
    }
    assert_eq!(html.matches("<h1").count(), 1);
    assert_eq!(html.matches("<main").count(), 1);
}

#[test]
fn samples_render_in_full() {
    let tera = theme();
    if let Some(folder) = std::env::var_os("ANNALS_SAMPLES") {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static");
        for file in ["annals.css", "copy.js", "icon.svg"] {
            fs::create_dir_all(Path::new(&folder).join("static")).unwrap();
            fs::copy(from.join(file), Path::new(&folder).join("static").join(file)).unwrap();
        }
    }
    let pages = [
        render(&tera, "home.html", "index.html", &samples::home()),
        render(&tera, "project.html", "projects/hub-reliability.html", &samples::project()),
        render(&tera, "person.html", "people/noor.html", &samples::person()),
        render(&tera, "day.html", "journal/2024-12-10.html", &samples::day()),
        render(&tera, "page.html", "pages/hub-decomposition.html", &samples::page()),
        render(&tera, "tag.html", "tags/architecture.html", &samples::tag()),
        render(&tera, "agenda.html", "agenda/index.html", &samples::agenda()),
        render(&tera, "calendar.html", "calendar/2024.html", &samples::calendar()),
        render(&tera, "review.html", "review/2024.html", &samples::review()),
        render(&tera, "evidence.html", "review/evidence.html", &samples::evidence()),
        render(&tera, "week.html", "week/2024-w50.html", &samples::week()),
        render(&tera, "list.html", "projects/index.html", &samples::projects()),
        render(&tera, "list.html", "people/index.html", &samples::people()),
        render(&tera, "list.html", "all.html", &samples::all()),
        render(&tera, "redirect.html", "people/noor-1-on-1.html", &samples::redirect()),
    ];
    pages.iter().for_each(|html| check(html));
    let html = render(&tera, "notfound.html", "404.html", &samples::notfound());
    assert!(html.contains("<style>"));
}

/// A page about which nothing is known still renders, and leaves no empty section behind.
#[test]
fn bare_pages_render() {
    let tera = theme();
    let frame = || Frame {
        screen: "page",
        title: "Bare".into(),
        css: "a".into(),
        icon: "a".into(),
        home: "a".into(),
        ..samples::frame("page", "", "Bare", "../")
    };
    let bare = [
        render(&tera, "home.html", "bare/home.html", &home::Home { frame: frame(), ..Default::default() }),
        render(&tera, "project.html", "bare/project.html", &project::Project { frame: frame(), ..Default::default() }),
        render(&tera, "person.html", "bare/person.html", &person::Person { frame: frame(), ..Default::default() }),
        render(&tera, "day.html", "bare/day.html", &day::Day { frame: frame(), ..Default::default() }),
        render(&tera, "page.html", "bare/page.html", &page::Page { frame: frame(), ..Default::default() }),
        render(&tera, "tag.html", "bare/tag.html", &tag::Tag { frame: frame(), ..Default::default() }),
        render(&tera, "review.html", "bare/review.html", &review::Review { frame: frame(), ..Default::default() }),
        render(&tera, "evidence.html", "bare/e.html", &evidence::Evidence { frame: frame(), ..Default::default() }),
        render(&tera, "week.html", "bare/week.html", &week::Week { frame: frame(), ..Default::default() }),
        render(&tera, "list.html", "bare/list.html", &list::List { frame: frame(), ..Default::default() }),
    ];
    for html in &bare {
        check(html);
        assert!(!html.contains("<section"), "{html}");
        assert!(!html.contains("<aside"), "{html}");
    }
    // These two always have a section: today, and the heatmap's squares.
    check(&render(&tera, "agenda.html", "bare/agenda.html", &agenda::Agenda { frame: frame(), ..Default::default() }));
    check(&render(
        &tera,
        "calendar.html",
        "bare/calendar.html",
        &calendar::Calendar { frame: frame(), ..Default::default() },
    ));
    let html = render(&tera, "notfound.html", "bare/404.html", &notfound::NotFound::default());
    assert!(!html.contains("href="), "a page served at any depth must hold no relative link");
    check(&render(
        &tera,
        "redirect.html",
        "bare/redirect.html",
        &redirect::Redirect { href: "x.html".into(), css: "x".into(), ..Default::default() },
    ));
}

#[test]
fn text_is_escaped() {
    let tera = theme();
    let mut view = samples::project();
    view.frame.title = "<b>&\"".into();
    let html = tera.render("project.html", &Context::from_serialize(&view).unwrap()).unwrap();
    assert!(html.contains("<h1>&lt;b&gt;&amp;&quot;</h1>"));
}
