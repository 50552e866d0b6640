// Suggestions while typing (WAI-ARIA 1.2 combobox, list autocomplete). Without this script the form still works.
const WAIT_MS = 120;
const LEAST = 2;

const makeOption = (suggestion, id) => {
  const option = document.createElement("li");
  option.id = id;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dir = "auto";
  if (suggestion.language) option.lang = suggestion.language.split("-")[0].replace("darija", "ar");
  option.dataset.url = suggestion.url || "";
  option.append(suggestion.text);
  return option;
};

const startCombobox = (row) => {
  const input = row.querySelector("input");
  const list = document.createElement("ul");
  const id = `${input.id}-list`;
  let request = null;
  let timer = 0;
  let active = -1;

  list.id = id;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent || "");
  list.hidden = true;
  row.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) {
    input.setAttribute(name, value);
  }

  const close = () => {
    request?.abort();
    clearTimeout(timer);
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const point = (index) => {
    const options = [...list.children];
    active = index;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[active].id);
    return options[active].scrollIntoView({ block: "nearest" });
  };

  const follow = (option) => {
    if (option.dataset.url) return location.assign(option.dataset.url);
    input.value = option.textContent;
    close();
    return input.form.requestSubmit();
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.slice(0, 8).map((suggestion, at) => makeOption(suggestion, `${id}-${at}`)));
    if (!suggestions.length) return close();
    active = -1;
    list.hidden = false;
    return input.setAttribute("aria-expanded", "true");
  };

  const ask = async () => {
    const text = input.value.trim();
    if (text.length < LEAST) return close();
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${row.dataset.combobox}?q=${encodeURIComponent(text)}`, { signal: request.signal });
      if (!answer.ok) return close();
      const body = await answer.json();
      return document.activeElement === input && show(Array.isArray(body) ? body : body.suggestions);
    } catch (failure) {
      if (failure.name !== "AbortError") close(); // no network: the form itself still works
      return null;
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.isComposing) return;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && !count) {
      ask();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      follow(list.children[active]);
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) follow(option);
  });
};

document.querySelectorAll("[data-combobox]").forEach(startCombobox);
