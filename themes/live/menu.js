// What can be done with one block: open its place in the notes, copy its address or its reference, see where it is used.
// One handle stands at the end of the line that is looked at, beside the page and not in it: no tab stop is added.
export default function blocks({ host, foot, make, say, block, isTyping, lines }, first) {
  const handle = make("button", { className: "live-handle", hidden: true, tabIndex: -1, textContent: "source" });
  const menu = make("div", { className: "live-menu", hidden: true, role: "menu", "aria-label": "This line" });
  handle.setAttribute("aria-haspopup", "menu");
  handle.setAttribute("aria-keyshortcuts", ".");
  handle.title = "Where this line comes from (key: .)";
  host.append(handle, menu);
  let target = null; // the block that the handle stands beside
  let known = null; // where each block of the page stands
  let before = null; // what had the focus

  function place() {
    const box = target.getBoundingClientRect();
    const right = (target.closest("section") ?? target).getBoundingClientRect().right;
    const width = document.documentElement.clientWidth;
    // Beside the text where there is room, else upon the end of the line.
    const left = right + handle.offsetWidth < width ? right : right - handle.offsetWidth;
    handle.style.left = left + scrollX + "px";
    handle.style.top = box.top + scrollY + "px";
    const isLow = box.top + 32 + menu.offsetHeight > innerHeight - foot.offsetHeight && box.top > menu.offsetHeight;
    menu.style.left = Math.max(8, Math.min(left + handle.offsetWidth, width - 8) - menu.offsetWidth) + scrollX + "px";
    menu.style.top = box.top + scrollY + (isLow ? -4 - menu.offsetHeight : 28) + "px";
  }

  function show(el) {
    if (!menu.hidden || el === target) return;
    target = el;
    handle.hidden = !el;
    if (el) place();
  }

  function close() {
    if (menu.hidden) return;
    const isWithin = menu.contains(document.activeElement);
    menu.hidden = true;
    if (isWithin) before?.focus({ preventScroll: true });
  }

  async function open() {
    before = document.activeElement;
    known ??= await (await lines()).json().catch(() => ({}));
    if (!target?.isConnected) return;
    const { place: at, reference, href } = known[target.id] ?? {};
    const link = location.href.split("#")[0] + "#" + target.id;
    const uses = document.querySelector("#backlinks h2");
    menu.replaceChildren();
    if (href) item("a", "Open in editor", at, { href });
    else if (at) item("button", "Copy place", at, { onclick: () => copy(at) });
    item("button", "Copy link", "#" + target.id, { onclick: () => copy(link) });
    if (reference) item("button", "Copy reference", reference, { onclick: () => copy(reference) });
    if (uses) item("a", "Where this page is used", uses.textContent, { href: "#backlinks" });
    menu.hidden = false;
    place();
    menu.firstElementChild.focus({ preventScroll: true });
  }

  function item(tag, words, detail, props) {
    menu.append(make(tag, { role: "menuitem", tabIndex: -1, ...props }, words, make("small", { textContent: detail })));
  }

  async function copy(words) {
    const detail = document.activeElement.querySelector("small");
    try {
      await navigator.clipboard.writeText(words);
      detail.textContent = "Copied";
      say("Copied");
      setTimeout(close, 600);
    } catch {
      prompt("Copy", words); // Without a secure connection there is no clipboard.
      close();
    }
  }

  handle.onclick = open;
  menu.onclick = ({ target: el }) => el.closest("a") && setTimeout(close);
  menu.onkeydown = (event) => {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") close();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length).focus();
  };
  document.addEventListener("pointerover", ({ target: el }) => el !== handle && show(block(el)));
  document.addEventListener("focusin", ({ target: el }) => block(el) && show(block(el)));
  document.addEventListener("pointerdown", ({ target: el }) => menu.contains(el) || el === handle || close());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !menu.hidden) {
      event.preventDefault(); // Nothing else is closed by the same key.
      return close();
    }
    const at = block(document.activeElement);
    if (event.key !== "." || !at || isTyping() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    close();
    show(at);
    open();
  }, true);
  addEventListener("resize", () => target?.isConnected && place());
  document.addEventListener("annals:shown", () => {
    known = null;
    if (target?.isConnected) return place();
    close();
    handle.hidden = true;
    target = null;
  });
  show(first);
}
