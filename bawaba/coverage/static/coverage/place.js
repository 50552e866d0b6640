// Fills in latitude and longitude from the device, when its owner asks for it. Without it they are typed.

const form = document.querySelector("[data-locate]");
const button = document.querySelector("[data-here]");

if (form && button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(5);
        form.elements.lon.value = coords.longitude.toFixed(5);
        form.requestSubmit();
      },
      () => {
        document.querySelector("[data-said]").textContent = form.dataset.failed;
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}
