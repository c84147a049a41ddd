// Opens a sealed file as src/share/FORMAT.md says it, section by section. No code of annals is used here, nor what it is
// built from: the cryptography is OpenSSL's.

import { createDecipheriv, createHash, hkdfSync, pbkdf2Sync } from "node:crypto";
import { inflateRawSync } from "node:zlib";

const MOST = 200_000_000;
const CHUNK = 65536;

class Refused extends Error {}

function must(holds, why) {
  if (!holds) throw new Refused(why);
}

// What a file says to whoever has the passphrase. Whatever is wrong is a `Refused`; its words are for those who test.
export function read(file, passphrase) {
  try {
    return opened(file, passphrase);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(String(error));
  }
}

function opened(file, passphrase) {
  const { headerText, lines } = sealedPart(file);
  const header = parseHeader(headerText);
  const salt = base64(header.salt, 32);
  // 3. Keys
  const normal = passphrase.normalize("NFKC").replace(/^[ \t\n\v\f\r]+/, "").replace(/[ \t\n\v\f\r]+$/, "");
  const stretched = pbkdf2Sync(normal, base64(header.kdf.s, 16), header.kdf.i, 32, "sha256");
  const slotKey = hkdf(stretched, salt, Buffer.from("annals-share/v1 pass"));
  const { slots, ...slotless } = header;
  const additional = Buffer.from(JSON.stringify(slotless) + "pass");
  const opens = (slot) => aes(slotKey, base64(slot.n, 12), additional, base64(slot.w, 48));
  const contentKey = slots.map(opens).find((key) => key !== null);
  must(contentKey, "no slot opens");
  const digest = createHash("sha256").update(headerText).digest();
  const payloadKey = hkdf(contentKey, salt, Buffer.concat([Buffer.from("annals-share/v1 payload"), digest]));
  return unpack(decryptChunks(payloadKey, lines, header.len));
}

// 1. The file
function sealedPart(file) {
  const open = '<script type="application/json" id="header">';
  const start = file.indexOf(open);
  must(start >= 0, "no header");
  const text = utf8(file.subarray(start));
  const shape = /^<script type="application\/json" id="header">([^\n]*)<\/script>\n<script type="text\/plain" id="payload">\n((?:[^\n]*\n)+)<\/script>\n<\/body>\n<\/html>\n$/;
  const parts = shape.exec(text);
  must(parts, "not as a sealed part is written");
  return { headerText: parts[1], lines: parts[2].slice(0, -1).split("\n") };
}

// 2. The header
function parseHeader(text) {
  const read = JSON.parse(text);
  const whole = (number, least, most) => must(Number.isInteger(number) && number >= least && number <= most, "out of bounds");
  must(read.v === 1 && read.aead === "A256GCM" && read.kdf.n === "PBKDF2-SHA256" && read.chunk === CHUNK, "another version");
  whole(read.kdf.i, 600_000, 10_000_000);
  whole(read.len, 1, MOST);
  must(Array.isArray(read.slots) && read.slots.length >= 1 && read.slots.length <= 8, "number of slots");
  must(read.slots.every(({ t }) => t === "pass"), "kind of slot");
  base64(read.kdf.s, 16);
  base64(read.salt, 32);
  const header = {
    v: 1,
    aead: read.aead,
    kdf: { n: read.kdf.n, i: read.kdf.i, s: read.kdf.s },
    slots: read.slots.map(({ t, n, w }) => (base64(n, 12), base64(w, 48), { t, n, w })),
    salt: read.salt,
    chunk: CHUNK,
    len: read.len,
  };
  must(JSON.stringify(header) === text, "another spelling of the header");
  return header;
}

// 4. Chunks
function decryptChunks(key, lines, len) {
  const count = Math.ceil(len / CHUNK);
  must(lines.length === count, "number of chunks");
  const chunks = lines.map((line, k) => {
    const last = k === count - 1;
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(BigInt(k), 3);
    nonce[11] = last ? 1 : 0;
    const chunk = aes(key, nonce, Buffer.alloc(0), base64(line, (last ? len - k * CHUNK : CHUNK) + 16));
    must(chunk, `chunk ${k}`);
    return chunk;
  });
  return Buffer.concat(chunks);
}

// 5. Inner
function unpack(inner) {
  const packedLength = inner.readUInt32BE(0);
  must(packedLength <= inner.length - 4, "length of what is packed");
  must(inner.length === padme(4 + packedLength), "length of the padding");
  must(inner.subarray(4 + packedLength).every((byte) => byte === 0), "padding");
  const plain = gunzip(inner.subarray(4, 4 + packedLength));
  const manifestLength = plain.readUInt32BE(0);
  must(manifestLength <= plain.length - 4, "length of the manifest");
  const text = utf8(plain.subarray(4, 4 + manifestLength));
  const read = JSON.parse(text);
  // Half of a pair is no text; JSON can spell it all the same.
  must(typeof read.title === "string" && !/\p{Surrogate}/u.test(read.title), "title");
  must(isDay(read.created), "day");
  must(read.not_after === undefined || isDay(read.not_after), "last day");
  const manifest = {
    title: read.title,
    created: read.created,
    ...(read.not_after === undefined ? {} : { not_after: read.not_after }),
    entries: read.entries.map(({ name, len }) => ({ name, len })),
  };
  must(JSON.stringify(manifest) === text, "another spelling of the manifest");
  const entries = [];
  let at = 4 + manifestLength;
  for (const { name, len } of manifest.entries) {
    must(/^[a-z0-9][a-z0-9._-]*$/.test(name) && name.length <= 100, "name");
    must(entries.every((other) => other.name !== name), "the same name twice");
    must(Number.isInteger(len) && len >= 0 && at + len <= plain.length, "length of an entry");
    entries.push({ name, bytes: plain.subarray(at, at + len) });
    at += len;
  }
  must(at === plain.length, "bytes behind the last entry");
  must(entries.length > 0 && entries[0].name === "index.html", "no page");
  utf8(entries[0].bytes);
  return { title: manifest.title, created: manifest.created, not_after: manifest.not_after ?? null, entries };
}

function padme(length) {
  const e = 31 - Math.clz32(length);
  const z = e - (31 - Math.clz32(e)) - 1;
  return Math.ceil(length / 2 ** z) * 2 ** z;
}

// RFC 1952, one member. Node's own would take several, and pass over what comes behind.
function gunzip(member) {
  must(member.length >= 18 && member.readUInt16BE(0) === 0x1f8b && member[2] === 8, "no gzip");
  const flags = member[3];
  must((flags & 0xe0) === 0, "unknown flags");
  let at = 10;
  const pastZero = () => (at = member.indexOf(0, at) + 1);
  if (flags & 4) at += 2 + member.readUInt16LE(at); // extra field
  if (flags & 8) pastZero(); // name
  if (flags & 16) pastZero(); // comment
  if (flags & 2) at += 2; // checksum of the header
  const { buffer: plain, engine } = inflateRawSync(member.subarray(at), { info: true, maxOutputLength: MOST });
  const end = at + engine.bytesWritten;
  must(member.length === end + 8, "bytes behind the member");
  must(member.readUInt32LE(end) === crc32(plain) && member.readUInt32LE(end + 4) === plain.length, "checksum");
  return plain;
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function isDay(text) {
  if (typeof text !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const [year, month, day] = text.split("-").map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

// Node takes base64 of any kind; what it would have written itself is the one that counts.
function base64(text, length) {
  const bytes = Buffer.from(text, "base64");
  must(bytes.length === length && bytes.toString("base64") === text, "base64");
  return bytes;
}

function utf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function hkdf(secret, salt, info) {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}

function aes(key, nonce, additional, sealed) {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = decipher.update(sealed.subarray(0, -16));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}
