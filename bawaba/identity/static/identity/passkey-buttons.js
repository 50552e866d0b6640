// Buttons that do nothing without a script wait until allauth's script listens; a refusal is told in words, where it
// only tells the console.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-needs-script]")) button.disabled = false;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const refusal of document.querySelectorAll(".passkey-refusal")) refusal.hidden = false;
});
