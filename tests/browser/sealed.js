// Sealed files to look at, and tabs of either browser to look at them in.
//
// What seals is `cargo build --example seal`; what hands out a review is annals itself.

import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { WIDE } from "./screens.js";
import { program } from "./sites.js";

const run = promisify(execFile);

export const PASSPHRASE = "cobalt-ferry-tulip-anvil-meadow-quartz";
export const DOT = "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=";

export const inner = (body, style = "") =>
  `<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n<title>Inside</title>\n<style>${style}</style>\n</head>\n<body class="share">\n${body}\n</body>\n</html>\n`;

// Files that annals sealed, in a folder of their own, and an address that serves them and counts what else is asked for.
export async function stage() {
  const folder = mkdtempSync(join(tmpdir(), "annals-seal-"));
  const asked = [];
  const server = createServer((request, response) => {
    const file = join(folder, request.url.slice(1));
    if (request.url !== "/" && existsSync(file)) return response.setHeader("Content-Type", "text/html; charset=utf-8").end(readFileSync(file));
    asked.push(request.url);
    response.statusCode = 404;
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  let count = 0;
  const sealed = new Map();
  const picture = join(folder, "dot.gif");
  writeFileSync(picture, Buffer.from(DOT, "base64"));
  return {
    asked,
    folder,
    port,
    evil: `http://127.0.0.1:${port}/evil`,
    write: (text) => {
      const name = `document-${++count}.html`;
      writeFileSync(join(folder, name), text);
      return { disk: pathToFileURL(join(folder, name)).href, web: `http://127.0.0.1:${port}/${name}`, name };
    },
    // Promised, so that a browser goes on meanwhile.
    seal(html, title = "A title", not_after = "") {
      const key = JSON.stringify([html, title, not_after]);
      if (!sealed.has(key)) sealed.set(key, this.sealAnew(html, title, not_after));
      return sealed.get(key);
    },
    async sealAnew(html, title, not_after) {
      const page = join(folder, `page-${sealed.size}.txt`);
      writeFileSync(page, html);
      const example = join(dirname(program), "examples/seal");
      const { stdout } = await run(example, [page, PASSPHRASE, title, not_after, picture], { maxBuffer: 1 << 28 });
      return this.write(stdout);
    },
    end() {
      server.close();
      server.closeAllConnections?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// What both drivers of browsers have.
export async function until(page, condition, arg, wait = 15_000) {
  for (const end = Date.now() + wait; Date.now() < end; ) {
    if (await page.evaluate(condition, arg)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

export async function unlock(page, passphrase = PASSPHRASE) {
  await page.evaluate(() => (document.getElementById("passphrase").value = ""));
  await page.type("#passphrase", passphrase);
  await page.keyboard.press("Enter");
  // Only the title tells: what is inside may have elements of any name.
  const said = () => (document.title === "Protected document" ? document.getElementById("failure").textContent : "opened");
  if (!(await until(page, said))) throw new Error("neither opened nor refused");
  return page.evaluate(said);
}

export function unlike(found, wanted, what) {
  const differs = (key) => JSON.stringify(found[key]) !== JSON.stringify(wanted[key]);
  return Object.keys(wanted).filter(differs).map((key) => `${what}: ${key} is ${JSON.stringify(found[key])}, not ${JSON.stringify(wanted[key])}`);
}

export function chromiumTab(browser, options = {}) {
  return async () => {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    const violations = [];
    await context.exposeFunction("violated", (what) => violations.push(what));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => globalThis.violated(`against the policy: ${event.violatedDirective} ${event.blockedURI}`));
    });
    const page = await context.newPage();
    const dialogs = [];
    const heard = [];
    page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
    page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
    page.on("console", (message) => heard.push(`console: ${message.text()}`));
    page.on("request", (request) => {
      if (!/^(file|blob|data):|document-\d+\.html$/.test(request.url())) heard.push(`request: ${request.url()}`);
    });
    return { page, dialogs, heard: async () => [...heard, ...violations], close: () => context.close() };
  };
}

export function firefoxTab(browser) {
  return async () => {
    const page = await browser.newPage();
    const dialogs = [];
    const heard = [];
    page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
    page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
    page.on("console", (message) => heard.push(`console: ${message.text()}`));
    return { page, dialogs, heard: async () => heard, close: () => page.close() };
  };
}
