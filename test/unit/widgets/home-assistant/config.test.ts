import { expect } from "chai";
import { cardKinds } from "../../../../widgets/home-assistant/cards.ts";
import { readConfig } from "../../../../widgets/home-assistant/config.ts";
import { formOf, list, type Picker, stubOf, suggestionFor } from "../../../../widgets/home-assistant/editor.ts";
import { sentenceOf } from "../../../../widgets/home-assistant/words.ts";
import { discovered, entity, hassOf, hassWithDevice, hassWithPublished, published, summary } from "./fixtures.ts";

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
    expect(readConfig({ type, entity: ["sensor.a", "sensor.b"] }, []).source).to.deep.equal({
      kind: "devices",
      devices: ["sensor.a", "sensor.b"],
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
    ["two sources", { type, entity: "sensor.b", server: "https://b" }, /either entity or server, not both: clear one/],
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
    ["no device", { type, device: [] }, /Write one of: .*device/],
    ["a device without an id", { type, device: [1] }, /Choose the device/],
    ["entities that were all cleared", { type, entities: { problem: "", size: null } }, /Write one of/],
    ["an option that is no text", { type, entity: "sensor.b", name: {} }, /name takes a text/],
  ] as const)
    it(`with ${what} is refused with what to write`, () => {
      expect(() => readConfig(written, [])).to.throw(Error, says);
    });
});

describe("the card picker", () => {
  const status = cardKinds[0]!;
  const repository = cardKinds.find(({ element }) => element === "borg-repository")!;
  const badge = cardKinds.find((kind) => kind.badge)!;

  it("starts with an entity that tells how backups stand, or with the devices of all of them", () => {
    const hass = hassOf([entity("sensor.temperature", "21"), summary()]);
    expect(stubOf(status, hass)).to.deep.equal({ entity: "sensor.borgdeck" });
    expect(stubOf(repository, hass)).to.deep.equal({ entity: "sensor.borgdeck", repo: "aaaaaaaa" });
    expect(stubOf(status, hassWithDevice(), ["sensor.x"])).to.deep.equal({ entity: "binary_sensor.borg_nas_problem" });
    const two = hassWithPublished({ NAS: {}, Offsite: {} });
    expect(stubOf(status, two)).to.deep.equal({ device: Object.keys(two.devices!) });
    expect(stubOf(repository, two, ["binary_sensor.offsite_problem"])).to.deep.equal({
      entity: "binary_sensor.offsite_problem",
    });
    expect(stubOf(status, undefined)).to.deep.equal({ entity: "sensor.borgdeck" });
    for (const stub of [stubOf(status, undefined), stubOf(repository, hass), stubOf(status, two)]) readConfig(stub, []);
  });

  it("suggests a card for what tells of backups, and for nothing else", () => {
    const config = (entityId: string) => ({ config: { type, entity: entityId } });
    expect(suggestionFor(status, hassOf([summary()]), "sensor.borgdeck")).to.deep.equal(config("sensor.borgdeck"));
    expect(suggestionFor(repository, hassOf([summary()]), "sensor.borgdeck")).to.deep.equal({
      config: { type: "custom:borg-repository-card", entity: "sensor.borgdeck", repo: "aaaaaaaa" },
    });
    expect(suggestionFor(badge, hassOf([summary()]), "sensor.borgdeck")).to.equal(null);
    const hass = hassWithDevice([...discovered(), entity("binary_sensor.fridge", "on", { device_class: "problem" })]);
    expect(suggestionFor(status, hass, "binary_sensor.borg_nas_problem")).to.deep.equal(
      config("binary_sensor.borg_nas_problem"),
    );
    for (const id of ["sensor.borg_nas_archives", "binary_sensor.fridge", "sensor.gone"])
      expect(suggestionFor(status, hass, id), id).to.equal(null);
    for (const id of ["binary_sensor.nas_problem", "sensor.nas_state"])
      expect(suggestionFor(status, hassWithPublished(), id), id).to.deep.equal(config(id));
  });

  it("lists every card and badge once, beside those of others", () => {
    const page: Picker = { customCards: [{ type: "other-card" }] };
    list(page);
    list(page);
    const typesOf = (badges: boolean) => cardKinds.filter((kind) => !!kind.badge === badges).map((kind) => kind.type);
    expect(page.customCards!.map((card) => card.type)).to.deep.equal(["other-card", ...typesOf(false)]);
    expect(page.customBadges!.map((card) => card.type)).to.deep.equal(typesOf(true));
    for (const listed of page.customCards!.slice(1)) expect(listed).to.include.keys("name", "description", "preview");
  });

  interface Field {
    readonly name: string;
    readonly type?: string;
    readonly selector?: object;
    readonly schema?: Field[];
  }
  const fieldsOf = (fields: readonly Field[]): Field[] =>
    fields.flatMap((field) => [field, ...fieldsOf(field.schema ?? [])]);

  for (const kind of cardKinds)
    it(`has a form for ${kind.type} with every option that people choose, and takes what it makes`, () => {
      const { schema } = formOf(kind) as { schema: Field[] };
      const fields = fieldsOf(schema);
      const names = fields.map(({ name }) => name);
      expect(names).to.include.members([
        "entity",
        "device",
        "entities",
        "problem",
        "repo",
        "hide_when",
        ...kind.options,
      ]);
      for (const { name, type: group, selector } of fields) expect(group ?? selector, name).to.not.equal(undefined);
      const made = { type, device: [published], entities: {}, entity: "", repo: "a", hide_when: ["ok"], limit: 3 };
      expect(readConfig(made, kind.options)).to.deep.include({ source: { kind: "devices", devices: [published] } });
    });

  it("leaves to YAML what the form would lose", () => {
    const { assertConfig } = formOf(status) as { assertConfig(config: object): void };
    assertConfig({ type, entity: "sensor.b", repo: "a,b" });
    for (const written of [{ repo: ["a", "b"] }, { entity: ["sensor.b"] }])
      expect(() => assertConfig({ type, ...written })).to.throw(/YAML/);
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
