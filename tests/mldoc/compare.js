// How far two programs read the same graph: block by block and field by field, all blocks and those where it is set.
//
// A disagreement counts as agreement where a deviation explains it; how many each explains is counted too.

import { deviating } from "./excuses.js";

const PAGE = ["page", "journal_day", "properties", "aliases", "tags", "title", "property_values"];
const BLOCK = [
  "level", "marker", "priority", "scheduled", "deadline", "properties", "refs", "block_refs", "collapsed", "code_langs",
  "title", "heading", "id", "pre_block", "refs_implicit", "property_values", "macros", "customs", "content_hash",
];
const ALWAYS_SET = new Set(["level", "title", "content_hash", "page"]);

const isEmpty = (value) =>
  value == null || value === false || value === "" || value === 0 ||
  (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);

// A value as it is compared.
export function normal(field, value) {
  if (value == null) return null;
  if (field === "scheduled" || field === "deadline") return [value.date, value.time ?? null, value.repeat ?? null];
  if (Array.isArray(value)) return ["code_langs", "customs"].includes(field) ? value : [...value].sort();
  if (typeof value === "object") {
    const order = (v) => (Array.isArray(v) ? [...v].sort() : typeof v === "string" ? v.normalize("NFC").trim() : v);
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, order(value[key])]));
  }
  return typeof value === "string" ? value.normalize("NFC").trim() || null : value;
}

const keyOf = (line) => (line.type === "page" ? line.file : `${line.file} ${JSON.stringify(line.path)}`);

// Counts and complaints over the lines of both.
export class Comparison {
  constructor() {
    this.fields = new Map();
    this.excused = new Map();
    this.complaints = [];
  }

  count(field, same, isSet) {
    const counts = this.fields.get(field) ?? { equal: 0, all: 0, setEqual: 0, set: 0 };
    counts.all += 1;
    counts.equal += same;
    counts.set += isSet;
    counts.setEqual += same && isSet;
    this.fields.set(field, counts);
  }

  // `text` is the file's; the lines are those of one file.
  file(file, text, theirs, ours) {
    const told = new Map(theirs.map((line) => [keyOf(line), line]));
    const read = new Map(ours.map((line) => [keyOf(line), line]));
    const complaints = [];
    for (const key of new Set([...told.keys(), ...read.keys()])) {
      const [their, our] = [told.get(key), read.get(key)];
      const place = { file, key, text, their, our, theirs, ours };
      const kind = (their ?? our).type;
      const all = kind === "page" ? "pages" : "blocks (tree)";
      this.judge(all, Boolean(their && our), true, { ...place, field: all, want: their?.title, got: our?.title }, complaints);
      if (!their || !our) continue;
      for (const name of kind === "page" ? PAGE : BLOCK) {
        const [want, got] = [normal(name, their[name]), normal(name, our[name])];
        const same = JSON.stringify(want) === JSON.stringify(got);
        const isSet = ALWAYS_SET.has(name) || !isEmpty(want) || !isEmpty(got);
        const field = kind === "page" ? `page.${name}` : name;
        this.judge(field, same, isSet, { ...place, field, want, got }, complaints);
      }
    }
    this.complaints.push(...complaints);
    return complaints;
  }

  judge(field, same, isSet, difference, complaints) {
    const excuses = same ? [] : deviating(difference);
    for (const name of excuses ?? []) this.excused.set(name, (this.excused.get(name) ?? 0) + 1);
    const agrees = same || excuses != null;
    this.count(field, agrees, isSet);
    if (!agrees) complaints.push({ ...difference, field });
  }

  // The fields below either figure.
  below(least, leastSet) {
    const share = (n, of) => (of === 0 ? 100 : (100 * n) / of);
    return [...this.fields].filter(
      ([, c]) => share(c.equal, c.all) < least || share(c.setEqual, c.set) < leastSet,
    ).map(([field]) => field);
  }

  table() {
    const share = (n, of) => (of === 0 ? 100 : (100 * n) / of).toFixed(3).padStart(8);
    const rows = [...this.fields].map(([field, c]) =>
      `${field.padEnd(22)} ${String(c.equal).padStart(7)} of ${String(c.all).padStart(7)} ${share(c.equal, c.all)}` +
      `   set: ${String(c.setEqual).padStart(6)} of ${String(c.set).padStart(6)} ${share(c.setEqual, c.set)}`);
    const excused = [...this.excused].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${String(n).padStart(7)}  ${name}`);
    return [...rows, "explained by a deviation:", ...(excused.length > 0 ? excused : ["      0"])].join("\n");
  }
}
