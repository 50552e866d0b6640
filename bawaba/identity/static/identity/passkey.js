// The phone signs: a passkey is made, or signs a challenge, and its answer is sent with the form.

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const toText = (buffer) => {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const readKnown = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

const create = async (options) => {
  const publicKey = { ...options, challenge: toBytes(options.challenge), excludeCredentials: readKnown(options.excludeCredentials) };
  publicKey.user = { ...options.user, id: toBytes(options.user.id) };
  const made = await navigator.credentials.create({ publicKey });
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
    },
    clientExtensionResults: made.getClientExtensionResults(),
  };
};

const sign = async (options) => {
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: readKnown(options.allowCredentials) };
  const signed = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  return {
    id: signed.id,
    rawId: toText(signed.rawId),
    type: signed.type,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
    clientExtensionResults: {},
  };
};

const digitsOf = (text) => text.replace(/[٠-٩۰-۹]/g, (sign) => sign.charCodeAt(0) & 15).replace(/\D/g, "");

const say = (form, text) => {
  const place = form.querySelector("[data-said]");
  place.textContent = text;
  place.hidden = !text;
};

const wordFor = (form, failure) => {
  const { cancelled, known, unable, missing } = form.dataset;
  if (failure.name === "InvalidStateError") return known || missing;
  if (["NotSupportedError", "ConstraintError", "SecurityError", "TypeError"].includes(failure.name)) return unable || missing;
  return cancelled;
};

const isReady = (form) => {
  const number = form.elements.number;
  if (!number || digitsOf(number.value).length === 2) return true;
  say(form, form.dataset.number);
  number.setAttribute("aria-invalid", "true");
  number.focus();
  return false;
};

const startForm = (form) => {
  const buttons = form.querySelectorAll("button");
  const hold = (held) => buttons.forEach((button) => { button.disabled = held; });
  form.addEventListener("submit", async (event) => {
    const pressed = event.submitter?.value || "";
    if (["refuse", "not-me"].includes(pressed)) return;
    event.preventDefault();
    say(form, "");
    if (!isReady(form)) return;
    hold(true);
    try {
      const options = JSON.parse(form.dataset.options);
      const answer = await (form.dataset.passkey === "create" ? create : sign)(options);
      form.elements.answer.value = JSON.stringify(answer);
      if (pressed) {
        const decision = document.createElement("input");
        Object.assign(decision, { type: "hidden", name: "decision", value: pressed });
        form.append(decision);
      }
      form.submit();
    } catch (failure) {
      say(form, wordFor(form, failure));
      hold(false);
    }
  });
  form.querySelectorAll("[data-needs-script]").forEach((button) => { button.disabled = false; });
};

document.querySelectorAll("form[data-passkey]").forEach(startForm);
