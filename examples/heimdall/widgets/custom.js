void import("https://borg.example.com/widgets/borgdeck.js");
const borgWidgets = `
  <borg-status server="https://borg.example.com"></borg-status>
  <borg-activity server="https://borg.example.com"></borg-activity>`;
document.querySelector("#app").insertAdjacentHTML("beforeend", borgWidgets);
