import { expect } from "chai";
import { cardKinds } from "../../../../widgets/home-assistant/cards.ts";
import { readConfig } from "../../../../widgets/home-assistant/config.ts";
import { formOf, listCards, stubOf, suggestionFor } from "../../../../widgets/home-assistant/editor.ts";
import { sentenceOf } from "../../../../widgets/home-assistant/words.ts";
import { discovered, entity, hassOf, hassWithDevice, summary } from "./fixtures.ts";

const type = "custom:borg-status-card";

describe("the configuration of a card", () => {
  it("names one source", () => {
    expect(readConfig({ type, entity: "sensor.borgdeck" }, []).source).to.deep.equal({
      kind: "entity",
      entity: "sensor.borgdeck",
    });
    expect(readConfig({ type, device: "d1" }, []).source).to.deep.equal({ kind: "devices", devices: ["d1"] });
    expect(readConfig({ type, device: ["d1", "d2"] }, []).source).to.deep.equal({
      kind: "devices",
      devices: ["d1", "d2"],
    });
    expect(readConfig({ type, server: "https://borg.example.com" }, []).source).to.deep.equal({
      kind: "server",
      server: "https://borg.example.com/",
    });
  });

  it("gives its other options to the element", () => {
    const written = {
      type,
      entity: "sensor.b",
      name: "",
      repo: ["a", "b"],
      hide_when: "ok",
      hours: 12,
      grid_options: { rows: 2 },
    };
    expect(readConfig(written, ["hours"]).attributes).to.deep.equal({
      heading: "",
      repo: "a,b",
      "hide-when": "ok",
      hours: "12",
      size: "compact",
    });
    expect(readConfig({ ...written, size: "large" }, []).attributes).to.include({ size: "large" });
    expect(readConfig({ ...written, grid_options: { rows: "auto" } }, []).attributes).to.not.have.property("size");
  });

  for (const [what, written, says] of [
    ["nothing", undefined, /Write: entity: sensor\.borgdeck/],
    ["no source", { type }, /Write one of: entity: sensor\.borgdeck, device/],
    ["two sources", { type, entity: "sensor.b", server: "https://b" }, /either entity or server/],
    ["a name instead of an id", { type, entity: "Borgdeck" }, /entity is not the id.*entity: sensor\.borgdeck/],
    ["a list of entities", { type, entities: ["sensor.b"] }, /Write: entities: \{ problem: /],
    [
      "an unknown role",
      { type, entities: { problem: "binary_sensor.p", sise: "sensor.s" } },
      /no "sise".*takes: status, problem/,
    ],
    ["a role that is no entity", { type, entities: { problem: 1 } }, /entities: problem is not the id/],
    ["nothing that tells the state", { type, entities: { size: "sensor.s" } }, /Add problem: binary_sensor/],
    ["a server without a scheme", { type, server: "borg.example.com" }, /Write: server: https:/],
    ["no device", { type, device: [] }, /Choose the device/],
    ["an option that is no text", { type, entity: "sensor.b", name: {} }, /name takes a text/],
  ] as const)
    it(`with ${what} is refused with what to write`, () => {
      expect(() => readConfig(written, [])).to.throw(Error, says);
    });
});

describe("the card picker", () => {
  const status = cardKinds[0]!;

  it("starts with an entity that tells how backups stand", () => {
    const hass = hassOf([entity("sensor.temperature", "21"), summary()]);
    expect(stubOf(hass)).to.deep.equal({ entity: "sensor.borgdeck" });
    expect(stubOf(hassWithDevice(), ["sensor.x"])).to.deep.equal({ entity: "binary_sensor.borg_nas_problem" });
    expect(stubOf(undefined)).to.deep.equal({ entity: "sensor.borgdeck" });
    for (const stub of [stubOf(undefined), stubOf(hass)]) readConfig(stub, []);
  });

  it("suggests a card for what tells of backups, and for nothing else", () => {
    const config = (entityId: string) => ({ config: { type, entity: entityId } });
    expect(suggestionFor(status, hassOf([summary()]), "sensor.borgdeck")).to.deep.equal(config("sensor.borgdeck"));
    const hass = hassWithDevice([...discovered(), entity("binary_sensor.fridge", "on", { device_class: "problem" })]);
    expect(suggestionFor(status, hass, "binary_sensor.borg_nas_problem")).to.deep.equal(
      config("binary_sensor.borg_nas_problem"),
    );
    for (const id of ["sensor.borg_nas_archives", "binary_sensor.fridge", "sensor.gone"])
      expect(suggestionFor(status, hass, id), id).to.equal(null);
  });

  it("lists every card once, beside those of others", () => {
    const page = { customCards: [{ type: "other-card" }] };
    listCards(page);
    listCards(page);
    expect(page.customCards.map((card) => card.type)).to.deep.equal([
      "other-card",
      ...cardKinds.map(({ element }) => `${element}-card`),
    ]);
  });

  it("has a form with every option that people choose", () => {
    const { schema } = formOf(cardKinds[1]!) as { schema: { name: string }[] };
    expect(schema.map(({ name }) => name)).to.include.members(["entity", "device", "name", "idle"]);
  });
});

describe("a trouble in words", () => {
  it("is in Home Assistant's own where it has some", () => {
    const trouble = { kind: "not-found", subject: "sensor.b" } as const;
    expect(sentenceOf(trouble, hassOf([])).title).to.equal("Entity not found: sensor.b");
    const localize = (key: string, values?: object) =>
      key.endsWith("entity_not_found") ? `Entität fehlt: ${Object.values(values ?? {})}` : "";
    expect(sentenceOf(trouble, hassOf([], { localize })).title).to.equal("Entität fehlt: sensor.b");
    expect(sentenceOf({ kind: "no-device", subject: "d" }, hassOf([], { localize })).title).to.equal(
      "Device not found: d",
    );
  });

  it("waits while Home Assistant starts", () => {
    const hass = hassOf([], { config: { state: "STARTING" } });
    expect(sentenceOf({ kind: "unavailable", subject: "sensor.b" }, hass).title).to.equal(
      "Home Assistant is starting.",
    );
  });
});
