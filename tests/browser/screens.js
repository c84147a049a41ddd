// Every page in a real browser, from disk, wide and narrow; and one of each screen by axe's rules, light and dark.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 390, height: 800 };
const LEAST = { width: 320, height: 800 };

// A tab that notes all that the console, or a user, would notice.
async function tab(browser, options) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  await context.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  const heard = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // A redirect gives up its own page, and leaving a page what it still loads.
    if (!why.includes("ERR_ABORTED")) heard.push(`${why} ${request.url()}`);
  });
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) heard.push(`asks for ${request.url()}`);
  });
  return { context, page, heard };
}

async function open({ page }, { file, screen }) {
  const address = pathToFileURL(file).href;
  await page.goto(address, { waitUntil: "load" });
  if (screen === "redirect") {
    await page.waitForURL((url) => url.href !== address, { timeout: 10_000 });
    await page.waitForLoadState("load");
  }
}

const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function everyPage(browser, pages) {
  const one = await tab(browser, {});
  const complaints = [];
  for (const entry of pages) {
    const { page, heard } = one;
    const say = (what) => complaints.push(`${entry.path}: ${what}`);
    await page.setViewportSize(WIDE);
    await open(one, entry);
    const seen = await page.evaluate(() => ({
      screen: document.querySelector("main")?.dataset.screen ?? "",
      // A browser's own font, where no style sheet came through.
      plain: getComputedStyle(document.body).fontFamily.startsWith('"Times'),
      violations: globalThis.violations,
      broken: [...document.images].filter((img) => img.complete && img.naturalWidth === 0).map((img) => img.src),
    }));
    const meant = entry.screen === "redirect" ? !["", "redirect"].includes(seen.screen) : seen.screen === entry.screen;
    if (!meant) say(`shows the screen “${seen.screen}”`);
    if (seen.plain) say("has no style");
    for (const violation of seen.violations) say(`against its security policy: ${violation}`);
    for (const src of seen.broken) say(`an image that does not show: ${src}`);
    for (const viewport of [WIDE, NARROW, LEAST]) {
      await page.setViewportSize(viewport);
      const by = await tooWide(page);
      if (by > 0) say(`${by} px wider than a window of ${viewport.width} px`);
    }
    for (const what of heard.splice(0)) say(what);
  }
  await one.context.close();
  return complaints;
}

// The largest page of each screen: it has the most of what can be wrong.
function largest(pages) {
  const found = new Map();
  for (const page of pages) {
    if (page.screen === "redirect") continue;
    const known = found.get(page.screen);
    if (!known || known.html.length < page.html.length) found.set(page.screen, page);
  }
  return [...found.values()];
}

// A fold's line may hold links: HTML allows it, and `links within folds` below holds that keys reach them.
const isLinkInFold = (id, node) => id === "nested-interactive" && node.html.startsWith("<summary");

async function accessible(browser, entry) {
  const one = await tab(browser, {});
  const { page } = one;
  const complaints = [];
  await open(one, entry);
  // What is folded is judged too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  await page.evaluate(axe);
  for (const [colorScheme, viewport] of [["light", WIDE], ["dark", WIDE], ["light", NARROW]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      const left = nodes.filter((node) => !isLinkInFold(id, node));
      if (left.length === 0) continue;
      const where = `${entry.path}, ${colorScheme}, ${viewport.width} px`;
      const why = left[0].any[0]?.message ?? "";
      complaints.push(`${where}: ${id}: ${help}, ${left.length} times, first ${left[0].html.slice(0, 160)} ${why}`);
    }
  }
  await one.context.close();
  return complaints;
}

// Tab reaches a fold and a link in its line, Enter opens and shuts the one and follows the other.
async function linksWithinFolds(browser, entry) {
  const one = await tab(browser, {});
  const { page } = one;
  await open(one, entry);
  const fold = page.locator("summary:has(a)").first();
  const isOpen = () => fold.evaluate((summary) => summary.parentElement.open);
  const complaints = [];
  await fold.evaluate((summary) => {
    for (let up = summary.parentElement.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    summary.focus();
  });
  const before = await isOpen();
  await page.keyboard.press("Enter");
  if ((await isOpen()) === before) complaints.push(`${entry.path}: Enter does not turn a fold`);
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement.closest("summary a")?.href ?? "");
  if (focused === "") complaints.push(`${entry.path}: Tab does not reach the link within a fold's line`);
  await page.keyboard.press("Enter");
  await page.waitForURL(focused.split("#")[0] + "*", { timeout: 5_000 }).catch(() => complaints.push("Enter does not follow it"));
  await one.context.close();
  return complaints;
}

export function launch(more = []) {
  const executablePath = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...more] });
}

export async function screens(sites, test) {
  const browser = await launch();
  try {
    for (const { name, pages } of sites) {
      await test(`${name}: every page opens from disk, wide and narrow (${pages.length} pages)`, () =>
        everyPage(browser, pages));
    }
    for (const { name, pages } of sites.filter((site) => ["example", "one-page"].includes(site.name))) {
      for (const entry of largest(pages)) {
        await test(`${name}: the screen ${entry.screen} is accessible, light and dark`, () => accessible(browser, entry));
      }
    }
    const folded = sites[0].pages.find((page) => page.screen === "project" && /<summary[^>]*><a/.test(page.html));
    await test("links within folds are reached by keys", () => linksWithinFolds(browser, folded));
  } finally {
    await browser.close();
  }
}
