/* Keys on the desk's list: J and K (or the arrows) move, Enter opens, X chooses. The page is whole without it. */
const table = document.querySelector("table[data-keys]");

function rows() {
  return [...table.tBodies[0].rows];
}

function current() {
  return rows().findIndex((row) => row.contains(document.activeElement));
}

function move(step) {
  const all = rows();
  const at = current();
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].querySelector("a").focus();
  all[next].scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  x: () => {
    const row = rows()[current()];
    if (row) row.querySelector("input[type=checkbox]").click();
  },
};

if (table) {
  document.querySelector(".keys-help")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input:not([type=checkbox]), textarea, select, summary");
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && !table.contains(event.target)) return;
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
}
