import { expect } from "chai";
import { Environment } from "../../../schemas/config.ts";
import { loadConfig } from "../../../src/config/config.ts";
import { effectiveSettings } from "../../../src/config/effective.ts";
import { renderConfigurationDocs } from "../../../src/config/render-docs.ts";
import { settings } from "../../../src/config/setting-notes.ts";
import { systemFiles } from "../../../src/ports/files.ts";

const names = Object.keys(Environment.properties);

describe("config/render-docs", () => {
  it("documents every setting of the schema: what it means, what it accepts, what it is without being set", () => {
    const page = renderConfigurationDocs();
    for (const { name, description, accepts } of settings) {
      const [entry = ""] = page.split("\n### ").filter((part) => part.startsWith(`\`${name}\``));
      expect(entry, name)
        .to.contain(description)
        .and.contain(`Accepts: ${accepts}`)
        .and.match(/Default: \S/);
    }
  });
});

describe("config/effective", () => {
  const secret = "hush-0123456789-0123456789-0123456789";
  const env = {
    HOME: "/home/somebody",
    DATA_DIR: "/var/lib/borgdeck",
    SECRET_KEY: secret,
    INITIAL_ADMIN_PASSWORD: secret,
    PROXY_AUTH_PRESET: "authelia",
    PROXY_AUTH_SECRET: secret,
    TRUSTED_PROXIES: "127.0.0.1",
  };

  it("shows every setting, where it comes from, and no secret", async () => {
    const shown = effectiveSettings(await loadConfig(env, systemFiles), env);
    expect(shown.map(({ name }) => name)).to.deep.equal(names);
    expect(JSON.stringify(shown)).to.not.contain("hush");
    const find = (name: string) => shown.find((each) => each.name === name);
    expect(find("SECRET_KEY")).to.deep.include({ value: "set, not shown", source: "environment" });
    expect(find("TRUSTED_PROXIES")).to.deep.include({ value: "127.0.0.1/32", source: "environment" });
    expect(find("PROXY_AUTH_HEADER")).to.deep.include({ value: "Remote-User", source: "default" });
    expect(find("PORT")).to.deep.include({ value: "8081", source: "default" });
  });

  it("shows what stands for each setting without any", async () => {
    const nothing = { HOME: "/home/somebody" };
    for (const { name, value, source } of effectiveSettings(await loadConfig(nothing, systemFiles), nothing)) {
      expect(value, name).to.match(/\S/);
      expect(source, name).to.equal("default");
    }
  });
});
