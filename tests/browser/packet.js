// What is handed in: a review copied from its page says what the command line prints, and its print holds no more.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { NARROW, WIDE, launch } from "./screens.js";

const TODAY = "2024-12-13";

const NOTES = `- Projects
	- Tidal gate
		- Year end review
			- 2024
				- Review
					- **Moved the gates:**
						- **Hinges:** Replaced *all* hinges, with **bolts** of \`M12\`. (TIDE-12, TIDE-14)
						- Cut the time to open, see https://example.org/a/very/long/address/that/is/shown/shortened_1 and [the log](https://example.org/log).
					  collapsed:: true
					- Told nobody of the crack, nobody may read #private
						- nor of the leak, nobody may read (TIDE-99)
					- Walked the dyke, a snake_case and 2 * 3.
					  
					  **Next to come**
					- Ensure the sill is sound:
						- above
							- and below
				- Draft
					- raw words nobody may read
				- Thank you note
					- warm words nobody may read
			- 2024 Q3
				- Surveyed the sill
		- DONE Order steel for #Noor
		  DEADLINE: <2024-11-05 Tue>
		- DONE Hide the crack, nobody may read
		  private:: true
		  DEADLINE: <2024-12-09 Mon>
		- TODO [#A] Secret plans
		  DEADLINE: <2024-12-12 Thu>
	- Lock house
	- Ferry
		- Wrote nothing yet
		- Led a lot
		- Built more
- Yard
	- DONE Paint the door
	  completed:: [[2024-12-10]]
- People
	- Noor
		- [[2024-12-13]]
			- The sill is sound
		- 2024 Review
			- words nobody may read
`;

function made() {
  const dir = mkdtempSync(path.join(tmpdir(), "annals-packet-"));
  const annals = path.resolve(process.env.ANNALS);
  const options = { cwd: dir, env: { PATH: process.env.PATH, TZ: "UTC" }, encoding: "utf8", stdio: "pipe" };
  const run = (...args) => execFileSync(annals, [...args, "--today", TODAY], options);
  writeFileSync(path.join(dir, "Work.md"), NOTES);
  writeFileSync(path.join(dir, "annals.toml"), 'notes = "Work.md"\nauthor = "Ada Example"\n');
  run("build", "-q");
  const url = (page) => pathToFileURL(path.join(dir, "site", page)).href;
  return { run, url, remove: () => rmSync(dir, { recursive: true }) };
}

function different(name, shown, meant) {
  const [a, b] = [shown.split("\n"), meant.split("\n")];
  const at = b.findIndex((line, i) => line !== a[i]);
  if (at < 0 && a.length === b.length) return [];
  return [`${name}, line ${at + 1}: “${a[at]}” and not “${b[at]}”`];
}

async function copying(browser, { run, url }) {
  const context = await browser.newContext({ viewport: WIDE, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  const press = async (within, label) => {
    await within.getByRole("button", { name: label }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  for (const [at, command] of [["review/2024.html", ["review", "2024"]], ["week/2024-w50.html", ["week", "2024-w50"]]]) {
    await page.goto(url(at));
    for (const [format, label] of [["text", "Copy all as text"], ["md", "Copy all as Markdown"]]) {
      const meant = run(...command, "--format", format);
      complaints.push(...different(`${at} as ${format}`, await press(page.locator("main"), label), meant));
    }
  }
  await page.goto(url("review/2024.html"));
  const section = page.locator("#text-1");
  const one = await press(section, "Copy Tidal gate as text");
  if (!one.startsWith("Tidal gate · 7 bullets · ") || one.includes("Surveyed")) complaints.push(`one section is ${one}`);
  const said = await page.locator("[role=status]").textContent();
  if (said !== "Copied Tidal gate as text, 2 private lines left out") complaints.push(`it is said: ${said}`);
  await context.close();
  return complaints;
}

// What a manager is shown: the words of the share, and of what is its author's alone nothing. Without a script, too.
async function seen(browser, { run, url }) {
  const complaints = [];
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ viewport: WIDE, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(url("review/2024.html"));
    const before = await page.locator("main").innerText();
    for (const word of ["nobody of the crack", "private", "Secret plans", "Coverage"]) {
      if (!before.includes(word)) complaints.push(`the author does not see “${word}”`);
    }
    await page.getByRole("radio", { name: "Manager" }).check();
    const text = (await page.locator("body").innerText()).replace(/\s+/g, " ");
    for (const word of ["nobody may read", "private", "Secret plans", "reads as", "Copy", "Before you send", "candidate", "Work.md", "Coverage", "Worked with", "Paint the door"]) {
      if (text.includes(word)) complaints.push(`a manager sees “${word}”`);
    }
    const share = run("review", "2024", "--audience", "manager", "--format", "text");
    const said = share.split("\n").filter((line) => line.trim().startsWith("- ")).map((line) => line.trim().slice(2).replace(/ \(.*/, "").replace(/^[^:]*: /, ""));
    for (const line of said) {
      if (!text.includes(line.replace(/, see .*/, ""))) complaints.push(`a manager does not see “${line}”`);
    }
    if (said.length < 5) complaints.push(`the share holds ${said.length} lines`);
    if (!text.includes("annals share --review 2024 --preview")) complaints.push("it is not said how the share itself is seen");
    await page.getByRole("radio", { name: "Author" }).check();
    if ((await page.locator("main").innerText()) !== before) complaints.push("the author's page does not come back");
    await context.close();
  }
  return complaints;
}

// Without its script the page has no control that does nothing.
async function withoutScript(browser, { url }) {
  const context = await browser.newContext({ viewport: WIDE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url("review/2024.html"));
  const buttons = await page.locator("button").count();
  await context.close();
  return buttons ? [`${buttons} buttons`] : [];
}

async function targets(browser, { url }) {
  const context = await browser.newContext({ viewport: NARROW });
  const page = await context.newPage();
  await page.goto(url("review/2024.html"));
  const small = await page.$$eval(".copy button", (all) => all.map((each) => each.getBoundingClientRect().height).filter((high) => high < 24));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await context.close();
  return [...(small.length ? [`buttons ${small} px high`] : []), ...(wide ? ["wider than the window"] : [])];
}

const visible = (page) =>
  page.evaluate(() => {
    const walk = (node) => {
      if (node.nodeType === 3) return node.data;
      if (node.nodeType !== 1 || !node.checkVisibility({ contentVisibilityAuto: true })) return "";
      return [...node.childNodes].map(walk).join("") + (getComputedStyle(node).display.startsWith("inline") ? "" : "\n");
    };
    return walk(document.body).replace(/[ \u00a0]+/g, " ");
  });

async function printing(browser, { url }) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark" });
  const page = await context.newPage();
  const complaints = [];
  await page.goto(url("review/2024.html"));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const text = await visible(page);
  for (const word of ["Review 2024", "Ada Example · 1 January to 31 December 2024", "1 project · ", "Replaced all hinges", "TIDE-12", "and below", "Order steel", "2024 Q3"]) {
    if (!text.includes(word)) complaints.push(`print lacks “${word}”`);
  }
  for (const word of ["nobody may read", "Secret plans", "reads as", "Copy", "Before you send", "candidate", "Lock house", "Work.md, line 6", "Coverage", "http"]) {
    if (text.includes(word)) complaints.push(`print shows “${word}”`);
  }
  const look = await page.evaluate(() => {
    const css = (selector) => getComputedStyle(document.querySelector(selector));
    return {
      paper: css("html").backgroundColor + css("body").backgroundColor,
      ink: css("body").color,
      keeps: ["h2.name", ".name ~ .facts", "summary"].map((each) => css(each).breakAfter),
      whole: css(".block:not(:has(.blocks))").breakInside,
      address: getComputedStyle(document.querySelector("#review a.out"), "::after").content,
    };
  });
  if (!/255, 255, 255|0, 0, 0, 0/.test(look.paper)) complaints.push(`paper is ${look.paper}`);
  if (look.ink !== "rgb(0, 0, 0)") complaints.push(`ink is ${look.ink}`);
  if (look.keeps.some((each) => each !== "avoid")) complaints.push(`headings are parted from what follows: ${look.keeps}`);
  if (look.whole !== "avoid") complaints.push("bullets break");
  if (look.address.includes("http")) complaints.push("addresses are written out");
  for (const format of ["A4", "Letter"]) {
    const pdf = (await page.pdf({ format })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    if (pages !== 1) complaints.push(`${format}: ${pages} pages for what fits on one`);
  }
  await context.close();
  return complaints;
}

export async function packet(test) {
  const site = made();
  const browser = await launch();
  try {
    await test("packet: what is copied is what the command line prints", () => copying(browser, site));
    await test("packet: as a manager sees it, a review holds what a share does", () => seen(browser, site));
    await test("packet: without its script a review has no buttons", () => withoutScript(browser, site));
    await test("packet: buttons fit a finger and a narrow window", () => targets(browser, site));
    await test("packet: print holds the text and its author, and nothing else", () => printing(browser, site));
  } finally {
    await browser.close();
    site.remove();
  }
}
