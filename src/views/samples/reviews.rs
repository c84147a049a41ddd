//! The review of the samples, its evidence, and a week.

use super::*;
use crate::period::Period;
use crate::views::{evidence, together, week::Week};

pub(in crate::views) fn review() -> Review {
    let project = |id: &str, name: &str, period: &str, span: &str, summary: &str| review::ProjectText {
        id: id.into(),
        link: prj(name),
        period: period.into(),
        span: span.into(),
        summary: summary.into(),
        source: words("Architect.md, line 106"),
        ..review::ProjectText::default()
    };
    let year = Period::Year(2024);
    Review {
        frame: Frame {
            crumbs: vec![to("2024.html", "Review", Sign::None)],
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
        coverage: Some(coverage(year, year.days(1).unwrap_or_default(), &counts(), today())),
        highlights: vec![row(dated(12, 10), "Sharding is enabled in LA", vec![prj("HUB reliability")])].into(),
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
        done: bundle(vec![task(
            when(12, 9, WhenState::Inferred),
            "DONE",
            "done",
            "B",
            "Find out what type of task to give",
            vec![prj("ChatBot AI"), words("dated by its deadline")],
        )]),
        done_undated: bundle(vec![task(None, "DONE", "done", "", "Sharding", vec![])]),
        people: vec![together::Together {
            person: per("Noor"),
            projects: vec![prj("HUB reliability 4"), prj("ChatBot AI 1")],
        }],
        kudos: bundle(vec![row(None, "Big thanks to everybody", vec![words("Architect.md, line 171")])]),
        open: bundle(vec![task(
            None,
            "TODO",
            "todo",
            "A",
            "HUB guideline project complete",
            vec![prj("HUB guideline")],
        )]),
        instructions: bundle(vec![row(
            None,
            "Defined Roles: Clearly define roles and responsibilities",
            vec![prj("HUB oncall"), words("Architect.md, line 57")],
        )]),
        unbacked: bundle(vec![row(None, "Mentorship: Encourage engineers", vec![prj("HUB oncall")])]),
        without: vec![prj("HUB guideline")],
        hollow: vec![to("../projects/mysql-8-upgrade.html", "MySQL 8 upgrade: Architect.md, line 174", Sign::None)],
        others: vec![Fact { links: vec![to("2024-h2.html", "H2", Sign::None)], ..fact("by part ", "", "") }],
        period: "2024".into(),
        empty: String::new(),
        whole: Some(to("2024.html", "What is written of all 2024 stands in its own review.", Sign::None)),
        author: "Architect".into(),
        summary: "4 projects · 54 bullets".into(),
        span: "1 January to 31 December 2024".into(),
        copy: "../static/copy.js".into(),
    }
}

pub(in crate::views) fn evidence() -> evidence::Evidence {
    let rows = |count, of: &str| evidence::CitedRows {
        count,
        html: html(&format!(
            "<tr><td>{of}</td><td><p>Introduced bulkheads</p><p class=\"why\"><span>HUB reliability</span> <a href=\"../projects/hub-reliability.html#b-1\">Architect.md, line 109</a></p></td></tr>"
        )),
    };
    evidence::Evidence {
        frame: Frame {
            crumbs: vec![to("2024.html", "Review", Sign::None)],
            ..frame("evidence", "Review", "Evidence", "../")
        },
        facts: vec![fact("38 tickets", "", ""), fact("1 link", "", "")],
        years: vec![
            evidence::YearCited {
                label: "2024".into(),
                review: Some(to("2024.html", "the review", Sign::None)),
                tickets: rows(1, &t("HUB-113")),
                addresses: rows(1, "<a class=\"out\" href=\"https://git.example/x\">git.example/x</a>"),
            },
            evidence::YearCited {
                label: "undated".into(),
                addresses: rows(1, "<a class=\"out\" href=\"https://git.example/y\">git.example/y</a>"),
                ..evidence::YearCited::default()
            },
        ],
        empty: String::new(),
    }
}

pub(in crate::views) fn week() -> Week {
    Week {
        author: "Architect".into(),
        span: "9 to 15 December 2024".into(),
        frame: frame("week", "Journal", "Week 50, 2024", "../"),
        facts: vec![fact("9 to 15 December 2024", "", ""), fact("1 done", "", "")],
        previous: Some(to("2024-w49.html", "Week 49, 2024", Sign::None)),
        next: Some(to("2024-w51.html", "Week 51, 2024", Sign::None)),
        done: bundle(vec![task(when(12, 9, WhenState::Inferred), "DONE", "done", "B", "Find out", vec![])]),
        doing: bundle(vec![task(None, "DOING", "doing", "", "Bulkhead numbers", vec![prj("HUB reliability")])]),
        met: bundle(vec![row(dated(12, 10), "1-on-1 with Marek", vec![words("5 points")])]),
        ahead: bundle(vec![late_task()]),
        noted: vec![row(dated(12, 12), "Walked through the pools", vec![])].into(),
        empty: String::new(),
        copy: "../static/copy.js".into(),
    }
}

/// Labelled groups of lead-ins with tickets.
pub(in crate::views) fn review_tree() -> Html {
    /// Lead-in, sentence, tickets.
    type Lines = &'static [(&'static str, &'static str, &'static [&'static str])];
    let groups: [(&str, bool, Lines); 7] = [
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
