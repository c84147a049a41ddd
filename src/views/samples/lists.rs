//! The lists and the small pages of the samples.

use super::*;

pub(in crate::views) fn project_rows() -> Vec<ProjectRow> {
    let row = |when, name: &str, weeks: &[u32], open, done, review: &str, with: Vec<Link>| ProjectRow {
        when,
        link: to("../projects/hub-reliability.html", name, Sign::None),
        weeks: spark(weeks),
        open,
        done,
        review: review.into(),
        with,
    };
    let plain = |name: &str| to("../people/noor.html", name, Sign::None);
    vec![
        row(
            dated(12, 13),
            "Platform abstraction",
            &[0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 2],
            0,
            0,
            "none",
            vec![plain("Noor"), plain("Marek")],
        ),
        row(
            dated(12, 10),
            "HUB reliability",
            &[2, 1, 0, 3, 1, 0, 2, 4, 1, 0, 2, 3],
            2,
            0,
            "23 bullets",
            vec![plain("Noor"), plain("Kenji")],
        ),
        row(dated(12, 10), "HUB authtoken deletion", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1, 0, "none", vec![]),
        row(
            when(12, 9, WhenState::Inferred),
            "ChatBot AI",
            &[0, 0, 1, 0, 0, 0, 3, 0, 1, 0, 0, 1],
            0,
            1,
            "5 bullets",
            vec![plain("Lucia"), plain("Abeni"), plain("Noor")],
        ),
        row(None, "Architecture guild", &[0; 12], 2, 0, "8 bullets", vec![plain("Olaf"), plain("Pavel")]),
        row(None, "HUB oncall", &[0; 12], 0, 0, "18 bullets", vec![]),
        row(None, "HUB oncall training", &[0; 12], 2, 0, "none", vec![plain("Ingrid")]),
        row(None, "HUB guideline", &[0; 12], 1, 0, "none", vec![]),
    ]
}

pub(in crate::views) fn people_rows() -> Vec<PersonRow> {
    vec![
        PersonRow { when: dated(12, 13), links: vec![per("Noor")], open: 2, about: "today".into() },
        PersonRow {
            when: dated(12, 10),
            links: vec![per("Marek")],
            open: 0,
            about: "3 days ago · HUB decomposition, Globex gateway".into(),
        },
        PersonRow {
            when: None,
            links: vec![per("Kenji"), per("Lucia"), per("Tomas"), per("Abeni")],
            open: 0,
            about: "no dated meeting yet".into(),
        },
    ]
}

pub(in crate::views) fn projects() -> List {
    List {
        frame: frame("all", "Projects", "Projects", "../"),
        facts: vec![fact("", "13", " projects"), fact("", "4", " with 2024 review text")],
        projects: project_rows(),
        review_head: "Review 2024".into(),
        rest: vec![prj("Rested thing")],
        archived: vec![prj("Old thing"), prj("Older thing")],
        ..List::default()
    }
}

pub(in crate::views) fn people() -> List {
    List {
        frame: frame("all", "People", "People", "../"),
        facts: vec![fact("", "6", " people")],
        people: people_rows(),
        ..List::default()
    }
}

pub(in crate::views) fn all() -> List {
    let initial = |letter: &str, names: &[(&str, Sign, &str)]| Initial {
        id: format!("letter-{}", letter.to_lowercase()),
        letter: letter.into(),
        rows: names
            .iter()
            .map(|(name, sign, text)| Item {
                id: (*sign == Sign::Tag).then(|| format!("t-{name}")),
                when: None,
                link: to("projects/hub-reliability.html", name, *sign),
                text: (*text).into(),
            })
            .collect(),
    };
    List {
        frame: frame("all", "A–Z", "All pages", ""),
        facts: vec![fact("", "47", " pages")],
        letters: ["A", "H", "N"]
            .iter()
            .map(|letter| to(&format!("#letter-{}", letter.to_lowercase()), letter, Sign::None))
            .collect(),
        groups: vec![
            initial(
                "A",
                &[
                    ("Abeni", Sign::Person, ""),
                    ("Architecture guild", Sign::Project, ""),
                    ("architecture", Sign::Tag, "4 lines"),
                    ("Agenda of the offsite", Sign::None, ""),
                ],
            ),
            initial(
                "H",
                &[
                    ("HUB decomposition", Sign::None, ""),
                    ("HUB oncall", Sign::Project, ""),
                    ("HUB reliability", Sign::Project, ""),
                ],
            ),
            initial("N", &[("Noor", Sign::Person, ""), ("Noor 1-on-1", Sign::None, "is Noor")]),
        ],
        ..List::default()
    }
}

pub(in crate::views) fn redirect() -> Redirect {
    Redirect {
        lang: "en".into(),
        alias: "Noor 1-on-1".into(),
        name: "Noor".into(),
        href: "noor.html".into(),
        css: "../static/annals.css".into(),
        private: true,
    }
}

pub(in crate::views) fn notfound() -> NotFound {
    NotFound {
        lang: "en".into(),
        site: "Architect".into(),
        base_url: Some("https://notes.example/".into()),
        private: true,
        style: include_str!("../../../themes/default/static/notfound.css").into(),
        style_hash: "sha256-6PZ2rw+xAH8Zo8v2lK0Eg05uqD2cFtbwNfxy4yeZxeA=".into(),
    }
}
