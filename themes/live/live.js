// The browser's side of `annals serve`: brings a page into line with the notes as they are written, and lets its reader
// keep what they have there. Asks no other server for anything. What is seldom needed is in files of its own.
(() => {
  "use strict";
  const root = document.documentElement;
  const script = document.currentScript;
  let base = script.getAttribute("src").replace("live.js", ""); // `/live-<secret>/`, below which this server answers
  let number = script.dataset.number; // of the state that the page shows
  let latest = number; // of the newest that was heard of
  let text = null; // the page as last served, without its number
  let style = null;

  const here = () => location.pathname + location.search;
  const ask = (path) => fetch(path, { cache: "no-store" });
  const path = (address) => new URL(address, location).pathname.replace(/\/$/, "/index.html");
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const screenOf = (page) => page.querySelector("main")?.dataset.screen;
  const block = (el) => el.closest?.(".block[id]");
  const isTyping = () => document.activeElement?.matches("input, textarea, select, [contenteditable]");
  const isOver = () => document.querySelector("dialog[open], :popover-open");

  function make(tag, props, ...inner) {
    const el = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) key in el ? (el[key] = value) : el.setAttribute(key, value);
    el.append(...inner);
    return el;
  }

  // All that is drawn stands beside the body, which is the site's own.
  const quiet = make("p", { className: "live-quiet", hidden: true });
  const bar = make("div", { className: "live-bar", hidden: true });
  const foot = make("div", { className: "live-foot" }, quiet, bar);
  const said = make("p", { className: "live-said", role: "status" });
  const host = make("section", { className: "live", "aria-label": "Live preview" }, foot, said);
  root.append(host);
  // The page can be scrolled to its end, above what stands at the foot of the window.
  new ResizeObserver(() => root.style.setProperty("--live-foot", foot.offsetHeight + "px")).observe(foot);

  function say(words) {
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 50); // Or the same words would not be read out twice.
  }

  function quietly(...words) {
    quiet.replaceChildren(...words);
    quiet.hidden = !words.length;
    if (words.length) say(quiet.textContent);
  }

  // ---- The page, from one state to the next.

  // Elements as they were served, and whether they were served open. What else there is, a script has added, as a
  // dialog: the server's page says nothing of it.
  const served = new WeakMap();
  const serve = (el) => [el, ...el.querySelectorAll("*")].forEach((each) => served.set(each, each.hasAttribute("open")));
  serve(document.body);

  // A line of the page flashes as a whole, without those below it.
  const LINE = ":is(li, tr, dd), p:not(li *), pre:not(li *)";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function flash(el) {
    const wash = ["var(--live-wash)", "var(--live-wash)", "transparent"];
    if (el && !calm.matches) (el.querySelector(":scope > details > summary") ?? el).animate({ backgroundColor: wash }, 600);
  }

  // A block's anchor is made of its text, so a block that is being written has another one each time. It stays the same
  // element, with its fold and its focus, if it stands after the same block as before.
  function rename(next) {
    const [old, now] = [document, next].map((page) => [...page.querySelectorAll(".block[id]")]);
    const stays = new Set(now.map(({ id }) => id));
    const places = new Map(old.map(({ id }, place) => [id, place]));
    let at = -1;
    for (const { id } of now) {
      const was = old[at + 1];
      if (places.has(id)) at = places.get(id);
      else if (was && !stays.has(was.id)) {
        if (location.hash === "#" + was.id) history.replaceState(history.state, "", "#" + id);
        was.id = id;
        at += 1;
      }
    }
  }

  // The next three look at the page as it is, and return how to make it so again.

  // The topmost thing in sight stays where it is, so that nothing jumps for what comes or goes above. Windows scroll by
  // whole pixels: what is left over is made up for the next time, or a day's edits would add up.
  let [rest, restAt] = [0, 0];
  function holdScroll() {
    if (scrollY <= 0) return () => {};
    const seen = [];
    let above = [];
    for (const el of document.querySelectorAll("main [id], main :is(h1, h2, h3, h4)")) {
      const { top, height } = el.getBoundingClientRect();
      if (height === 0) continue;
      if (top < 0) above = [[el, top]];
      else if (top < innerHeight) seen.push([el, top]);
      else break;
    }
    seen.push(...above);
    root.style.overflowAnchor = "none"; // The browser would do the same a second time.
    if (scrollY !== restAt) rest = 0;
    return () => {
      const [el, top] = seen.find(([el]) => el.isConnected) ?? [];
      const by = () => el.getBoundingClientRect().top - top + rest;
      if (el) scrollBy({ top: by(), behavior: "instant" });
      if (el) [rest, restAt] = [by(), scrollY];
      root.style.overflowAnchor = "";
    };
  }

  function holdFocus() {
    const el = document.activeElement;
    const home = el.closest("[id]") ?? document.body;
    const place = [...home.querySelectorAll(el.localName)].indexOf(el);
    return () => {
      const to = el.isConnected ? el : home.querySelectorAll(el.localName)[place];
      if (document.activeElement !== el) to?.focus({ preventScroll: true });
    };
  }

  // An end of the selection is known by the text of its block before it and after it, one of which is as it was.
  function holdEnd(node, offset) {
    const home = (node.closest ? node : node.parentElement).closest("[id], body");
    const range = document.createRange();
    range.setStart(home, 0);
    range.setEnd(node, offset);
    const before = range.toString();
    const after = home.textContent.slice(before.length);
    const { data } = node;
    return () => {
      if (node.isConnected && node.data === data) return [node, offset];
      const now = home.textContent;
      let left = now.startsWith(before) ? before.length : now.endsWith(after) ? now.length - after.length : NaN;
      for (const walk = document.createTreeWalker(home, NodeFilter.SHOW_TEXT); walk.nextNode(); ) {
        if (left <= walk.currentNode.length) return [walk.currentNode, left];
        left -= walk.currentNode.length;
      }
    };
  }

  function holdSelection() {
    const is = getSelection();
    if (is.isCollapsed || !document.body.contains(is.anchorNode) || isTyping()) return () => {};
    const ends = [holdEnd(is.anchorNode, is.anchorOffset), holdEnd(is.focusNode, is.focusOffset)];
    return () => {
      const [from, to] = ends.map((end) => end());
      const now = [is.anchorNode, is.anchorOffset, is.focusNode, is.focusOffset];
      if (from && to && [...from, ...to].some((each, i) => each !== now[i])) is.setBaseAndExtent(...from, ...to);
    };
  }

  // What a page loads. With other scripts it is another page.
  const loads = (page) =>
    [...page.head.querySelectorAll("link[rel=stylesheet], script")].map((el) => path(el.src ?? el.href)).filter((of) => !of.startsWith("/live-")) + "";
  const loaded = loads(document);

  function morph(next) {
    if (loads(next) !== loaded) return location.reload();
    const changed = new Set();
    const change = (el) => {
      const inner = [el, ...el.querySelectorAll("*")].filter((each) => each.matches(LINE));
      for (const line of inner.length ? inner : [el.closest(LINE)]) if (line?.closest("main")) changed.add(line);
    };
    const callbacks = {
      afterNodeAdded(node) {
        if (node.nodeType === 1) serve(node);
        if (node.textContent.trim()) change(node.closest ? node : node.parentElement);
      },
      beforeNodeMorphed(node, to) {
        if (node.nodeType === 3 && node.data.trim() !== to.data.trim()) change(node.parentElement);
      },
      afterNodeMorphed: (node, to) => node.nodeType === 1 && served.set(node, to.hasAttribute("open")),
      beforeNodeRemoved: (node) => node.nodeType !== 1 || served.has(node),
      beforeAttributeUpdated(name, el, how) {
        // A fold is as its reader left it until its author changes it, and a field as it was filled in.
        if (name === "open") return served.get(el) !== (how === "update");
        const was = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" }[name];
        return !(was in el && el[name] !== el[was]);
      },
    };
    const isOther = screenOf(document) !== screenOf(next);
    const holds = [holdScroll(), holdFocus(), holdSelection()];
    rename(next);
    // With an id that the next page has not, what a script added is not taken for anything else.
    const added = [...document.body.querySelectorAll("*")].filter((el) => !served.has(el) && served.has(el.parentElement));
    for (const el of added) el.id ||= "live-" + Math.random();
    Idiomorph.morph(document.body, next.body, { callbacks });
    holds.forEach((hold) => hold());
    document.title = next.title;
    root.lang = next.documentElement.lang;
    if (isOther || !changed.size) return;
    [...changed].slice(0, 50).forEach(flash);
    say(changed.size === 1 ? "1 line changed" : changed.size + " lines changed");
  }

  // The new style sheet is there before the old one goes: the page is never without.
  function restyle(version) {
    const links = () => [...document.querySelectorAll("head > link[rel=stylesheet]")];
    for (const link of links().filter((link) => !path(link.href).startsWith("/live-"))) {
      const next = link.cloneNode();
      next.href = path(link.href) + "?" + version;
      next.onload = () => {
        const old = links().slice(0, links().indexOf(next));
        const same = old.filter((each) => path(each.href) === path(next.href));
        // Some editors empty a file before they write it; nobody wants to see that.
        (next.sheet?.cssRules.length ? same : [next]).forEach((each) => each.remove());
      };
      next.onerror = () => next.remove();
      link.after(next);
    }
  }

  // ---- One update at a time, to the newest state; a page that nobody looks at waits until somebody does.

  let isBusy = false;
  let isStale = false;

  async function look() {
    isStale = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isStale && !document.hidden) {
        isStale = false;
        await update();
      }
    } catch (error) {
      isStale = true; // Whoever listens will hear when the server is there again.
      if (!(error instanceof TypeError)) console.warn(error);
    }
    isBusy = false;
  }

  let showFaults = null;
  let follow = null;

  async function update() {
    const was = number;
    const isOld = text === null || latest !== number;
    const [answer, page] = await Promise.all([ask(base + "state"), isOld && ask(here())]);
    if (answer.status === 404) return move(await find());
    const state = await answer.json();
    if (page) await take(page, state);
    if (style !== state.style && (style || was !== number)) restyle(state.style);
    style = state.style;
    if (state.faults.length) showFaults ??= (await import(base + "faults.js")).default({ bar, make, say, isOver });
    showFaults?.(state.faults, state.held);
    if (state.follow) follow ??= (await import(base + "follow.js")).default({ foot, make, flash, path, isTyping, isOver });
    if (was !== number && state.changed) follow?.(new URL("/" + state.changed.href, location));
    document.dispatchEvent(new Event("annals:shown")); // For scripts that keep something about the page.
  }

  async function take(page, { changed }) {
    const was = number;
    const html = (await page.text()).replace(/ data-number="\d+"/, "");
    number = page.headers.get("annals-number");
    if (page.status >= 500) return; // What there was stays, and the faults say why.
    const next = page.ok && parse(html); // What says that there is no page has a style that this one may not have.
    if (!next || screenOf(next) === "redirect") {
      if (screenOf(document) === "notfound" || quiet.firstElementChild) return;
      const { default: nearest } = await import(base + "gone.js");
      return nearest(next, +number === +was + 1 && changed, { ask, parse, make, quietly });
    }
    quietly();
    if (html === text || !screenOf(next)) return; // A template that is empty is being written.
    if (text !== null || was !== number) morph(next);
    text = html;
  }

  // ---- Who listens: one tab for all, since a browser allows six connections to a server, and there may be twenty tabs.
  // It is the one that was looked at last, for browsers put the others to sleep.

  const isShared = "locks" in navigator && "BroadcastChannel" in window;
  let channel = null;
  let stay = null; // what gives up the lead, or the waiting for it
  let source = null;
  let wait = 250;
  let timer = 0;
  let isLost = false;
  let isLeft = false; // by going elsewhere: a page that is not there neither hears nor tells, however it is looked at

  function join() {
    leave();
    isLeft = false;
    if (!isShared) return document.hidden || listen();
    channel = new BroadcastChannel(base);
    channel.onmessage = ({ data }) => hear(data);
    queue(!document.hidden);
  }

  function leave() {
    isLeft = true;
    stay?.abort();
    channel?.close();
    channel = null;
    deaf();
  }

  function queue(steal) {
    stay = new AbortController();
    const { signal } = stay;
    const held = () => {
      if (signal.aborted) return;
      listen();
      return new Promise((done) => signal.addEventListener("abort", done));
    };
    navigator.locks.request(base, steal ? { steal } : { signal }, held).catch(() => {
      if (signal.aborted) return;
      deaf(); // Another tab is looked at now.
      queue(false);
    });
  }

  function listen() {
    deaf();
    source = new EventSource(base + "events");
    source.onmessage = ({ data }) => {
      wait = 250;
      tell({ number: data });
    };
    source.onerror = again;
  }

  function deaf() {
    source?.close();
    source = null;
    clearTimeout(timer);
  }

  function again() {
    const own = source;
    own.close();
    timer = setTimeout(async () => {
      const found = await find().catch(() => null);
      if (source !== own) return;
      wait = Math.min(wait * 2, 5000);
      if (found === base) return listen();
      if (found) return tell({ base: found });
      tell({ isLost: true });
      again();
    }, wait);
  }

  // A server that was started again has another secret, which any of its pages tells.
  const find = async () => /src="(\/live-[0-9a-f]{32}\/)live\.js"/.exec(await (await ask(here())).text())?.[1];

  function tell(news) {
    channel?.postMessage(news);
    hear(news);
  }

  function hear(news) {
    if (news.base) return move(news.base);
    if (news.isLost && !isLost) quietly("Disconnected, trying again");
    if (!news.isLost && isLost) quietly();
    isLost = !!news.isLost;
    if (isLost) return;
    latest = news.number;
    look();
  }

  function move(to) {
    if (!to || to === base) return;
    base = to;
    number = null;
    join();
  }

  document.addEventListener("visibilitychange", () => {
    if (isLeft) return;
    if (document.hidden) return isShared || deaf();
    if (!source && isShared) stay.abort(), queue(true);
    else if (!source) listen();
    if (isStale) look();
  });
  // A page that holds a lock or a connection could not be kept for going back to.
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && join());
  join();

  // ---- The menu of a block comes when the first block is looked at.

  const first = new AbortController();
  for (const kind of ["pointerover", "focusin"]) {
    const look = async ({ target }) => {
      if (!block(target)) return;
      first.abort();
      const lines = () => ask(base + "lines" + path(location));
      (await import(base + "menu.js")).default({ host, foot, make, say, block, isTyping, lines }, block(target));
    };
    document.addEventListener(kind, look, { signal: first.signal });
  }
})();
