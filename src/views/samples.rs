//! The journal of the design pictures, as views: what the templates are tested and looked at with.

use chrono::{Datelike, NaiveDate, Weekday as Day};

use super::{
    agenda::Agenda,
    calendar::{self, Calendar},
    day::{self, StripDay},
    frame::{Frame, NavItem},
    heat::heat,
    home::Home,
    list::{Initial, Item, List},
    near::{Neighbour, near},
    notfound::NotFound,
    page::Page,
    parts::*,
    person::{self, Person},
    project::{self, Project},
    redirect::Redirect,
    review::{self, Review},
    rule::{coverage, spark, year_rule},
    tag::Tag,
};
use crate::markup::Html;

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

fn today() -> NaiveDate {
    date(12, 13)
}

fn when(month: u32, day: u32, state: WhenState) -> Option<When> {
    let date = date(month, day);
    let is_today = date == today();
    Some(When {
        href: Some(format!("../journal/{date}.html")),
        datetime: date.to_string(),
        weekday: if is_today { String::new() } else { date.format("%a").to_string() },
        label: if is_today { "today".into() } else { date.format("%-d %b").to_string() },
        state,
    })
}

fn dated(month: u32, day: u32) -> Option<When> {
    when(month, day, WhenState::Dated)
}

fn to(href: &str, label: &str, sign: Sign) -> Link {
    Link { href: Some(href.into()), label: label.into(), sign, missing: false }
}

fn words(label: &str) -> Link {
    Link { label: label.into(), ..Link::default() }
}

fn prj(label: &str) -> Link {
    to("../projects/hub-reliability.html", label, Sign::Project)
}

fn per(label: &str) -> Link {
    to("../people/noor.html", label, Sign::Person)
}

fn unknown(label: &str) -> Link {
    Link { missing: true, ..per(label) }
}

fn html(text: &str) -> Html {
    Html::from(text)
}

fn fact(before: &str, strong: &str, after: &str) -> Fact {
    Fact { before: before.into(), strong: strong.into(), after: after.into(), ..Fact::default() }
}

fn pair(left: Link, right: &str) -> Pair {
    Pair { left, right: right.into(), ..Pair::default() }
}

fn group(title: &str, pairs: Vec<Pair>, links: Vec<Link>) -> Group {
    Group { title: title.into(), pairs, links, ..Group::default() }
}

fn row(when: Option<When>, line: &str, why: Vec<Link>) -> Row {
    Row { when, line: html(line), why, ..Row::default() }
}

fn task(when: Option<When>, marker: &str, state: &str, priority: &str, text: &str, why: Vec<Link>) -> Row {
    let words = if state == "todo" { "to do" } else { state };
    let letter = priority.to_lowercase();
    let pri =
        if priority.is_empty() { String::new() } else { format!("<span class=\"pri {letter}\">{priority}</span> ") };
    Row {
        when,
        marker: Some(marker.into()),
        priority: (!priority.is_empty()).then(|| priority.into()),
        line: html(&format!("{pri}<span class=\"state {state}\">{words}</span> {text}")),
        why,
        ..Row::default()
    }
}

fn counts() -> Vec<u32> {
    let mut days = vec![0; 366];
    for (month, list) in [
        (1, &[9, 12, 23, 23, 24, 26][..]),
        (2, &[1, 8, 15, 21, 27]),
        (4, &[2, 4]),
        (5, &[1, 7, 8, 13, 16, 16, 24, 28]),
        (6, &[6, 13, 14, 25, 28]),
        (8, &[26]),
        (9, &[3, 5, 6, 20]),
        (10, &[1, 4, 7, 10, 11, 18, 18, 21, 22, 25, 25, 25, 28]),
        (11, &[1, 5, 6, 7, 12, 13, 14, 15, 15, 29]),
        (12, &[4, 9, 10, 10, 10, 10, 13, 19]),
    ] {
        for day in list {
            days[date(month, *day).ordinal0() as usize] += 1;
        }
    }
    days
}

pub(super) fn frame(screen: &'static str, current: &str, title: &str, root: &str) -> Frame {
    let item = |href: &str, label: &str| NavItem {
        href: format!("{root}{href}"),
        label: label.into(),
        current: label == current,
    };
    Frame {
        screen,
        lang: "en".into(),
        window: format!("{title} · Architect"),
        title: title.into(),
        site: "Architect".into(),
        home: format!("{root}index.html"),
        css: format!("{root}static/annals.css"),
        icon: format!("{root}static/icon.svg"),
        private: true,
        nav: vec![
            item("projects/index.html", "Projects"),
            item("people/index.html", "People"),
            item("calendar/2024.html", "Journal"),
            item("agenda/index.html", "Agenda"),
            item("review/2024.html", "Review"),
        ],
        all: item("all.html", "A–Z"),
        crumbs: Vec::new(),
        aside: Vec::new(),
        read_against: String::new(),
    }
}

fn late_task() -> Row {
    Row {
        late: Some("3 days late".into()),
        clamp: true,
        ..task(
            when(12, 10, WhenState::Late),
            "TODO",
            "todo",
            "A",
            "I was wondering if you could look over <a class=\"out\" href=\"https://git.example/acme/server/pull/17774\">acme/server/pull/17774</a> for me with a critical eye. I am concerned that I may have been too aggressive in what is a token read. I have commented on the lines I am concerned about.",
            vec![prj("HUB authtoken deletion"), words("Projects, line 87")],
        )
    }
}

fn project_rows() -> Vec<ProjectRow> {
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

fn people_rows() -> Vec<PersonRow> {
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

pub(super) fn home() -> Home {
    let plain = |name: &str| to("projects/hub-reliability.html", name, Sign::None);
    Home {
        frame: Frame {
            crumbs: vec![to("week/2024-w50.html", "Week 50", Sign::None)],
            read_against: "Fri 13 Dec 2024".into(),
            aside: vec![
                group(
                    "This week",
                    vec![pair(words("Done"), "1"), pair(words("Open"), "9"), pair(words("Met"), "Marek, Noor")],
                    vec![plain("Week 50 digest")],
                ),
                Group {
                    text: "4 of 13 projects have text. 1 candidate, 8 with none.".into(),
                    ..group(
                        "Review 2024",
                        vec![
                            Pair { strong: true, ..pair(words("With text"), "4") },
                            pair(words("Empty heading"), "1"),
                            pair(words("Candidate, no heading"), "1"),
                            pair(words("Nothing"), "7"),
                        ],
                        vec![plain("Open the review")],
                    )
                },
                group(
                    "Changed",
                    vec![
                        pair(plain("Noor 1-on-1"), "13 Dec"),
                        pair(plain("HUB reliability, Review"), "12 Dec"),
                        pair(plain("Marek"), "10 Dec"),
                        pair(plain("ChatBot AI"), "9 Dec"),
                    ],
                    vec![],
                ),
            ],
            ..frame("home", "", "Friday 13 December 2024", "")
        },
        rule: Some(year_rule(2024, &counts(), today())),
        today_summary: "1 overdue, 1 meeting".into(),
        today: vec![
            late_task(),
            row(
                when(12, 13, WhenState::Today),
                "1-on-1 with <a class=\"per\" href=\"people/noor.html\">Noor</a>: <em>Lost acme culture</em>; <em>Platform abstraction update</em>",
                vec![words("2 points"), words("People, line 191")],
            ),
        ],
        today_page: Some(plain("today’s page")),
        today_more: Some(plain("all 12 overdue")),
        project_count: 13,
        projects: project_rows(),
        projects_rest: [
            "Ondemand project",
            "MySQL 8 upgrade",
            "Cloud platform oncall",
            "Capability Authorization",
            "HUB observability",
        ]
        .map(plain)
        .to_vec(),
        projects_all: plain("all projects"),
        review_head: "Review 2024".into(),
        people_count: 6,
        people: people_rows(),
        people_all: plain("all people"),
        recent: vec![row(dated(12, 10), "Sharding is enabled in LA", vec![words("1-on-1 with Marek")])],
        earlier: vec![year_ago()],
        empty: String::new(),
    }
}

fn year_ago() -> Row {
    let when = When { href: None, datetime: "2023-12-10".into(), label: "2023".into(), ..When::default() };
    row(
        Some(when),
        "<a href=\"../journal/2023-12-10.html\">Sunday 10 December 2023</a>: on call for HUB, two pages, both disk",
        vec![],
    )
}

fn t(id: &str) -> String {
    format!(" <a class=\"ticket\" href=\"https://tracker.example/{id}\">{id}</a>")
}

/// Labelled groups of lead-ins with tickets.
fn review_tree() -> Html {
    let groups: [(&str, bool, &[(&str, &str, &[&str])]); 7] = [
        (
            "Improved Fault Tolerance",
            true,
            &[(
                "Bulkheading",
                "Introduced bulkheads to limit resource usage and prevent one service from consuming all available resources.",
                &["HUB-113"],
            )],
        ),
        (
            "Optimized Resource Management",
            true,
            &[
                ("Improve resource", "Optimize CPU, thread and disk utilization.", &["HUB-93", "HUB-95", "HUB-67"]),
                (
                    "Load Balancing",
                    "Utilized load balancing to distribute traffic evenly across servers.",
                    &["HUB-165"],
                ),
                (
                    "Sharding &amp; Partitioning",
                    "Optimized adding and need to optimize remove shard to distribute data and improve performance.",
                    &["HUB-65", "HUB-109", "HUB-129", "HUB-131"],
                ),
            ],
        ),
        (
            "Minimized Manual Intervention",
            true,
            &[
                (
                    "Auto Remediation",
                    "Developed auto-remediation mechanisms to automatically address common issues.",
                    &["HUB-118"],
                ),
                ("Avoid Manual Restarts", "Minimized the need for manual restarts through automation.", &["HUB-103"]),
            ],
        ),
        (
            "Improved Error Handling &amp; Resilience",
            true,
            &[
                (
                    "Unblocking HTTP Requests",
                    "Optimized request handling to prevent blocking and improve throughput.",
                    &["HUB-58", "HUB-199", "HUB-208", "HUB-207", "HUB-206", "HUB-205"],
                ),
                (
                    "Proper Error Handling",
                    "Ensured comprehensive error handling to capture and address issues effectively.",
                    &["HUB-119"],
                ),
            ],
        ),
        ("Increased Observability", false, &[("Alerts", "Set up alerts.", &["HUB-1"]), ("Logs", "Collected.", &[])]),
        ("Controlled Rollouts &amp; Feature Management", false, &[("Flags", "Enabled.", &[])]),
        ("Traffic Management", false, &[("Rate Limiting", "Introduced.", &["HUB-69"])]),
    ];
    let mut out = String::from("<ul class=\"blocks labelled\">");
    for (label, open, lines) in groups {
        let open = if open { " open" } else { "" };
        out += &format!(
            "<li class=\"block\"><details{open}><summary data-n=\"{}\"><b>{label}</b></summary><ul class=\"blocks\">",
            lines.len()
        );
        for (lead, text, tickets) in lines {
            let tickets: String = tickets.iter().map(|id| t(id)).collect();
            out += &format!("<li class=\"block\"><i>{lead}.</i> {text}{tickets}</li>\n");
        }
        out += "</ul></details></li>\n";
    }
    html(&(out + "</ul>"))
}

fn fold(head: &str, label: Option<&str>, text: &str) -> Fold {
    Fold {
        head: head.into(),
        label: label.map(Into::into),
        text: text.into(),
        tree: Some(html("<ul class=\"blocks\"><li class=\"block\">One line</li></ul>")),
        ..Fold::default()
    }
}

fn meeting(month: u32, day: u32, head: &str, text: &str) -> Fold {
    Fold { when: dated(month, day), ..fold(head, None, text) }
}

fn drafts() -> Vec<Fold> {
    vec![
        fold("Task breakdown note", Some("draft"), "36 bullets, left out of shares"),
        fold("Thank you note", Some("kudos"), "names Noor, Kenji, Sven, Petra"),
        fold("2023", None, "no review text"),
    ]
}

fn graph(person: bool, names: &[(&str, bool, usize)]) -> Group {
    let neighbours: Vec<Neighbour> = names
        .iter()
        .map(|(name, person, strength)| Neighbour {
            href: "../people/noor.html".into(),
            name: (*name).into(),
            person: *person,
            strength: *strength,
        })
        .collect();
    Group { title: "Near".into(), near: near(person, &neighbours, Some("#backlinks".into())), ..Group::default() }
}

fn backlinks() -> Backlinks {
    Backlinks {
        count: 4,
        groups: vec![
            Entries {
                title: "People".into(),
                count: 2,
                html: html(
                    "<li><a class=\"when\" href=\"../journal/2024-12-10.html\">Tue <b>10 Dec</b></a><a class=\"crumb\" href=\"../people/marek.html#b-1\">Marek › HUB decomposition</a>Pull everything out i.e. inventory,</li>\n<li>Auth server separate the code layer alone</li>\n",
                ),
            },
            Entries {
                title: "Days".into(),
                count: 2,
                html: html(
                    "<li><a class=\"when inf\" href=\"../journal/2024-12-09.html\">≈ Mon <b>9 Dec</b></a><a class=\"crumb\" href=\"../journal/2024-12-09.html#b-1\">Planning</a><details open><summary data-n=\"2\">Walk Marek through it</summary><ul class=\"blocks\"><li class=\"block\">first the pools</li>\n<li class=\"block\">then the order</li></ul></details></li>\n<li class=\"gap\">16 weeks</li>\n<li data-marker=\"DONE\"><a class=\"when\" href=\"../journal/2024-08-16.html\">Fri <b>16 Aug</b></a><a class=\"crumb\" href=\"../journal/2024-08-16.html#b-1\">Morning</a><span class=\"state done\">done</span> Ask for the numbers</li>\n",
                ),
            },
        ],
        more: vec![to("x-2023.html", "2023", Sign::None), to("x-2022.html", "2022", Sign::None)],
    }
}

fn mentions() -> Option<Mentions> {
    Some(Mentions {
        count: 1,
        text: "plain text “Noor”, not a link".into(),
        html: html(
            "<li><a class=\"crumb\" href=\"../projects/hub-reliability.html#b-9\">HUB reliability › 2024 › Thank you note</a>…Big thanks to <mark>Noor</mark> for setting up that initial meeting with Kenji, Sven, and Petra - their insights and support were invaluable.<p class=\"why\">undated · Architect.md, line 171</p></li>\n",
        ),
        more: vec![],
    })
}

fn passage() -> Passage {
    Passage {
        source: words("Architect.md, line 101"),
        properties: Some(html(
            "<dl class=\"props\"><dt>status</dt><dd>active</dd><dt>owner</dt><dd><a class=\"per\" href=\"../people/noor.html\">Noor</a></dd></dl>",
        )),
        tree: html(
            "<ul class=\"blocks\"><li class=\"block\" id=\"b-1\"><a class=\"at\" href=\"#b-1\">#</a><details open><summary data-n=\"1\">Year end review</summary><ul class=\"blocks\"><li class=\"block\" id=\"b-2\"><a class=\"at\" href=\"#b-2\">#</a><details><summary data-n=\"63\">2024</summary><ul class=\"blocks\"><li class=\"block\">…</li></ul></details></li></ul></details></li></ul>",
        ),
    }
}

pub(super) fn project() -> Project {
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
        ],
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
                ],
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
                ],
            },
        ],
        timeline_older: vec![
            Fold {
                tree: None,
                rows: vec![row(dated(10, 4), "Timeouts agreed", vec![words("Journal, 4 Oct")])],
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

pub(super) fn person() -> Person {
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
        ],
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
        ],
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
                        weekday: "Fri".into(),
                        label: "8 Dec".into(),
                        datetime: "2023-12-08".into(),
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
        }],
        notes: vec![passage()],
        backlinks: backlinks(),
        mentions: mentions(),
        empty: String::new(),
    }
}

pub(super) fn day() -> day::Day {
    let strip = |number| StripDay {
        number,
        href: [4, 9, 13, 19].contains(&number).then(|| format!("2024-12-{number:02}.html")),
        current: number == 10,
        today: number == 13,
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
        strip: (1..=31).map(strip).collect(),
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
        tasks: vec![Row { clamp: false, ..late_task() }],
        backlinks: Backlinks {
            count: 2,
            groups: vec![Entries {
                html: html(
                    "<li><a class=\"when\" href=\"2024-12-13.html\">Fri <b>13 Dec</b></a><a class=\"crumb\" href=\"x.html\">Noor 1-on-1 › Platform abstraction update</a>Presented to Marek</li>\n<li><a class=\"when\" href=\"2024-12-04.html\">Wed <b>4 Dec</b></a><a class=\"crumb\" href=\"x.html\">Journal › Planning</a>Walk Marek through the decomposition on <a class=\"day\" href=\"2024-12-10.html\">10 Dec</a></li>\n",
                ),
                ..Entries::default()
            }],
            more: vec![],
        },
        earlier: vec![year_ago()],
    }
}

pub(super) fn page() -> Page {
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
        facts: vec![
            fact("10 Dec 2024", "", ""),
            Fact { links: vec![prj("HUB reliability")], ..Fact::default() },
            Fact { links: vec![per("Marek")], ..Fact::default() },
            Fact { links: vec![to("../tags/architecture.html", "architecture", Sign::Tag)], ..Fact::default() },
        ],
        notes: vec![
            Passage { source: words(""), properties: None, tree: html(include_str!("sample-outline.html")) },
            passage(),
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
        ],
        backlinks: backlinks(),
        mentions: mentions(),
        empty: String::new(),
    }
}

pub(super) fn tag() -> Tag {
    Tag {
        frame: Frame { crumbs: vec![to("index.html", "Tags", Sign::None)], ..frame("tag", "", "architecture", "../") },
        facts: vec![fact("", "4", " lines"), fact("16 Aug – 10 Dec 2024", "", "")],
        notes: vec![passage()],
        backlinks: backlinks(),
        mentions: mentions(),
    }
}

pub(super) fn agenda() -> Agenda {
    let red = Fact { late: true, ..fact("", "1", " overdue") };
    let undated = |priority: &str, text: &str, project: &str, line: &str| {
        task(None, "TODO", "todo", priority, text, vec![prj(project), words(line)])
    };
    Agenda {
        frame: Frame {
            read_against: "Fri 13 Dec 2024".into(),
            aside: vec![
                group(
                    "By project",
                    vec![
                        pair(prj("Architecture guild"), "2"),
                        pair(prj("HUB oncall training"), "2"),
                        Pair { late: true, ..pair(prj("HUB authtoken deletion"), "1 late") },
                        pair(prj("HUB guideline"), "1"),
                    ],
                    vec![],
                ),
                group(
                    "By person",
                    vec![
                        pair(per("Noor"), "2"),
                        pair(unknown("Olaf"), "1"),
                        pair(unknown("Pavel"), "1"),
                        pair(unknown("Ingrid"), "1"),
                    ],
                    vec![],
                ),
            ],
            ..frame("agenda", "Agenda", "Agenda", "../")
        },
        facts: vec![
            fact("9 open", "", ""),
            red,
            fact("1 in the next 7 days", "", ""),
            fact("read against Fri 13 Dec 2024", "", ""),
        ],
        overdue: vec![late_task()],
        today: When {
            weekday: "Fri".into(),
            label: "13 Dec".into(),
            state: WhenState::Today,
            ..when(12, 13, WhenState::Today).unwrap()
        },
        due: vec![],
        today_text: vec![words("Nothing due. 1-on-1 with "), per("Noor"), words(".")],
        soon: vec![task(
            when(12, 19, WhenState::Future),
            "DOING",
            "doing",
            "B",
            &("Write the fallback rule for the inventory calls".to_owned() + &t("HUB-101")),
            vec![words("in 6 days"), prj("HUB reliability"), words("Journal, 4 Dec")],
        )],
        later: vec![],
        undated: vec![
            undated("A", "HUB guideline project complete", "HUB guideline", "line 50"),
            undated("B", "Olaf document on saving timestamp review", "Architecture guild", "line 26"),
            undated(
                "B",
                "Review Push decomposition by Pavel <a class=\"out\" href=\"https://git.example/acme/architecture/pull/110\">acme/architecture/pull/110</a>",
                "Architecture guild",
                "line 27",
            ),
            undated("C", "Performance testing by Ingrid documentation", "HUB oncall training", "line 82"),
            undated("", "Write a runbook to debug capability issues", "HUB oncall training", "line 83"),
        ],
        waiting: vec![task(
            dated(11, 15),
            "WAITING",
            "waiting",
            "",
            "Names for the on-call mentoring pairs",
            vec![words("since 4 weeks"), per("Noor")],
        )],
        done: vec![task(dated(12, 10), "DONE", "done", "", "Sharding is enabled in LA", vec![])],
        empty: String::new(),
    }
}

pub(super) fn calendar() -> Calendar {
    let counts = counts();
    let month = |number: u32| {
        let first = date(number, 1);
        let mut weeks: Vec<calendar::Week> = Vec::new();
        for day in first.iter_days().take_while(|day| day.month() == number && day.year() == 2024) {
            if weeks.is_empty() || day.weekday() == Day::Mon {
                weeks.push(calendar::Week { number: day.iso_week().week(), href: None, days: vec![None; 7] });
            }
            let count = counts[day.ordinal0() as usize];
            let something = count > 0;
            weeks.last_mut().unwrap().days[day.weekday().num_days_from_monday() as usize] = Some(calendar::Cell {
                number: day.day(),
                href: something.then(|| format!("../journal/{day}.html")),
                words: if something { format!("{count} notes") } else { String::new() },
                note: something,
                meeting: something && day.weekday() == Day::Fri,
                due: something && number == 12,
                late: day == date(12, 10),
                today: day == today(),
            });
        }
        let name = first.format("%B").to_string();
        let count = first
            .iter_days()
            .take_while(|day| day.month() == number && day.year() == 2024)
            .filter(|day| counts[day.ordinal0() as usize] > 0)
            .count();
        calendar::Month { name, count, weeks }
    };
    let rule = year_rule(2024, &counts, today());
    Calendar {
        frame: Frame {
            crumbs: vec![to("2024.html", "Journal", Sign::None)],
            ..frame("calendar", "Journal", "2024", "../")
        },
        facts: vec![
            fact("", "53", " days with something"),
            fact("busiest October", "", ""),
            fact("nothing in March or July", "", ""),
        ],
        previous: Some(to("2023.html", "2023", Sign::None)),
        next: Some(to("2025.html", "2025", Sign::None)),
        heat: heat(2024, &counts, today(), rule.alt.clone()),
        rule: Some(rule),
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            .map(|name| calendar::Weekday { letter: name[..1].into(), name: name.into() })
            .to_vec(),
        quarters: (0..4)
            .map(|q| calendar::Quarter {
                name: format!("Q{}", q + 1),
                months: (1..4).map(|m| month(q * 3 + m)).collect(),
            })
            .collect(),
    }
}

pub(super) fn review() -> Review {
    let project = |id: &str, name: &str, period: &str, span: &str, summary: &str| review::ProjectText {
        id: id.into(),
        link: prj(name),
        period: period.into(),
        span: span.into(),
        summary: summary.into(),
        source: words("Architect.md, line 106"),
        ..review::ProjectText::default()
    };
    Review {
        frame: Frame {
            crumbs: vec![
                to("2024.html", "Review", Sign::None),
                to("2024-h2.html", "H2", Sign::None),
                to("2024-q4.html", "Q4", Sign::None),
            ],
            aside: vec![
                Group {
                    text: "7 things to look at. Nothing here blocks.".into(),
                    ..group("Before you send", vec![], vec![])
                },
                group(
                    "Text",
                    vec![
                        Pair { strong: true, ..pair(to("#without", "No 2024 text", Sign::None), "8") },
                        pair(to("#x", "Heading but empty", Sign::None), "MySQL 8"),
                        pair(to("#x", "Candidate, no heading", Sign::None), "Ondemand"),
                    ],
                    vec![],
                ),
                Group {
                    folds: vec![],
                    ..group(
                        "Kept out of the packet",
                        vec![
                            pair(words("Task breakdown note"), "draft"),
                            pair(words("Thank you note"), "kudos"),
                            pair(words("Peer reviews"), "3"),
                        ],
                        vec![],
                    )
                },
            ],
            ..frame("review", "Review", "Review 2024", "../")
        },
        facts: vec![
            fact("", "13", " projects"),
            fact("", "4", " with text"),
            fact("", "54", " bullets"),
            fact("", "1", " completed task"),
            fact("", "35", " tickets"),
            fact("", "12", " people"),
        ],
        coverage: Some(coverage(2024, &counts(), today())),
        highlights: vec![row(dated(12, 10), "Sharding is enabled in LA", vec![prj("HUB reliability")])],
        projects: vec![
            review::ProjectText {
                tree: review_tree(),
                folds: drafts(),
                ..project(
                    "p-hub-reliability",
                    "HUB reliability",
                    "2024",
                    "Jan – Dec",
                    "23 bullets · 222 words · 35 tickets",
                )
            },
            review::ProjectText {
                tree: html(
                    "<ul class=\"blocks labelled\"><li class=\"block\"><b>Leadership &amp; Responsibilities</b></li>\n<li class=\"block\"><i>Defined Roles.</i> Clearly define roles and responsibilities for each engineer on the on-call rotation. This could include specialization in certain areas. <span class=\"label\">reads as an instruction</span></li>\n<li class=\"block\"><i>Weekly training meeting.</i> Provided engineers with training from other infra and product teams.<p class=\"h\">Runbook Optimization</p></li>\n<li class=\"block\"><details open><summary data-n=\"2\"><i>Comprehensive Documentation.</i> Ensure your HUB runbook is thorough. <span class=\"label\">reads as an instruction</span></summary><ul class=\"blocks\"><li class=\"block\">Common error messages and their solutions</li>\n<li class=\"block\">Escalation procedures</li></ul></details></li></ul>",
                ),
                ..project("p-hub-oncall", "HUB oncall", "", "undated", "18 bullets · 313 words · no tickets")
            },
            review::ProjectText {
                label: Some("candidate, not included".into()),
                ..project("p-ondemand", "Ondemand project", "", "undated", "6 bullets")
            },
        ],
        done: vec![task(
            when(12, 9, WhenState::Inferred),
            "DONE",
            "done",
            "B",
            "Find out what type of task to give",
            vec![prj("ChatBot AI"), words("dated by its deadline")],
        )],
        done_undated: vec![task(None, "DONE", "done", "", "Sharding", vec![])],
        people: vec![review::Together {
            person: per("Noor"),
            projects: vec![prj("HUB reliability 4"), prj("ChatBot AI 1")],
        }],
        kudos: vec![row(None, "Big thanks to everybody", vec![words("Architect.md, line 171")])],
        open: vec![task(None, "TODO", "todo", "A", "HUB guideline project complete", vec![prj("HUB guideline")])],
        without: vec![prj("MySQL 8 upgrade"), prj("HUB guideline")],
        empty: String::new(),
    }
}

pub(super) fn projects() -> List {
    List {
        frame: frame("all", "Projects", "Projects", "../"),
        facts: vec![fact("", "13", " projects"), fact("", "4", " with 2024 review text")],
        projects: project_rows(),
        review_head: "Review 2024".into(),
        archived: vec![prj("Old thing"), prj("Older thing")],
        ..List::default()
    }
}

pub(super) fn people() -> List {
    List {
        frame: frame("all", "People", "People", "../"),
        facts: vec![fact("", "6", " people")],
        people: people_rows(),
        ..List::default()
    }
}

pub(super) fn all() -> List {
    let initial = |letter: &str, names: &[(&str, Sign, &str)]| Initial {
        id: format!("letter-{}", letter.to_lowercase()),
        letter: letter.into(),
        rows: names
            .iter()
            .map(|(name, sign, text)| Item {
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

pub(super) fn redirect() -> Redirect {
    Redirect {
        lang: "en".into(),
        alias: "Noor 1-on-1".into(),
        name: "Noor".into(),
        href: "noor.html".into(),
        css: "../static/annals.css".into(),
        private: true,
    }
}

pub(super) fn notfound() -> NotFound {
    NotFound {
        lang: "en".into(),
        site: "Architect".into(),
        base_url: Some("https://notes.example/".into()),
        private: true,
        style: html(include_str!("../../themes/default/static/notfound.css")),
        style_hash: "sha256-6PZ2rw+xAH8Zo8v2lK0Eg05uqD2cFtbwNfxy4yeZxeA=".into(),
    }
}
