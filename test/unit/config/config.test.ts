import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadConfig } from "../../../src/config/config.ts";
import type { RawEnvironment } from "../../../src/config/raw-environment.ts";
import { settings } from "../../../src/config/setting-notes.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("config/config", () => {
  const newFolder = temporaryFolders();
  const load = (env: RawEnvironment = {}) => loadConfig({ HOME: "/home/somebody", ...env }, systemFiles);
  const problemsOf = async (env: RawEnvironment) => (await faultOf(load(env), "invalid-configuration")).fields ?? {};

  it("needs nothing", async () => {
    expect(await load()).to.deep.include({
      host: "127.0.0.1",
      port: 8081,
      basePath: "",
      publicBaseUrl: null,
      dataDir: "/home/somebody/.local/state/borgdeck",
      logLevel: "info",
      secretKey: null,
      previousSecretKey: null,
      initialAdminPassword: null,
      noAuthentication: false,
      proxyAuth: null,
      trustedProxies: [],
      dashboardOrigins: [],
      returnOrigins: [],
      allowedHosts: [],
      borgPath: null,
      indexMaxBytes: 4_096_000_000,
    });
  });

  it("takes an empty variable for one that is not set", async () => {
    const empty = Object.fromEntries(settings.map(({ name }) => [name, ""]));
    expect(await load(empty)).to.deep.equal(await load());
  });

  it("names every wrong setting at once, each with what to write instead", async () => {
    const problems = await problemsOf({
      PORT: "eighty",
      LOG_LEVEL: "loud",
      TZ: "Mars/Olympus",
      DATA_DIR: "relative",
      BORG_PATH: "borg",
      BASE_PATH: "borg",
      DISABLE_AUTHENTICATION: "maybe",
      DASHBOARD_ORIGINS: "https://home.example.com/page",
      ALLOWED_HOSTS: "*.lan",
      PUBLIC_BASE_URL: "ftp://x",
      SOURCE_ROOTS: "home",
    });
    expect(Object.keys(problems)).to.have.members([
      "PORT",
      "LOG_LEVEL",
      "TZ",
      "DATA_DIR",
      "BORG_PATH",
      "BASE_PATH",
      "DISABLE_AUTHENTICATION",
      "DASHBOARD_ORIGINS",
      "ALLOWED_HOSTS",
      "PUBLIC_BASE_URL",
      "SOURCE_ROOTS",
    ]);
    for (const [name, what] of Object.entries(problems)) expect(what, name).to.match(/Write /);
    expect(problems["DASHBOARD_ORIGINS"]).to.contain("Write https://home.example.com");
  });

  for (const PORT of ["-1", "65536", "80.5", "0x50", "8e3", " "]) {
    it(`refuses PORT=${JSON.stringify(PORT)}`, async () => expect(await problemsOf({ PORT })).to.have.key("PORT"));
  }

  it("takes port 0 for any free one", async () => expect((await load({ PORT: "0" })).port).to.equal(0));

  describe("secrets", () => {
    const secret = "0123456789abcdefghijklmnopqrstuv";

    it("are read from files, without the line's end", async () => {
      const file = join(newFolder(), "key");
      writeFileSync(file, `${secret}\n`);
      chmodSync(file, 0o444); // as Docker mounts its secrets
      expect((await load({ SECRET_KEY_FILE: file })).secretKey).to.equal(secret);
    });

    it("are never repeated in a refusal", async () => {
      const problems = await problemsOf({ SECRET_KEY: "hush-too-short", INITIAL_ADMIN_PASSWORD: "hush" });
      expect(problems).to.have.keys("SECRET_KEY", "INITIAL_ADMIN_PASSWORD");
      expect(JSON.stringify(problems)).to.not.contain("hush");
    });

    it("are refused where they are given twice, or their file is missing", async () => {
      expect((await problemsOf({ SECRET_KEY: secret, SECRET_KEY_FILE: "/x" }))["SECRET_KEY"]).to.contain("twice");
      expect(await problemsOf({ SECRET_KEY_FILE: "/does/not/exist" })).to.have.key("SECRET_KEY_FILE");
    });

    it("must be closed to others where their file is in DATA_DIR", async () => {
      const dataDir = newFolder();
      const file = join(dataDir, "key");
      writeFileSync(file, secret);
      chmodSync(file, 0o640);
      expect(await problemsOf({ DATA_DIR: dataDir, SECRET_KEY_FILE: file })).to.have.key("SECRET_KEY_FILE");
      chmodSync(file, 0o600);
      expect((await load({ DATA_DIR: dataDir, SECRET_KEY_FILE: file })).secretKey).to.equal(secret);
    });
  });

  describe("addresses", () => {
    it("take the base path from the public address", async () => {
      expect(await load({ PUBLIC_BASE_URL: "https://Home.example.com:443/borg/" })).to.include({
        publicBaseUrl: "https://home.example.com/borg",
        basePath: "/borg",
      });
      expect(await load({ PUBLIC_BASE_URL: "https://home.example.com", BASE_PATH: "/borg/" })).to.include({
        publicBaseUrl: "https://home.example.com/borg",
        basePath: "/borg",
      });
    });

    it("refuse two base paths that differ, and paths that climb", async () => {
      expect(await problemsOf({ PUBLIC_BASE_URL: "https://x.example/a", BASE_PATH: "/b" })).to.have.key("BASE_PATH");
      for (const BASE_PATH of ["/a/../b", "/a//b", "/a b", "//evil"])
        expect(await problemsOf({ BASE_PATH })).to.have.key("BASE_PATH");
      expect((await load({ BASE_PATH: "/" })).basePath).to.equal("");
    });

    it("refuse a public address that says more than where", async () => {
      for (const PUBLIC_BASE_URL of [
        "https://u:p@x.example",
        "https://x.example/?a",
        "https://x.example/#a",
        "x.example",
      ]) {
        expect(await problemsOf({ PUBLIC_BASE_URL }), PUBLIC_BASE_URL).to.have.key("PUBLIC_BASE_URL");
      }
    });

    it("are canonical, so that they can be compared exactly", async () => {
      const config = await load({
        DASHBOARD_ORIGINS: "https://home.example.com/, http://nas:3000",
        OIDC_ALLOWED_RETURN_ORIGINS: "https://home.example.com/",
        ALLOWED_HOSTS: "NAS.lan, 192.168.1.5, [fd00::1]",
      });
      expect(config.dashboardOrigins).to.deep.equal(["https://home.example.com", "http://nas:3000"]);
      expect(config.returnOrigins).to.deep.equal(["https://home.example.com"]);
      expect(config.allowedHosts).to.deep.equal(["nas.lan", "192.168.1.5", "[fd00::1]"]);
    });
  });

  describe("folders", () => {
    it("put DATA_DIR where the system keeps state", async () => {
      expect((await load({ XDG_STATE_HOME: "/state" })).dataDir).to.equal("/state/borgdeck");
      expect((await load({ DATA_DIR: "/var/lib/borgdeck/" })).dataDir).to.equal("/var/lib/borgdeck");
    });

    it("never put it inside the program's own folder", async () => {
      const checkout = fileURLToPath(new URL("../../..", import.meta.url));
      expect(await problemsOf({ DATA_DIR: join(checkout, "data") })).to.have.key("DATA_DIR");
    });

    it("refuse a DATA_DIR whose socket could not be made", async () => {
      expect(await problemsOf({ DATA_DIR: `/${"x".repeat(95)}` })).to.have.key("DATA_DIR");
    });

    it("default to roots that can be read", async () => {
      const home = newFolder();
      const config = await load({ HOME: home, DATA_DIR: "/var/lib/borgdeck" });
      expect(config.sourceRoots).to.include(home).and.include("/etc");
      expect(config.restoreRoots).to.include(home);
      expect(config.guardedHomes).to.include(home);
      expect((await load({ HOME: "/does/not/exist" })).sourceRoots).to.not.include("/does/not/exist");
    });

    it("are read from lists, with line breaks where a path has a comma", async () => {
      expect((await load({ SOURCE_ROOTS: "/srv/, /home,/srv" })).sourceRoots).to.deep.equal(["/srv", "/home"]);
      expect((await load({ SOURCE_ROOTS: "/srv/a, b\n/home\n" })).sourceRoots).to.deep.equal(["/srv/a, b", "/home"]);
    });

    it("let nothing be restored into folders of the system, and what logs in, unless somebody says so", async () => {
      const config = await load({ HOME: "/root", SOURCE_ROOTS: "/,/etc,/var/www,/srv,/root" });
      expect(config.restoreRoots).to.deep.equal(["/srv", "/root"]);
      expect(config.guardedHomes).to.include.members(["/root", "/home/*"]);
      const said = await load({ HOME: "/root", RESTORE_ROOTS: "/etc,/root" });
      expect(said).to.deep.include({ restoreRoots: ["/etc", "/root"], guardedHomes: [] });
    });

    it("refuse roots inside DATA_DIR", async () => {
      const dataDir = newFolder();
      mkdirSync(join(dataDir, "x"));
      expect(await problemsOf({ DATA_DIR: dataDir, SOURCE_ROOTS: join(dataDir, "x") })).to.have.key("SOURCE_ROOTS");
    });
  });
});
