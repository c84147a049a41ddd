// Texts that would run or ask, in every place of notes: on the author's site, in a share, in a sealed file, nothing runs
// and nothing is asked for, even where no policy would hold it back; and with the policy it has nothing to do.
//
// All texts in all places are judged each time, and a part of the pages is opened. ANNALS_XSS=all opens all of them; its
// part is chosen by ANNALS_XSS_SEED, which is told.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { judged, judgedTexts, listen, sum, tab } from "./eyes.js";
import { GREEDY } from "./hostile.js";
import { payloads } from "./payloads.js";
import { PASSPHRASE, inner, stage } from "./sealed.js";
import { launch } from "./screens.js";
import { SHARED, SINKS, logseqNotes, markdownNotes, reviewNotes } from "./sinks.js";
import { pagesBelow, program, screenOf } from "./sites.js";

const isWhole = process.env.ANNALS_XSS === "all";
const seed = Number(process.env.ANNALS_XSS_SEED ?? 1);
// Of each site, how many pages are opened without and with its policy beside those that always are, and how many texts
// are handed out, where not all are.
const OPENED = { off: 60, on: 30 };
const HANDED_OUT = 50;
// How many texts one file that is handed out has.
const FILE_TEXTS = 150;
// How many of all texts may be refused: then nothing of them is handed out, and nothing is tested.
const MOST_REFUSED = 0.04;
// How many pages are looked at at once, as frames of one.
const FRAMES = 12;

// A part of a list, which the seed decides.
function some(list, count) {
  if (isWhole || list.length <= count) return list;
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const next = () => ((state ^= state << 13), (state ^= state >>> 17), (state ^= state << 5), (state >>>= 0));
  return list.map((each) => [next(), each]).sort(([a], [b]) => a - b).slice(0, count).map(([, each]) => each);
}

// Where a page leads that only leads to another; else itself.
function target(url) {
  const [, to] = /<meta http-equiv="refresh" content="0; url=([^"]*)">/.exec(readFileSync(fileURLToPath(url), "utf8")) ?? [];
  return to ? new URL(to.replaceAll("&amp;", "&"), url).href.split("#")[0] : url;
}

function build(notes, what) {
  const start = Date.now();
  const folder = `${notes.at}-site`;
  execFileSync(program, ["build", "--quiet", "--today", "2025-03-14", "--output", folder, notes.at], {
    // What the notes get wrong is told there.
    stdio: ["ignore", "ignore", "ignore"],
  });
  const shell = `${folder}-frames.html`;
  writeFileSync(shell, "<!doctype html><title>Frames</title><body>");
  const pages = pagesBelow(folder);
  const files = new Set([shell, ...readdirSync(folder, { recursive: true }).map((path) => join(folder, path))]);
  console.log(`        ${what}: ${pages.length} pages, built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return { folder, shell, pages, files, root: `${pathToFileURL(folder).href}/` };
}

// A site of notes: each of its pages judged, and those opened that hold most, one of each screen, and a part of the others.
async function site(browser, notes, what, least, test) {
  let built;
  try {
    await test(`XSS: nothing on ${what} can run or ask`, async () => {
      built ??= build(notes, what);
      const complaints = await judged(browser, built.pages, built.root);
      return built.pages.length >= least.pages ? complaints : [...complaints, `only ${built.pages.length} pages`];
    });
    for (const policy of [false, true]) {
      const how = policy ? "with its policy" : "without a policy";
      await test(`XSS: ${what}, opened ${how}, neither runs nor asks for anything`, async () => {
        built ??= build(notes, what);
        const { shell, pages, files, root } = built;
        const ofEach = new Map(pages.map((file) => [screenOf(readFileSync(file, "utf8")), file]));
        const always = new Set([...ofEach.values(), ...pages.filter((file) => /sinks-\d+\.html$/.test(file))]);
        const rest = pages.filter((file) => !always.has(file));
        const urls = [...always, ...some(rest, policy ? OPENED.on : OPENED.off)].map((file) => pathToFileURL(file).href);
        const tabs = await Promise.all([0, 1].map(() => tab(browser, { root, files, policy })));
        await Promise.all(
          tabs.map(async ({ frames }) => {
            while (urls.length) await frames(urls.splice(0, FRAMES), pathToFileURL(shell).href, target);
          }),
        );
        await Promise.all(tabs.map(({ close }) => close()));
        return sum(tabs, policy, least.lines);
      });
    }
  } finally {
    for (const path of built ? [built.folder, built.shell] : []) rmSync(path, { recursive: true, force: true });
    notes.drop();
  }
}

function parts(texts) {
  return Array.from({ length: Math.ceil(texts.length / FILE_TEXTS) }, (_, at) => texts.slice(at * FILE_TEXTS, (at + 1) * FILE_TEXTS));
}

// Reviews of a year, handed out as they are and sealed; and the texts that cannot be: annals refuses a share in which what
// stays behind is written as what goes along, and these texts stand in both. Each refusal is parted until one text is left.
function shares(texts, folder) {
  writeFileSync(join(folder, "passphrase.txt"), `${PASSPHRASE}\n`);
  const [urls, refused] = [[], []];
  const handOne = (part) => {
    const notes = reviewNotes(part);
    const files = ["none", "passphrase"].map((how) => join(folder, `${how}-${urls.length}.html`));
    try {
      ["none", "passphrase"].forEach((how, at) => {
        const args = ["share", "--review", "2024", notes.at, "--today", "2024-12-13", "--yes", "--people", "keep", "--seal", how];
        execFileSync(program, [...args, "--passphrase-file", join(folder, "passphrase.txt"), "-o", files[at]], {
          env: { ...process.env, XDG_STATE_HOME: join(folder, "state") },
          stdio: ["ignore", "ignore", "ignore"],
        });
      });
    } catch (error) {
      // Refused for privacy: nothing was written.
      if (error.status !== 4 || existsSync(files[0])) throw error;
      if (part.length === 1) return refused.push(part[0]);
      const half = Math.ceil(part.length / 2);
      return [part.slice(0, half), part.slice(half)].forEach(handOne);
    } finally {
      notes.drop();
    }
    urls.push(...files.map((file) => pathToFileURL(file).href));
  };
  parts(texts).forEach(handOne);
  return { urls, refused };
}

async function handOut(at, texts) {
  const { urls, refused } = shares(texts, at.folder);
  // What annals would never write, in a file that opens like one of its own. Not with the policy: it tells of handlers in
  // what is only parsed, where they never come to life.
  const forged = [];
  for (const part of parts(texts.filter((text) => !GREEDY.test(text)))) {
    const divs = part.map((text) => `<div>${text}</div>`).join("\n");
    forged.push((await at.seal(inner(`<main>${divs}</main>`))).disk);
  }
  if (refused.length > texts.length * MOST_REFUSED) throw new Error(`${refused.length} of ${texts.length} texts are refused`);
  console.log(`        ${texts.length - refused.length} texts in ${urls.length} files, ${refused.length} refused`);
  return { urls, forged, files: new Set([...urls, ...forged].map((url) => fileURLToPath(url))) };
}

async function handedOut(browser, texts, test) {
  const at = await stage();
  let made;
  try {
    for (const policy of [false, true]) {
      const how = policy ? "and sealed, with its policy" : "sealed and forged, without a policy";
      await test(`XSS: a share of ${texts.length} texts in ${SHARED.length} places, plain, ${how}`, async () => {
        made ??= await handOut(at, texts);
        const one = await tab(browser, { root: `${pathToFileURL(at.folder).href}/`, files: made.files, policy });
        for (const url of policy ? made.urls : [...made.urls, ...made.forged]) await one.file(url);
        await one.close();
        // Both plain and sealed, less what is not handed out.
        return sum([one], policy, texts.length * SHARED.length);
      });
    }
  } finally {
    at.end();
  }
}

// As they are, many of the same texts do run or ask: or they would prove nothing.
async function harmful(browser, texts) {
  const context = await browser.newContext({ bypassCSP: true });
  const ran = new Set();
  const asked = new Set();
  await context.exposeFunction("ran", (_, name) => void (name && ran.add(name)));
  await context.addInitScript(listen);
  await context.route(/^(?!data:|blob:|about:)/, (route) => {
    let frame = route.request().frame();
    while (frame.parentFrame()?.parentFrame()) frame = frame.parentFrame();
    asked.add(frame.name());
    return route.abort();
  });
  const page = await context.newPage();
  await page.goto("about:blank");
  for (let at = 0; at < texts.length; at += 60) {
    await page.evaluate(
      ([part, at]) => {
        const frames = part.map((text, i) => {
          const frame = document.createElement("iframe");
          frame.name = `text-${at + i}`;
          frame.sandbox = "allow-scripts allow-same-origin";
          frame.srcdoc = text;
          return frame;
        });
        const loaded = frames.map((frame) => new Promise((resolve) => (frame.onload = resolve)));
        document.body.replaceChildren(...frames);
        return Promise.race([Promise.all(loaded), new Promise((resolve) => setTimeout(resolve, 3_000))]);
      },
      [texts.slice(at, at + 60), at],
    );
    await page.waitForTimeout(150);
  }
  await context.close();
  // Those that wait for a hand, or for an older browser, are told by what they are made of.
  const told = await judgedTexts(browser, texts);
  const all = new Set([...ran, ...asked, ...told]);
  console.log(`        ${texts.length} texts as they are: ${ran.size} run, ${asked.size} ask, ${told.length} are judged to; ${all.size} in all`);
  const complaints = [...ran, ...asked].filter((name) => !told.includes(name)).map((name) => `is taken for harmless: ${texts[name.slice(5)]}`);
  return ran.size >= texts.length / 20 && asked.size >= texts.length / 20 && told.length >= texts.length / 2 ? complaints : [...complaints, "too few do harm"];
}

// A page that would do harm is caught by the same eyes: where nothing holds it back, and where its policy does.
async function caught(browser) {
  const folder = mkdtempSync(join(tmpdir(), "annals-xss-"));
  const [shell, page] = ["frames.html", "page.html"].map((name) => join(folder, name));
  const policy = "default-src 'none'; img-src 'self'";
  writeFileSync(shell, "<!doctype html><body>");
  writeFileSync(page, `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><img src="gone.png" onerror="alert(1)"><p onmouseover="pwned = 1">`);
  const complaints = [];
  for (const policy of [false, true]) {
    const one = await tab(browser, { root: `${pathToFileURL(folder).href}/`, files: new Set([shell, page]), policy });
    await one.frames([pathToFileURL(page).href], pathToFileURL(shell).href);
    await one.close();
    const told = one.complaints.join("\n");
    const wanted = policy ? ["script-src-attr"] : ["alert in", "pwned is set"];
    for (const words of [...wanted, "page.html: onerror: <img", "page.html: onmouseover: <p", "asks for file:"]) {
      if (!told.includes(words)) complaints.push(`policy ${policy ? "on" : "off"}: nothing of “${words}” in ${told}`);
    }
    if (one.count.executions < 2 || one.count.requests !== 1) complaints.push(JSON.stringify(one.count));
  }
  rmSync(folder, { recursive: true });
  return complaints;
}

export async function xss(test) {
  const { texts, counts } = payloads();
  const list = Object.entries(counts).map(([name, count]) => `${count} of ${name}`).join(", ");
  const times = `${texts.length} texts (${list}) in ${SINKS.length} places: ${texts.length * SINKS.length}`;
  console.log(`        XSS: ${times}; ${isWhole ? "all opened" : `seed ${seed}`}`);
  const browser = await launch();
  try {
    await test("XSS: the texts do harm where they are shown as they are", () => harmful(browser, some(texts, 120)));
    await test("XSS: a page that would do harm is caught", () => caught(browser));
    // Each text has pages of its own, and its line in each of the places.
    const least = { pages: 4 * texts.length, lines: texts.length * SHARED.length };
    await site(browser, logseqNotes(texts), "a site of Logseq's notes", least, test);
    await site(browser, markdownNotes(texts), "a site of Markdown notes", { ...least, lines: 0 }, test);
    await handedOut(browser, some(texts, HANDED_OUT), test);
  } finally {
    await browser.close();
  }
}
