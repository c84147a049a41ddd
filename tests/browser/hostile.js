// Pages that run something, or ask for something, if they are shown as they are; and that they do neither when a sealed
// file shows them.

import { chromiumTab, inner, unlock, until } from "./sealed.js";

// `evil` is an address that counts who asks for it.
export const hostile = (evil) => [
  // What runs
  `<script>pwned = 1</script>`,
  `<script src="${evil}"></script>`,
  `<script type="module">pwned = 1</script>`,
  `<img src="x" onerror="pwned = 1">`,
  `<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" onload="pwned = 1">`,
  `<svg onload="pwned = 1"></svg>`,
  `<svg><script>pwned = 1</script></svg>`,
  `<svg><script href="${evil}"></script></svg>`,
  `<svg><animate onbegin="pwned = 1" attributeName="x" dur="1s"></animate></svg>`,
  `<svg><a href="javascript:pwned = 1"><text y="20">click</text></a></svg>`,
  `<svg><a xlink:href="javascript:pwned = 1"><text y="20">click</text></a></svg>`,
  `<svg><foreignObject><img src="x" onerror="pwned = 1"></foreignObject></svg>`,
  `<svg><set attributeName="onmouseover" to="pwned = 1"></set></svg>`,
  `<svg><style>@import "${evil}"; * { background: url(${evil}) }</style></svg>`,
  `<svg><desc><img src="x" onerror="pwned = 1"></desc></svg>`,
  `<svg><title><iframe srcdoc="<script>parent.pwned = 1</script>"></iframe></title></svg>`,
  `<math href="javascript:pwned = 1"><mi>x</mi></math>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=pwned=1&gt;"></table></mtext></math>`,
  `<form><math><mtext></form><form><mglyph><style></math><img src="x" onerror="pwned = 1">`,
  `<math><annotation-xml encoding="text/html"><img src="x" onerror="pwned = 1"></annotation-xml></math>`,
  `<iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>`,
  `<iframe src="javascript:parent.pwned = 1"></iframe>`,
  `<object data="javascript:pwned = 1"></object>`,
  `<embed src="javascript:pwned = 1">`,
  `<details open ontoggle="pwned = 1"><summary>open</summary>all</details>`,
  `<marquee onstart="pwned = 1">moves</marquee>`,
  `<p tabindex="1" autofocus onfocus="pwned = 1">focus</p>`,
  `<p contenteditable autofocus onfocus="pwned = 1">focus</p>`,
  `<input autofocus onfocus="pwned = 1">`,
  `<p onclick="pwned = 1" onmouseover="pwned = 1" onpointerenter="pwned = 1">click</p>`,
  `<p style="animation: spin 1ms" onanimationstart="pwned = 1">moves</p>`,
  `<template><img src="x" onerror="pwned = 1"></template>`,
  `<template shadowrootmode="open"><img src="x" onerror="pwned = 1"></template>`,
  `<noscript><img src="x" onerror="pwned = 1"></noscript>`,
  `<x-x onclick="pwned = 1">own</x-x>`,
  `<button popovertarget="p" onclick="pwned = 1">button</button><div popover id="p" onbeforetoggle="pwned = 1">over</div>`,
  `<dialog open oncancel="pwned = 1">dialog</dialog>`,
  `<select onfocus="pwned = 1"><option>one</option></select>`,
  `<textarea><img src="x" onerror="pwned = 1"></textarea><xmp><img src="x" onerror="pwned = 1"></xmp>`,
  `<!--><img src="x" onerror="pwned = 1">-->`,
  `<![CDATA[<img src="x" onerror="pwned = 1">]]>`,
  // Where links lead
  `<a href="javascript:pwned = 1">click</a>`,
  `<a href="JaVaScRiPt:pwned = 1">click</a>`,
  `<a href="java\tscript:pwned = 1">click</a>`,
  `<a href="java&#10;script:pwned = 1">click</a>`,
  `<a href="&#1; javascript:pwned = 1">click</a>`,
  `<a href="&#32;javascript&colon;pwned = 1">click</a>`,
  `<a href="vbscript:pwned = 1">click</a>`,
  `<a href="data:text/html,<script>opener.pwned = 1</script>">click</a>`,
  `<a href="view-source:javascript:pwned = 1">click</a>`,
  `<a href="blob:null/1">click</a>`,
  `<a href="file:///etc/passwd">click</a>`,
  `<a href="other.html">click</a>`,
  `<a href="#x" ping="${evil}">click</a>`,
  `<map name="m"><area href="javascript:pwned = 1" shape="default"></map><img usemap="#m" alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">`,
  // What asks
  `<img src="${evil}">`,
  `<img srcset="${evil} 1x" src="data:,">`,
  `<picture><source srcset="${evil}"><img alt=""></picture>`,
  `<img src="//${new URL(evil).host}/evil">`,
  `<img src="data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" onload="parent.pwned=1"><image href="${evil}" width="9" height="9"/></svg>`)}">`,
  `<img src="data:text/html,<script>pwned = 1</script>">`,
  `<img lowsrc="${evil}" dynsrc="${evil}" longdesc="${evil}">`,
  `<svg><image href="${evil}" width="9" height="9"></image></svg>`,
  `<svg><use href="${evil}#x"></use></svg>`,
  `<svg><rect fill="url(${evil})" filter="url(${evil}#f)" mask="url(${evil}#m)" width="9" height="9"></rect></svg>`,
  `<svg><feImage href="${evil}"></feImage></svg>`,
  `<video src="${evil}" poster="${evil}" autoplay></video>`,
  `<audio src="${evil}" autoplay></audio><audio autoplay><source src="${evil}"></audio>`,
  `<video><track default src="${evil}"></video>`,
  `<iframe src="${evil}"></iframe>`,
  `<object data="${evil}"></object>`,
  `<embed src="${evil}">`,
  `<link rel="stylesheet" href="${evil}">`,
  `<link rel="preload" as="image" href="${evil}"><link rel="prefetch" href="${evil}"><link rel="icon" href="${evil}">`,
  `<meta http-equiv="refresh" content="0; url=${evil}">`,
  `<base href="${evil}"><img src="relative.png">`,
  `<p style="background: url(${evil})">styled</p>`,
  `<p style="background-image: image-set('${evil}' 1x)">styled</p>`,
  `<style>body { background: url(${evil}) }</style>`,
  `<style>@import "${evil}";</style>`,
  `<table background="${evil}"><tr background="${evil}"><td background="${evil}">cell</td></tr></table>`,
  `<form action="${evil}"><button>send</button></form>`,
  `<form id="f" action="${evil}"></form><button form="f" formaction="javascript:pwned = 1">send</button>`,
  `<input type="image" src="${evil}">`,
  `<blockquote cite="${evil}">cited</blockquote>`,
  `<body background="${evil}" onload="pwned = 1" style="background: url(${evil})">`,
  `<html manifest="${evil}" onclick="pwned = 1">`,
  `<frameset onload="pwned = 1"><frame src="${evil}"></frameset>`,
  // What stands in the way of the page's own names
  `<img id="header" name="body"><a id="payload" class="x">a</a><p id="createElementNS">p</p><form name="adoptedStyleSheets"></form>`,
  `<img name="documentElement"><img name="childNodes" id="children"><form name="head"></form>`,
  `<p id="form">form</p><p id="failure">failure</p><p id="explanation">explanation</p>`,
];

// Style sheets that ask. Each is the one of a page of its own, as one that is refused is refused whole.
const styles = (evil) => [
  `@import "${evil}";`,
  `@import url(${evil});`,
  `@\\69mport "${evil}";`,
  `body { background: url(${evil}) }`,
  `body { background: URL( '${evil}' ) }`,
  `body { background: u\\72l(${evil}) }`,
  `body { background: \\75 rl("${evil}") }`,
  `body { background: url(\n"${evil}") }`,
  `body { --a: url(${evil}); background: var(--a) }`,
  `body { background: image-set("${evil}" 1x) }`,
  `body { background: -webkit-image-set(url(${evil}) 1x) }`,
  `body { background: -webkit-cross-fade(url(${evil}), url(${evil}), 50%) }`,
  `body { cursor: url(${evil}), auto }`,
  `li { list-style-image: url(${evil}) } p { display: list-item; list-style-image: url(${evil}) }`,
  `p::before { content: url(${evil}) }`,
  `@font-face { font-family: "e"; src: url(${evil}) } body { font-family: "e" }`,
  `@media all { body { background: url(${evil}) } }`,
  `/* " */ body { background: url(${evil}) } /* " */`,
  `a { b: "\n} body { background: url(${evil}) } c { d: " }`,
  `a { b: "\f} body { background: url(${evil}) } c { d: " }`,
  `a { b: "\r} body { background: url(${evil}) } c { d: " }`,
  `a { b: url(data:/*) } body { background: url(${evil}) } c { d: url(data:*/) }`,
  `a { b: url(data:") } body { background: url(${evil}) } c { d: url(data:") }`,
  `a { b: "\\"; } body { background: url(${evil}) } c { d: \\"" }`,
  `/* \\*/ body { background: url(${evil}) } /* */`,
  `body { background: url(data:image/png,x) , url(${evil}) }`,
  `body { background: url("data:image/png,x"), url("${evil}") }`,
  `<!-- body { background: url(${evil}) } -->`,
];

// What a hostile page may not come to: nothing of it runs, nothing is asked for, and nothing that could be is left.
function remains() {
  const all = [...document.querySelectorAll("*")];
  for (const element of all) {
    if (element.localName === "a" && /^(http|mailto|tel)/.test(element.getAttribute("href") ?? "")) continue;
    for (const type of ["click", "mouseover", "pointerenter", "focus", "toggle"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    if (element.localName !== "a") element.click?.();
    element.focus?.();
  }
  const odd = (element) =>
    [...element.attributes].filter(({ name, value }) => {
      if (/^on|^style$|^srcset$|^formaction$|^action$|^xlink|^ping$|^background$/.test(name)) return true;
      if (name === "src") return !(element.localName === "img" && /^(data:image|blob:)/.test(value));
      return name === "href" && !/^(https?:|mailto:|tel:|#)/.test(value) && element.localName !== "link";
    });
  const elements = "script, style, iframe, object, embed, form, input, button, video, audio, template, base, foreignObject, use, image";
  return {
    pwned: globalThis.pwned,
    attributes: all.filter((element) => document.body.contains(element)).flatMap((element) => odd(element).map(({ name, value }) => `${name}=${value}`)),
    elements: [...document.body.querySelectorAll(elements)].map((element) => element.localName),
    own: document.body.textContent.includes("still there"),
  };
}

// Those that change the whole page, or what comes after them, stand in one of their own; the others are in one.
export const GREEDY = /<(frameset|textarea|noscript|!)|^<form><math/;

export function hostilePages(at) {
  const page = (payload) => inner(`<main><p>still there</p>${payload}</main>`);
  const payloads = hostile(at.evil);
  const greedy = payloads.filter((payload) => GREEDY.test(payload));
  const others = payloads.filter((payload) => !GREEDY.test(payload));
  return [page(others.map((payload) => `<div>${payload}</div>`).join("\n")), ...greedy.map(page)];
}

export function hostileStyles(at) {
  return styles(at.evil).map((style) => inner("<main><p>still there</p><ul><li>one</li></ul></main>", style));
}

// `lanes` pages at a time, where the browser types into more than one: each derives its key on one processor.
export async function harmless(tab, at, pages, lanes = 1) {
  const complaints = [];
  const waiting = [...pages];
  const open = new Set();
  const lane = async () => {
    for (let html; (html = waiting.shift()); ) {
      const name = html.length > 1_500 ? "all of them" : html.replace(/^[^]*?<style>/, "");
      open.add(name);
      const { page, dialogs, close } = await tab();
      await page.goto((await at.seal(html)).disk);
      const opened = await unlock(page);
      const found = await page.evaluate(remains);
      // Whatever was to come of it has come.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const pwned = found.pwned ?? (await page.evaluate(() => globalThis.pwned));
      const isWhole = found.own || html.includes("<frameset");
      if (opened !== "opened" || !page.url().startsWith("file:")) complaints.push(`${name}: ${opened} ${page.url()}`);
      if (pwned || found.attributes.length || found.elements.length || !isWhole) complaints.push(`${name}: ${JSON.stringify(found)}`);
      complaints.push(...dialogs.map((what) => `${name}: a dialog, ${what}`));
      complaints.push(...at.asked.splice(0).map((url) => `${[...open].join(" or ")}: asks for ${url}`));
      await close();
      open.delete(name);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return complaints;
}

// The same pages as they are do run things and do ask: or they would prove nothing.
export async function harmful(browser, at) {
  const complaints = [];
  const { page, close } = await chromiumTab(browser)();
  await page.goto(at.write(hostilePages(at)[0]).disk, { waitUntil: "commit" });
  await until(page, () => globalThis.pwned);
  const pwned = await page.evaluate(() => globalThis.pwned);
  if (!pwned || !at.asked.length) complaints.push(`pwned is ${pwned}, ${at.asked.length} were asked for`);
  let asking = 0;
  for (const html of hostileStyles(at)) {
    at.asked.splice(0);
    await page.goto(at.write(html).disk, { waitUntil: "networkidle" });
    asking += at.asked.length > 0;
  }
  await close();
  at.asked.splice(0);
  // What a browser reads otherwise than it seems, or does not know yet, is here for those that may.
  return asking >= 20 ? complaints : [...complaints, `only ${asking} styles ask`];
}
