// Sends the form of the page as soon as it is read; without scripts its button does the same.
document.querySelector("form[data-send-at-once]")?.requestSubmit();
