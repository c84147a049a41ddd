//! The home screen, agenda and calendar of the samples.

use super::*;

pub(in crate::views) fn home() -> Home {
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
        ].into(),
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
        recent: vec![row(dated(12, 10), "Sharding is enabled in LA", vec![words("1-on-1 with Marek")])].into(),
        earlier: vec![year_ago()].into(),
        empty: String::new(),
    }
}

pub(in crate::views) fn year_ago() -> Row {
    let when = When {
        href: None,
        datetime: NaiveDate::from_ymd_opt(2023, 12, 10).unwrap(),
        label: "2023".into(),
        ..When::default()
    };
    row(
        Some(when),
        "<a href=\"../journal/2023-12-10.html\">Sunday 10 December 2023</a>: on call for HUB, two pages, both disk",
        vec![],
    )
}

pub(in crate::views) fn agenda() -> Agenda {
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
        overdue: bundle(vec![late_task()]),
        today: When {
            weekday: "Fri",
            label: "13 Dec".into(),
            state: WhenState::Today,
            ..when(12, 13, WhenState::Today).unwrap()
        },
        due: bundle(vec![]),
        today_text: vec![words("Nothing due. 1-on-1 with "), per("Noor"), words(".")],
        soon: bundle(vec![task(
            when(12, 19, WhenState::Future),
            "DOING",
            "doing",
            "B",
            &("Write the fallback rule for the inventory calls".to_owned() + &t("HUB-101")),
            vec![words("in 6 days"), prj("HUB reliability"), words("Journal, 4 Dec")],
        )]),
        later: bundle(vec![]),
        undated: bundle(vec![
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
        ]),
        waiting: bundle(vec![task(
            dated(11, 15),
            "WAITING",
            "waiting",
            "",
            "Names for the on-call mentoring pairs",
            vec![words("since 4 weeks"), per("Noor")],
        )]),
        done: bundle(vec![task(dated(12, 10), "DONE", "done", "", "Sharding is enabled in LA", vec![])]),
        empty: String::new(),
    }
}

pub(in crate::views) fn calendar() -> Calendar {
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
        heat: heat(2024, &counts, today(), Day::Mon, rule.alt.clone()),
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
