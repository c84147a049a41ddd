// Every page in a real browser, from disk, wide and narrow; and one of each screen by axe's rules, light and dark.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// Opens a page of a site and tells all that a user, or the console, would notice.
async function open(context, { file, path, screen }) {
  const complaints = [];
  const page = await context.newPage();
  const home = pathToFileURL(file).href.slice(0, -encodeURI(path).length);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${path}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${path}: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // A redirect gives up on its own page.
    if (!why.includes("ERR_ABORTED")) complaints.push(`${path}: ${why} ${request.url()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!decodeURI(url).startsWith(decodeURI(home)) && !url.startsWith("data:")) complaints.push(`${path}: asks for ${url}`);
  });
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  if (screen === "redirect") {
    await page.waitForURL((url) => url.href !== pathToFileURL(file).href, { timeout: 10_000 });
    await page.waitForLoadState("load");
  }
  const seen = await page.evaluate(() => ({
    screen: document.querySelector("main")?.dataset.screen ?? "",
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    styled: [...document.styleSheets].some((sheet) => sheet.href === null || sheet.ownerNode.sheet !== null),
    sheets: document.styleSheets.length,
    violations: globalThis.violations ?? [],
    images: [...document.images].filter((img) => img.complete && img.naturalWidth === 0).map((img) => img.src),
  }));
  const wanted = screen === "redirect" ? seen.screen !== "redirect" && seen.screen !== "" : seen.screen === screen;
  if (!wanted) complaints.push(`${path}: shows the screen “${seen.screen}”`);
  if (seen.wide > 0) complaints.push(`${path}: ${seen.wide} px wider than the window`);
  if (!seen.styled || seen.sheets === 0) complaints.push(`${path}: has no style`);
  for (const violation of seen.violations) complaints.push(`${path}: against its security policy: ${violation}`);
  for (const src of seen.images) complaints.push(`${path}: an image that does not show: ${src}`);
  return { page, complaints };
}

async function contextOf(browser, options) {
  const context = await browser.newContext(options);
  await context.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return context;
}

async function everyPage(browser, pages, width) {
  const context = await contextOf(browser, { viewport: { width, height: 800 } });
  const complaints = [];
  for (const one of pages) {
    const { page, complaints: found } = await open(context, one);
    complaints.push(...found);
    await page.close();
  }
  await context.close();
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

async function accessible(browser, one, colorScheme) {
  const complaints = [];
  for (const width of [1280, 390]) {
    const context = await contextOf(browser, { viewport: { width, height: 800 }, colorScheme });
    const { page } = await open(context, one);
    // What is folded is judged too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      const first = nodes[0]?.html.slice(0, 160) ?? "";
      const why = nodes[0]?.any[0]?.message ?? "";
      complaints.push(`${one.path} at ${width}: ${id}: ${help}, ${nodes.length} times, first ${first} ${why}`);
    }
    await context.close();
  }
  return complaints;
}

export async function screens(sites, test) {
  const executablePath = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const { name, pages } of sites) {
      for (const width of [1280, 390]) {
        await test(`every page of ${name} opens from disk at ${width} px (${pages.length} pages)`, () =>
          everyPage(browser, pages, width));
      }
    }
    for (const { name, pages } of sites.filter((site) => ["example", "one-page"].includes(site.name))) {
      for (const one of largest(pages)) {
        for (const scheme of ["light", "dark"]) {
          await test(`${name}: the screen ${one.screen} is accessible, ${scheme}`, () => accessible(browser, one, scheme));
        }
      }
    }
  } finally {
    await browser.close();
  }
}
