// Say in words that a passkey was not used, where allauth's script only tells the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const refusal of document.querySelectorAll(".passkey-refusal")) refusal.hidden = false;
});
