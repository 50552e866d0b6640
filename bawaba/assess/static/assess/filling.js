// Comfort on a section that works without it: answers are kept while one writes, questions that come up are fetched.

const WAIT_MS = 1200;
const form = document.querySelector("[data-autosave]");

const start = () => {
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let running = Promise.resolve();

  const written = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File || name.startsWith("url-")) data.delete(name); // evidence goes with its button
    data.set("act", "autosave");
    return String(new URLSearchParams(data));
  };
  const post = (body) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
    return fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
  };

  const take = ({ was, asked, errors }, settled) => {
    for (const [name, print] of Object.entries(was)) form.elements[`was-${name}`].value = print;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    status.textContent = Object.keys(errors).length ? form.dataset.unsaved : `${form.dataset.saved} ${time}`;
    const shown = [...form.querySelectorAll('[name="asked"]')].map((box) => box.value);
    if (settled && shown.join() !== asked.join()) return redraw(); // else the next save draws: nothing that was typed meanwhile is lost
    return undefined;
  };

  // Draws the questions again with what the server knows; what is being written has been kept just before.
  const redraw = async () => {
    const page = await (await fetch(form.action || location.href, { credentials: "same-origin" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("questions");
    if (!fresh) return;
    const focused = document.activeElement?.id;
    document.getElementById("questions").replaceWith(document.importNode(fresh, true));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const save = async () => {
    try {
      const sent = written();
      const answer = await post(sent);
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      await take(told, written() === sent);
    } catch {
      status.textContent = form.dataset.unsaved; // said to the person; the button saves as well
    }
  };
  const queue = () => {
    clearTimeout(timer);
    running = running.then(save);
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.name?.startsWith("url-")) return;
    clearTimeout(timer);
    timer = setTimeout(queue, event.target.closest("[data-decides]") ? 0 : WAIT_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
};

if (form) start();
document.getElementById("errors")?.focus();
