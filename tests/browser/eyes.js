// Eyes for what pages do, and for what they could do: what runs, what asks, what leads away.
//
// Does not know what is to be looked at (see xss.js).

import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { unlock } from "./sealed.js";
import { WIDE } from "./screens.js";

// Runs in every frame before anything of it. What a text would call is told instead.
export function listen() {
  const tell = (what) => globalThis.ran?.(`${what} in ${location.href}`, globalThis.name);
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) globalThis[name] = () => void tell(name);
  for (const name of ["pwned", "__xss"]) Object.defineProperty(globalThis, name, { set: () => tell(`${name} is set`), get: () => undefined });
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => tell(`the policy held back ${violatedDirective} ${blockedURI} ${sample},`));
}

// What of a document can run, ask for something of another, or lead astray. `at` is its address, and `root` that of the
// folder beyond which nothing of it lies.
function judge(document, at, root) {
  // An element's own names can be those of fields in it.
  const of = (property, element) => Reflect.get(Element.prototype, property, element);
  const all = (selector) => [...Document.prototype.querySelectorAll.call(document, selector)];
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) ?? "";
  const words = (text) => new Set(text.trim().split(/\s+/));
  const found = [];
  const own = (address) => {
    try {
      return new URL(address, at).href.startsWith(root);
    } catch {
      return false;
    }
  };
  const isPicture = (address) => /^(data:image\/(png|jpeg|gif|webp|avif|svg\+xml)[;,]|blob:)/.test(address);
  const ELEMENTS = words(`animate applet base dialog embed foreignObject form frame frameset iframe image marquee noscript object
    plaintext portal select set style template textarea use xmp`);
  const HEAD = words("link meta title");
  const ADDRESSES = words("action background cite data href poster src xlink:href");
  const ATTRIBUTES = /^(on.*|style|srcdoc|srcset|imagesrcset|formaction|ping|manifest|archive|code)$/i;
  const [screen] = all("main[data-screen]").map((main) => attribute(main, "data-screen"));
  for (const element of all("*")) {
    const say = (what) => found.push(`${what}: ${of("outerHTML", element).slice(0, 160)}`);
    const name = of("localName", element);
    const isHead = Boolean(Element.prototype.closest.call(element, "head"));
    // The screens that come without a file beside them.
    const isOurs = name === "style" && isHead && ["share", "notfound"].includes(screen);
    if (ELEMENTS.has(name) && !isOurs) say(`<${name}>`);
    if (name === "script" && !own(attribute(element, "src") || "none:")) say("<script>");
    if (HEAD.has(name) && !isHead && of("namespaceURI", element).endsWith("xhtml")) say(`<${name}> in the body`);
    if (name === "meta" && !/^(|content-security-policy)$/i.test(attribute(element, "http-equiv"))) {
      const [, to] = /^0; url=(.*)$/.exec(attribute(element, "content")) ?? [];
      if (!(screen === "redirect" && to && own(to))) say("<meta>");
    }
    for (const key of Element.prototype.getAttributeNames.call(element)) {
      const value = attribute(element, key);
      if (ATTRIBUTES.test(key) || /\burl\((?!#)/i.test(value) && of("namespaceURI", element).endsWith("svg")) say(key);
      if (!ADDRESSES.has(key) || own(value) || (name === "img" && isPicture(value))) continue;
      if (!(name === "a" && key === "href" && /^(https?|mailto|tel):/i.test(value))) say(`${key} leads out`);
    }
  }
  return found;
}

// Runs in every frame: once it is loaded, all is touched that would wait for a hand, and what is there then is told.
function look(root) {
  const touch = () => {
    for (const fold of document.querySelectorAll("details")) fold.open = !fold.open;
    for (const element of document.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) if (name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2)));
      if (/^\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") ?? "")) element.click?.();
    }
    scrollTo(0, document.body?.scrollHeight ?? 0);
  };
  globalThis.lookAt = async () => {
    touch();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [globalThis.judge(document, location.href, root), document.querySelectorAll("main li").length];
  };
  const isAlone = globalThis.top === globalThis;
  if (!isAlone) addEventListener("load", async () => globalThis.looked(location.href, ...(await globalThis.lookAt())));
}

// A tab, and what happened in it. Below `root` lies all that may be asked for: `files`.
export async function tab(browser, { root, files, policy }) {
  const context = await browser.newContext({ viewport: WIDE, bypassCSP: !policy });
  const count = { pages: 0, lines: 0, executions: 0, requests: 0 };
  const complaints = [];
  const waiting = new Set();
  let done = () => {};
  const say = (url, what) => complaints.push(`${url.replace(root, "")}: ${what}`);
  const ran = (what) => ((count.executions += 1), complaints.push(what));
  const looked = (url, found, lines) => {
    if (!url.startsWith(root)) ran(`leads to ${url}`);
    for (const what of found) say(url, what);
    count.lines += lines;
    waiting.delete(url.split("#")[0]);
    if (waiting.size === 0) done();
  };
  await context.exposeFunction("ran", ran);
  await context.exposeFunction("looked", looked);
  await context.addInitScript(listen);
  await context.addInitScript(`globalThis.judge = ${judge}; (${look})(${JSON.stringify(root)})`);
  await context.route(/^(?!file:|data:|blob:)/, (route) => route.abort());
  context.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob):/.test(url) || (url.startsWith("file:") && files.has(fileURLToPath(url.replace(/[?#].*/, ""))))) return;
    count.requests += 1;
    complaints.push(`asks for ${url.slice(0, 120)}`);
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => (ran("a dialog"), dialog.dismiss()));
  page.on("pageerror", (error) => ran(`an error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && ran(`console: ${message.text().slice(0, 160)}`));
  page.on("popup", () => ran("another window"));
  return {
    count,
    complaints,
    close: () => context.close(),
    // Pages of a site as frames of `shell`, which holds nothing. One that leads to another is gone before it is told of:
    // that other is waited for, which `target` says.
    async frames(urls, shell, target = (url) => url) {
      await page.goto(shell);
      for (const url of urls) waiting.add(target(url));
      const all = new Promise((resolve) => (done = resolve));
      await page.evaluate((urls) => {
        const style = "position: fixed; inset: 0; width: 1280px; height: 800px";
        const frames = urls.map((src) => Object.assign(document.createElement("iframe"), { src, style }));
        document.body.replaceChildren(...frames);
      }, urls);
      await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 60_000))]);
      for (const url of waiting) say(url, "never loads");
      waiting.clear();
      if (page.url() !== shell) ran(`leads all to ${page.url()}`);
      count.pages += urls.length;
    },
    // A file of its own, unlocked if it asks.
    async file(url) {
      await page.goto(url);
      if (await page.$("#passphrase")) {
        const opened = await unlock(page);
        if (opened !== "opened") say(url, opened);
        // What opened it.
        await page.evaluate(() => document.head.querySelectorAll("script, style, link").forEach((own) => own.remove()));
      }
      looked(url, ...(await page.evaluate(() => globalThis.lookAt())));
      if (page.url() !== url) ran(`leads to ${page.url()}`);
      count.pages += 1;
    },
  };
}

export function sum(tabs, policy, least) {
  const total = (key) => tabs.reduce((all, { count }) => all + count[key], 0);
  console.log(`        ${total("pages")} pages, policy ${policy ? "on" : "off"}: ${total("executions")} executions, ${total("requests")} requests`);
  const complaints = tabs.flatMap(({ complaints }) => complaints);
  // A place that had lost its texts would pass.
  return total("lines") >= least ? complaints : [...complaints, `only ${total("lines")} lines are shown, of ${least}`];
}

// Every page by what a browser makes of its text, without opening it.
export async function judged(browser, pages, root) {
  const context = await browser.newContext({ viewport: WIDE });
  const page = await context.newPage();
  await page.evaluate(`globalThis.judge = ${judge}`);
  const complaints = [];
  for (let at = 0; at < pages.length; at += 100) {
    const part = pages.slice(at, at + 100).map((file) => [pathToFileURL(file).href, readFileSync(file, "utf8")]);
    const found = await page.evaluate(
      ([part, root]) =>
        part.flatMap(([url, html]) => {
          const parsed = new DOMParser().parseFromString(html, "text/html");
          return globalThis.judge(parsed, url, root).map((what) => `${url.slice(root.length)}: ${what}`);
        }),
      [part, root],
    );
    complaints.push(...found);
  }
  await context.close();
  return complaints;
}

// The names of the texts that are told for what they are, each parsed as a page of its own.
export async function judgedTexts(browser, texts) {
  const page = await browser.newPage();
  await page.evaluate(`globalThis.judge = ${judge}`);
  const told = await page.evaluate((texts) => texts.map((text) => globalThis.judge(new DOMParser().parseFromString(text, "text/html"), "file:///a/b.html", "file:///a/").length > 0), texts);
  await page.close();
  return texts.map((_, at) => `text-${at}`).filter((_, at) => told[at]);
}
