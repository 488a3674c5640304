// The examples that no other suite runs: their files are whole, and keep the rules that keep people safe.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { Environment } from "../../schemas/config.ts";
import { nodeFlags } from "../support/node-flags.ts";

const root = resolve(import.meta.dirname, "../..");
const examples = join(root, "examples");

/** Folder → the files that it is made of. */
const expected: Record<string, string[]> = {
  compose: ["README.md", "compose.yaml", ".env.example"],
  systemd: ["README.md", "borgdeck.service", "borgdeck.env"],
  "proxy/nginx": [
    "README.md",
    "conf.d/borgdeck.conf",
    "sites-available/borgdeck-path.conf",
    "sites-available/borgdeck.conf",
    "snippets/borgdeck-authenticator.conf",
    "snippets/borgdeck-gate.conf",
    "snippets/borgdeck-identity.conf",
    "snippets/borgdeck-pass.conf",
  ],
  "proxy/caddy": ["README.md", "Caddyfile", "Caddyfile.path"],
  "proxy/traefik": ["README.md", "borgdeck.yml"],
  fail2ban: ["README.md", "filter.d/borgdeck.conf", "jail.d/borgdeck.conf"],
  "plain-html": ["README.md", "index.html"],
  // Those of dashboards are compared with their snippets (snippets.test.ts).
  badges: ["README.md"],
  dashy: ["README.md"],
  glance: ["README.md"],
  heimdall: ["README.md"],
  homarr: ["README.md"],
  "home-assistant": ["README.md"],
  homepage: ["README.md"],
  homer: ["README.md"],
  organizr: ["README.md"],
};

const read = (...parts: string[]) => readFileSync(join(...parts), "utf8");
const withoutComments = (text: string) => text.replace(/(^|\s)#.*$/gm, "");

describe("each example", () => {
  for (const [folder, files] of Object.entries(expected)) {
    it(`${folder} has its files`, () => {
      expect(files.filter((file) => !existsSync(join(examples, folder, file)))).to.deep.equal([]);
    });
  }

  it("is in this list", () => {
    const folders = exampleFolders(examples).map((path) => path.slice(examples.length + 1));
    expect(folders.filter((folder) => !(folder in expected))).to.deep.equal([]);
  });

  it("speaks in its README of files that exist", () => {
    for (const folder of Object.keys(expected)) {
      const text = read(examples, folder, "README.md");
      const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map((match) => match[1] ?? "");
      expect(
        links.filter((link) => !existsSync(join(examples, folder, link))),
        folder,
      ).to.deep.equal([]);
    }
  });
});

describe("the presets of nginx and Caddy", () => {
  const names = (example: string) => readdirSync(join(examples, "proxy", example, "presets")).sort();

  it("are the same, each for a preset of PROXY_AUTH_PRESET, and none of those is missing", () => {
    const { enum: known } = Environment.properties.PROXY_AUTH_PRESET as unknown as { enum: string[] };
    const others = known.filter((name) => name !== "authelia").sort(); // that is what the examples show without a preset
    expect(names("nginx")).to.deep.equal(others);
    expect(names("caddy")).to.deep.equal(others);
  });

  it("are files that can be copied over those of the example", () => {
    for (const name of names("nginx")) {
      const files = readdirSync(join(examples, "proxy/nginx/presets", name));
      expect(files.filter((file) => !existsSync(join(examples, "proxy/nginx/snippets", file)))).to.deep.equal([]);
    }
  });
});

describe("the example of Traefik", () => {
  const text = withoutComments(read(examples, "proxy/traefik/borgdeck.yml"));
  const copied = /authResponseHeaders: \[([^\]]+)\]/.exec(text)?.[1]?.split(", ") ?? [];

  it("takes out every header that it copies, and the secret's, before it asks", () => {
    expect(copied).to.include("Remote-User");
    for (const header of [...copied, "X-Borgdeck-Proxy-Secret"]) expect(text).to.include(`${header}: ""`);
    const [first, second] = /middlewares: \[([^\]]+)\]/.exec(text)?.[1]?.split(", ") ?? [];
    expect([first, second]).to.deep.equal(["borgdeck-strip", "borgdeck-authelia"]);
  });

  it("believes nothing of what a client says was asked for, and lets events through as they come", () => {
    expect(text).to.include("trustForwardHeader: false");
    expect(text).to.include("flushInterval: -1ms");
  });
});

/** Folders with a README, at most two deep. */
function exampleFolders(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory())
    .flatMap((path) =>
      existsSync(join(path, "README.md")) && path.split("/").at(-1) !== "proxy" ? [path] : exampleFolders(path),
    );
}

describe("examples/compose", () => {
  const compose = withoutComments(read(examples, "compose/compose.yaml"));

  it("publishes on the loopback address only", () => {
    const published = [...compose.matchAll(/^\s*- "?([\d.:]*\d+:\d+)"?$/gm)].map((match) => match[1] ?? "");
    expect(published).to.have.length(1);
    for (const port of published) expect(port).to.match(/^127\.0\.0\.1:/);
  });

  it("mounts no Docker socket, and its README says why", () => {
    expect(compose).to.not.include("docker.sock");
    expect(read(examples, "compose/README.md")).to.match(/docker\.sock[^.]*root on the host/s);
  });

  it("takes no more rights than it needs", () => {
    expect(compose).to.not.match(/privileged:\s*true|network_mode:\s*"?host|pid:\s*"?host/);
    expect(compose).to.match(/cap_drop: \[ALL\]/);
    expect(compose).to.include("no-new-privileges:true");
    expect(compose).to.include("read_only: true");
  });

  it("uses only variables that .env.example shows, beside their defaults", () => {
    const used = [...compose.matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? "");
    const shown = read(examples, "compose/.env.example");
    expect(used.filter((name) => !new RegExp(`^${name}=`, "m").test(shown))).to.deep.equal([]);
  });

  it("builds from this checkout", () => {
    const context = /build: (\S+)/.exec(compose)?.[1] ?? "";
    expect(existsSync(join(examples, "compose", context, "Dockerfile"))).to.equal(true);
  });
});

describe("examples/systemd", () => {
  const unit = withoutComments(read(examples, "systemd/borgdeck.service"));
  const settings = new Map([...unit.matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));

  it("runs the service as a user of its own, and lets a running borg live", () => {
    expect(settings.get("User")).to.equal("borgdeck");
    expect(settings.get("KillMode")).to.equal("process");
    expect(settings.get("NoNewPrivileges")).to.equal("yes");
    expect(settings.get("StateDirectoryMode")).to.equal("0700");
  });

  it("starts the program that package.json names", () => {
    const { bin } = JSON.parse(read(root, "package.json")) as { bin: { borgdeck: string } };
    expect(settings.get("ExecStart")).to.equal(`/usr/bin/node ${nodeFlags.join(" ")} ${bin.borgdeck} serve`);
  });

  it("sets only what the configuration knows", () => {
    const documented = read(root, "docs/configuration.md");
    const named = [...withoutComments(read(examples, "systemd/borgdeck.env")).matchAll(/^(\w+)=/gm)].map(
      (match) => match[1] ?? "",
    );
    expect(named.filter((name) => !documented.includes(`\`${name}\``))).to.deep.equal([]);
  });
});
