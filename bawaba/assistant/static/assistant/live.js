// The answer part by part, as its sentences are checked. Without this the form is sent in the plain way.

const field = (block, name) => (block.match(new RegExp(`^${name}: (.*)$`, "m")) || [])[1];

const shownPart = (part) => {
  const section = document.createElement("section");
  section.className = part.missing ? "part part-missing" : "part";
  const text = document.createElement("p");
  text.dir = "auto";
  text.textContent = part.text;
  section.append(text);
  const list = document.createElement("ul");
  part.lines.forEach((line) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = line;
    list.append(item);
  });
  if (part.lines.length) section.append(list);
  return section;
};

const events = async function* (stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) yield [field(block, "event"), JSON.parse(field(block, "data"))];
  }
};

const answerLive = async (form, reply) => {
  const waiting = document.createElement("p");
  waiting.className = "lead";
  waiting.textContent = form.dataset.waiting;
  reply.replaceChildren(waiting);
  const answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  for await (const [name, data] of events(answer.body)) {
    if (name === "part") waiting.before(shownPart(data));
    if (name !== "answer") continue;
    reply.innerHTML = data.html; // rendered by this site
    form.elements.before.value = data.service;
    form.elements.service.value = "";
    form.elements.q.value = "";
    document.querySelector("[aria-labelledby=try]")?.remove();
    document.querySelectorAll(".aside").forEach((aside) => reply.contains(aside) || aside.remove());
    return;
  }
  throw new Error("no answer came");
};

document.querySelectorAll("form[data-live]").forEach((form) => {
  const reply = document.querySelector("[data-reply]");
  form.addEventListener("submit", (event) => {
    const plainly = form.elements.keep.checked || form.elements.plain.checked || !form.elements.q.value.trim();
    if (plainly || !window.TextDecoderStream) return;
    event.preventDefault();
    answerLive(form, reply).catch(() => form.submit());
  });
});
