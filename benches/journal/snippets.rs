//! Code as it stands in notes, in five languages, and tables.

use super::random::Random;
use super::words::WORDS;

/// A language and lines of it.
pub fn code(random: &mut Random) -> (&'static str, Vec<String>) {
    let (a, b, c, n) = (random.pick(WORDS), random.pick(WORDS), random.pick(WORDS), random.between(2, 900));
    let (language, text) = match random.below(5) {
        0 => (
            "rust",
            format!(
                "/// Returns the {a} for one {b}.\npub fn {a}_{b}({c}: &str, limit: usize) -> Result<Vec<u64>, Error> {{\n    let mut out = Vec::with_capacity(limit.min({n}));\n    for (i, part) in {c}.split(',').enumerate() {{\n        if i >= limit {{ break; }}\n        out.push(part.trim().parse::<u64>()?); // \"{b}\"\n    }}\n    Ok(out)\n}}"
            ),
        ),
        1 => (
            "python",
            format!(
                "from collections import Counter\n\ndef {a}_{b}(rows, limit={n}):\n    \"\"\"Count {c} per {b}.\"\"\"\n    seen = Counter(r[\"{b}\"] for r in rows if r.get(\"{c}\") is not None)\n    for key, n in seen.most_common(limit):\n        print(f\"{{key:<20}} {{n:>6}}\")\n    return seen"
            ),
        ),
        2 => (
            "sql",
            format!(
                "-- {a} per {b}\nSELECT {b}_id, count(*) AS n, max(created_at) AS last\nFROM {a}_{c}\nWHERE created_at >= now() - interval '{n} days'\n  AND status <> 'closed'\nGROUP BY {b}_id\nHAVING count(*) > {}\nORDER BY n DESC LIMIT 50;",
                n / 7 + 1
            ),
        ),
        3 => (
            "yaml",
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {a}-{b}\nspec:\n  replicas: {}\n  template:\n    spec:\n      containers:\n        - name: {c}\n          image: registry.example.org/{c}:{}.{}\n          args: [\"--{a}\", \"{n}\"] # tuned",
                n % 9 + 1,
                n % 5,
                n % 17
            ),
        ),
        _ => (
            "json",
            format!(
                "{{\n  \"{a}\": \"{b}\",\n  \"limit\": {n},\n  \"enabled\": {},\n  \"{c}\": [\"{a}\", \"{b}\", null],\n  \"nested\": {{ \"ratio\": 0.{n} }}\n}}",
                n % 2 == 0
            ),
        ),
    };
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    if random.chance(0.35) {
        lines.truncate((lines.len() / 2).max(3));
    }
    (language, lines)
}

/// The lines of a table.
pub fn table(random: &mut Random) -> Vec<String> {
    let columns = random.between(2, 4);
    let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let head: Vec<String> = (0..columns).map(|_| random.pick(WORDS).to_string()).collect();
    let mut lines = vec![row(&head), row(&vec!["---".to_string(); columns])];
    for _ in 0..random.between(2, 6) {
        let cell = |_| if random.chance(0.6) { random.between(1, 9999).to_string() } else { random.pick(WORDS).into() };
        lines.push(row(&(0..columns).map(cell).collect::<Vec<String>>()));
    }
    lines
}
