// Live preview as its reader has it: notes are written to files, and pages that are open follow without being loaded again.

import { createServer } from "node:http";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { axe, launch, NARROW, WIDE } from "./screens.js";
import { notes, serve } from "./serve.js";

const LINES = 160;

// One long page, whose lines are given by number; every tenth has lines below it.
function long(change = {}) {
  const lines = [];
  for (let i = 0; i < LINES; i++) {
    lines.push(...(change[`before ${i}`] ?? []), `- ${change[i] ?? `Line ${i} of a long page, with [[Other]] in it`}`);
    if (i % 10 === 0) lines.push(`  - below ${i}, first`, `  - below ${i}, second`);
  }
  return lines.join("\n") + "\n";
}

const GRAPH = {
  "pages/Long.md": long(),
  "pages/Other.md": "- Other is [[Long]]\n- and has a second line\n",
  "journals/2025_03_12.md": "- Wrote [[Long]]\n- Something else\n",
};

const TEMPLATE = `{% extends "base.html" %}
{% block main %}{% for note in notes %}<section class="sec">{{ note.tree | safe }}</section>{% endfor %}{% endblock main %}
`;

// What a test needs, and gives back at its end whatever happens.
async function stage(browser, { files = {}, options = [], setup, context: settings } = {}) {
  const graph = notes({ ...GRAPH, ...files });
  const server = await serve(graph, { options });
  const context = await browser.newContext({ viewport: WIDE, ...settings });
  const violations = [];
  await context.exposeFunction("violated", (what) => violations.push(what));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violated(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (setup) await context.addInitScript(setup);
  const at = { graph, server, context, complaints: [] };
  at.say = (is, words) => is || at.complaints.push(words);
  at.is = (found, wanted, what) => at.say(found === wanted, `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  at.open = async (path = "pages/long.html") => {
    const page = await context.newPage();
    page.on("pageerror", (error) => at.complaints.push(`error: ${error.message}`));
    const state = page.waitForResponse((response) => response.url().endsWith("/state"));
    await page.goto(server.url + path);
    await page.evaluate(() => (globalThis.marker = "here"));
    await state;
    return page;
  };
  at.has = (page, words, wait = 8_000) =>
    page.waitForFunction((text) => document.body.textContent.includes(text), words, { timeout: wait }).then(
      () => true,
      () => (at.complaints.push(`does not come to say “${words}”`), false),
    );
  at.sees = (page, selector, words, wait = 8_000) =>
    page.waitForFunction(
      ([selector, words]) => {
        const el = document.querySelector(selector);
        return el && !el.closest("[hidden]") && el.textContent.includes(words);
      },
      [selector, words],
      { timeout: wait },
    ).then(
      () => true,
      async () => {
        const there = await page.evaluate((selector) => document.querySelector(selector)?.outerHTML.slice(0, 300), selector);
        at.complaints.push(`${selector} does not say “${words}”, but ${there}`);
      },
    );
  at.notLoaded = async (page) => at.is(await page.evaluate(() => globalThis.marker), "here", "was loaded again");
  at.end = async () => {
    at.complaints.push(...violations.map((what) => `against the security policy: ${what}`));
    await context.close();
    // A test may have started another in its place.
    await at.server.stop();
    graph.drop();
  };
  return at;
}

const figure = (all, part) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))];

async function fiftyEdits(at) {
  const page = await at.open();
  await page.evaluate(() => {
    const block = (words) => [...document.querySelectorAll(".block[id]")].find((el) => el.textContent.includes(words));
    const dialog = document.createElement("dialog");
    dialog.innerHTML = "<input><p>A dialog of a script</p>";
    document.body.append(dialog);
    dialog.show();
    dialog.querySelector("input").value = "filled in";
    block("Line 70 of").querySelector("details").open = false;
    block("Line 60 of").scrollIntoView();
    block("Line 64 of").querySelector(".at").focus({ preventScroll: true });
    const line = block("Line 66 of");
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walk.nextNode() && !walk.currentNode.data.includes("Line 66"));
    getSelection().setBaseAndExtent(walk.currentNode, 12, walk.currentNode, 5);
    globalThis.watched = { line, dialog, focused: document.activeElement, times: [] };
    new MutationObserver(() => {
      const last = document.querySelector("#notes > .blocks > .block:last-child")?.textContent ?? "";
      if (last === globalThis.watched.last) return;
      globalThis.watched.last = last;
      globalThis.watched.times.push(performance.timeOrigin + performance.now());
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  const look = () =>
    page.evaluate(() => {
      const { line, dialog, focused } = globalThis.watched;
      const block = (words) => [...document.querySelectorAll(".block[id]")].find((el) => el.textContent.includes(words));
      return {
        top: block("Line 66 of").getBoundingClientRect().top,
        selection: String(getSelection()) + getSelection().anchorOffset + getSelection().focusOffset,
        focus: document.activeElement === focused && focused.isConnected,
        folded: !block("Line 70 of").querySelector("details").open && block("Line 80 of").querySelector("details").open,
        dialog: dialog.open && dialog.isConnected && dialog.firstChild.value,
        line: line.isConnected,
        marker: globalThis.marker,
      };
    });
  const before = await look();
  at.is(before.selection, "66 of a125", "the selection at first");
  const took = [];
  const change = {};
  for (let i = 0; i < 50; i++) {
    const where = i % 2 === 0 ? 5 + i : 90 + i;
    if (i % 3 === 0) change[`before ${where}`] = [`- An added line ${i}`, `  - with one below`];
    else if (i % 3 === 1) change[where] = `Line ${where} was written otherwise, at ${i}`;
    else delete change[`before ${where - (where % 3)}`];
    // Neighbours of what is selected, and of what has the focus.
    if (i % 5 === 0) change[65] = `Line 65 of a long page, written for the ${i}th time`;
    if (i % 7 === 0) change[67] = `Line 67 of a long page, written for the ${i}th time`;
    change[LINES - 1] = `The last line at ${i}.`;
    const start = performance.timeOrigin + performance.now();
    at.graph.write("pages/Long.md", long(change));
    if (!(await at.has(page, `The last line at ${i}.`))) break;
    took.push((await page.evaluate(() => globalThis.watched.times.at(-1))) - start);
    const now = await look();
    // Windows scroll by whole pixels.
    if (Math.abs(now.top - before.top) <= 1) now.top = before.top;
    for (const key of Object.keys(before)) at.is(now[key], before[key], `edit ${i}, ${key}`);
    if (at.complaints.length > 5) break;
  }
  const [median, late] = [figure(took, 0.5), figure(took, 0.95)].map((time) => time.toFixed(1));
  console.log(`        from the file's being written to the page's being changed: median ${median} ms, p95 ${late} ms, ${took.length} edits`);
}

// What is written is the line with the focus, whose anchor is another each time.
async function ownLine(at) {
  const page = await at.open();
  await page.evaluate(() => {
    const block = [...document.querySelectorAll(".block[id]")].find((el) => el.textContent.includes("Line 70 of"));
    block.querySelector("details").open = false;
    block.querySelector("summary").focus();
    globalThis.watched = block;
  });
  for (let i = 0; i < 5; i++) {
    at.graph.write("pages/Long.md", long({ 70: `Line 70, written ${i}.` }));
    if (!(await at.has(page, `written ${i}.`))) return;
  }
  const now = await page.evaluate(() => ({
    same: globalThis.watched.isConnected && globalThis.watched.textContent.includes("written 4."),
    folded: !globalThis.watched.querySelector("details").open,
    focus: document.activeElement === globalThis.watched.querySelector("summary"),
  }));
  for (const [key, is] of Object.entries(now)) at.say(is, `the line that is written: not ${key}`);
  await at.sees(page, ".live-said", "1 line changed");
  // The author folds another: that one follows.
  at.graph.write("pages/Long.md", long({ 70: "Line 70, written 5.", 80: "Line 80\n  collapsed:: true" }));
  await at.has(page, "written 5.");
  const open = await page.evaluate(() =>
    ["Line 70", "Line 80", "Line 90"].map(
      (words) => [...document.querySelectorAll("summary")].find((el) => el.textContent.includes(words)).parentElement.open,
    ),
  );
  at.is(String(open), "false,false,true", "folds, of which the author made the second");
  await at.notLoaded(page);
}

async function modal(at) {
  const page = await at.open();
  await page.evaluate(() => {
    const dialog = document.createElement("dialog");
    dialog.append(document.createElement("input"));
    document.body.prepend(dialog);
    dialog.showModal();
    const popover = document.createElement("div");
    popover.popover = "manual";
    document.querySelector("main").append(popover);
    popover.showPopover();
  });
  await page.keyboard.type("found");
  at.graph.write("pages/Long.md", long({ 2: "Line 2 is new." }));
  await at.has(page, "Line 2 is new.");
  await page.keyboard.type(" words");
  const now = await page.evaluate(() => ({
    modal: document.querySelector("dialog")?.matches(":modal"),
    popover: !!document.querySelector(":popover-open"),
    typed: document.querySelector("dialog input")?.value === "found words",
    focus: document.activeElement.localName === "input",
  }));
  for (const [key, is] of Object.entries(now)) at.say(is, `an open dialog: not ${key}`);
}

async function twentyTabs(at) {
  const pages = [];
  for (let i = 0; i < 20; i++) pages.push(await at.open());
  const rounds = async (words) => {
    at.graph.write("pages/Long.md", long({ 3: words }));
    for (const [i, page] of pages.entries()) {
      await page.bringToFront();
      if (!(await at.has(page, words))) return at.complaints.push(`tab ${i} of ${pages.length}`);
    }
  };
  await rounds("All of them hear this.");
  // The one that listens for all was opened last.
  await pages.pop().close();
  await pages.shift().close();
  await rounds("And this, without the one that listened.");
  for (const page of pages) await at.notLoaded(page);
}

async function alone(at) {
  const page = await at.open();
  at.graph.write("pages/Long.md", long({ 3: "It hears for itself." }));
  await at.has(page, "It hears for itself.");
  await away(page, true);
  at.graph.write("pages/Long.md", long({ 3: "While it was away." }));
  await page.waitForTimeout(300);
  await away(page, false);
  await at.has(page, "While it was away.");
}

const HIDE = () => {
  Object.defineProperty(document, "hidden", { get: () => !!globalThis.isAway });
  Object.defineProperty(document, "visibilityState", { get: () => (globalThis.isAway ? "hidden" : "visible") });
};
const away = (page, is) =>
  page.evaluate((is) => {
    globalThis.isAway = is;
    document.dispatchEvent(new Event("visibilitychange"));
  }, is);

async function hiddenTab(at) {
  const [page, other] = [await at.open(), await at.open()];
  let asked = 0;
  page.on("request", (request) => (asked += request.url().endsWith("long.html") ? 1 : 0));
  await away(page, true);
  at.graph.write("pages/Long.md", long({ 3: "Nobody looks at this." }));
  await at.has(other, "Nobody looks at this.");
  await page.waitForTimeout(200);
  at.is(asked, 0, "a tab that nobody looks at asked for its page");
  await away(page, false);
  await at.has(page, "Nobody looks at this.");
  // Pages that one goes back to are kept by the browser, as they were.
  await page.goto(at.server.url + "pages/other.html");
  at.graph.write("pages/Long.md", long({ 3: "While it was left." }));
  await at.has(other, "While it was left.");
  await page.goBack();
  await at.has(page, "While it was left.");
}

async function brokenTemplate(at) {
  const page = await at.open();
  const broken = TEMPLATE.replace("| safe", "| saffe");
  at.graph.write("theme/templates/page.html", broken);
  await at.sees(page, ".live-bar .live-head", "page.html:2:");
  const bar = await page.evaluate(() => {
    const bar = document.querySelector(".live-bar");
    const { height, bottom } = bar.getBoundingClientRect();
    return { level: bar.dataset.level, part: height / innerHeight, end: bottom === innerHeight, edge: getComputedStyle(bar).borderTopWidth };
  });
  at.is(bar.level, "error", "the level");
  at.is(bar.edge, "3px", "the edge");
  at.say(bar.part <= 0.45 && bar.end, `the bar is ${bar.part} of the window's height`);
  await at.has(page, "Line 66 of"); // What was shown is shown still.
  const hidden = await page.evaluate(() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const end = document.querySelector("footer") ?? document.body.lastElementChild;
    return end.getBoundingClientRect().bottom - document.querySelector(".live-bar").getBoundingClientRect().top;
  });
  at.say(hidden <= 0.5, `the end of the page lies ${hidden} px below the bar`);
  await page.keyboard.press("Escape");
  await at.sees(page, ".live-folded", "page.html:2:");
  await page.click(".live-bar button");
  await at.sees(page, ".live-bar pre", "saffe");
  await page.emulateMedia({ media: "print" });
  at.is(await page.isVisible(".live"), false, "is printed");
  await page.emulateMedia({ media: "screen" });
  at.graph.write("theme/templates/page.html", TEMPLATE.replace("<section", '<p>A template that was mended</p><section'));
  await at.has(page, "A template that was mended");
  await page.waitForSelector(".live-bar", { state: "hidden", timeout: 5_000 });
  await at.notLoaded(page);
}

async function steps(at) {
  const page = await at.open("pages/other.html");
  const missing = (n) => `((6650a1c2-77de-4a37-9c66-1f0d7be2a95${n}))`;
  at.graph.write("pages/Other.md", `- Other ${missing(1)}\n- and ${missing(2)}\n`);
  await at.sees(page, ".live-head", "pages/Other.md:1:9");
  await at.sees(page, ".live-end", "1 of 2 problems");
  await page.click(".live-bar button:text('Next')");
  await at.sees(page, ".live-head", "pages/Other.md:2:7");
  at.is(await page.evaluate(() => document.activeElement.textContent), "Next", "the focus is lost by a step");
  await at.sees(page, ".live-head a", "Open in editor");
  at.say((await page.getAttribute(".live-head a", "href")).startsWith("vscode://file/"), "no link to the editor");
  // Folded, it stays so while its own fault moves, and opens for another.
  await page.keyboard.press("Escape");
  at.graph.write("pages/Other.md", `- More\n- Other ${missing(1)}\n- and ${missing(2)}\n`);
  await at.sees(page, ".live-folded", "pages/Other.md:");
  await at.has(page, "More");
  at.graph.write("pages/Other.md", "- Other is well\n");
  await at.has(page, "Other is well");
  await page.waitForSelector(".live-bar", { state: "hidden", timeout: 5_000 });
}

async function style(at) {
  const page = await at.open();
  await page.evaluate(() => {
    globalThis.changes = 0;
    globalThis.bare = 0;
    new MutationObserver((all) => (globalThis.changes += all.length)).observe(document.body, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    const look = () => {
      if (getComputedStyle(document.body).display !== "grid") globalThis.bare += 1;
      requestAnimationFrame(look);
    };
    look();
  });
  const css = (colour) => `body { display: grid; } main { color: ${colour}; }\n`;
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)", "rgb(7, 8, 9)"]) {
    at.graph.write("theme/static/annals.css", css(colour));
    const is = (colour) => getComputedStyle(document.querySelector("main")).color === colour;
    await page.waitForFunction(is, colour, { timeout: 5_000 }).catch(() => at.complaints.push(`no ${colour}`));
  }
  await page.waitForTimeout(100);
  at.is(await page.evaluate(() => globalThis.changes), 0, "the page was changed with its style, so often");
  at.is(await page.evaluate(() => globalThis.bare), 0, "frames without a style");
  at.is(await page.locator("link[rel=stylesheet][href*=annals]").count(), 1, "style sheets");
  await at.notLoaded(page);
}

async function goneAndRenamed(at) {
  const [page, alias] = [await at.open("pages/other.html"), await at.open("journal/2025-03-12.html")];
  renameSync(join(at.graph.folder, "pages/Other.md"), join(at.graph.folder, "pages/Another.md"));
  at.graph.write("pages/Long.md", "- Nothing links to it\n");
  await at.sees(page, ".live-quiet", "This page is no longer there.");
  await at.has(page, "and has a second line");
  const to = await page.getAttribute(".live-quiet a", "href");
  at.say((await (await page.request.get(new URL(to, page.url()).href)).status()) === 200, `${to} is not there either`);
  at.graph.remove("journals/2025_03_12.md");
  await at.sees(alias, ".live-quiet a", "Week 11");
  await at.notLoaded(alias);
  // It comes back.
  at.graph.write("journals/2025_03_12.md", "- Here again\n");
  await at.has(alias, "Here again");
  await alias.waitForSelector(".live-quiet", { state: "hidden", timeout: 5_000 });
  await at.notLoaded(alias);
  // A page that was asked for before it was there.
  const early = await at.open("pages/early.html");
  at.graph.write("pages/Early.md", "- Better late\n");
  await at.has(early, "Better late");
}

async function renamed(at) {
  const page = await at.open("pages/single.html");
  renameSync(join(at.graph.folder, "pages/Single.md"), join(at.graph.folder, "pages/Double.md"));
  await at.sees(page, ".live-quiet a", "Double");
  await page.click(".live-quiet a");
  await at.has(page, "Known by one name");
}

async function restarted(at) {
  const [page, other] = [await at.open(), await at.open("pages/other.html")];
  const { port } = at.server;
  await at.server.stop();
  await at.sees(page, ".live-quiet", "Disconnected, trying again");
  await at.sees(other, ".live-quiet", "Disconnected, trying again");
  at.graph.write("pages/Long.md", long({ 1: "Written while nothing was served." }));
  at.graph.write("pages/Other.md", "- So was this.\n");
  at.server = await serve(at.graph, { port });
  at.is(at.server.port, port, "the port");
  await at.has(page, "Written while nothing was served.", 12_000);
  await at.has(other, "So was this.", 12_000);
  await page.waitForSelector(".live-quiet", { state: "hidden", timeout: 5_000 });
  at.graph.write("pages/Long.md", long({ 1: "And goes on." }));
  await at.has(page, "And goes on.");
  for (const each of [page, other]) await at.notLoaded(each);
}

async function followed(at) {
  const page = await at.open("pages/other.html");
  await page.waitForSelector(".live-pin:visible");
  at.graph.write("pages/Long.md", long({ 120: "Line 120 is where it happens." }));
  await page.waitForURL("**/pages/long.html#b-*", { timeout: 8_000 });
  await at.has(page, "Line 120 is where it happens.");
  const isSeen = (words) =>
    page.waitForFunction(
      (words) => {
        const el = [...document.querySelectorAll(".block[id]")].find((el) => el.textContent.includes(words));
        const { top, bottom } = el?.getBoundingClientRect() ?? {};
        return el && top >= 0 && bottom <= innerHeight;
      },
      words,
      { timeout: 5_000 },
    ).catch(() => at.complaints.push(`“${words}” is not in sight`));
  await isSeen("where it happens");
  await page.evaluate(() => (globalThis.marker = "here"));
  at.graph.write("pages/Long.md", long({ 120: "Line 120 is where it happens.", 8: "Line 8 is next." }));
  await at.has(page, "Line 8 is next.");
  await isSeen("Line 8 is next.");
  await at.notLoaded(page);
  await page.click(".live-pin");
  at.is(await page.getAttribute(".live-pin", "aria-pressed"), "true", "the pin");
  at.graph.write("pages/Other.md", "- Elsewhere now\n");
  await page.waitForTimeout(600);
  at.say(page.url().includes("long.html"), "a pinned page went away");
  await page.reload();
  await page.waitForSelector(".live-pin:visible");
  at.is(await page.getAttribute(".live-pin", "aria-pressed"), "true", "the pin after loading again");
}

async function menus(at) {
  const page = await at.open();
  await at.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const stops = await page.evaluate(() => document.querySelectorAll(".live-handle, .live-menu *").length);
  at.is(stops, 0, "the menu is there before a block is looked at");
  const lines = [];
  page.on("request", (request) => request.url().includes("/lines/") && lines.push(request.url()));
  await page.hover(".block:has-text('Line 2 of')");
  await page.waitForSelector(".live-handle:visible");
  at.is(lines.length, 0, "requests for lines before the menu opens");
  await page.click(".live-handle");
  await at.sees(page, ".live-menu", "pages/Long.md:5");
  await page.click(".live-menu :text('Copy place')");
  await at.sees(page, ".live-menu", "Copied");
  at.is(await copied(), "pages/Long.md:5", "the place");
  await page.waitForSelector(".live-menu", { state: "hidden" });
  // By keys: from a link within a block, and back to it.
  await page.focus(".block:has-text('Line 4 of') .at");
  await page.keyboard.press(".");
  await page.waitForSelector(".live-menu:visible");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await at.sees(page, ".live-menu", "Copied");
  at.say(/\/pages\/long\.html#b-\w+$/.test(await copied()), "the link");
  await page.keyboard.press("Escape");
  at.is(await page.evaluate(() => document.activeElement.className), "at", "the focus after Esc");
  await page.keyboard.press(".");
  await page.waitForSelector(".live-menu:visible");
  await page.keyboard.press("ArrowUp");
  await at.sees(page, ".live-menu :focus", "Where this page is used");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text === "[[Long]]"), null, { timeout: 3_000 });
  at.is(lines.length, 1, "requests for lines");
}

async function accessible(at) {
  const page = await at.open("pages/other.html");
  await page.evaluate(axe);
  at.graph.write("pages/Other.md", "- Other ((6650a1c2-77de-4a37-9c66-1f0d7be2a951)) is [[Long]]\n- x\n- y [[unclosed\n");
  await at.sees(page, ".live-bar pre", "no block has this id");
  const judge = async (what) => {
    for (const [colorScheme, viewport] of [["light", WIDE], ["dark", WIDE], ["light", NARROW], ["dark", NARROW]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
      const by = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      at.say(by <= 0, `${what}: ${by} px wider than a window of ${viewport.width} px`);
      for (const { id, help, nodes } of violations) {
        at.complaints.push(`${what}, ${colorScheme}, ${viewport.width} px: ${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
      }
      if (process.env.PICTURES) {
        await page.screenshot({ path: join(process.env.PICTURES, `${what}-${colorScheme}-${viewport.width}.png`) });
      }
    }
  };
  await judge("overlay");
  await page.keyboard.press("Escape");
  await judge("folded");
  await page.focus(".block .at");
  await page.waitForSelector(".live-handle:visible");
  await page.keyboard.press(".");
  await page.waitForSelector(".live-menu:visible");
  await judge("menu");
  await page.keyboard.press("Escape");
  at.graph.remove("pages/Other.md");
  at.graph.write("pages/Long.md", "- Nothing links to it\n");
  await at.sees(page, ".live-quiet a", "Notes"); // Not the page that happened to change as well.
  await judge("gone");
}

// What a page can read of the server: everything that was read is one line.
async function probe({ url, secret, isOwn }) {
  const found = [];
  const paths = ["", "pages/long.html", "theme/annals.css", `${secret.slice(1)}state`, "live-00000000000000000000000000000000/state"];
  for (const path of paths) {
    for (const mode of ["cors", "no-cors", "same-origin"]) {
      const text = await fetch(url + path, { mode }).then((answer) => answer.text(), () => "");
      if (text) found.push(`fetch ${mode} ${path}: ${text.slice(0, 60)}`);
    }
  }
  const element = (tag, props) =>
    new Promise((done) => {
      const el = Object.assign(document.createElement(tag), props);
      el.onload = () => done("load");
      el.onerror = () => done("error");
      document.head.append(el);
      setTimeout(() => done("nothing"), 2_000);
    });
  for (const [tag, props] of [
    ["script", { src: `${url}${secret.slice(1)}idiomorph.js` }],
    ["script", { src: `${url}data/anything.js` }],
    ["link", { rel: "stylesheet", href: `${url}theme/annals.css` }],
    ["img", { src: `${url}theme/icon.svg` }],
  ]) {
    if ((await element(tag, props)) === "load") found.push(`${tag} ${JSON.stringify(props)}`);
  }
  for (const path of [`${secret.slice(1)}events`, "live-00000000000000000000000000000000/events"]) {
    const heard = await new Promise((done) => {
      const source = new EventSource(url + path);
      source.onmessage = ({ data }) => done(data);
      source.onopen = () => done("opened");
      source.onerror = () => done(source.close());
    });
    if (heard) found.push(`EventSource ${path}: ${heard}`);
  }
  if (isOwn) return found;
  const frame = document.createElement("iframe");
  frame.src = url;
  document.body.append(frame);
  await new Promise((done) => (frame.onload = done));
  try {
    if (frame.contentDocument?.body?.textContent) found.push("an iframe's text");
  } catch {}
  if (frame.contentWindow.length > 0) found.push("an iframe's frames");
  const opened = open(url);
  await new Promise((done) => setTimeout(done, 300));
  try {
    if (opened?.document.body.textContent) found.push("a window that it opened");
  } catch {}
  return found;
}

// Pages of another origin, of the same host and of another, learn nothing in the same browser.
async function otherOrigin(at) {
  const page = await at.open();
  const secret = /\/live-[0-9a-f]{32}\//.exec(await page.content())[0];
  const own = (await page.evaluate(probe, { url: at.server.url, secret, isOwn: true })).join("\n");
  for (const way of ["fetch cors pages/long.html", "script", "link", "img", "EventSource live"]) {
    at.say(own.includes(way), `a page of the server itself cannot read by ${way}, so that this tests nothing`);
  }
  const elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise((listening) => elsewhere.listen(0, "127.0.0.1", listening));
  for (const host of ["localhost", "127.0.0.1"]) {
    const evil = await at.context.newPage();
    await evil.goto(`http://${host}:${elsewhere.address().port}/`);
    at.complaints.push(...(await evil.evaluate(probe, { url: at.server.url, secret })).map((found) => `${host}: ${found}`));
  }
  elsewhere.close();
  elsewhere.closeAllConnections();
}

export async function live(test) {
  const browser = await launch();
  const play = (name, act, settings) =>
    test(`live: ${name}`, async () => {
      const at = await stage(browser, settings);
      try {
        await act(at);
      } finally {
        await at.end();
      }
      return at.complaints;
    });
  const theme = { "annals.toml": '[theme]\ndir = "theme"\n', "theme/templates/page.html": TEMPLATE };
  try {
    await play("scroll, focus, selection, folds and a dialog outlive fifty edits", fiftyEdits);
    await play("the line that is written keeps its fold and its focus", ownLine);
    await play("a modal dialog and a popover stay open", modal);
    await play("twenty tabs hear of a change", twentyTabs);
    await play("a tab listens for itself where none can lead", alone, {
      setup: `delete globalThis.BroadcastChannel; (${HIDE})();`,
    });
    await play("a hidden tab catches up when it is shown", hiddenTab, { setup: HIDE });
    await play("a broken template is shown over the page, and goes when it is mended", brokenTemplate, { files: theme });
    await play("problems are stepped through, folded, and lead to the editor", steps, {
      files: { "annals.toml": '[serve]\neditor = "vscode"\n' },
    });
    await play("a style sheet is changed without the page", style, {
      files: { ...theme, "theme/static/annals.css": "body { display: grid; }\n" },
    });
    await play("a page that is gone leads to its nearest", goneAndRenamed);
    await play("a page that was renamed leads to its new name", renamed, { files: { "pages/Single.md": "- Known by one name\n" } });
    await play("a server that was started again is found", restarted);
    await play("a tab follows what is changed, until it is pinned", followed, { options: ["--follow"] });
    await play("the menu of a block copies its place, link and reference", menus);
    await play("bars and menu are accessible, light and dark", accessible);
    await play("another origin reads nothing", otherOrigin);
  } finally {
    await browser.close();
  }
}
