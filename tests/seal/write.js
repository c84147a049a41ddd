// Writes a sealed file as FORMAT.md has it, or otherwise where a vector wants it to: every reader must refuse that.
//
// Its random bytes are a hash of the file's name, so that it writes the same file again. No file to be kept secret.

import { createCipheriv, createHash, hkdfSync, pbkdf2Sync } from "node:crypto";
import { gzipSync } from "node:zlib";

export const PASSPHRASE = "cobalt-ferry-tulip-anvil-meadow-quartz";
export const DAY = "2024-12-13";

const same = (value) => value;

export function noise(name) {
  let count = 0;
  return (length) => {
    const parts = [];
    for (let have = 0; have < length; have += 32) parts.push(createHash("sha256").update(`${name} ${count++}`).digest());
    return Buffer.concat(parts).subarray(0, length);
  };
}

export function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

function hkdf(secret, salt, info) {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
}

function encrypt(key, nonce, additional, plain) {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(additional));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function padme(length) {
  const e = Math.floor(Math.log2(length));
  const step = 2 ** (e - Math.floor(Math.log2(e)) - 1);
  return Math.ceil(length / step) * step;
}

function cut(inner, size) {
  const chunks = [];
  for (let at = 0; at < inner.length; at += size) chunks.push(inner.subarray(at, at + size));
  return chunks;
}

export function pack(manifest, rest, gzip = gzipSync) {
  return gzip(Buffer.concat([u32(manifest.length), manifest, rest]));
}

// The first of these are what a writer may choose. The others are faults: functions of what is right.
export function write(name, given = {}) {
  const {
    title = name,
    created = DAY,
    not_after,
    entries = [["index.html", `<!doctype html><title>${name}</title><p>${name}</p>`]],
    rounds = 600_000,
    passphrases = [PASSPHRASE],
    gzip,
    before = '<!doctype html>\n<html lang="en">\n<body>\n',

    manifestFault = same,
    restFault = same,
    packedFault = same,
    innerFault = same,
    padding = padme,
    headerFault = same, // of what keys are bound to
    slotDataFault = same,
    labelFault = same,
    cutFault = same,
    first = 0,
    isLast = (place, count) => place === count - 1,
    textFault = same, // behind the keys' back
  } = given;
  const random = noise(name);

  const bytes = entries.map(([, content]) => Buffer.from(content));
  const lengths = entries.map(([entry], at) => ({ name: entry, len: bytes[at].length }));
  const manifest = JSON.stringify({ title, created, not_after, entries: lengths });
  const packed = packedFault(pack(Buffer.from(manifestFault(manifest)), restFault(Buffer.concat(bytes)), gzip));
  const plain = Buffer.concat([u32(packed.length), packed]);
  const inner = innerFault(Buffer.concat([plain, Buffer.alloc(padding(plain.length) - plain.length)]));

  const salt = random(32);
  const kdf = { n: "PBKDF2-SHA256", i: rounds, s: base64(random(16)) };
  const start = { v: 1, aead: "A256GCM", kdf };
  const end = { salt: base64(salt), chunk: 65536, len: inner.length };
  const contentKey = random(32);
  const slots = passphrases.map((passphrase) => {
    const normal = passphrase.normalize("NFKC").trim();
    const stretched = pbkdf2Sync(normal, Buffer.from(kdf.s, "base64"), rounds, 32, "sha256");
    const nonce = random(12);
    const slotData = slotDataFault(JSON.stringify({ ...start, ...end }) + "pass");
    const slotKey = hkdf(stretched, salt, "annals-share/v1 pass");
    return { t: "pass", n: base64(nonce), w: base64(encrypt(slotKey, nonce, slotData, contentKey)) };
  });
  const header = headerFault(JSON.stringify({ ...start, slots, ...end }));
  const label = Buffer.concat([Buffer.from("annals-share/v1 payload"), createHash("sha256").update(header).digest()]);
  const payloadKey = hkdf(contentKey, salt, labelFault(label));

  const lines = cutFault(cut(inner, 65536)).map((chunk, place, all) => {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64BE(BigInt(place + first), 3);
    nonce[11] = isLast(place, all.length) ? 1 : 0;
    return base64(encrypt(payloadKey, nonce, "", chunk)) + "\n";
  });
  return (
    before +
    textFault(
      `<script type="application/json" id="header">${header}</script>\n` +
        `<script type="text/plain" id="payload">\n${lines.join("")}</script>\n</body>\n</html>\n`,
    )
  );
}
