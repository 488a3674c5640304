// A page that treats cards and badges as Home Assistant's frontend does, and entities that tell of now.
import type { EntityState, Hass } from "../../widgets/home-assistant/hass.ts";
import { discovered, hassWithDevice, summary } from "../unit/widgets/home-assistant/fixtures.ts";
import { minutesFromNow } from "./status-fixtures.ts";

/** What a theme of Home Assistant sets, and its own card, which every card of others stands in. */
export const frontend = `<!doctype html><html lang="en"><title>Home Assistant</title>
  <style nonce="stage">
    html { --primary-text-color: #141414; --ha-card-background: #fff; --primary-color: #009ac7; --error-color: #db4437;
      --success-color: #43a047; --warning-color: #ffa600; --ha-card-border-radius: 12px; color-scheme: light; }
    html.dark { --primary-text-color: #e1e1e1; --ha-card-background: #1c1c1c; color-scheme: dark; }
    body { margin: 16px; background: #fafafa; font: 14px Roboto, sans-serif; }
    html.dark body { background: #111; }
    main { display: grid; grid-template-columns: repeat(12, 1fr); gap: 8px; align-items: start; }
  </style><main></main>
  <script nonce="stage">
    customElements.define("ha-card", class extends HTMLElement {
      constructor() {
        super();
        this.attachShadow({ mode: "open" }).innerHTML = "<style nonce='stage'>:host{background:var(--ha-card-background);" +
          "border:1px solid rgba(128,128,128,.3);border-radius:var(--ha-card-border-radius);display:block}</style><slot></slot>";
      }
    });
    // What stands around each card: it makes it, gives it what it needs, and takes it out of the page while it is hidden.
    const make = (cell, config) => {
      const tag = config.type.slice("custom:".length);
      const failed = (message) => Object.assign(document.createElement("p"), { textContent: "Error: " + message });
      if (!customElements.get(tag)) {
        const missing = failed("Custom element doesn't exist: " + tag);
        missing.style.display = "none";
        const timer = setTimeout(() => { missing.style.display = ""; }, 2000);
        customElements.whenDefined(tag).then(() => { clearTimeout(timer); load(cell, config); });
        return missing;
      }
      try {
        const card = document.createElement(tag);
        card.setConfig(config);
        return card;
      } catch (error) {
        return failed(error.message);
      }
    };
    const see = (cell) => {
      const { card, preview } = cell;
      const visible = !card.hidden;
      cell.style.display = visible ? "" : "none";
      const wanted = visible || card.connectedWhileHidden === true;
      if (!wanted) card.remove();
      else if (card.parentElement !== cell) cell.append(card);
    };
    const load = (cell, config) => {
      cell.replaceChildren();
      const card = cell.card = make(cell, config);
      const { columns, rows } = { ...card.getGridOptions?.(), ...config.grid_options };
      cell.style.gridColumn = "span " + columns;
      if (typeof rows === "number") cell.style.height = rows * 56 + (rows - 1) * 8 + "px";
      card.hass = cell.hass;
      card.layout = "grid";
      card.preview = card.editMode = cell.preview;
      for (const name of ["card-visibility-changed", "badge-visibility-changed"])
        card.addEventListener(name, (event) => { event.stopPropagation(); see(cell); });
      see(cell);
    };
    window.addCard = (config, hass, preview = false) => {
      const cell = document.querySelector("main").appendChild(document.createElement("div"));
      Object.assign(cell, { hass, preview });
      load(cell, config);
    };
    window.opened = [];
    document.addEventListener("hass-more-info", (event) => window.opened.push(event.detail.entityId));
  </script>
  <script type="module" src="/local/borg-home-assistant.js"></script></html>`;

/** A card in it. */
export type Card = HTMLElement & { hass: Hass };
/** Its window. */
export type Frontend = typeof globalThis & {
  addCard(config: object, hass: Hass, preview?: boolean): void;
  opened: string[];
};

/** The same entity, with times around now. */
export const now = (state: EntityState): EntityState => ({
  ...state,
  attributes: {
    ...state.attributes,
    ...("last_success" in state.attributes
      ? { last_success: minutesFromNow(-12), oldest_success: minutesFromNow(-12), next_run: minutesFromNow(300) }
      : {}),
  },
  last_changed: minutesFromNow(-180),
  last_updated: minutesFromNow(-1),
});

/** Repositories of the summary, of which one is in trouble. */
const repos = [
  {
    id: "aaaaaaaa",
    name: "NAS",
    status: "failed",
    problem: "The repository is locked by host nas2, process 4711, since 02:00.",
  },
  { id: "bbbbbbbb", name: "Offsite", status: "ok", problem: null, next_run: minutesFromNow(300) },
];
/** The REST sensor that tells of it. */
export const failing = () =>
  now(summary("failed", { repos, ok: 1, failed: 1, running: 0, plans: 2, problem: repos[0]!.problem }));
/** A device as others discover it. */
export const nas = (change: Record<string, string> = {}) =>
  hassWithDevice(
    discovered({
      "sensor.borg_nas_last_success": minutesFromNow(-12),
      "sensor.borg_nas_next_run": minutesFromNow(300),
      ...change,
    }).map(now),
  );
