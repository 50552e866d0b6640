// Comfort on top of a form that works without it: a question spoken instead of typed.

const LOCALES = { ar: "ar-MA", fr: "fr-FR", en: "en-GB", zgh: "fr-FR" };

const startSpeaking = (form) => {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const button = form.querySelector("[data-speak]");
  if (!Recognition || !button) return;
  const label = button.querySelector("span");
  const idle = label.textContent;
  const said = form.querySelector("[data-said]");
  const ear = new Recognition();
  ear.lang = LOCALES[document.documentElement.lang] || "ar-MA";
  ear.onresult = (event) => {
    form.elements.q.value = event.results[0][0].transcript;
    form.elements.q.focus();
  };
  ear.onend = () => {
    label.textContent = idle;
    button.setAttribute("aria-pressed", "false");
    said.textContent = "";
  };
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      ear.stop();
      return;
    }
    label.textContent = said.textContent = button.dataset.listening;
    button.setAttribute("aria-pressed", "true");
    ear.start();
  });
};

document.querySelectorAll("[data-ask]").forEach(startSpeaking);
