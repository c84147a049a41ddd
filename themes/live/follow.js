// Leads the tab to where the last change was made, unless its reader pins it to its page.
export default function follower({ foot, make, flash, path, isTyping, isOver }) {
  // Of this tab alone. Storage may be forbidden.
  const kept = (key, ...value) => {
    try {
      return sessionStorage[value.length ? "setItem" : "getItem"]("annals-" + key, ...value);
    } catch {}
  };
  const isPinned = () => kept("pin") === "1";
  const pin = make("button", { className: "live-pin", textContent: "Pin this page", "aria-pressed": isPinned() });
  pin.onclick = () => {
    kept("pin", isPinned() ? "0" : "1");
    pin.setAttribute("aria-pressed", isPinned());
  };
  foot.prepend(pin);

  const targetOf = ({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)));
  // This page was led to.
  if (kept("followed") === location.href) flash(targetOf(location));
  kept("followed", "");

  return (to) => {
    if (isPinned() || isTyping() || isOver()) return;
    if (path(to) !== path(location)) {
      kept("followed", to.href);
      return location.assign(to);
    }
    const el = targetOf(to);
    if (!el) return;
    for (let up = el.parentElement; up; up = up.parentElement) if (up.localName === "details") up.open = true;
    const { top } = el.getBoundingClientRect();
    const isSeen = top >= 0 && top + 32 <= innerHeight - foot.offsetHeight;
    if (!isSeen) el.scrollIntoView({ block: "center", behavior: "instant" });
  };
}
