
// Opens what is sealed in this page, on this device: format 1, as FORMAT.md describes it. Asks nobody for anything.
(() => {
  "use strict";
  const MAX = 200_000_000;
  const CHUNK = 65_536;
  const INDEX = "index.html";
  const subtle = globalThis.crypto?.subtle;
  const $ = (id) => document.getElementById(id);
  const utf8 = (text) => new TextEncoder().encode(text);
  const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));

  // Whatever is wrong is said in one way: who does not have the passphrase learns nothing.
  function need(isSo) {
    if (!isSo) throw new Error("not opened");
  }

  // ---- From the file to what was sealed.

  // Base64 as the writer writes it: of so many bytes, padded, without a bit to spare.
  function decode(text, length) {
    const raw = atob(text);
    const end = btoa(raw.slice(-(length % 3 || 3)));
    need(raw.length === length && text.length === 4 * Math.ceil(length / 3) && text.endsWith(end));
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = raw.charCodeAt(i);
    return bytes;
  }

  const isWithin = (number, least, most) => Number.isInteger(number) && number >= least && number <= most;

  function readHeader(text) {
    const { kdf, slots, salt, len } = JSON.parse(text);
    need(isWithin(kdf.i, 600_000, 10_000_000) && isWithin(slots.length, 1, 8) && isWithin(len, 1, MAX));
    // Written anew from what is known: a field or a value that is not makes another text.
    const known = {
      v: 1,
      aead: "A256GCM",
      kdf: { n: "PBKDF2-SHA256", i: kdf.i, s: kdf.s },
      slots: slots.map(({ n, w }) => ({ t: "pass", n, w })),
      salt,
      chunk: CHUNK,
      len,
    };
    need(JSON.stringify(known) === text);
    const { slots: _, ...slotless } = known;
    return {
      text,
      len,
      rounds: kdf.i,
      stretchSalt: decode(kdf.s, 16),
      salt: decode(salt, 32),
      slots: slots.map(({ n, w }) => ({ nonce: decode(n, 12), wrapped: decode(w, 48) })),
      slotData: utf8(JSON.stringify(slotless) + "pass"),
    };
  }

  async function stretch(passphrase, header) {
    const normal = passphrase.normalize("NFKC").replace(/^[\t-\r ]+|[\t-\r ]+$/g, "");
    const key = await subtle.importKey("raw", utf8(normal), "PBKDF2", false, ["deriveBits"]);
    const params = { name: "PBKDF2", hash: "SHA-256", salt: header.stretchSalt, iterations: header.rounds };
    return subtle.deriveBits(params, key, 256);
  }

  async function derive(secret, salt, info) {
    const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const aes = { name: "AES-GCM", length: 256 };
    return subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, key, aes, false, ["decrypt"]);
  }

  async function decrypt(key, iv, additionalData, sealed) {
    return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed));
  }

  async function contentKey(header, stretched) {
    const key = await derive(stretched, header.salt, utf8("annals-share/v1 pass"));
    for (const { nonce, wrapped } of header.slots) {
      const content = await decrypt(key, nonce, header.slotData, wrapped).catch(() => null);
      if (content) return content;
    }
    return need(false);
  }

  async function openPayload(key, text, len) {
    const lines = text.split("\n");
    const count = Math.ceil(len / CHUNK);
    need(lines.length === count + 2 && lines[0] === "" && lines[count + 1] === "");
    const inner = new Uint8Array(len);
    for (let place = 0; place < count; place++) {
      const start = place * CHUNK;
      const nonce = new Uint8Array(12);
      new DataView(nonce.buffer).setUint32(7, place);
      nonce[11] = Number(place === count - 1);
      const sealed = decode(lines[place + 1], Math.min(CHUNK, len - start) + 16);
      inner.set(await decrypt(key, nonce, new Uint8Array(), sealed), start);
    }
    return inner;
  }

  async function gunzip(bytes) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    const parts = [];
    let length = 0;
    for (let part; !(part = await reader.read()).done; ) {
      parts.push(part.value);
      length += part.value.length;
      if (length > MAX) await reader.cancel();
      need(length <= MAX);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  // Begins with the length of its first part.
  function split(bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    need(length <= bytes.length - 4);
    return [bytes.subarray(4, 4 + length), bytes.subarray(4 + length)];
  }

  function padded(length) {
    const exponent = Math.floor(Math.log2(length));
    const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
    return Math.ceil(length / step) * step;
  }

  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.startsWith(text);

  async function unpack(inner) {
    const [packed, padding] = split(inner);
    need(inner.length === padded(4 + packed.length) && padding.every((byte) => byte === 0));
    let [manifest, rest] = split(await gunzip(packed));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    manifest = text.decode(manifest);
    const { title, created, not_after, entries } = JSON.parse(manifest);
    const known = { title, created, not_after, entries: entries.map(({ name, len }) => ({ name, len })) };
    need(JSON.stringify(known) === manifest && typeof title === "string" && !/\p{Surrogate}/u.test(title));
    need(isDay(created) && (not_after === undefined || isDay(not_after)));
    const files = new Map();
    for (const { name, len } of entries) {
      need(/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name) && !files.has(name) && isWithin(len, 0, rest.length));
      files.set(name, rest.subarray(0, len));
      rest = rest.subarray(len);
    }
    need(rest.length === 0 && entries[0]?.name === INDEX);
    return { title, not_after, files, html: text.decode(files.get(INDEX)) };
  }

  async function open(passphrase) {
    await loaded;
    const header = readHeader($("header").textContent);
    const content = await contentKey(header, await stretch(passphrase, header));
    const digest = new Uint8Array(await subtle.digest("SHA-256", utf8(header.text)));
    const key = await derive(content, header.salt, join(utf8("annals-share/v1 payload"), digest));
    content.fill(0);
    return unpack(await openPayload(key, $("payload").textContent, header.len));
  }

  // ---- From what was sealed to what is shown. No text of it becomes markup here: it is parsed apart, where nothing
  // runs or loads, and what is known is built anew. What is not listed is left out, with all that is in it.

  const asIs = { createHTML: (text) => text };
  const trusted = globalThis.trustedTypes?.createPolicy("reader", asIs) ?? asIs;
  const words = (text) => new Set(text.trim().split(/\s+/));
  const ELEMENTS = {
    "http://www.w3.org/1999/xhtml": words(`a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup
      dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p
      pre q rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr`),
    "http://www.w3.org/2000/svg": words("svg g path rect circle ellipse line polyline polygon text tspan title desc"),
    "http://www.w3.org/1998/Math/MathML": words(`math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
      mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics`),
  };
  // None of these is an address, a style or a script, on any element.
  const ATTRIBUTES = words(`class id lang dir title role alt width height datetime colspan rowspan headers scope span start
    reversed type value open viewBox preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform text-anchor
    display displaystyle scriptlevel lspace rspace stretchy symmetric maxsize minsize largeop movablelimits fence separator
    form linethickness accent accentunder mathvariant depth voffset columnspan`);
  const IMAGES = { png: "png", jpg: "jpeg", jpeg: "jpeg", gif: "gif", webp: "webp", avif: "avif", svg: "svg+xml" };

  function address(href) {
    if (href.startsWith("#")) return href;
    try {
      const url = new URL(href);
      return /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : null;
    } catch {
      return null; // One that leads to a file beside this one, of which there is none.
    }
  }

  function picture(src, files) {
    if (/^data:image\/(png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(src)) return src;
    const kind = IMAGES[src.split(".").pop()];
    return kind && files.has(src) ? URL.createObjectURL(new Blob([files.get(src)], { type: `image/${kind}` })) : null;
  }

  function copyAttributes(from, to) {
    for (const { name, value } of from.attributes) {
      if (ATTRIBUTES.has(name) || /^(aria|data)-[a-z-]+$/.test(name)) to.setAttribute(name, value);
    }
    if (from.getAttribute("tabindex") === "0") to.tabIndex = 0; // So that what scrolls can be scrolled by keys.
  }

  function copy(from, to, files) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS[node.namespaceURI]?.has(node.localName)) continue;
      const own = document.createElementNS(node.namespaceURI, node.localName);
      copyAttributes(node, own);
      if (own instanceof HTMLAnchorElement) {
        const href = address(node.getAttribute("href") ?? "");
        if (href) own.href = href;
        // What is open here would have to be opened again.
        if (own.hash !== href) Object.assign(own, { target: "_blank", rel: "noopener noreferrer" });
      }
      if (own instanceof HTMLImageElement) {
        const src = picture(node.getAttribute("src") ?? "", files);
        if (src) own.src = src;
      }
      copy(node, own, files);
      to.append(own);
    }
  }

  // The style in its head, apart from the page, which may hold none; and the page without it.
  function styleAndPage(html) {
    const [head] = html.split("<body", 1);
    const [whole, style] = /<style>([^]*?)<\/style>/.exec(head) ?? ["", ""];
    return [asksForNothing(style) ? style : "", html.replace(whole, "")];
  }

  // Each address in it must be data, in quotes, and none may be written in disguise. Comments and strings are told as CSS
  // tells them: an address without quotes would end elsewhere.
  function asksForNothing(style) {
    const parts = /\/\*[^]*?\*\/|"(?:[^"\\\n\r\f]|\\[^])*"|'(?:[^'\\\n\r\f]|\\[^])*'/g;
    const bare = style.replace(parts, (part) => (/^["']data:/.test(part) ? '"data:"' : '""'));
    return !/\\|@import|(?:image|image-set|src|cross-fade|element)\(|url\((?!"data:")/i.test(bare);
  }

  function note(not_after) {
    const day = new Date(not_after).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const now = new Date();
    const today = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toJSON();
    const passed = today.slice(0, 10) > not_after ? ", which has passed. Ask its author for a newer one." : ".";
    const own = document.createElement("p");
    own.className = "sealed-note";
    own.append(`Meant to be read until ${day}${passed}`);
    return own;
  }

  function show({ title, not_after, files, html }) {
    const [style, rest] = styleAndPage(html);
    const page = new DOMParser().parseFromString(trusted.createHTML(rest), "text/html");
    // A document's own names can be those of images in it, as an element's cannot.
    const root = Reflect.get(Document.prototype, "documentElement", page);
    const body = [...root.children].find((element) => element.localName === "body");
    need(body);
    const whole = new DocumentFragment();
    copy(body, whole, files);
    const main = whole.querySelector("main") ?? whole.firstElementChild ?? whole.appendChild(document.createElement("main"));
    if (not_after) main.prepend(note(not_after));

    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${style}
      .sealed-note { grid-column: 1 / -1; margin: 0 0 1rem; font: 600 .8125rem/1.625rem var(--sans, sans-serif); }
      [tabindex="-1"]:focus { outline: 0; }`);
    document.adoptedStyleSheets = [sheet];
    if (style) document.querySelector("style").remove();
    document.title = title;
    copyAttributes(root, document.documentElement);
    copyAttributes(body, document.body);
    document.body.replaceChildren(whole);
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // ---- What is asked.

  const loaded = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  // The text that says what to do instead stays.
  if (!subtle || !globalThis.DecompressionStream || !document.adoptedStyleSheets) return;
  const form = $("form");
  const [passphrase, failure, button] = [$("passphrase"), $("failure"), form.querySelector("button")];
  $("explanation").hidden = true;
  form.hidden = false;
  passphrase.focus();
  $("show").addEventListener("change", (event) => (passphrase.type = event.target.checked ? "text" : "password"));

  let isOpening = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOpening) return;
    isOpening = true;
    button.textContent = "Opening";
    button.setAttribute("aria-disabled", "true");
    failure.replaceChildren();
    try {
      show(await open(passphrase.value));
    } catch {
      const first = document.createElement("b");
      first.append("That did not open it.");
      const rest = " Check for a missing word or a swapped hyphen, then try again. If the passphrase is right, the file was changed on its way: ask for it again.";
      failure.append(first, rest);
      passphrase.select();
    }
    button.textContent = "Open";
    button.removeAttribute("aria-disabled");
    isOpening = false;
  });
})();
