// Which disagreement with Logseq is explained by which row of `src/outline/deviations.rs`.
//
// Each row that shows in `annals export` has a predicate over the two values and the block's source, as narrow as the
// row: for sets over one member that one side alone has. What no predicate admits is a mistake.

import { inline, isNode, page, pageRefsIn, blockRefsIn, stamp, validPropertyName, walk } from "./reader.js";

const GRAPH = { titleFormat: "MMM do, yyyy" };
const COMMAS = new Set(["tags", "alias", "aliases", "comma-list"]);
const key = (name) => page(name, GRAPH).key;
const keyName = (written) => written.toLowerCase().replace(/[ _]/g, "-");
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// --- what the oracle knows of a block

const source = (d) => d.their?.source ?? d.theirs.find((line) => line.source)?.source ?? { own: "", forms: [], lost: [] };
const own = (d) => source(d).own.normalize("NFC").toLowerCase();
const forms = (d) => source(d).forms;
// The entries of each run of properties, in reading order: Logseq goes by the first run.
const runs = (d) => source(d).lost.filter((node) => !isNode(node, "Paragraph")).map((node) => node[1]).reverse();
const entries = (d) => runs(d).flat();
const stamped = (d) => source(d).lost.filter((node) => isNode(node, "Paragraph"));

// The texts and links inside emphasis, in the block's text and in values.
function emphasised(d) {
  const texts = [];
  walk([forms(d), stamped(d), entries(d).map(([, value]) => inline(value))], (form) => {
    if (!isNode(form, "Emphasis")) return;
    walk(form, (inner) => {
      const text = isNode(inner, "Plain") ? inner[1] : isNode(inner, "Link") ? inner[1].full_text : null;
      if (text != null) texts.push(text.normalize("NFC").toLowerCase());
    });
  });
  return texts;
}

// What closes a sentence or a mark behind a tag, and an HTML tag that does.
const CLOSING = /(?:[[)\]}*_~=^`，。、…！？；：）】》」』”’»,;.!?'":]|<\/.*)+$/u;
const bare = (name) => name.replace(CLOSING, "");

// Whether a text names a page or holds an id; closing marks behind a tag are no matter.
function says(text, name) {
  const plain = text.normalize("NFC").toLowerCase();
  const links = [...plain.matchAll(/\[\[(.+?)\]\]/g)].map((found) => key(found[1]));
  return plain.includes(name) || links.includes(name) || (bare(name) !== "" && plain.includes(`#${bare(name)}`));
}

// What is code in CommonMark: as many backticks close it as opened it.
function commonMarkCode(text) {
  const codes = [];
  const ticks = [...text.matchAll(/`+/g)];
  for (let i = 0; i < ticks.length; i += 1) {
    const close = ticks.findIndex((run, j) => j > i && run[0].length === ticks[i][0].length);
    if (close < 0) continue;
    codes.push(text.slice(ticks[i].index + ticks[i][0].length, ticks[close].index));
    i = close;
  }
  return codes;
}

// --- rows that show in sets: `name` is what one side alone has, `theirs` whether that is Logseq

const SETS = [];
const set = (row, fields, admits) => SETS.push({ row, fields: fields.split(" "), admits });

set("Closing marks behind a tag", "refs", (d, name, theirs) =>
  theirs
    ? CLOSING.test(name) && own(d).includes(`#${name}`)
    : d.want.some((other) => other !== name && other.startsWith(name) && CLOSING.test(other)));
set("Lone `#+name` and `&#39;`", "refs", (d, name, theirs) =>
  theirs
    ? own(d).includes(name.startsWith("+") ? `#${name}` : `&#${name}`)
    : (name.includes("#+") && own(d).includes(name)) || new RegExp(`#\\+\\S*#${escaped(name)}`).test(own(d)));
set("`[#A]` inside a title", "refs", (d, name, theirs) =>
  theirs && /^.\]/u.test(name) && own(d).includes(`[#${name}`));
set("White space round a name", "refs", (d, name, theirs) =>
  theirs ? name !== name.trim() || name === ""
    : /^\[\[\s*\]\]$/.test(name) || d.want.some((other) => other !== name && other.trim() === name));
set("References in emphasis", "refs block_refs macros", (d, name, theirs) =>
  !theirs && emphasised(d).some((text) => (d.field === "macros" ? text.includes("{{") : says(text, name))));
set("Code and mathematics in emphasis", "refs block_refs", (d, name, theirs) => {
  if (!theirs) return false;
  const inside = [];
  walk([forms(d), stamped(d)], (form) => {
    if (isNode(form, "Emphasis")) inside.push(...(d.field === "refs" ? pageRefsIn(form).map(key) : blockRefsIn(form)));
  });
  return inside.includes(name);
});
set("Emphasis that ends in a link's name", "refs macros", (d, name, theirs) => {
  const cut = (link) => ["**", "*", "__", "_", "~~", "^^", "=="].some((mark) =>
    link.includes(mark) && emphasised(d).some((text) => text.trimEnd().endsWith(`[[${link.slice(0, link.indexOf(mark))}`.trimEnd())));
  // Where the name is that of a file, none of annals' references shows it.
  const isOpen = emphasised(d).some((text) => /\[\[[^\]]*$/.test(text));
  return theirs ? isOpen : cut(name);
});
set("Words in double round brackets", "refs macros", (d, name, theirs) =>
  !theirs && [...own(d).matchAll(/\(\(([^)]*)\)\)/g)].some(([, words]) => !/^[0-9a-f-]{36}$/.test(words) && says(words, name)));
set("References after a stamp", "refs block_refs macros", (d, name, theirs) => {
  if (theirs) return false;
  if (d.field === "macros") return JSON.stringify(stamped(d)).includes('"Macro"');
  const found = d.field === "refs" ? pageRefsIn(stamped(d)).map(key) : blockRefsIn(stamped(d));
  return found.some((other) => [other, bare(other), other.trim()].includes(name)) || stamped(d).some((node) => {
    const texts = [];
    walk(node, (form) => isNode(form, "Emphasis") && texts.push(JSON.stringify(form)));
    return texts.some((text) => says(text, name));
  });
});
set("Second run of properties in a block", "refs block_refs refs_implicit", (d, name, theirs) =>
  !theirs && runs(d).slice(1).flat().some(([written, value]) => says(value, name) || keyName(written) === name));
set("A page property written twice", "refs", (d, name, theirs) => {
  const keys = entries(d).map(([written]) => keyName(written));
  return !theirs && entries(d).some(([, value], i) => says(value, name) && keys.lastIndexOf(keys[i]) > i);
});
set("A property whose key Logseq refuses", "refs block_refs macros", (d, name, theirs) =>
  !theirs && entries(d).some(([written, value]) =>
    !validPropertyName(keyName(written)) && (says(`${written} ${value}`, name) || d.field === "macros")));
set("Nested links in a property's value", "refs", (d, name, theirs) =>
  !theirs && d.want.some((outer) => [...outer.matchAll(/\[\[(.+?)\]\]/g)].some((found) => key(found[1]) === name)));
set("Nested links behind a `#`", "refs", (d, name) => /#\S*\[\[[^\]\n]*\[\[/.test(own(d)) &&
  [...own(d).matchAll(/#(\S*\[\[[^\n]*\]\])/g)].some((found) => found[1].includes(name)));
set("Text stuck to a tag in brackets", "refs", (d, name, theirs) => {
  const stuck = String.raw`#(?:\[\[[^\n]*?\]\]|[^\s#,!?'":])*`;
  // The tag goes on over what would open something, so that what stands in that is read.
  if (theirs && [...own(d).matchAll(/#\[\[[^\n]*?\]\]\S*?[{<$`(]([^\n]*)/g)].some(([, rest]) => says(rest, name))) return true;
  if (theirs && new RegExp(`#\\[\\[[^\\n]*?\\]\\]\\S*(?:\\[\\[${escaped(name)}\\]\\]|#${escaped(name)})`).test(own(d))) return true;
  if (theirs) return /\]\]|\[\[/.test(name) ? own(d).includes(`#${name}`) || own(d).includes(`#[[${name}`) : own(d).includes(`#${name}[[`);
  if (own(d).includes(`#${name}[[`) || d.want.some((other) => other.startsWith(name) && /\[\[|\]\]/.test(other))) return true;
  return new RegExp(`${stuck}\\[\\[${escaped(name)}\\]\\]`).test(own(d)) ||
    [...own(d).matchAll(new RegExp(`${stuck}\\[\\[([^\\n]*?)\\]\\]`, "g"))].some((found) => key(found[1].trim()) === name);
});
set("A bare URL behind another character", "refs", (d, name, theirs) =>
  theirs && [...own(d).matchAll(/[a-z0-9]+:\/\/\S*/g)].some(([url]) => url.includes(`#${name}`) || url.includes(`[[${name}]]`)));
set("Block references in `#+BEGIN_QUERY`", "block_refs", (d, id, theirs) => {
  const inside = [];
  walk(forms(d), (form) => {
    if (isNode(form, "Custom") && form[1] === "query") inside.push(...blockRefsIn(form));
  });
  return theirs && inside.includes(id);
});
set("An embed of neither a link nor a block", "refs", (d, name, theirs) => theirs && own(d).includes(`{{embed ${name}}}`));
set("Links to files of notes", "refs", (d, name) =>
  [...own(d).matchAll(/\[([^\n]*?)\]\([^)\n]*\.(?:md|markdown)\b/g)].some((found) => found[1].includes(name)));
set("Words set apart by commas", "refs", (d, name, theirs) =>
  entries(d).filter(([written]) => COMMAS.has(keyName(written))).some(([, value]) => {
    const isPlain = (node) => node[0] === "Plain" || (isNode(node, "Tag") && node[1].length === 1 && !CLOSING.test(node[1][0][1])) || (node[0] === "Link" && node[1].url[0] === "Page_ref");
    const isRich = !inline(value).every(isPlain) || /^\S+::(\s|$)|^([*+>|#-]|\d+\.)\s|^#\S|^[`~$<|]/.test(value);
    const text = value.normalize("NFC").toLowerCase();
    return isRich && (theirs ? text.includes(name) && d.got.some((other) => other.includes(name) || name.includes(other)) : text.includes(name));
  }));
set("A table's cells", "refs", (d, name, theirs) =>
  !theirs && name.includes("|") && own(d).includes(`[[${name}]]`) && /^\s*(?:[->]\s?)*\|.*\|\s*$/m.test(own(d)));
set("Code spans", "refs block_refs macros", (d) => {
  const codes = [];
  const plain = (code) => code.replace(/\s+/g, " ").trim().toLowerCase();
  walk([forms(d), stamped(d)], (form) => {
    if (isNode(form, "Code")) codes.push(plain(form[1]));
  });
  return !same(codes.sort(), commonMarkCode(own(d)).map(plain).sort()) && own(d).includes("`");
});
set("`#+key: value` in a block", "refs block_refs refs_implicit", (d, name) =>
  [...d.text.matchAll(/^[\s>]*(?:- )?#\+([^:\n]+):(.*)$/gm)].some((found) => keyName(found[1]) === name || says(found[2], name)));
// Parents of names and the like follow from the references themselves.
set("(follows)", "refs_implicit", (d, name, theirs) => {
  const [want, got] = [new Set(d.their.refs), new Set(d.our.refs)];
  const [mine, other] = theirs ? [want, got] : [got, want];
  if (!want.has(name) && !got.has(name) && ![...mine].some((ref) => !other.has(ref) && ref.startsWith(`${name}/`))) return false;
  return deviating({ ...d, field: "refs", want: [...want], got: [...got] }) != null;
});

// --- rows that show in one value

const VALUES = [];
const value = (row, fields, admits) => VALUES.push({ row, fields: fields.split(" "), admits });

const STAMPS = /(deadline|scheduled): +[<[](\d+)-(\d+)-(\d+)((?: +[^\s>\]]+)*)/g;
for (const [row, hasWeekday] of [["Where `SCHEDULED` and `DEADLINE` stand", true], ["A stamp without its weekday", false]]) {
  value(row, "scheduled deadline", (d) => d.got != null && [...own(d).matchAll(STAMPS)].some(([, kind, year, month, day, rest]) =>
    kind === d.field && d.got[0] === Number(`${year}${month.padStart(2, "0")}${day.padStart(2, "0")}`) && /^ +\p{L}/u.test(rest) === hasWeekday));
}
for (const row of ["`#+key: value` in a block", "Second run of properties in a block"]) {
  value(row, "id collapsed", (d) => rowsOfKey({ ...d, want: {}, got: { [d.field]: d.got } }, d.field)?.[0] === row);
}
value("A property whose key Logseq refuses", "title", (d) =>
  d.want == null && entries(d).some(([written]) => !validPropertyName(keyName(written)) && String(d.got).startsWith(`${written}::`)));
// What the first bullet says of itself alone is the page's.
value("First bullet of properties alone", "page.page page.title page.properties page.property_values page.tags page.aliases", (d) => {
  const first = d.theirs.find((line) => line.type === "block" && !(line.pre_block && line.source?.own.trim() === ""));
  const isOnly = first != null && !first.pre_block && first.title === "" && Object.keys(first.properties).length > 0;
  if (!isOnly) return false;
  const said = Object.entries(first.properties).map(([k, v]) => `${k} ${v}`).join(" ").toLowerCase();
  return typeof d.got === "string" ? said.includes(d.got.toLowerCase())
    : Array.isArray(d.got) ? d.got.every((name) => says(said, name))
    : Object.keys(d.got).every((k) => k in first.properties || rowsOfKey(d, k));
});
value("`#+key: value` in a block", "page.page page.title", (d) =>
  [...d.text.matchAll(/^\s*(?:- )?#\+title:(.*)$/gim)].some((found) => key(found[1].trim()) === key(String(d.want ?? ""))));
value("Second run of properties in a block", "page.tags page.aliases", (d) =>
  rowsOfKey({ ...d, want: {}, got: { tags: d.got, alias: d.got } }, d.field === "page.tags" ? "tags" : "alias")?.[0] === "Second run of properties in a block");
value("A title that is not first, or empty", "page.page page.title", (d) => {
  const titles = entries(d).filter(([written]) => keyName(written) === "title").map(([, text]) => text.trim());
  return titles.some((text) => key(text) === key(String(d.got))) || (d.want == null && titles.includes("")) || /^#\+title:\s*$/m.test(d.text);
});

// For a map of properties: the rows that admit a key that differs.
const PROPERTIES = "properties property_values page.properties page.property_values".split(" ");
function rowsOfKey(d, k) {
  const later = new Set(runs(d).slice(1).flat().map(([written]) => keyName(written)));
  if (later.has(k) && k in d.got) return ["Second run of properties in a block"];
  const directives = new Set([...d.text.matchAll(/^\s*(?:- )?#\+([^:\n]+):/gm)].map((found) => keyName(found[1])));
  if (directives.has(k)) return ["`#+key: value` in a block"];
  if (!/property_values$/.test(d.field) || !(k in d.want) || !(k in d.got)) return null;
  // A parsed value is a set of references, or the text where there are none.
  const names = (v) => (Array.isArray(v) ? v.map(key) : []);
  const found = members({ ...d, field: "refs", want: names(d.want[k]), got: names(d.got[k]) });
  return found?.length > 0 ? found : null;
}

// --- rows that part the two from a place in the file on

const PLACES = [];
// `spreads`: to all that follows, where bullets are hidden or shown; else only to the block it stands in.
function place(row, { source, flags }, spreads = true) {
  // `.` stops at a carriage return.
  PLACES.push({ row, pattern: new RegExp(source.replace(/(?<!\\)\.(?=[*+])/g, "[^\\n]"), flags), spreads });
}

place("Byte order mark", /^\ufeff/);
place("Code fences", /^[ \t]*(?:-[ \t]*)?(?:#+ )?(?:[A-Z-]+ )?(?:\[#.\] *)?(?:````|```[^\n]*`|~~~~|```[^\n]*\n(?:(?![ \t]*```)[^\n]*\n)*?[ \t]*~~~|~~~[^\n]*\n(?:(?![ \t]*~~~)[^\n]*\n)*?[ \t]*```)/gm);
const LAZY = String.raw`^[ \t]*(?:-[ \t]*)?(?:>.*\n(?:.+\n)*?[ \t>]*|>[ \t]*|(?:[*+]|\d+\.) .*\n(?:(?![ \t]*- ).*\n)*?[ \t]+)`;
place("A fence inside a quote or a list item", new RegExp(`${LAZY}(?:\`\`\`|~~~|\\$\\$|#\\+begin)`, "gim"), false);
place("A fence inside a quote or a list item", new RegExp(`${LAZY}(?:\`\`\`|~~~|#\\+begin)(?:.*\\n)+?[ \\t]*-(?: .*)?\\n(?:.*\\n)*?[ \\t]*(?:\`\`\`|~~~|#\\+end)`, "gim"));
place("YAML front matter with lists", /^---\r?\n(?:.*\n)*?(?![^\s:][^:\n]*:).*\n(?:.*\n)*?---/);
place("Definition lists", /^.+\n[ \t]*:[ \t]/gm);
place("Self-closing HTML", /<[a-z]+[\s>][^]*?\/>/gi);

function parted(d) {
  const source = d.their?.source;
  const [start, end] = source ? [source.start, source.start + Buffer.byteLength(source.own)] : [0, Infinity];
  for (const { row, pattern, spreads } of PLACES) {
    for (const found of pattern.global ? d.text.matchAll(pattern) : [d.text.match(pattern)].filter(Boolean)) {
      const at = Buffer.byteLength(d.text.slice(0, found.index));
      if (end > at && (spreads || start <= at) && (d.their?.type !== "page" || at === 0)) return [row];
    }
  }
  return null;
}

// Tags and aliases of a page are references of its properties.
const kindOf = (d) => (["page.tags", "page.aliases"].includes(d.field) ? "refs" : d.field);
const isSet = (d) => SETS.some((rule) => rule.fields.includes(kindOf(d)));

// The rows that explain a difference of a set, member by member.
function members(d) {
  const field = kindOf(d);
  const rules = SETS.filter((rule) => rule.fields.includes(field));
  const rows = [];
  for (const [name, theirs] of [...d.want.map((n) => [n, true]), ...d.got.map((n) => [n, false])]) {
    if ((theirs ? d.got : d.want).includes(name)) continue;
    const rule = rules.find((r) => r.admits(d, name, theirs));
    if (!rule) return null;
    rows.push(rule.row);
  }
  return rows;
}

// The rows that explain a difference of maps of properties, key by key.
function keysDiffer(d) {
  const keys = new Set([...Object.keys(d.want), ...Object.keys(d.got)]);
  const found = [...keys].filter((k) => !same(d.want[k], d.got[k])).map((k) => rowsOfKey(d, k));
  return found.includes(null) ? null : found.flat();
}

// The rows that explain a difference; null where a part of it is unexplained.
export function deviating(d) {
  if (d.their && d.our) {
    const isMap = PROPERTIES.includes(d.field);
    const rule = VALUES.find((r) => r.fields.includes(d.field) && r.admits(d));
    const rows = rule ? [rule.row] : isMap ? keysDiffer(d) : isSet(d) ? members(d) : null;
    if (rows) return rows;
  }
  return parted(d);
}

// The rows named here.
export const rows = () => [...new Set([...SETS, ...VALUES, ...PLACES, { row: "Second run of properties in a block" }].map((rule) => rule.row))].filter((row) => row !== "(follows)");
