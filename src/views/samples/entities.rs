//! The project and the person of the samples.

use super::*;

pub(in crate::views) fn project() -> Project {
    Project {
        frame: Frame {
            crumbs: vec![to("index.html", "Projects", Sign::None)],
            aside: vec![
                graph(
                    false,
                    &[
                        ("Noor", true, 6),
                        ("HUB oncall", false, 3),
                        ("Kenji", true, 3),
                        ("Ondemand", false, 2),
                        ("Marek", true, 3),
                        ("HUB observability", false, 1),
                    ],
                ),
                Group {
                    count: "35".into(),
                    ..group(
                        "Tickets",
                        vec![
                            pair(to("https://x.example/1", "HUB-93", Sign::Ticket), "Improve resource"),
                            pair(to("https://x.example/1", "HUB-113", Sign::Ticket), "Bulkheading, 3 times"),
                            pair(Link { sign: Sign::Ticket, ..words("CORE-1253") }, "Caching"),
                        ],
                        vec![to("#x", "All 35", Sign::None)],
                    )
                },
                group(
                    "Related",
                    vec![
                        Pair { below: "shares Kenji, 2 tickets".into(), ..pair(prj("HUB oncall"), "") },
                        Pair {
                            below: "shares Lucia, “capability decomposition”".into(),
                            ..pair(prj("Ondemand project"), "")
                        },
                    ],
                    vec![],
                ),
            ],
            ..frame("project", "Projects", "HUB reliability", "../")
        },
        facts: vec![
            fact("4 Jan – 10 Dec 2024", "", ""),
            fact("", "23", " review bullets"),
            fact("", "35", " tickets"),
            Fact { links: vec![per("Noor"), per("Kenji"), unknown("Sven"), unknown("Petra")], ..Fact::default() },
        ],
        rule: Some(year_rule(2024, &counts(), today())),
        review: Some(project::Review {
            period: "2024".into(),
            summary: "23 bullets, 222 words".into(),
            tree: review_tree(),
            empty: String::new(),
            folds: drafts(),
        }),
        task_count: 2,
        tasks: vec![
            task(
                when(12, 19, WhenState::Future),
                "DOING",
                "doing",
                "B",
                &("Write the fallback rule for the inventory calls".to_owned() + &t("HUB-101")),
                vec![words("in 6 days"), words("Journal, 4 Dec")],
            ),
            task(
                None,
                "TODO",
                "todo",
                "B",
                "Send <a class=\"per\" href=\"../people/noor.html\">Noor</a> the bulkhead numbers before the next 1-on-1",
                vec![words("no date"), words("Journal, 29 Nov")],
            ),
        ].into(),
        timeline_summary: "23 dated blocks".into(),
        timeline: vec![
            project::Month {
                title: "December".into(),
                rows: vec![
                    row(
                        dated(12, 10),
                        "Sharding is enabled in LA. Multiple auth nodes.",
                        vec![Link { label: "Marek".into(), ..per("") }, words("People, line 181")],
                    ),
                    row(
                        dated(12, 4),
                        &("Agreed the order with SRE: bulkheads first, then timeouts.".to_owned()
                            + &t("HUB-113")
                            + &t("HUB-54")),
                        vec![words("Journal, 4 Dec")],
                    ),
                ].into(),
            },
            project::Month {
                title: "November".into(),
                rows: vec![
                    row(
                        dated(11, 21),
                        &("Bulkhead limits live in two of five clusters; no thread starvation since.".to_owned()
                            + &t("HUB-113")),
                        vec![words("Journal, 21 Nov")],
                    ),
                    task(
                        dated(11, 5),
                        "DONE",
                        "done",
                        "",
                        &("Turn on rate limiting for partner traffic".to_owned() + &t("HUB-180")),
                        vec![words("closed by logbook"), words("Journal, 5 Nov")],
                    ),
                ].into(),
            },
        ],
        timeline_older: vec![
            Fold {
                tree: None,
                rows: vec![row(dated(10, 4), "Timeouts agreed", vec![words("Journal, 4 Oct")])].into(),
                open: true,
                ..fold("October", None, "5 blocks")
            },
            fold("January – September", None, "11 blocks, none in March, July, August"),
        ],
        notes: vec![passage()],
        backlinks: backlinks(),
        mentions: mentions(),
        empty: String::new(),
    }
}

pub(in crate::views) fn person() -> Person {
    let first = Fold { gap: Some("16 weeks".into()), ..meeting(5, 17, "1 point", "first meeting") };
    Person {
        frame: Frame {
            crumbs: vec![to("index.html", "People", Sign::None)],
            read_against: "Fri 13 Dec 2024".into(),
            aside: vec![
                graph(
                    true,
                    &[
                        ("HUB reliability", false, 6),
                        ("Kenji", true, 2),
                        ("Platform abstraction", false, 1),
                        ("ChatBot AI", false, 1),
                    ],
                ),
                group(
                    "Before you meet",
                    vec![
                        pair(words("Open, mine"), "1"),
                        pair(words("Open, theirs"), "1"),
                        pair(words("New on shared projects"), "3"),
                    ],
                    vec![],
                ),
                Group {
                    label: Some("private".into()),
                    text: "Notes here never reach a share, a preview or the search of other pages.".into(),
                    folds: vec![fold("2024", None, "3 bullets")],
                    ..group("Peer review", vec![], vec![])
                },
            ],
            ..frame("person", "People", "Noor", "../")
        },
        facts: vec![
            fact("Last met ", "today", ""),
            fact("every 14 days, 9 meetings", "", ""),
            fact("also written “Noor 1-on-1”, “#Noor”", "", ""),
        ],
        rule: Some(year_rule(2024, &counts(), today())),
        task_count: 2,
        tasks: vec![
            task(
                None,
                "TODO",
                "todo",
                "B",
                "Send Noor the bulkhead numbers before the next 1-on-1",
                vec![words("mine"), prj("HUB reliability"), words("Journal, 29 Nov")],
            ),
            task(
                None,
                "WAITING",
                "waiting",
                "",
                "Names for the on-call mentoring pairs",
                vec![words("theirs, since 15 Nov"), words("1-on-1, 15 Nov")],
            ),
        ].into(),
        since_summary: "29 Nov to today, 3 blocks".into(),
        since: vec![
            row(dated(12, 10), "Sharding is enabled in LA", vec![prj("HUB reliability"), words("1-on-1 with Marek")]),
            task(
                when(12, 9, WhenState::Inferred),
                "DONE",
                "done",
                "B",
                "Find out what type of task to give to <a class=\"per\" href=\"../people/noor.html\">Abeni</a> <a class=\"per\" href=\"../people/noor.html\">Lucia</a>",
                vec![prj("ChatBot AI"), words("dated by its deadline")],
            ),
            row(
                dated(12, 4),
                &("Agreed the order with SRE: bulkheads first, then timeouts.".to_owned() + &t("HUB-113")),
                vec![prj("HUB reliability"), words("Journal")],
            ),
        ].into(),
        meeting_count: 9,
        meetings: vec![
            person::Year {
                year: "2024".into(),
                newest: Some(person::Meeting {
                    when: when(12, 13, WhenState::Today),
                    tree: html(
                        "<ul class=\"blocks\"><li class=\"block\" id=\"b-7\"><a class=\"at\" href=\"#b-7\">#</a>Lost acme culture</li>\n<li class=\"block\"><details open><summary data-n=\"2\">Platform abstraction update</summary><ul class=\"blocks\"><li class=\"block\">Meeting with Dario</li>\n<li class=\"block\">Presented to Marek</li></ul></details></li></ul>",
                    ),
                }),
                folds: vec![
                    meeting(11, 29, "4 points", "bulkhead numbers, summary for Kenji and Sven"),
                    meeting(11, 15, "3 points", "mentoring pairs, on-call load"),
                    meeting(11, 1, "2 points", "ChatBot AI hand-over"),
                    meeting(10, 4, "2 points", "timeouts and fallbacks"),
                    first,
                ],
            },
            person::Year {
                year: "2023".into(),
                newest: None,
                folds: vec![Fold {
                    when: Some(When {
                        weekday: "Fri",
                        label: "8 Dec".into(),
                        datetime: NaiveDate::from_ymd_opt(2023, 12, 8).unwrap(),
                        ..When::default()
                    }),
                    ..fold("1 point", None, "hello")
                }],
            },
        ],
        projects: vec![
            person::Shared { when: dated(12, 13), link: prj("Platform abstraction"), text: "1 block".into() },
            person::Shared {
                when: dated(11, 29),
                link: prj("HUB reliability"),
                text: "4 blocks, named in the thank you note".into(),
            },
            person::Shared { when: when(12, 9, WhenState::Inferred), link: prj("ChatBot AI"), text: "1 task".into() },
        ],
        reviews: vec![Row {
            crumb: Some(to("../review/2024.html", "HUB reliability › 2024", Sign::None)),
            ..row(None, "Thanks to Noor", vec![])
        }].into(),
        notes: vec![passage()],
        backlinks: backlinks(),
        mentions: mentions(),
        empty: String::new(),
    }
}

pub(in crate::views) fn drafts() -> Vec<Fold> {
    vec![
        fold("Task breakdown note", Some("draft"), "36 bullets, left out of shares"),
        fold("Thank you note", Some("kudos"), "names Noor, Kenji, Sven, Petra"),
        fold("2023", None, "no review text"),
    ]
}

pub(in crate::views) fn fold(head: &str, label: Option<&str>, text: &str) -> Fold {
    Fold {
        head: head.into(),
        label: label.map(Into::into),
        text: text.into(),
        tree: Some(html("<ul class=\"blocks\"><li class=\"block\">One line</li></ul>")),
        ..Fold::default()
    }
}

pub(in crate::views) fn meeting(month: u32, day: u32, head: &str, text: &str) -> Fold {
    Fold { when: dated(month, day), ..fold(head, None, text) }
}

pub(in crate::views) fn graph(person: bool, names: &[(&str, bool, usize)]) -> Group {
    let neighbours: Vec<Neighbour> = names
        .iter()
        .map(|(name, person, strength)| Neighbour {
            href: "../people/noor.html".into(),
            name: (*name).into(),
            person: *person,
            strength: *strength,
        })
        .collect();
    Group { title: "Near".into(), near: near(person, neighbours, Some("#backlinks".into())), ..Group::default() }
}
