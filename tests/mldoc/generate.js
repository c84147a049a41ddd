// Outlines made of all that Logseq users write, put together in nasty ways; the same number gives the same outline.
//
// Does not know how anything is read.

// mulberry32: small, seeded, and good enough to choose with.
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = [
  "call", "the team", "Review", "über", "naïve", "日本", "x", "a", "and", "or", "v1.2", "10:30", "50%", "e.g.", "C#",
  "don't", "\"so\"", "(see below)", "–", "→", "...", "🎉", "café", "TODO", "3 < 4", "a*b", "snake_case_name", "e-mail@x.org",
];
const NAMES = [
  "Project X", "a", "b", "b/c", "b/c/d", "Foo", "foo", "FOO bar", "2024-12-10", "Dec 10th, 2024", "2024_12_11", "café",
  "cafe\u0301", "日本語", "a.b", "x-y_z", "What? No!", "a, b", "HUB-12", "C++", "(odd)", "a|b", "x#h", "@anna", "É", "/lead/",
];
const TAGS = [
  "t", "two-words", "a/b", "123", "fff", "é", "日本", "a.b", "v1.2.3", "under_score", "A1", "ns/deep/er", "x'y", "über", "+1",
];
const IDS = [1, 2, 3, 4].map((n) => `64a0d5f4-2f3a-4c8e-9d3e-0a1b2c3d4e5${n}`);
const LANGS = ["", "js", "rust", "clojure", "c++", "js {1-3}", "mermaid", " python"];
const KINDS = ["NOTE", "TIP", "QUOTE", "WARNING", "IMPORTANT", "EXAMPLE", "SRC", "SRC js", "QUERY", "CENTER", "COMMENT", "EXPORT html", "note", "foo"];
const KEYS = [
  "type", "status", "tags", "alias", "My_Prop", "author", "中文", "a.b", "due", "icon", "public", "template", "id2", "x/y",
  "comma-list", "heading", "background-color", "collapsed", "logseq.order-list-type", "created-at", "title", "1a", "skipped",
];
const PAGE_KEYS = KEYS.filter((key) => key !== "heading");

export class Generator {
  constructor(seed) {
    this.random = random(seed);
    this.seed = seed;
  }

  below(n) {
    return Math.floor(this.random() * n);
  }

  chance(p) {
    return this.random() < p;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  // One of [weight, make] by weight.
  weighted(choices) {
    let at = this.random() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) {
      at -= weight;
      if (at < 0) return make();
    }
    return choices[0][1]();
  }

  many(least, most, make) {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }

  name() {
    return this.one(NAMES);
  }

  link() {
    return `[[${this.name()}]]`;
  }

  tag() {
    return `#${this.one(TAGS)}`;
  }

  ref() {
    return this.weighted([
      [5, () => this.link()],
      [4, () => this.tag()],
      [1, () => `#[[${this.name()}]]`],
      [1, () => `[label](${this.link()})`],
      [1, () => `((${this.one(IDS)}))`],
    ]);
  }

  stamp() {
    const day = this.one(["2024-12-10", "2024-02-29", "2025-01-01", "1999-9-9"]);
    const weekday = this.one(["Tue", "Tue", "Thu", "mardi", "Sat"]);
    const time = this.chance(0.4) ? this.one([" 10:00", " 9:05", " 09:00-10:00", " 23:59"]) : "";
    const repeat = this.chance(0.4) ? this.one([" +1w", " ++2d", " .+1m", " +1y", " .+12h"]) : "";
    const inner = `${day} ${weekday}${time}${repeat}`;
    return this.chance(0.8) ? `<${inner}>` : `[${inner}]`;
  }

  planned() {
    const word = this.one(["DEADLINE", "SCHEDULED", "DEADLINE", "SCHEDULED", "deadline", "Scheduled", "CLOSED"]);
    return `${word}: ${this.stamp()}`;
  }

  emphasis(inner) {
    const mark = this.one(["**", "*", "_", "__", "~~", "^^", "==", "***"]);
    return `${mark}${inner}${mark}`;
  }

  // A piece of a line.
  piece(depth = 0) {
    const ref = () => this.ref();
    return this.weighted([
      [22, () => this.one(WORDS)],
      [14, ref],
      [2, () => `${this.tag()}${this.one([",", ".", ";", ":", "!", "?", "'s", "\"", ")", "]", "}", "。", "，", "…", "...", "!?"])}`],
      [2, () => `(${this.one([this.tag(), this.link(), `see ${this.tag()}`, `${this.tag()}, ${this.tag()}`])})`],
      [1, () => `"${this.ref()}"`],
      [1, () => `${this.tag()}${this.tag()}`],
      [1, () => `${this.one(["x", "##", "C", "é", "."])}${this.tag()}`],
      [1, () => `#[[${this.name()}]]${this.one(["s", ".", ",", ")", ""])}`],
      [1, () => `[[${this.one(["", " ", " a ", "unclosed", "a]b", "a[b", "../assets/x.png", "draws/a.excalidraw", "a][b"])}${this.one(["]]", "]]", "]", ""])}`],
      [1, () => `[[outer ${this.link()} ${this.one(["", "end", "#t"])}]]`],
      [3, () => (depth < 2 ? this.emphasis(this.line(1, 2, depth + 1)) : this.one(WORDS))],
      [3, () => `\`${this.one([this.ref(), "code", "a\\", `x ${this.ref()} y`, "<b>", "a::", "[x]("])}\``],
      [1, () => `\`\`${this.one([this.ref(), "a ` b", "`"])}\`\``],
      [0.5, () => this.one(["`", "``", "```", "$", "*", "**", "_", "~~", "[", "]", "((", "))", "{{", "}}", "<", ">", "\\", "|", "^^", "#", "![", "[["])],
      [2, () => `$${this.one(["x^2", `a ${this.ref()}`, "\\frac{1}{2}", "5"])}$`],
      [1, () => this.one(["$5 and $6", "costs $5", "US$ 20"])],
      [1, () => `$$${this.one(["x", `a ${this.ref()} b`])}$$`],
      [1, () => `[${this.one(["l", `a ${this.ref()}`, "**b**", "`c`", "a [b] c"])}](${this.one(["https://x.org/a_b#c", "Page", "../pages/foo.md", "../assets/f.pdf", "./a.md \"t\"", "mailto:a@b.org", "file:///x.pdf", "#frag", "x y.md", "https://x.org/(y)"])})`],
      [1, () => `[l](((${this.one(IDS)})))`],
      [1, () => `![${this.one(["", "alt", "a b"])}](../assets/x.png)${this.one(["", "{:height 100, :width 200}"])}`],
      [1, () => this.one(["https://x.org/a#b", "https://x.org/a_(b)", "(https://x.org/x)", "<https://x.org/#a>", "http://x.org/?q=#z,", "www.x.org", "https://x.org/[[a]]", "x://y#z"])],
      [1, () => `{{embed ${this.one([this.link(), `((${this.one(IDS)}))`, "foo", this.tag()])}}}`],
      [1, () => `{{${this.one(["query", "cloze", "renderer :x,", "video https://y.org/#a", "m"])} ${this.one([this.ref(), `(and ${this.link()} ${this.link()})`, "a, b", "\"t\""])}}}`],
      [1, () => `{{{m ${this.ref()}, b}}}`],
      [1, () => `<${this.one(["b", "span", "kbd", "u", "mark", "foo"])}>${this.ref()}</${this.one(["b", "span", "kbd", "u", "mark", "foo"])}>`],
      [1, () => this.one(["<br>", "<br/>", "x<sub>2</sub>", "<!-- c [[no]] -->", "<img src=\"#a\">", "<3", "a<b", "</b>"])],
      [1, () => this.one(["H~2~O", "x^2^", "a_{1}", "\\alpha", "&nbsp;", "&#39;", "->", "[^1]", "%%c [[p]]%%", "(c)", "\\#e", "\\[[e]]", "\\*e\\*", "[:b \"h\"]", "[:b {:a 1} \"h [[x]]\"]", "- x", ":smile:", "[@cite]", "[[https://x.org]]"])],
      [1, () => this.one(["[#A]", "[#b]", "[ ]", "[x]", "[/]", "[1/2]"])],
      [1, () => this.stamp()],
      [0.5, () => this.planned()],
      [0.5, () => this.one(["<2024-12-10>", "2024-12-10", "[2024-12-10]", "<2024-12-10 Tue>--<2024-12-11 Wed>", "HUB-12", "10::30"])],
      [0.5, () => `a:: ${this.ref()}`],
    ]);
  }

  line(least, most, depth = 0) {
    const pieces = this.many(least, most, () => this.piece(depth));
    const tight = this.chance(0.02);
    return pieces.reduce((text, piece) => text + (tight || this.chance(0.02) ? "" : this.chance(0.03) ? "  " : " ") + piece);
  }

  value() {
    return this.weighted([
      [4, () => this.line(1, 3)],
      [3, () => this.many(1, 3, () => this.ref()).join(this.one([", ", ",", " ", "，"]))],
      [2, () => this.many(1, 3, () => this.one([...TAGS, ...WORDS])).join(", ")],
      [1, () => this.one(["true", "false", "42", "4.2", "", "2024-12-10", "-1", "007"])],
      [1, () => `"${this.line(1, 2)}"`],
    ]);
  }

  // Before the first block `heading::` makes it an ordinary one to Logseq, which nobody writes.
  property(keys = KEYS) {
    const key = this.one(keys);
    const value =
      key === "heading" ? this.one(["true", "2", "false"])
      : key === "collapsed" || key === "public" ? this.one(["true", "true", "false", ""])
      : key === "logseq.order-list-type" ? "number"
      : this.value();
    return this.weighted([
      [16, () => `${key}:: ${value}`],
      [1, () => `id:: ${this.one([`64a0d5f4-0000-4c8e-9d3e-${String(this.seed % 1e9).padStart(10, "0")}${10 + this.below(90)}`, IDS[0], "not-an-id"])}`],
      [0.5, () => `${key}::${value}`],
      [0.5, () => `${key}::  ${value}  `],
      [0.3, () => `My Prop:: ${value}`],
      [0.3, () => `${this.one(["`k`", "[[k]]", "(k)", "\"k\"", "k,l", "k;", "#k", "**k**", "k|l", "https://x.org"])}:: ${value}`],
    ]);
  }

  fence() {
    const mark = this.one(["```", "```", "```", "~~~"]);
    const inner = this.many(0, 4, () =>
      this.weighted([
        [3, () => this.line(1, 3)],
        [2, () => `- ${this.line(1, 2)}`],
        [1, () => "a:: b"],
        [1, () => ""],
        [1, () => `  ${this.line(1, 1)}`],
        [1, () => `${this.one(["#", "##"])} comment ${this.ref()}`],
        [0.3, () => this.one(["~~~", "``", "> q", "#+END_SRC", "$$"])],
      ]),
    );
    const close = this.chance(0.93) ? [mark] : [];
    return [`${mark}${this.one(LANGS)}`, ...inner, ...close];
  }

  begin() {
    const kind = this.one(KINDS);
    const word = kind.split(" ")[0];
    const [open, close] = this.chance(0.8) ? ["#+BEGIN_", "#+END_"] : ["#+begin_", "#+end_"];
    const inner = this.many(0, 3, () =>
      this.weighted([
        [4, () => this.line(1, 3)],
        [1, () => `- ${this.line(1, 2)}`],
        [1, () => `* ${this.line(1, 2)}`],
        [1, () => ""],
        [1, () => "a:: b"],
      ]),
    );
    return [`${open}${kind}`, ...inner, ...(this.chance(0.93) ? [`${close}${word}`] : [])];
  }

  // Lines of a block's body, not yet indented.
  part() {
    const text = () => this.line(1, 5);
    return this.weighted([
      [8, () => [text()]],
      [7, () => this.many(1, 3, () => this.property())],
      [3, () => [this.planned()]],
      [0.5, () => [`${this.planned()} ${this.planned()}`]],
      [1, () => [`${this.planned()} ${text()}`]],
      [0.5, () => [`${text()} ${this.planned()}`]],
      [3, () => this.fence()],
      [3, () => this.many(1, 3, () => `> ${text()}`)],
      [0.5, () => [`> ${text()}`, text()]],
      [0.5, () => [`>${text()}`, `> - ${text()}`]],
      [0.3, () => ["> ```", `> ${text()}`, "> ```"]],
      [0.3, () => ["> [!NOTE] Title", `> ${text()}`]],
      [3, () => this.many(1, 4, () => `${this.one(["*", "*", "+"])} ${text()}`)],
      [1, () => this.many(1, 3, () => `${this.one(["1.", "2.", "10."])} ${text()}`)],
      [0.5, () => [`* ${text()}`, `  * ${text()}`, `    ${text()}`]],
      [0.5, () => [`* ${this.one(["[ ]", "[x]", "[X]"])} ${text()}`]],
      [0.3, () => [`* ${text()}`, "  ```", `  ${text()}`, "  ```"]],
      [0.3, () => [this.one(["1) no", "*no", "+no", "1.no", "a. no"])]],
      [2, () => this.table()],
      [2, () => this.begin()],
      [1, () => ["$$", text(), "$$"]],
      [0.3, () => ["\\begin{align}", "x", "\\end{align}"]],
      [1, () => [`<div>`, text(), "</div>"]],
      [0.5, () => [`<div>${text()}</div>`]],
      [0.5, () => [`<${this.one(["details", "p", "foo"])}>`, text()]],
      [0.5, () => ["<!--", text(), "-->"]],
      [1, () => [":LOGBOOK:", "CLOCK: [2024-12-10 Tue 09:00:00]--[2024-12-10 Tue 09:30:00] =>  00:30:00", ":END:"]],
      [0.5, () => [":PROPERTIES:", `:${this.one(["k", "id2", "my_key", "tags"])}: ${this.value()}`, ":END:"]],
      [0.3, () => [":OTHER:", text(), ":END:"]],
      [0.3, () => [this.one([":END:", ":LOGBOOK:", ":x", ":x:", ":x: y"])]],
      [1, () => [""]],
      [0.5, () => ["", text()]],
      [0.5, () => [this.one(["---", "***", "___", "- - -", "==="])]],
      [0.3, () => [`[^1]: ${text()}`]],
      [0.2, () => [`[//]: # (${text()})`]],
      [0.3, () => [`#+${this.one(["key", "title", "foo", "BEGIN"])}${this.one([": value", ": [[x]]", "", ":v"])}`]],
      [0.3, () => [`# ${text()}`]],
      [0.2, () => [`${this.tag()} ${text()}`]],
      [0.5, () => [`::: ${text()}`, "term", ": definition"]],
    ]);
  }

  table() {
    const cell = () => this.one([this.ref(), this.one(WORDS), "", `\`${this.ref()}\``, "**b**", "a \\| b"]);
    const row = () => `|${this.many(2, 2, cell).join(this.one(["|", " | "]))}|`;
    const rows = this.many(1, 3, row);
    return this.chance(0.7) ? [rows[0], "|---|---|", ...rows.slice(1)] : rows;
  }

  title() {
    return this.weighted([
      [20, () => this.line(1, 6)],
      [1, () => ""],
      [5, () => `${this.one(["TODO", "DOING", "DONE", "NOW", "LATER", "WAITING", "WAIT", "CANCELED", "CANCELLED", "IN-PROGRESS", "STARTED"])}${this.chance(0.3) ? ` [#${this.one(["A", "B", "C", "a", "é"])}]` : ""} ${this.line(1, 4)}`],
      [0.5, () => `[#${this.one(["A", "b"])}] ${this.line(1, 3)}`],
      [0.5, () => this.one(["TODO", "DONE ", "TODO  x", "TODO:", "todo x", "TODOx", "**TODO** x", "[#A]", "TODO [#A]", "TODO\tx", "TODO DONE x"])],
      [2, () => `${this.one(["#", "##", "###", "######", "#######"])} ${this.line(1, 4)}`],
      [0.3, () => `## ${this.one(["TODO", "DONE", "[#A]"])} ${this.line(1, 3)}`],
      [0.3, () => this.one(["#", "##", "---", "***", "-", "- x", "* x", "1. x", "+"])],
      [1, () => this.property()],
      [0.5, () => `${this.planned()}`],
      [0.5, () => `${this.line(1, 3)} ${this.planned()}`],
      [0.3, () => `[ ] ${this.line(1, 3)}`],
    ]);
  }

  block(level) {
    const lead = this.style === "tabs" ? "\t".repeat(level)
      : this.style === "two" ? "  ".repeat(level)
      : this.style === "four" ? "    ".repeat(level)
      : this.one(["\t", "  ", " ", "    "]).repeat(level);
    const within = () =>
      this.weighted([
        [14, () => `${lead}  `],
        [1, () => lead],
        [1, () => ""],
        [1, () => `${lead}\t`],
        [1, () => `${lead}      `],
      ]);
    // A drawer on the bullet's own line is nothing that anyone writes.
    const part = this.chance(0.08) ? this.part() : [":"];
    const opened = part[0].startsWith(":") ? [this.title()] : part;
    const lines = [`${lead}-${this.chance(0.97) ? " " : this.one(["", "\t", "  "])}${opened[0]}`];
    const first = within();
    for (const line of opened.slice(1)) lines.push(line === "" ? "" : first + line);
    while (this.chance(0.42)) {
      const indent = within();
      for (const line of this.part()) lines.push(line === "" && this.chance(0.8) ? "" : indent + line);
    }
    return lines;
  }

  head() {
    return this.weighted([
      [10, () => []],
      [3, () => [...this.many(1, 3, () => this.property(PAGE_KEYS)), ...(this.chance(0.8) ? [""] : [])]],
      [1, () => [...this.many(1, 2, () => this.property(PAGE_KEYS)), "", this.property(PAGE_KEYS), ""]],
      [1, () => ["---", ...this.many(1, 3, () => `${this.one(["title", "tags", "k", "My_Key"])}: ${this.one(["x", "a, b", "[[X]]", "1", "true"])}`), "---", ""]],
      [1, () => this.many(1, 3, () => this.line(1, 4))],
      [0.5, () => ["", ""]],
      [0.5, () => [this.line(1, 2), this.property(PAGE_KEYS), ""]],
      [0.5, () => this.one([this.fence(), this.begin(), this.table()])],
      [0.3, () => ["#+title: x", this.line(1, 2)]],
    ]);
  }

  outline() {
    this.style = this.one(["tabs", "tabs", "two", "four", "mixed"]);
    const lines = this.head();
    let level = 0;
    for (let left = 2 + this.below(7); left > 0; left -= 1) {
      level = Math.max(0, Math.min(6, level + this.one([-2, -1, -1, 0, 0, 0, 1, 1, 2])));
      if (this.chance(0.03)) lines.push(`${this.one(["#", "##"])} ${this.line(1, 3)}`);
      else lines.push(...this.block(level));
      if (this.chance(0.06)) lines.push("");
    }
    const end = this.chance(0.08) ? "\r\n" : "\n";
    const mark = this.chance(0.01) ? "\ufeff" : "";
    return mark + lines.join(end) + (this.chance(0.7) ? end : "");
  }
}
