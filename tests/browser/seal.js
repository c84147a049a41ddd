// The sealed file as whoever gets it has it: from disk, over http, in Chromium and in Firefox, with and without what it
// needs; and with a page inside that means harm.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { vectors } from "../seal/vectors.js";
import { harmful, harmless, hostilePages, hostileStyles } from "./hostile.js";
import { DOT, PASSPHRASE, chromiumTab, firefoxTab, inner, stage, unlike, unlock, until } from "./sealed.js";
import { axe, launch, NARROW, WIDE } from "./screens.js";
import { program } from "./sites.js";
import { validity } from "./validity.js";

const ARCHITECT = fileURLToPath(new URL("../golden/one-page/notes/Architect.md", import.meta.url));
const FAILURE = "That did not open it.";
const firefoxes = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

const REVIEW = inner(
  `<main id="main"><h1>Review of 2024</h1>
<p>Done with <a href="https://example.org/a?b=c">somebody</a>, see <a href="#last">the last line</a> and <a href="other.html">a file beside it</a>.</p>
<p><img alt="a dot" width="9" height="9" src="data:image/gif;base64,${DOT}"> <img alt="another" width="9" height="9" src="dot.gif"></p>
<details><summary>More</summary><p>below</p></details>
<pre tabindex="0"><code>code</code></pre>
<svg viewBox="0 0 10 10" width="10" height="10" role="img" aria-label="a box"><rect class="box" width="10" height="10"/></svg>
<p id="last">The last line, with <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p></main>`,
  `:root { color-scheme: light dark } h1 { color: rgb(1, 2, 3) }
   @media (prefers-color-scheme: dark) { html { background: #111; color: #fff } a { color: #9cf } h1 { color: rgb(250, 251, 252) } }
   main { max-width: 38rem; margin: 0 auto } .box { fill: rgb(4, 5, 6) } h1::after { content: "\\2197"; }
   p { background: url("data:image/gif;base64,${DOT}") no-repeat } @media print { h1 { color: rgb(7, 8, 9) } }`,
);

// What is shown of REVIEW, and how.
function seen() {
  const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
  return {
    title: document.title,
    lang: document.documentElement.lang,
    body: document.body.className,
    focus: document.activeElement.id,
    heading: document.querySelector("h1").textContent,
    note: document.querySelector(".sealed-note")?.textContent,
    color: style("h1", "color"),
    fill: style(".box", "fill"),
    images: [...document.images].map((image) => image.naturalWidth),
    links: [...document.links].map((link) => `${link.getAttribute("href")} ${link.target} ${link.rel}`.trim()),
    unlinked: [...document.querySelectorAll("a:not([href])")].map((link) => link.textContent),
    scripts: document.querySelectorAll("script, style, form").length,
    fraction: document.querySelector("mfrac").namespaceURI,
    scrolls: document.querySelector("pre").tabIndex,
  };
}

const SEEN = {
  title: "Größe & <b>",
  lang: "de",
  body: "share",
  focus: "main",
  heading: "Review of 2024",
  note: "Meant to be read until 31 March 2025, which has passed. Ask its author for a newer one.",
  color: "rgb(1, 2, 3)",
  fill: "rgb(4, 5, 6)",
  images: [1, 1],
  links: ["https://example.org/a?b=c _blank noopener noreferrer", "#last"],
  unlinked: ["a file beside it"],
  scripts: 0,
  fraction: "http://www.w3.org/1998/Math/MathML",
  scrolls: 0,
};

// In either browser: a wrong passphrase, then the right one, from disk and over loopback.
async function opens(tab, at, file) {
  const complaints = [];
  for (const url of [file.disk, file.web]) {
    const { page, heard, close } = await tab();
    await page.goto(url);
    const before = await page.evaluate(() => [document.title, document.activeElement.id, document.getElementById("explanation").hidden]);
    complaints.push(...unlike(before, ["Protected document", "passphrase", true], url));
    const refused = await unlock(page, "cobalt-ferry-tulip-anvil-meadow-quarts");
    if (!refused.startsWith(FAILURE)) complaints.push(`a wrong passphrase: ${refused}`);
    const after = await page.evaluate(() => [document.title, document.activeElement.id, document.querySelector("#failure").getAttribute("role")]);
    complaints.push(...unlike(after, ["Protected document", "passphrase", "alert"], "after a wrong passphrase"));
    const opened = await unlock(page);
    if (opened !== "opened") complaints.push(`the right passphrase: ${opened}`);
    else {
      await until(page, () => [...document.images].every((image) => image.complete));
      complaints.push(...unlike(await page.evaluate(seen), SEEN, url));
      await page.click("summary");
      if (!(await page.evaluate(() => document.querySelector("details").open))) complaints.push("a fold does not open");
    }
    complaints.push(...(await heard()).map((what) => `${url}: ${what}`));
    await close();
  }
  return [...complaints, ...at.asked.splice(0).map((url) => `asks for ${url}`)];
}

async function accessible(browser, file) {
  const complaints = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [WIDE, NARROW]) {
      const { page, close } = await chromiumTab(browser, { colorScheme, viewport, bypassCSP: true })();
      await page.goto(file.disk);
      const look = async (what) => {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const { id, nodes } of violations) complaints.push(...nodes.map((node) => `${what}, ${colorScheme}: ${id}: ${node.html.slice(0, 120)}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) complaints.push(`${what}, ${viewport.width} wide: ${wide} px too wide`);
      };
      await look("before");
      await page.click("#show");
      const kind = await page.evaluate(() => document.getElementById("passphrase").type);
      if (kind !== "text") complaints.push("“Show what I type” does not");
      await unlock(page, "wrong");
      await look("refused");
      await unlock(page);
      await look("opened");
      await close();
    }
  }
  return complaints;
}

// The text that says what to do instead of opening it.
async function explains(tab, url) {
  const { page, close } = await tab();
  await page.goto(url);
  const shown = [];
  for (const id of ["explanation", "form"]) {
    const box = await (await page.$(`#${id}`)).boundingBox();
    shown.push(Boolean(box && box.height > 0));
  }
  const text = await page.textContent("body");
  await close();
  const words = ["current browser", "save the file and open it from disk", "https"].filter((words) => !text.includes(words));
  return [...unlike(shown, [true, false], "shown are the explanation and the form"), ...words.map((words) => `does not say “${words}”`)];
}

async function printed(browser, file) {
  const { page, close } = await chromiumTab(browser)();
  await page.goto(file.disk);
  await unlock(page);
  await page.emulateMedia({ media: "print" });
  const color = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
  const pdf = await page.pdf({ format: "A4", tagged: true });
  await close();
  const complaints = unlike({ color }, { color: "rgb(7, 8, 9)" }, "in print");
  // Of a tagged PDF, the structure is told without decoding its pages: a heading, and the text of images.
  const text = pdf.toString("latin1");
  for (const part of ["/S /H1", "/Alt (a dot)"]) if (!text.includes(part)) complaints.push(`the PDF has no ${part}`);
  return complaints;
}

// The vectors, each in the page that annals writes around what it seals.
async function pageReads(browser, at, file) {
  const complaints = [];
  const whole = readFileSync(new URL(file.disk), "utf8");
  const reader = whole.slice(0, whole.indexOf('<script type="application/json"'));
  const { page, close } = await chromiumTab(browser)();
  for (const vector of vectors().filter(({ bytes }) => !bytes)) {
    const text = vector.file.toString("utf8");
    const start = text.search(/<script type="application\/json"/);
    await page.goto(at.write(reader + text.slice(start)).disk);
    const found = await unlock(page, vector.passphrase.trim());
    if ((found === "opened") !== !vector.refused) complaints.push(`${vector.name}: ${found}`);
    // A browser's title has no white space of its own, and no control.
    const bare = (title) => title.replace(/[\0- \x7f]+/g, "");
    if (vector.opens && bare(await page.title()) !== bare(vector.opens.title)) complaints.push(`${vector.name}: called ${await page.title()}`);
  }
  await close();
  return complaints;
}

// How often there is each element and attribute within `main`, but sounds, films and the author's choice of how to see a
// review, which a sealed file has none of.
function census(html) {
  const main = (html ? new DOMParser().parseFromString(html, "text/html") : document).querySelector("main");
  if (html) main.querySelectorAll("fieldset.views").forEach((choice) => choice.remove());
  const counts = { text: main.textContent.replace(/\s+/g, " ").length };
  for (const element of main.querySelectorAll(":not(audio, video)")) {
    const own = [...element.attributes].filter(({ name }) => !/^(href|src|loading|target|rel)$/.test(name));
    for (const name of ["", ...own.map((attribute) => attribute.name)]) {
      const key = `${element.localName} ${name}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

// The blocks of all sites, on one page.
async function showsAll(browser, at, sites) {
  const mains = sites.flatMap(({ pages }) => pages.map(({ html }) => /<main[^>]*>([^]*)<\/main>/.exec(html)?.[1] ?? ""));
  const html = inner(`<main id="main">${mains.map((main) => `<section>${main}</section>`).join("\n")}</main>`);
  const { page, close } = await chromiumTab(browser)();
  const expected = await page.evaluate(census, html);
  await page.goto((await at.seal(html)).disk);
  const opened = await unlock(page);
  const found = await page.evaluate(census, null);
  await close();
  return [...unlike({ opened }, { opened: "opened" }, "all pages"), ...unlike(found, expected, "what annals writes")];
}

// A review of a year, handed out plain and sealed.
function shares(at) {
  return ["none", "passphrase"].map((how) => {
    const file = join(at.folder, `${how}.html`);
    writeFileSync(join(at.folder, "passphrase.txt"), `${PASSPHRASE}\n`);
    const args = ["share", "--review", "2024", ARCHITECT, "--today", "2024-12-13", "--yes", "--people", "keep", "--seal", how];
    execFileSync(program, [...args, "--passphrase-file", join(at.folder, "passphrase.txt"), "-o", file], {
      env: { ...process.env, XDG_STATE_HOME: join(at.folder, "state") },
      stdio: ["ignore", "ignore", "pipe"],
    });
    return pathToFileURL(file).href;
  });
}

// Opened, it looks as the plain file does, on screens and on paper.
async function looksAlike(browser, at) {
  const [plain, sealed] = shares(at);
  const complaints = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [WIDE, NARROW]) {
      const { page, heard, close } = await chromiumTab(browser, { colorScheme, viewport })();
      const pictures = [];
      for (const url of [plain, sealed]) {
        await page.goto(url);
        if (url === sealed) await unlock(page);
        pictures.push(await page.screenshot({ fullPage: true }));
        await page.emulateMedia({ media: "print" });
        pictures.push(await page.screenshot({ fullPage: true }));
        await page.emulateMedia({ media: "screen" });
      }
      const what = `${colorScheme}, ${viewport.width} wide`;
      if (!pictures[0].equals(pictures[2])) complaints.push(`${what}: another picture`);
      if (!pictures[1].equals(pictures[3])) complaints.push(`${what}: another picture in print`);
      complaints.push(...(await heard()).map((words) => `${what}: ${words}`));
      await close();
    }
  }
  return complaints;
}

export async function seal(sites, test) {
  const at = await stage();
  const review = await at.seal(REVIEW, "Größe & <b>", "2025-03-31");
  const chromium = await launch();
  try {
    await test("Chromium: a sealed file opens from disk and over loopback", () => opens(chromiumTab(chromium), at, review));
    await test("a sealed file is accessible, light and dark, and fits a phone", () => accessible(chromium, review));
    await test("a sealed file without JavaScript says what to do", () =>
      explains(chromiumTab(chromium, { javaScriptEnabled: false }), review.disk));
    await validity([{ name: "a sealed file", pages: [{ path: review.name, html: readFileSync(new URL(review.disk), "utf8") }] }], test);
    await test("an opened file can be printed", () => printed(chromium, review));
    await test("the page of a sealed file is held to the vectors", () => pageReads(chromium, at, review));
    await test("a sealed file shows all that annals writes", () => showsAll(chromium, at, sites));
    await test("a share looks the same sealed and plain", () => looksAlike(chromium, at));
    await test("hostile pages are hostile", () => harmful(chromium, at));
    await test("Chromium: a hostile page inside a sealed file does nothing", () =>
      harmless(chromiumTab(chromium), at, hostilePages(at), 2));
    await test("Chromium: a hostile page does nothing without the policy, either, and no style asks", () =>
      harmless(chromiumTab(chromium, { bypassCSP: true }), at, [...hostilePages(at), ...hostileStyles(at)], 2));
  } finally {
    await chromium.close();
  }
  // Over plain http to a name that is not this machine's own, a browser has no crypto.subtle.
  const plain = await launch([`--host-resolver-rules=MAP notes.test 127.0.0.1`]);
  await test("a sealed file over plain http says what to do", () =>
    explains(chromiumTab(plain), review.web.replace("127.0.0.1", "notes.test"))).finally(() => plain.close());

  const executablePath = process.env.FIREFOX ?? firefoxes.find((path) => existsSync(path));
  const firefox = await puppeteer.launch({ browser: "firefox", executablePath });
  try {
    await test("Firefox: a sealed file opens from disk and over loopback", () => opens(firefoxTab(firefox), at, review));
    await test("Firefox: a hostile page inside a sealed file does nothing", () =>
      harmless(firefoxTab(firefox), at, hostilePages(at)));
  } finally {
    await firefox.close();
    at.end();
  }
}
