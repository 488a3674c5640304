(() => {
  // The id of a service in services.yaml, and what its card shows.
  const cards = {
    borg: `
      <borg-status server="https://borg.example.com" adapter="homepage"></borg-status>
      <borg-activity server="https://borg.example.com" adapter="homepage"></borg-activity>`,
  };
  void import("https://borg.example.com/widgets/borgdeck.js");
  // Homepage makes cards anew, as when a tab is opened: look again whenever something has changed.
  const place = () => {
    for (const [id, markup] of Object.entries(cards)) {
      const card = document.getElementById(id)?.querySelector(".service-card");
      if (!card || card.querySelector("[data-borg]")) continue;
      card.insertAdjacentHTML("beforeend", `<div data-borg>${markup}</div>`);
    }
  };
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });
  place();
})();
