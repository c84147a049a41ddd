// What Logseq reads in a graph, as the JSON lines of `annals export`: mldoc's syntax tree, then what Logseq's graph
// parser 0.10.15 makes of it. Its functions are named as there, in camel case, so that the two can be laid side by side.
//
// Does not read more than Logseq does: where annals does so on purpose stands in `excuses.js`.
//
//     node reader.js GRAPH > lines.jsonl

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import mldoc from "mldoc";

const { Mldoc } = mldoc;
const CONFIG = JSON.stringify({
  toc: false,
  parse_outline_only: false,
  heading_number: false,
  keep_line_break: true,
  format: "Markdown",
  heading_to_list: false,
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const blank = (text) => text == null || /^\s*$/.test(text);
export const isNode = (form, kind) => Array.isArray(form) && form[0] === kind;
const sorted = (names) => [...new Set(names)].sort();

// What `config.edn` says that this needs to know; all else is the default.
export function settings(edn) {
  const plain = edn.replace(/;.*$/gm, "");
  const set = (key) => {
    const found = plain.match(new RegExp(`${key}\\s+#\\{([^}]*)\\}`));
    return new Set((found?.[1].match(/:[^\s:]+/g) ?? []).map((k) => k.slice(1)));
  };
  const text = (key) => plain.match(new RegExp(`${key}\\s+"([^"]*)"`))?.[1];
  return {
    titleFormat: text(":journal/page-title-format") ?? text(":date-formatter") ?? "MMM do, yyyy",
    lowbars: /:file\/name-format\s+:triple-lowbar/.test(plain),
    commas: new Set(["alias", "aliases", "tags", ...set(":property/separated-by-commas")]),
    unreferenced: set(":ignored-page-references-keywords"),
    propertyPages: !/:property-pages\/enabled\?\s+false/.test(plain),
    excluded: set(":property-pages/excludelist"),
    hidden: (plain.match(/:hidden\s+\[([^\]]*)\]/)?.[1].match(/"[^"]*"/g) ?? []).map((p) => p.slice(1, -1)),
  };
}

// --- properties (property.cljs, text.cljs)

const LINKABLE = ["alias", "aliases", "tags"];
const EDITABLE = [
  "title", "icon", "template", "template-including-parent", "public", "filters", "exclude-from-graph-view",
  "logseq.query/nlp-date", "macro", "filetags", "logseq.color", "logseq.table.version", "logseq.table.compact",
  "logseq.table.headers", "logseq.table.hover", "logseq.table.borders", "logseq.table.stripes",
  "logseq.table.max-width",
];
const HIDDEN = [
  "id", "custom-id", "background-color", "background_color", "heading", "collapsed", "created-at", "updated-at",
  "last-modified-at", "created_at", "last_modified_at", "query-table", "query-properties", "query-sort-by",
  "query-sort-desc", "ls-type", "hl-type", "hl-page", "hl-stamp", "hl-color", "logseq.macro-name",
  "logseq.macro-arguments", "logseq.order-list-type", "logseq.tldraw.page", "logseq.tldraw.shape", "todo", "doing",
  "now", "later", "done",
];
const TYPED = [
  "template-including-parent", "public", "exclude-from-graph-view", "logseq.query/nlp-date", "heading", "collapsed",
  "created-at", "created_at", "updated-at", "last-modified-at", "last_modified_at", "query-table", "query-sort-desc",
  "hl-page", "hl-stamp", "todo", "doing", "now", "later", "done",
];
const BUILT_IN = new Set([...LINKABLE, ...EDITABLE, ...HIDDEN]);
const UNPARSED = new Set([...EDITABLE, ...HIDDEN].filter((key) => !TYPED.includes(key)));

// An EDN keyword, as tools.reader has it, without the characters that Logseq refuses besides.
export function validPropertyName(key) {
  if (key === "" || /["^(){}|]/.test(key) || key.startsWith("#")) return false;
  if (/[\s,;[\]\\@`~]/.test(key) || /^[0-9:]/.test(key) || key.endsWith(":")) return false;
  const slash = key.indexOf("/");
  if (slash < 0) return true;
  const [ns, name] = [key.slice(0, slash), key.slice(slash + 1)];
  return slash > 0 && name !== "" && !/^[0-9]/.test(name) && !ns.endsWith(":") && !name.includes("/");
}

const wrappedByQuotes = (text) => text.length >= 2 && text.startsWith('"') && text.endsWith('"');
const localAsset = (name) => /^[./]*assets/.test(name);
const draw = (name) => name.startsWith("draws");
const unBrackets = (text) =>
  text.match(/^\[(.*)\]\(file:.*\)$/)?.[1].trim() ?? text.match(/^\[\[(.*)\]\]$/)?.[1] ?? text;

export const inline = (text) => (blank(text) ? [] : JSON.parse(Mldoc.parseInlineJson(text, CONFIG)));

function astLink([kind, link]) {
  if (kind !== "Link") return false;
  const [type, value] = link.url;
  return !["Page_ref", "Block_ref"].includes(type) || (type === "Page_ref" && (draw(value) || localAsset(value)));
}

function refFromAst([kind, data]) {
  if (kind === "Link") return ["Page_ref", "Search"].includes(data.url[0]) ? data.url[1] : null;
  if (kind === "Nested_link") return data.content.match(/^\[\[(.*)\]\]$/)?.[1] ?? null;
  if (kind === "Tag") return data[0]?.[0] === "Plain" ? data[0][1] : data[0] ? refFromAst(data[0]) : null;
  return null;
}

const refsFromMldocAst = (ast) =>
  (ast ?? []).filter((node) => !astLink(node)).map(refFromAst).filter((ref) => ref != null).map((ref) => ref.trim());

function refsByCommas(value) {
  const first = JSON.parse(Mldoc.parseJson(value, CONFIG))[0]?.[0];
  if (!Array.isArray(first?.[1])) return [];
  const plains = first[1].filter((node) => isNode(node, "Plain")).map((node) => node[1]);
  return plains.flatMap((text) => text.split(/[,，]/).map((part) => part.trim())).filter((part) => part !== "");
}

function parseProperty(key, value, ast, graph) {
  const text = value.trim();
  if (UNPARSED.has(key) || graph.unreferenced.has(key) || wrappedByQuotes(text)) return text;
  const refs = [...refsFromMldocAst(ast), ...(graph.commas.has(key) ? refsByCommas(text) : [])];
  if (refs.length > 0) return sorted(refs);
  if (text === "true" || text === "false") return text === "true";
  return /^\d+$/.test(text) ? Number(text) : text;
}

function refsFromPropertyValue(value) {
  if (Array.isArray(value)) return value.filter((name) => !blank(name));
  if (typeof value !== "string" || wrappedByQuotes(value)) return [];
  return refsFromMldocAst(inline(value));
}

// Entries are [key, parsed value, what its references are read from].
function pageRefsOfProperties(entries, graph) {
  const named = entries.filter(([key]) => !BUILT_IN.has(key) || LINKABLE.includes(key));
  const refs = named.flatMap(([, , source]) => refsFromPropertyValue(source));
  const lists = entries.map(([, value]) => value).filter(Array.isArray).flat();
  return [...refs, ...lists].filter((name) => !blank(name));
}

function extractProperties(drawer, graph) {
  const entries = [];
  const blockRefs = [];
  for (const [written, value, ast] of drawer) {
    let key = written.toLowerCase().replaceAll(" ", "-").replaceAll("_", "-");
    if (!validPropertyName(key)) continue;
    if (key === "custom-id") key = "id";
    entries.push([key, parseProperty(key, value, ast, graph), value]);
    blockRefs.push(...blockRefsIn(ast));
  }
  return { entries, blockRefs };
}

// --- references (block.cljs)

function getTag(form) {
  if (!isNode(form, "Tag") || !Array.isArray(form[1])) return null;
  const text = ([kind, value]) =>
    kind === "Plain" ? value : kind === "Link" ? value.full_text : kind === "Nested_link" ? value.content : "";
  return form[1].map(text).join("");
}

function pageReference(form) {
  let page = null;
  if (isNode(form, "Link")) {
    const [type, value] = form[1].url ?? [];
    if (type === "Page_ref" && !localAsset(value) && !draw(value)) page = value;
    else if (type === "Search" && value.startsWith("[[") && value.endsWith("]]")) page = unBrackets(value);
    else if (type === "File") page = form[1].label?.[0]?.[1];
  } else if (isNode(form, "Nested_link")) {
    page = form[1].content.slice(2, -2);
  } else if (isNode(form, "Macro") && form[1].name === "embed") {
    page = unBrackets(form[1].arguments.join(", "));
  } else if (isNode(form, "Tag")) {
    page = getTag(form) == null ? null : unBrackets(getTag(form));
  }
  if (typeof page !== "string") return null;
  const id = page.match(/^\(\((.{36})\)\)$/)?.[1];
  return id && UUID.test(id) ? id : page;
}

function blockReference(form) {
  let id = null;
  if (isNode(form, "Block_reference")) id = form.at(-1);
  else if (isNode(form, "Macro")) {
    const argument = form[1].arguments?.[0];
    if (form[1].name === "embed" && argument?.startsWith("((") && argument.endsWith("))")) id = argument.slice(2, -2);
  } else if (isNode(form, "Link") && form[1]?.url) {
    const value = form[1].url[1];
    if (value?.protocol === "id") id = value.link;
    else if (typeof value === "string") id = value.match(/^\(\((.{36})\)\)$/)?.[1] ?? value;
  }
  return typeof id === "string" && UUID.test(id) ? id.toLowerCase() : null;
}

// Calls `visit` for each form, parents first; `false` leaves its children out.
export function walk(form, visit) {
  if (form == null || typeof form !== "object" || visit(form) === false) return;
  for (const inner of Array.isArray(form) ? form : Object.values(form)) walk(inner, visit);
}

export function pageRefsIn(forms) {
  const refs = [];
  walk(forms, (form) => {
    if (isNode(form, "Custom") && form[1] === "query") return false;
    const page = pageReference(form);
    if (page != null) refs.push(page);
    const tag = getTag(form);
    if (tag != null && !/[# \t\r\n]/.test(unBrackets(tag))) refs.push(unBrackets(tag));
  });
  return refs.filter((name) => !blank(name));
}

export function blockRefsIn(forms) {
  const ids = [];
  walk(forms, (form) => {
    const id = blockReference(form);
    if (id != null) ids.push(id);
  });
  return ids;
}

// --- names and dates (util.cljs, date_time_util.cljs)

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
  "december",
];
const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const TOKENS = /yyyy|MMMM|MMM|MM|M|do|dd|d|EEEE|EEE|E|[^a-zA-Z]+|[a-zA-Z]/g;

function readDate(name, format) {
  // Lenient as cljs-time is: short and long numbers and words stand for each other.
  const number = (name) => `(?<${name}>\\d{1,2})`;
  const month = `(?<b>${LONG_MONTHS.join("|")}|${MONTHS.join("|")})`;
  const parts = { yyyy: "(?<y>\\d{4})", MM: number("m"), M: number("m"), MMM: month, MMMM: month };
  Object.assign(parts, { do: `${number("d")}(?:st|nd|rd|th)`, dd: number("d"), d: number("d") });
  parts.EEEE = `(?:${DAYS.join("|")})`;
  parts.EEE = parts.E = `(?:${DAYS.map((day) => day.slice(0, 3)).join("|")})`;
  const pattern = format.match(TOKENS).map((t) => parts[t] ?? t.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("");
  const found = name.match(new RegExp(`^${pattern}$`, "i"))?.groups;
  if (!found) return null;
  const named = (word) => 1 + MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  const monthOf = found.m ? Number(found.m) : named(found.b);
  const [year, day] = [Number(found.y), Number(found.d)];
  const date = new Date(Date.UTC(year, monthOf - 1, day));
  const exists = date.getUTCMonth() === monthOf - 1 && date.getUTCDate() === day;
  return exists ? { year, month: monthOf, day, date } : null;
}

function writeDate({ year, month, day, date }, format) {
  const two = (n) => String(n).padStart(2, "0");
  const title = (word) => word[0].toUpperCase() + word.slice(1);
  const tail = day % 100 >= 11 && day % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  const weekday = title(DAYS[date.getUTCDay()]);
  const parts = { yyyy: String(year), MMMM: title(LONG_MONTHS[month - 1]), MMM: title(MONTHS[month - 1]) };
  Object.assign(parts, { MM: two(month), M: String(month), do: `${day}${tail}`, dd: two(day), d: String(day) });
  Object.assign(parts, { EEEE: weekday, EEE: weekday.slice(0, 3), E: weekday.slice(0, 3) });
  return format.match(TOKENS).map((token) => parts[token] ?? token).join("");
}

const cutSlashes = (name) => name.replace(/^\//, "").replace(/\/$/, "");
const sanity = (name) => cutSlashes(name.toLowerCase()).normalize("NFC");

// A name's title, its key and its day.
export function page(name, graph) {
  const written = cutSlashes(name);
  const key = sanity(written);
  for (const format of new Set([graph.titleFormat, "MMM do, yyyy", "yyyy-MM-dd", "yyyy_MM_dd"])) {
    const date = readDate(key, format);
    if (!date) continue;
    const title = writeDate(date, graph.titleFormat);
    return { title, key: sanity(title), day: date.year * 10000 + date.month * 100 + date.day };
  }
  return { title: written, key, day: null };
}

function isUrl(text) {
  try {
    return ![null, "null"].includes(new URL(text).origin);
  } catch {
    return false;
  }
}

function parents(name) {
  const inner = name.match(/\[\[([^[\]]+)\]\]/)?.[1] ?? name;
  if (!inner.includes("/") || inner.startsWith("../") || inner.startsWith("./") || isUrl(inner)) return [];
  const parts = inner.split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/")).filter((parent) => !blank(parent));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nameOfFile(file, graph) {
  const base = file.split("/").at(-1);
  const stem = base.slice(0, base.lastIndexOf("."));
  if (!graph.lowbars) return decode(stem.replaceAll(".", "/"));
  const title = stem.replaceAll("___", "/").replace(/%[0-9a-f]{2}/gi, decode);
  return title.split("/").filter((part) => part !== "").join("/");
}

// --- blocks (block.cljs, extract.cljc, mldoc.cljc)

function ast(text) {
  const nodes = JSON.parse(Mldoc.parseJson(text, CONFIG));
  const directives = nodes.filter(([node]) => node[0] === "Directive").map(([node]) => node);
  if (directives.length === 0) return nodes;
  const refs = (value) => (blank(value) ? null : JSON.parse(Mldoc.getReferences(value, CONFIG)));
  const properties = directives.map(([, key, value]) => [key, value, refs(value)]);
  return [[["Properties", properties], null], ...nodes.filter(([node]) => node[0] !== "Directive")];
}

const isProperties = (node) => node[0] === "Property_Drawer" || node[0] === "Properties";
const isTimestamp = (node) => isNode(node, "Timestamp");

function stampParagraph(node) {
  if (node[0] !== "Paragraph" || !node[1].slice(0, 2).some(isTimestamp)) return null;
  return Object.fromEntries(node[1].filter(isTimestamp).map((n) => [n[1][0].toLowerCase(), n[1][1]]));
}

export function stamp(value) {
  if (!value?.date) return null;
  const two = (n) => String(n).padStart(2, "0");
  const { year, month, day } = value.date;
  const sign = { Plus: "+", DoublePlus: "++", Dotted: ".+" };
  const unit = { Hour: "h", Day: "d", Week: "w", Month: "m", Year: "y" };
  const [kind, every, count] = value.repetition ?? [];
  return {
    date: Number(`${year}${two(month)}${two(day)}`),
    time: value.time ? `${two(value.time.hour)}:${two(value.time.min)}` : null,
    repeat: value.repetition ? `${sign[kind[0]]}${count}${unit[every[0]]}` : null,
    active: Boolean(value.active),
  };
}

function newProperties(content) {
  if (!content.includes(":PROPERTIES:") || !/:END:[\t\r ]*\n|(:END:\s*$)/.test(content)) return content;
  const lines = content.split(/\r?\n/);
  const [start, end] = [lines.indexOf(":PROPERTIES:"), lines.indexOf(":END:")];
  if (start < 0 || end <= 0 || end < start) return content;
  const middle = lines.slice(start + 1, end).map((line) => {
    const found = line.slice(1).match(/^([^:]*):(.*)$/);
    if (!found) return line.slice(1);
    let key = found[1].replaceAll("_", "-");
    if (["id", "custom-id"].includes(key.toLowerCase())) key = "id";
    if (key.toLowerCase() === "last-modified-at") key = "updated-at";
    return `${key}:: ${found[2].trim()}`;
  });
  return [...lines.slice(0, start), ...middle, ...lines.slice(end + 1)].join("\n");
}

// The lines of a block less the white space that its level allows them.
function removeIndentation(content, level) {
  const cut = (line) => (blank(line.slice(0, level)) ? line.slice(level) : line.trimStart());
  return content.split(/\r?\n/).map((line, i) => (i === 0 ? line : cut(line))).join("\n");
}

function hashOf(content) {
  const plain = content.replace(/\s+/g, " ").trim();
  return createHash("sha1").update(plain).digest("hex").slice(0, 16);
}

// The first line less bullet, hashes, marker and priority.
function titleOf(own, node) {
  let line = own.replace(/^\s*-(?=#*(\s|$))/, "").split("\n")[0].trim();
  if (node.size != null) line = line.replace(/^#+/, "").trim();
  if (node.marker) line = line.slice(node.marker.length).trim();
  if (node.priority) line = line.slice(node.priority.length + 3).trim();
  return line;
}

function blocksOf(text, nodes, graph) {
  const bytes = Buffer.from(text);
  const headings = [];
  // What is read and then lost is kept beside, for whoever asks why another program has more.
  const empty = () => ({ stamps: {}, properties: { entries: [], blockRefs: [] }, body: [], lost: [] });
  let open = empty();
  for (const [node, place] of [...nodes].reverse()) {
    const planned = stampParagraph(node);
    if (planned || isProperties(node)) open.lost.push(node);
    if (planned) open.stamps = planned;
    else if (isProperties(node)) open.properties = extractProperties(node[1], graph);
    else if (node[0] === "Heading") {
      headings.push({ ...open, node: node[1], start: place.start_pos, body: open.body.reverse() });
      open = empty();
    } else open.body.push(node);
  }
  headings.reverse();
  const blocks = headings.map(({ node, start, ...rest }, i) => {
    const own = bytes.subarray(start, headings[i + 1]?.start).toString();
    const level = node.size != null && !node.unordered ? 1 : node.level;
    const title = titleOf(own, node);
    const isProperty = node.title.length === 0 && /^[^\s:]+::(\s|$)/.test(title);
    const content = own.trimStart().startsWith("---") ? own : own.trimStart().replace(/^-+\s?/, "");
    return { ...rest, node, start, level, pre: false, own, title: isProperty ? "" : title, content };
  });
  if (blocks.length === 0 || headings[0].start > 0) {
    const own = bytes.subarray(0, headings[0]?.start).toString();
    // For the block before the first the parsed values are read again, not the text.
    const { properties, body, lost } = open;
    const last = new Map(properties.entries.map(([key, value]) => [key, value]));
    const again = { entries: properties.entries.map(([key]) => [key, last.get(key), last.get(key)]) };
    const pre = !properties.entries.some(([key, value]) => key === "heading" && value !== false);
    blocks.unshift({
      node: { title: [] }, start: 0, level: 1, stamps: {}, properties, refsOf: again, body: body.reverse(), lost, pre,
      own, title: "", content: own,
    });
  }
  return blocks;
}

// Logseq's `with-parent-and-left`: the place of each block.
function places(blocks) {
  const counts = [];
  const stack = [];
  return blocks.map(({ level }) => {
    const same = stack.lastIndexOf(level);
    if (same >= 0) stack.length = same + 1;
    else {
      const above = stack.findIndex((other) => other > level);
      if (above < 0) stack.push(level);
      else stack.length = above + 1; // Compared by the level of the one it stands beside.
    }
    counts.length = Math.min(counts.length, stack.length);
    counts[stack.length - 1] = (counts[stack.length - 1] ?? -1) + 1;
    return counts.slice();
  });
}

// The lines of one file: its page, then its blocks, each with the `source` it was made of. `ids` are the UUIDs taken in
// the files before it.
export function* read(file, text, graph, ids) {
  if (blank(text)) return;
  const nodes = ast(text);
  const blocks = blocksOf(text, nodes, graph);
  const first = nodes[0]?.[0];
  const drawer = first && isProperties(first) ? first[1] : [];
  const title = drawer.filter(([key]) => key.toLowerCase() === "title").at(-1)?.[1];
  const named = page(title ?? nameOfFile(file, graph), graph);
  const own = blocks[0]?.pre ? blocks[0].properties : drawer.length > 0 ? extractProperties(drawer, graph) : { entries: [] };
  const object = (entries, pick) => Object.fromEntries(entries.map((entry) => [entry[0], pick(entry)]));
  const values = object(own.entries, (entry) => entry[1]);
  const names = (value) => (Array.isArray(value) ? value : value == null ? [] : [String(value)]).filter((n) => !blank(n));
  yield {
    type: "page", file, page: named.key, title: named.title, journal_day: named.day,
    properties: object(own.entries, (entry) => entry[2].trim()), property_values: values,
    aliases: sorted(names(values.alias).map(sanity)).filter((name) => name !== named.key),
    tags: sorted(names(values.tags).map(sanity)).filter((name) => name !== named.key),
  };
  const paths = places(blocks);
  for (const [i, block] of blocks.entries()) {
    const { node, body, properties } = block;
    let entries = properties.entries;
    const written = entries.filter(([key]) => key === "id").at(-1)?.[1];
    let id = typeof written === "string" && UUID.test(written.trim()) ? written.trim().toLowerCase() : null;
    let content = newProperties(block.pre ? block.content : removeIndentation(block.content, block.level + 1));
    if (id && ids.has(id)) {
      content = content.replace(new RegExp(`\\n*\\s*id:: ${id}`), "");
      id = null;
      entries = entries.filter(([key]) => key !== "id");
    }
    if (id) ids.add(id);
    const isCollapsed = entries.filter(([key]) => key === "collapsed").at(-1);
    const collapsed = !block.pre && isCollapsed != null && isCollapsed[1] !== false;
    const kept = collapsed ? entries.filter(([key]) => key !== "collapsed") : entries;
    const forms = [node.title, body];
    const found = [...pageRefsOfProperties(block.refsOf?.entries ?? properties.entries, graph), ...pageRefsIn(forms)];
    const refs = new Set(found.map((name) => page(name, graph).key));
    const implicit = [node.marker, node.priority, ...found.flatMap(parents)].filter((name) => !blank(name));
    if (graph.propertyPages) {
      implicit.push(...properties.entries.map(([key]) => key).filter((k) => !BUILT_IN.has(k) && !graph.excluded.has(k)));
    }
    const [macros, customs, langs] = [[], [], []];
    walk(forms, (form) => {
      if (isNode(form, "Macro")) macros.push(`${form[1].name} ${form[1].arguments.join(" ")}`);
      if (isNode(form, "Custom")) customs.push(form[1]);
      if (isNode(form, "Src") && form[1]?.lines) langs.push(form[1].language ?? "");
    });
    yield {
      type: "block", file, path: paths[i], level: paths[i].length, title: block.title, heading: node.size ?? null,
      marker: node.marker ?? null, priority: node.priority ?? null, scheduled: stamp(block.stamps.scheduled),
      deadline: stamp(block.stamps.deadline), properties: object(kept, (entry) => entry[2].trim()),
      property_values: object(kept, (entry) => entry[1]), id, collapsed, pre_block: block.pre, refs: sorted(refs),
      refs_implicit: sorted(implicit.map((name) => page(name, graph).key)).filter((name) => name !== "" && !refs.has(name)),
      block_refs: sorted([...blockRefsIn(forms), ...properties.blockRefs]), macros: sorted(macros), customs,
      code_langs: langs, content_hash: hashOf(content),
      source: { own: block.own, start: block.start, forms, lost: block.lost },
    };
  }
}

// The files of notes in a graph, by path.
export function files(root, graph) {
  const all = readdirSync(root, { recursive: true }).map((path) => path.replaceAll("\\", "/"));
  const notes = all.filter((path) => /^(journals|pages)\/.*\.(md|markdown)$/.test(path) && !/(^|\/)\.|^logseq\/|node_modules/.test(path));
  return notes.filter((path) => !graph.hidden.some((prefix) => `/${path}`.startsWith(prefix))).sort();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = process.argv[2];
  let edn = "";
  try {
    edn = readFileSync(join(root, "logseq/config.edn"), "utf8");
  } catch {
    // A graph without a config has the defaults.
  }
  const graph = settings(edn);
  const ids = new Set();
  for (const file of files(root, graph)) {
    for (const { source, ...line } of read(file, readFileSync(join(root, file), "utf8"), graph, ids)) {
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  }
}
