// Made the vectors, but the two that annals wrote itself. They are frozen: it adds what is new, and touches no file that
// is there.
//
//     node tests/seal/make.js

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { DAY, PASSPHRASE, noise, pack, write } from "./write.js";

const FOLDER = new URL("vectors/", import.meta.url);
const LIST = new URL("vectors.json", import.meta.url);

const page = (text) => ["index.html", text];
const picture = ["dot.gif", Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64")];

function exchange(from, to) {
  return (text) => {
    if (!text.includes(from)) throw new Error(`no ${from} in ${text}`);
    return text.replace(from, to);
  };
}

// Entries that no packing makes shorter, so that inner has the length that is wanted.
function filling(name, wanted) {
  for (let length = wanted; ; length--) {
    const entries = [page(""), ["noise.bin", noise(name)(length)]];
    const lengths = entries.map(([entry, bytes]) => ({ name: entry, len: bytes.length }));
    const manifest = Buffer.from(JSON.stringify({ title: name, created: DAY, entries: lengths }));
    if (pack(manifest, entries[1][1]).length + 4 <= wanted) return { entries };
  }
}

// A gzip header that says what a file was called, and when it was changed.
function gzipWithName(bytes) {
  const packed = gzipSync(bytes);
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 8;
  header.writeUInt32LE(1_700_000_000, 4);
  return Buffer.concat([header, Buffer.from("inner\0"), packed.subarray(10)]);
}

const stored = (bytes) => gzipSync(bytes, { level: 0 });

const VALID = {
  "plain": {},
  "empty": { title: "", entries: [page("")] },
  "rounds": { rounds: 1_000_000 },
  "not-after": { not_after: "2025-02-28" },
  "leap-day": { created: "2024-02-29", not_after: "2000-02-29" },
  "title": { title: "“Größe” \"q\" \\ / \b\t\n\f\r\u0001\u001f\u007f\u2028 𝄞 <script>" },
  "entries": { entries: [page("<img src=\"dot.gif\" alt=\"A dot\">"), picture, ["0_a-b.c.svg", ""], ["a".repeat(100), "x"]] },
  "nothing-before": { before: "" },
  "stored": { gzip: stored },
  "gzip-name": { gzip: gzipWithName },
  "long-passphrase": { passphrases: ["tulip ".repeat(20) + "end"] },
  "compatibility-forms": { passphrases: ["ﬁne ｆｅｒｒｙ Ⅸ"], typed: "fine ferry IX" },
  "decomposed": { passphrases: ["Ærø café"], typed: "Ærø cafe\u0301" },
  "spaces-around": { typed: `\t ${PASSPHRASE}\u00a0\r\n` },
  "beyond-16-bits": { passphrases: ["𝄞 tulip 🜚"] },
  "second-slot": { passphrases: ["another-passphrase", PASSPHRASE], typed: PASSPHRASE },
  "one-whole-chunk": filling("one-whole-chunk", 65_536),
  "two-chunks": filling("two-chunks", 65_600),
};

const INVALID = {
  // 1. The file
  "wrong-passphrase": { why: "wrong passphrase", typed: "cobalt-ferry-tulip-anvil-meadow-quarts" },
  "capital": { why: "a capital in the passphrase", typed: "Cobalt-ferry-tulip-anvil-meadow-quartz" },
  "no-header": { why: "no header", textFault: exchange('id="header"', 'id="head"') },
  "no-payload": { why: "no payload", textFault: exchange('id="payload"', 'id="pay"') },
  "no-lines": { why: "no line of the payload", textFault: (text) => text.replace(/payload">\n[^]*<\/script>/, 'payload">\n</script>') },
  "behind": { why: "bytes behind the file", bytes: true, textFault: (text) => text + "\n" },
  "no-end": { why: "the last line feed is missing", bytes: true, textFault: (text) => text.slice(0, -1) },
  "carriage-returns": { why: "lines end as on Windows", bytes: true, textFault: (text) => text.replaceAll("\n", "\r\n") },
  "blank-line": { why: "a blank line in the payload", textFault: exchange('payload">\n', 'payload">\n\n') },
  "cut-off": { why: "the last line is cut off", textFault: (text) => text.replace(/....\n<\/script>\n<\/body>/, "\n</script>\n</body>") },
  // 2. The header
  "version": { why: "version 2", headerFault: exchange('"v":1', '"v":2') },
  "version-text": { why: "the version is text", headerFault: exchange('"v":1', '"v":"1"') },
  "unknown-field": { why: "an unknown field", headerFault: exchange('"chunk"', '"hint":"pet","chunk"') },
  "unknown-field-kdf": { why: "an unknown field of kdf", headerFault: exchange('"i":', '"p":1,"i":') },
  "unknown-field-slot": { why: "an unknown field of a slot", headerFault: exchange('"t":"pass"', '"t":"pass","id":1') },
  "missing-field": { why: "a missing field", headerFault: exchange('"aead":"A256GCM",', "") },
  "field-twice": { why: "a field twice", headerFault: exchange('"v":1', '"v":1,"v":1') },
  "order": { why: "another order", headerFault: exchange('{"v":1,"aead":"A256GCM"', '{"aead":"A256GCM","v":1') },
  "white-space": { why: "white space in the header", headerFault: exchange('"v":1', '"v": 1') },
  "number-spelling": { why: "another spelling of a number", headerFault: exchange('"i":600000', '"i":6e5') },
  "cipher": { why: "another cipher", headerFault: exchange("A256GCM", "A128GCM") },
  "hash": { why: "another hash", headerFault: exchange("PBKDF2-SHA256", "PBKDF2-SHA1") },
  "few-rounds": { why: "too few rounds", rounds: 599_999 },
  "many-rounds": { why: "too many rounds", headerFault: exchange('"i":600000', '"i":10000001') },
  "downgrade": { why: "fewer rounds than it was sealed with", rounds: 700_000, textFault: exchange('"i":700000', '"i":600000') },
  "no-slot": { why: "no slot", headerFault: (text) => text.replace(/"slots":\[.*?\]/, '"slots":[]') },
  "nine-slots": { why: "nine slots", headerFault: (text) => text.replace(/\[(.*?)\]/, (_, slot) => `[${Array(9).fill(slot)}]`) },
  "link-slot": { why: "a slot of a reserved kind", headerFault: exchange('"t":"pass"', '"t":"link"') },
  "short-salt": { why: "a salt of 31 bytes", headerFault: (text) => text.replace(/"salt":"[^"]*"/, `"salt":"${Buffer.alloc(31).toString("base64")}"`) },
  "no-padding": { why: "base64 without its padding", textFault: (text) => text.replace(/("s":"[^"]*)=="/, '$1"') },
  "unused-bits": { why: "base64 with unused bits set", textFault: (text) => text.replace(/("s":"[^"]*)([AQgw])=="/, (_, before, sign) => `${before}${{ A: "B", Q: "R", g: "h", w: "x" }[sign]}=="`) },
  "chunk": { why: "another length of chunks", headerFault: exchange('"chunk":65536', '"chunk":32768') },
  "no-length": { why: "a length of nothing", headerFault: (text) => text.replace(/"len":\d+}$/, '"len":0}') },
  "great-length": { why: "a length of more than 200 MB", headerFault: (text) => text.replace(/"len":\d+}$/, '"len":200000001}') },
  // 3. Keys
  "slot-unbound": { why: "a slot that is not bound to its kind", slotDataFault: (text) => text.slice(0, -4) },
  "payload-unbound": { why: "a payload that is not bound to the header", labelFault: (label) => label.subarray(0, -32) },
  // 4. Chunks
  "no-final-flag": { why: "the last chunk is not marked", isLast: () => false },
  "first-of-two-final": { why: "the first of two chunks is marked as the last, too", ...filling("first-of-two-final", 65_600), isLast: () => true },
  "counts-from-one": { why: "chunks are counted from 1", first: 1 },
  "empty-last": { why: "an empty chunk at the end", cutFault: (chunks) => [...chunks, Buffer.alloc(0)] },
  "short-chunk": { why: "a chunk in two parts", cutFault: ([chunk]) => [chunk.subarray(0, 50), chunk.subarray(50)] },
  "first-alone": { why: "cut off after the first chunk", of: "two-chunks", lines: [0] },
  "last-alone": { why: "without the first chunk", of: "two-chunks", lines: [1] },
  "swapped": { why: "chunks in each other's place", of: "two-chunks", lines: [1, 0] },
  "doubled": { why: "a chunk twice", of: "two-chunks", lines: [0, 0, 1] },
  // 5. Inner
  "long-padding": { why: "padding of another length", padding: (length) => length + 100 },
  "loud-padding": { why: "padding that is not zero", innerFault: (inner) => (inner.set([1], inner.length - 1), inner) },
  "behind-packed": { why: "bytes behind what is packed", packedFault: (packed) => Buffer.concat([packed, Buffer.from([0])]) },
  "two-members": { why: "packed in two members", gzip: (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 50)), gzipSync(bytes.subarray(50))]) },
  "checksum": { why: "a wrong checksum", packedFault: (packed) => (packed.writeUInt32LE(7, packed.length - 8), packed) },
  "unknown-manifest-field": { why: "an unknown field of the manifest", manifestFault: exchange('"created"', '"author":"A","created"') },
  "escape": { why: "a sign of the title is escaped without need", manifestFault: exchange('"title":"e', '"title":"\\u0065') },
  "half-pair": { why: "half of a surrogate pair", manifestFault: exchange('"title":"half', '"title":"\\ud83dhalf') },
  "no-day": { why: "a day that is none", created: "2023-02-29" },
  "no-last-day": { why: "a last day that is none", not_after: "soon" },
  "null-last-day": { why: "a last day that is null", manifestFault: exchange('"entries"', '"not_after":null,"entries"') },
  "page-second": { why: "the page is not the first entry", entries: [picture, page("")] },
  "no-entries": { why: "no entry", entries: [] },
  "name-of-folder": { why: "a name with a slash", entries: [page(""), ["../a.png", "x"]] },
  "name-twice": { why: "a name twice", entries: [page("a"), page("b")] },
  "too-little": { why: "less than the entries are long", restFault: (rest) => rest.subarray(1) },
  "too-much": { why: "more than the entries are long", restFault: (rest) => Buffer.concat([rest, Buffer.from("x")]) },
  "no-text": { why: "a page that is no UTF-8", entries: [page(Buffer.from([0xff, 0xfe]))] },
};

// What annals wrote itself, whole, as it was then.
const OWN = existsSync(LIST) ? JSON.parse(readFileSync(LIST, "utf8")).filter(({ name }) => name.startsWith("annals-")) : [];

function opens({ title, created = DAY, not_after = null, entries }, name) {
  const text = `<!doctype html><title>${name}</title><p>${name}</p>`;
  const told = (entries ?? [page(text)]).map(([entry, bytes]) => {
    const content = Buffer.from(bytes);
    return { name: entry, len: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  });
  return { title: title ?? name, created, not_after, entries: told };
}

function keep(name, text) {
  const file = new URL(`${name}.html`, FOLDER);
  if (!existsSync(file)) writeFileSync(file, text);
}

const list = [];
for (const [name, { typed, ...given }] of Object.entries(VALID)) {
  keep(name, write(name, given));
  const passphrase = typed ?? given.passphrases?.[0] ?? PASSPHRASE;
  list.push({ name, file: `${name}.html`, passphrase, opens: opens(given, name) });
}
for (const [name, { why, typed, bytes, of, lines, ...given }] of Object.entries(INVALID)) {
  if (!of) keep(name, write(name, given));
  list.push({ name, file: `${of ?? name}.html`, ...(lines && { lines }), ...(bytes && { bytes }), passphrase: typed ?? PASSPHRASE, refused: why });
}
writeFileSync(LIST, `[\n${[...OWN, ...list].map((vector) => JSON.stringify(vector)).join(",\n")}\n]\n`);
