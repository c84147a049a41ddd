// The outline parser against Logseq's own, on generated outlines; ends with how many tests passed and failed.
//
//     ANNALS=target/debug/annals npm test            10,000 outlines; SEED= and COUNT= for others
//     node run.js EXPECTED.jsonl GRAPH               a graph against what is expected of it: every disagreement must
//                                                    be explained by a deviation

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Comparison } from "./compare.js";
import { rows } from "./excuses.js";
import { Generator } from "./generate.js";
import { files, read, settings } from "./reader.js";

// As on real graphs: of all blocks, and of those where a field is set, in percent.
const [LEAST, LEAST_SET] = [99.9, 99];
const SHRUNK = 8;
const ANNALS = process.env.ANNALS ?? new URL("../../target/debug/annals", import.meta.url).pathname;
const CONFIG = `{:file/name-format :triple-lowbar
 :property/separated-by-commas #{:comma-list}
 :property-pages/excludelist #{:skipped}}`;

let [passed, failed] = [0, 0];
function test(name, complaints) {
  if (complaints.length === 0) passed += 1;
  else failed += 1;
  console.log(`${complaints.length === 0 ? "ok     " : "FAILED "} ${name}`);
  for (const complaint of complaints) console.log(`        ${complaint.replaceAll("\n", "\n        ")}`);
}

// What `annals export` prints of a graph, by file.
function exported(root, scratch) {
  const path = join(scratch, "ours.jsonl");
  const done = spawnSync(ANNALS, ["export", root, "--format", "jsonl", "--quiet"], {
    stdio: ["ignore", openSync(path, "w"), "inherit"],
  });
  if (done.status !== 0) throw new Error(`${ANNALS} export ended with ${done.error ?? done.status}`);
  return byFile(readFileSync(path, "utf8"));
}

function byFile(lines) {
  const found = new Map();
  for (const line of lines.split("\n").filter((text) => text !== "").map((text) => JSON.parse(text))) {
    if (line.type === "summary") continue;
    if (!found.has(line.file)) found.set(line.file, []);
    found.get(line.file).push(line);
  }
  return found;
}

function graphOf(texts, scratch) {
  const root = join(scratch, "graph");
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, "pages"), { recursive: true });
  mkdirSync(join(root, "logseq"));
  writeFileSync(join(root, "logseq/config.edn"), CONFIG);
  for (const [file, text] of texts) writeFileSync(join(root, file), text);
  return root;
}

// The complaints about each file of texts.
function compared(texts, scratch, comparison = new Comparison()) {
  const graph = settings(CONFIG);
  const ids = new Set();
  const ours = exported(graphOf(texts, scratch), scratch);
  const found = new Map();
  for (const [file, text] of texts) {
    found.set(file, comparison.file(file, text, [...read(file, text, graph, ids)], ours.get(file) ?? []));
  }
  return found;
}

// Texts with a line, or in short ones a word or a character, left out.
function* smaller(text) {
  const lines = text.split("\n");
  for (const i of lines.keys()) yield [...lines.slice(0, i), ...lines.slice(i + 1)].join("\n");
  if (lines.length > 4) return;
  for (const [i, line] of lines.entries()) {
    const words = line.split(/(?<=\s)/);
    const parts = words.length > 3 ? words : [...line];
    for (const j of parts.keys()) {
      const less = [...parts.slice(0, j), ...parts.slice(j + 1)].join("");
      yield [...lines.slice(0, i), less, ...lines.slice(i + 1)].join("\n");
    }
  }
}

// Makes each text as small as it can be while the same field disagrees; all candidates of a round are one graph.
function shrink(failing, scratch) {
  for (let round = 0; round < 80 && failing.some((f) => !f.done); round += 1) {
    const texts = new Map();
    const from = new Map();
    for (const one of failing.filter((f) => !f.done)) {
      for (const text of new Set(smaller(one.text))) {
        if (text.trim() === "") continue;
        const file = `pages/c${texts.size}.md`;
        texts.set(file, text);
        from.set(file, one);
      }
      one.done = true;
    }
    for (const [file, complaints] of compared(texts, scratch)) {
      const one = from.get(file);
      const same = complaints.find((c) => c.field === one.complaint.field);
      if (same && texts.get(file).length < one.text.length) {
        Object.assign(one, { text: texts.get(file), complaint: same, done: false });
      }
    }
  }
  return failing.map(({ text, complaint: c }) =>
    `${c.field}: ${JSON.stringify(text)}\n  Logseq ${JSON.stringify(c.want)}\n  annals ${JSON.stringify(c.got)}`);
}

function generated(scratch) {
  const [seed, count] = [Number(process.env.SEED ?? 1), Number(process.env.COUNT ?? 10000)];
  const texts = new Map();
  for (let i = 0; i < count; i += 1) {
    texts.set(`pages/o${String(i).padStart(7, "0")}.md`, new Generator(seed + i).outline());
  }
  const comparison = new Comparison();
  const found = compared(texts, scratch, comparison);
  console.log(comparison.table());
  const below = comparison.below(LEAST, LEAST_SET);
  // All of the fields that are below, else nothing: a few disagreements are allowed for.
  const failing = below.flatMap((field) =>
    [...found].map(([file, list]) => ({ text: texts.get(file), complaint: list.find((c) => c.field === field) }))
      .filter((one) => one.complaint).slice(0, SHRUNK));
  const named = below.length > 0 ? [`below ${LEAST} % or ${LEAST_SET} % of the set: ${below.join(", ")}`] : [];
  test(`${count} outlines from seed ${seed} are read as Logseq reads them`, [...named, ...shrink(failing, scratch)]);
}

function deviationsAreListed() {
  const list = readFileSync(new URL("../../src/outline/deviations.rs", import.meta.url), "utf8");
  const names = new Set([...list.matchAll(/deviation\(\s*"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1]));
  test("each explanation is a row of the deviations", rows().filter((row) => !names.has(row)));
}

// A graph whose expected lines are held: not one disagreement may be unexplained.
function held(expected, root, scratch) {
  const graph = settings(readFileSync(join(root, "logseq/config.edn"), "utf8"));
  const [told, ours, ids] = [byFile(readFileSync(expected, "utf8")), exported(root, scratch), new Set()];
  const [comparison, oracle] = [new Comparison(), new Comparison()];
  for (const file of new Set([...files(root, graph), ...told.keys(), ...ours.keys()])) {
    const text = readFileSync(join(root, file), "utf8");
    const lines = [...read(file, text, graph, ids)];
    const theirs = told.get(file) ?? [];
    oracle.file(file, text, theirs, lines);
    const at = new Map(lines.map((line) => [JSON.stringify(line.path), line.source]));
    const sourced = theirs.map((line) => ({ ...line, source: at.get(JSON.stringify(line.path)) }));
    comparison.file(file, text, sourced, ours.get(file) ?? []);
  }
  console.log(comparison.table());
  const say = (c) => `${c.key} ${c.field}\n  Logseq ${JSON.stringify(c.want)}\n  annals ${JSON.stringify(c.got)}`;
  test("the reader of mldoc gives what is expected", oracle.complaints.map(say));
  test("every disagreement is explained by a deviation", comparison.complaints.map(say));
}

const scratch = mkdtempSync(join(tmpdir(), "annals-mldoc-"));
try {
  deviationsAreListed();
  if (process.argv.length > 3) held(process.argv[2], process.argv[3], scratch);
  else generated(scratch);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
