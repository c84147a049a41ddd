// The places of notes where a text can stand, and notes that have given texts in all of them.
//
// Does not know what the texts are (see payloads.js), nor look at what becomes of them (see xss.js).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DOT } from "./sealed.js";

// Texts of one note. What breaks out of its own block would break others of the note.
const TOGETHER = 40;

const line = (text) => text.replace(/\s*[\n\r\u2028\u2029\v\f]+\s*/g, " ");
const lines = (text, indent) => text.split(/\r\n|[\n\r]/).join(`\n${indent}`);
const uuid = (number) => `65010000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const quoted = (text) => JSON.stringify(line(text));
// As the name of a file can hold it.
const name = (text) => Buffer.from(line(text).replaceAll("/", "∕")).subarray(0, 200).toString().replace(/\ufffd+$/, "").replace(/^\./, "_");

// Each is the text of one block, from its line on; what follows stands two columns in.
const BLOCKS = {
  "block text": (text) => lines(text, "  "),
  "text within a line": (text) => `so *much* for ${line(text)} **and** more`,
  heading: (text) => `# ${line(text)}`,
  "task text": (text) => `TODO ${line(text)}`,
  "task's date": (text) => `TODO [#A] x\n  SCHEDULED: <2025-01-01 ${line(text)}>`,
  tag: (text) => `#${line(text)} and #[[${line(text)}]]`,
  "page ref": (text) => `[[${line(text)}]] and [x]([[${line(text)}]])`,
  "property key": (text) => `x\n  ${line(text)}:: value`,
  "property value": (text) => `x\n  note:: ${line(text)}\n  tags:: ${line(text)}`,
  "link label": (text) => `[${line(text)}](https://example.org/)`,
  "link destination": (text) => `[x](${line(text)}) [x](<${line(text)}>) [x](https://example.org/${line(text)}) https://example.org/${line(text)}`,
  "link title": (text) => `[x](https://example.org/ "${line(text)}") [x](https://example.org/ '${line(text)}') [x](https://example.org/ (${line(text)}))`,
  "image alt": (text) => `![${line(text)}](../assets/dot.gif)`,
  "image address": (text) => `![x](${line(text)}) ![x](<${line(text)}>) ![x](../assets/${line(text)})`,
  "image size": (text) => `![x](../assets/dot.gif){:height 9, :width ${line(text)}}`,
  "code info": (text) => `\`\`\`${line(text)}\n  x\n  \`\`\``,
  "code body": (text) => `\`\`\`html\n  ${lines(text, "  ")}\n  \`\`\`\n  and \`${line(text)}\``,
  "table cell": (text) => `| ${line(text)} | b |\n  | --- | --- |\n  | ${line(text)} | ${line(text)} |`,
  "ref label": (text, id) => `[${line(text)}](((${id}))) ((${id})) {{embed ((${id}))}}`,
  "query text": (text) => `{{query ${quoted(text)}}} {{query (property note ${quoted(text)})}} {{query [[${line(text)}]]}}`,
  "query title": (text) => `#+BEGIN_QUERY\n  {:title ${quoted(text)} :query [:find (pull ?b [*]) :where [?b :block/marker ${quoted(text)}]]}\n  #+END_QUERY`,
  macro: (text) => `{{${line(text)}}} {{youtube ${line(text)}}} {{renderer ${line(text)}}}`,
  footnote: (text) => `x[^1] y[^${line(text)}]\n\n  [^1]: ${lines(text, "  ")}\n  [^${line(text)}]: z`,
  formula: (text) => `$$${line(text)}$$ and $${line(text)}$`,
  hiccup: (text) => `[:div {:title ${quoted(text)} :href ${quoted(text)} ${line(text)} 1} ${quoted(text)}]`,
  "quote and export": (text) => `#+BEGIN_QUOTE\n  ${lines(text, "  ")}\n  #+END_QUOTE\n  #+BEGIN_EXPORT html\n  ${lines(text, "  ")}\n  #+END_EXPORT`,
};

// Each is a file, by its path, and which places are in it.
const LOGSEQ_FILES = [
  [["page title", "alias"], (text, n) => [`pages/Title ${n}.md`, `title:: ${line(text)}\nalias:: ${line(text)} too\n\n- x\n`]],
  [["file name"], (text) => [`pages/${name(text)}.md`, "- a page of that name\n"]],
  [
    ["project", "person"],
    (text, n) => [
      `pages/Work ${n}.md`,
      `- Projects\n\t- ${line(text)}\n\t\t- **${line(text)}:** done\n- People\n\t- ${line(text)}\n\t\t- [[2025-01-02]]\n\t\t\t- met\n`,
    ],
  ],
];
const MARKDOWN_FILES = [
  [["raw HTML"], (text, n) => [`Raw ${n}.md`, `${text}\n`]],
  [["raw HTML in a list", "raw HTML in a quote"], (text, n) => [`List ${n}.md`, `# x\n\n- a\n  - ${lines(text, "    ")}\n\n> ${lines(text, "> ")}\n`]],
  [
    ["front matter", "wiki link", "callout"],
    (text, n) => [
      `Matter ${n}.md`,
      `---\ntitle: ${quoted(text)}\naliases: [${quoted(`${text} too`)}]\ntags: [${quoted(text)}]\n${quoted(text)}: ${quoted(text)}\n---\n
[[Raw ${n}|${line(text)}]] ![[Raw ${n}]] ![[dot.gif|${line(text)}]] [[${line(text)}]]\n
> [!${line(text)}] ${line(text)}\n> ${lines(text, "> ")}\n\n%%${line(text)}%%\n\n==${line(text)}==\n`,
    ],
  ],
];

export const SINKS = [...Object.keys(BLOCKS), ...[...LOGSEQ_FILES, ...MARKDOWN_FILES].flatMap(([places]) => places)];

// What of a review is handed out.
export const SHARED = Object.keys(BLOCKS);

// A folder of notes, with what every one of them has.
function folder(files) {
  const at = mkdtempSync(join(tmpdir(), "annals-xss-"));
  const write = (path, text) => {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  };
  write("assets/dot.gif", Buffer.from(DOT, "base64"));
  for (const [path, text] of files) write(path, text);
  return { at, drop: () => rmSync(at, { recursive: true, force: true }) };
}

// All blocks that hold one text, as deep as `indent`.
function blocks(text, n, indent) {
  const id = uuid(n);
  const own = Object.values(BLOCKS).map((block) => block(text, id));
  return [`${line(text)}\n  id:: ${id}`, ...own].map((block) => `${indent}- ${block.replaceAll("\n", `\n${indent}`)}\n`).join("");
}

function chunks(texts) {
  const count = Math.ceil(texts.length / TOGETHER);
  return Array.from({ length: count }, (_, at) => texts.slice(at * TOGETHER, (at + 1) * TOGETHER).map((text, i) => [text, at * TOGETHER + i]));
}

const files = (kinds, texts) => texts.flatMap((text, n) => kinds.map(([, file]) => file(text, n)));

export function logseqNotes(texts) {
  const together = chunks(texts).map((chunk, at) => [`pages/Sinks ${at}.md`, chunk.map(([text, n]) => blocks(text, n, "")).join("")]);
  return folder([["logseq/config.edn", "{}\n"], ...together, ...files(LOGSEQ_FILES, texts)]);
}

export const markdownNotes = (texts) => folder(files(MARKDOWN_FILES, texts));

// The review of a year, of which each line is one of the texts.
export function reviewNotes(texts) {
  const review = texts.map((text, n) => blocks(text, n, "\t\t\t\t\t\t")).join("");
  const work = `- Projects\n\t- Harbour\n\t\t- Year end review\n\t\t\t- 2024\n\t\t\t\t- Review\n\t\t\t\t\t- **Kept:** done\n${review}`;
  return folder([["logseq/config.edn", "{}\n"], ["pages/Work.md", work]]);
}
