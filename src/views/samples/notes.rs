//! The day, note and tag of the samples.

use super::*;

pub(in crate::views) fn day() -> day::Day {
    let strip = |number| StripDay {
        number,
        href: [4, 9, 13, 19].contains(&number).then(|| format!("2024-12-{number:02}.html")),
        current: number == 10,
        today: number == 13,
        idle: [1, 7, 8, 14, 15, 21, 22, 28, 29].contains(&number),
    };
    day::Day {
        frame: Frame {
            crumbs: vec![
                to("../calendar/2024.html", "Journal", Sign::None),
                to("../calendar/2024.html", "December 2024", Sign::None),
                to("../week/2024-w50.html", "Week 50", Sign::None),
            ],
            read_against: "Fri 13 Dec 2024".into(),
            aside: vec![
                group(
                    "Week 50",
                    vec![
                        pair(to("2024-12-09.html", "Mon 9", Sign::None), "1 done, ChatBot AI"),
                        Pair { current: true, ..pair(words("Tue 10"), "Marek, 1 due") },
                        pair(words("Wed 11"), "nothing"),
                        pair(words("Thu 12"), "nothing"),
                        pair(to("2024-12-13.html", "Fri 13, today", Sign::None), "Noor"),
                    ],
                    vec![to("../week/2024-w50.html", "Week 50 digest", Sign::None)],
                ),
                group(
                    "Sources",
                    vec![
                        pair(words("People, lines 178–187"), ""),
                        pair(words("Projects, line 87"), ""),
                        pair(words("No file journals/2024_12_10.md"), ""),
                    ],
                    vec![],
                ),
            ],
            ..frame("day", "Journal", "Tuesday 10 December 2024", "../")
        },
        facts: vec![
            fact("3 days ago", "", ""),
            fact("no note of its own; 1 meeting and 1 deadline point here", "", ""),
        ],
        strip: day::write_strip((1..=31).map(strip)),
        previous: Some(to("2024-12-09.html", "Mon 9 Dec", Sign::None)),
        next: Some(to("2024-12-13.html", "Fri 13 Dec", Sign::None)),
        notes: vec![],
        meetings: vec![day::Met {
            person: per("Marek"),
            source: words("People, line 179"),
            tree: html(
                "<ul class=\"blocks\"><li class=\"block\">Sharding is enabled in LA</li>\n<li class=\"block\">Multiple auth nodes</li>\n<li class=\"block\">Need the optimizations</li>\n<li class=\"block\"><details open><summary data-n=\"2\">HUB decomposition</summary><ul class=\"blocks\"><li class=\"block\">Pull everything out i.e. inventory,</li>\n<li class=\"block\">Auth server separate the code layer alone</li></ul></details></li>\n<li class=\"block\">Globex gateway: combine the XPG,</li></ul>",
            ),
        }],
        tasks_head: "Due this day".into(),
        tasks: vec![Row { clamp: false, ..late_task() }].into(),
        backlinks: Backlinks {
            count: 2,
            groups: vec![Entries {
                html: html(
                    "<li><a class=\"when\" href=\"2024-12-13.html\">Fri <b>13 Dec</b></a><a class=\"crumb\" href=\"x.html\">Noor 1-on-1 › Platform abstraction update</a>Presented to Marek</li>\n<li><a class=\"when\" href=\"2024-12-04.html\">Wed <b>4 Dec</b></a><a class=\"crumb\" href=\"x.html\">Journal › Planning</a>Walk Marek through the decomposition on <a class=\"day\" href=\"2024-12-10.html\">10 Dec</a></li>\n",
                ),
                ..Entries::default()
            }],
            folded: true,
            ..Backlinks::default()
        },
        earlier: vec![year_ago()].into(),
    }
}

pub(in crate::views) fn page() -> Page {
    Page {
        frame: Frame {
            crumbs: vec![to("../all.html", "Notes", Sign::None)],
            aside: vec![
                group(
                    "On this page",
                    vec![
                        pair(to("#b-1", "Pull everything out", Sign::None), ""),
                        pair(to("#tasks", "Tasks", Sign::None), ""),
                        pair(to("#backlinks", "Backlinks", Sign::None), ""),
                    ],
                    vec![],
                ),
                graph(false, &[("Marek", true, 4), ("HUB reliability", false, 2), ("Noor", true, 1)]),
            ],
            ..frame("page", "", "HUB decomposition", "../")
        },
        below: Some(Group {
            title: "Below".into(),
            count: "1".into(),
            pairs: vec![pair(to("hub-decomposition-pools.html", "Pools", Sign::None), "2 lines")],
            ..Group::default()
        }),
        days: page::Days {
            count: 31,
            calendar: Some(to("../calendar/2024.html", "calendar", Sign::None)),
            rows: vec![Row { when: dated(12, 9), line: html("Walk Marek through it"), ..Row::default() }].into(),
            months: vec![Fold { head: "November".into(), text: "30 days".into(), ..Fold::default() }],
        },
        facts: vec![
            fact("10 Dec 2024", "", ""),
            Fact { links: vec![prj("HUB reliability")], ..Fact::default() },
            Fact { links: vec![per("Marek")], ..Fact::default() },
            Fact { links: vec![to("../tags/architecture.html", "architecture", Sign::Tag)], ..Fact::default() },
        ],
        notes: vec![
            Passage { tree: html(include_str!("outline.html")), ..Passage::default() },
            Passage { note: "A whiteboard of 3 shapes. It is not drawn here.".into(), ..passage() },
            Passage { tree: html("<ul class=\"blocks\"><li class=\"block\">More of it</li></ul>"), ..passage() },
        ],
        task_count: 4,
        tasks: vec![
            Row {
                late: Some("3 days late".into()),
                ..task(when(12, 10, WhenState::Late), "TODO", "todo", "A", "Need the optimizations", vec![])
            },
            task(None, "DOING", "doing", "B", "Separate the code layer of the auth server", vec![]),
            task(None, "WAITING", "waiting", "", "Globex gateway: combine the XPG", vec![]),
            task(None, "LATER", "later", "C", "Move inventory behind its own pool", vec![]),
            task(dated(12, 10), "DONE", "done", "", "Sharding is enabled in LA", vec![]),
            task(None, "CANCELED", "cancelled", "", "<s>Vertical scaling of the auth nodes</s>", vec![]),
        ]
        .into(),
        backlinks: backlinks(),
        mentions: mentions(),
        empty: String::new(),
    }
}

pub(in crate::views) fn tag() -> Tag {
    Tag {
        frame: Frame { crumbs: vec![to("index.html", "Tags", Sign::None)], ..frame("tag", "", "architecture", "../") },
        facts: vec![fact("", "4", " lines"), fact("16 Aug – 10 Dec 2024", "", "")],
        notes: vec![passage()],
        backlinks: backlinks(),
        mentions: mentions(),
    }
}
