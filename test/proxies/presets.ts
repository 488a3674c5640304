// What holds behind a proxy for each preset: the committed configuration, a stand-in for the system, the real service.
import { expect } from "chai";
import { gateCookie, type Signer, startGate, startSigner } from "../support/gate.ts";
import { ask, freePort, hostNames, type RunningProxy } from "../support/proxy.ts";
import { startService, type TestService } from "../support/service.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";
import { askDirectly, type StartProxy } from "./stage.ts";

type Pair = readonly [name: string, value: string];

interface Preset {
  /** Name in PROXY_AUTH_PRESET and among the example's presets/. */
  readonly name: string;
  readonly alg?: "RS256" | "ES256";
  /** Paths at which a proxy asks this system; none where it stands in front of the proxy. */
  readonly asked: readonly string[];
  /** What the system says of somebody; `assertion` where it signs. */
  says(name: string, assertion: string | null): Record<string, string>;
  /** What a forger would send, without a signature. */
  forged(name: string): Record<string, string>;
  /** Claims of somebody's assertion. */
  claims?(name: string): Readonly<Record<string, unknown>>;
  /** How that user is called by Borgdeck. */
  called(name: string): string;
  /** How PROXY_AUTH_INITIAL_ADMIN means that user; `called` unless told. */
  meant?(name: string): string;
}

const issuer = "https://issuer.example.com/application/o/borgdeck/";
const audience = "borgdeck-audience";
const mail = (name: string) => `${name}@example.com`;

const signedByProvider = {
  alg: "RS256",
  claims: (name: string) => ({ sub: `sub-${name}`, preferred_username: name }),
  meant: (name: string) => `sub-${name}`,
} as const;

const authentik = (signed: boolean): Preset => ({
  name: "authentik",
  ...(signed ? signedByProvider : {}),
  asked: ["/outpost.goauthentik.io/auth/nginx", "/outpost.goauthentik.io/auth/caddy"],
  says: (name, assertion) => ({
    "X-authentik-username": name,
    "X-authentik-groups": "staff|borg",
    "X-authentik-email": mail(name),
    "X-authentik-name": name,
    ...(assertion ? { "X-authentik-jwt": assertion } : {}),
  }),
  forged: (name) => ({ "X-authentik-username": name, "X-authentik-groups": "admins" }),
  called: (name) => name,
});

const oauth2Proxy = (signed: boolean): Preset => ({
  name: "oauth2-proxy",
  ...(signed ? signedByProvider : {}),
  asked: ["/oauth2/auth"],
  says: (name, assertion) => ({
    "X-Auth-Request-User": name,
    "X-Auth-Request-Preferred-Username": name,
    "X-Auth-Request-Email": mail(name),
    ...(assertion ? { Authorization: `Bearer ${assertion}` } : {}),
  }),
  forged: (name) => ({ "X-Forwarded-User": name, "X-Forwarded-Preferred-Username": name, "X-Auth-Request-User": name }),
  called: (name) => name,
});

const presets: readonly (Preset & { readonly title: string })[] = [
  { title: "authentik, headers alone", ...authentik(false) },
  { title: "authentik with a signing key", ...authentik(true) },
  { title: "oauth2-proxy, headers alone", ...oauth2Proxy(false) },
  { title: "oauth2-proxy with its ID token", ...oauth2Proxy(true) },
  {
    title: "Cloudflare Access",
    name: "cloudflare",
    alg: "RS256",
    asked: [],
    claims: (name) => ({ sub: `sub-${name}`, email: mail(name), type: "app" }),
    says: (_name, assertion) => ({ "Cf-Access-Jwt-Assertion": assertion ?? "" }),
    forged: (name) => ({ "Cf-Access-Authenticated-User-Email": mail(name) }),
    called: mail,
  },
  {
    title: "Pomerium",
    name: "pomerium",
    alg: "ES256",
    asked: [],
    claims: (name) => ({ sub: `sub-${name}`, email: mail(name), groups: ["staff"] }),
    says: (_name, assertion) => ({ "X-Pomerium-Jwt-Assertion": assertion ?? "" }),
    forged: (name) => ({ "X-Pomerium-Claim-Email": mail(name), "X-Pomerium-Claim-Groups": "admins" }),
    called: mail,
  },
  {
    title: "Tailscale Serve",
    name: "tailscale",
    asked: [],
    says: (name) => ({ "Tailscale-User-Login": mail(name), "Tailscale-User-Name": name }),
    forged: (name) => ({ "Tailscale-User-Login": mail(name) }),
    called: mail,
  },
];

/** Describes each preset behind a proxy. */
export function describePresets(example: "nginx" | "caddy", start: StartProxy): void {
  const newFolder = temporaryFolders();
  for (const preset of presets) {
    describe(`${example}, ${preset.title}`, () => {
      const stage = stageOf(preset, start, newFolder);
      const signed = preset.alg !== undefined;
      const sessionOf = async (headers: readonly Pair[]) => stage().ask("/api/session", headers);

      it("signs in whom the system names, as a viewer", async () => {
        const alice = await sessionOf(await stage().as("alice"));
        expect(alice.status, alice.text).to.equal(200);
        expect(alice.body.user).to.include({ username: preset.called("alice"), role: "admin", door: "proxy" });
        expect(alice.body.method).to.equal(signed ? "assertion" : "header");
        const bob = await sessionOf(await stage().as("bob"));
        expect(bob.body.user).to.include({
          username: preset.called("bob"),
          role: "viewer",
          allRepositoriesRole: "none",
        });
      });

      it("signs nobody in without it, on any route", async () => {
        for (const path of ["/api/session", "/api/status", "/api/events", "/api/users", "/api/repositories"]) {
          expect((await stage().ask(path, [])).status, path).to.be.oneOf([401, 403]);
        }
      });

      // Tailscale's headers are believed of whoever is in front of the proxy: that is what its README is about.
      if (preset.name !== "tailscale") {
        it("makes nothing of plain headers that the client sends, alone or beside a sign-on", async () => {
          const forged = Object.entries(preset.forged("mallory"));
          expect((await sessionOf(forged)).status).to.be.oneOf([401, 403]);
          const beside = await sessionOf([...forged, ...(await stage().as("bob"))]);
          expect(beside.status).to.equal(200);
          expect(beside.body.user).to.include({ username: preset.called("bob"), role: "viewer" });
        });
      }

      it("never looks at the headers of another system", async () => {
        const others: Pair[] = presets
          .filter(({ name }) => name !== preset.name)
          .flatMap((other) => Object.entries(other.forged("mallory")));
        expect((await sessionOf([["Remote-User", "mallory"], ...others])).status).to.be.oneOf([401, 403]);
        const beside = await sessionOf([["Remote-User", "mallory"], ...others, ...(await stage().as("bob"))]);
        expect(beside.body.user).to.include({ username: preset.called("bob") });
      });

      it("believes nothing that does not come from the proxy's address", async () => {
        const headers = { ...preset.says("alice", await stage().assertion("alice")), ...preset.forged("alice") };
        const reply = await askDirectly(stage().service.port, "127.0.0.9", headers);
        expect(reply.status).to.equal(401);
      });

      if (signed) {
        it("gives nobody a name by an unsigned header, also from the proxy's own address", async () => {
          const reply = await askDirectly(stage().service.port, "127.0.0.1", {
            ...preset.says("alice", null),
            ...preset.forged("alice"),
          });
          expect(reply.status).to.equal(401);
        });

        for (const [what, change] of [
          ["another key", { otherKey: true }],
          ["another audience", { audience: "somebody-else" }],
          ["another issuer", { issuer: "https://evil.example.com/" }],
          ["a lifetime that is over", { expiresInSeconds: -120 }],
        ] as const) {
          it(`refuses an assertion with ${what}`, async () => {
            const forged = await stage().assertion("alice", change);
            const reply = await askDirectly(stage().service.port, "127.0.0.1", preset.says("alice", forged));
            expect(reply.status).to.equal(401);
          });
        }
      }
    });
  }
}

interface PresetStage {
  readonly service: TestService;
  ask(path: string, headers: readonly Pair[]): ReturnType<typeof ask>;
  /** What a browser of somebody who is signed on sends to the proxy. */
  as(name: string): Promise<Pair[]>;
  assertion(name: string, change?: Parameters<Signer["sign"]>[1]): Promise<string | null>;
}

function stageOf(preset: Preset, start: StartProxy, newFolder: () => string): () => PresetStage {
  let stage: PresetStage;
  const stops: (() => Promise<unknown>)[] = [];
  before(async function () {
    this.timeout(60_000);
    const signer = preset.alg ? await startSigner(preset.alg, issuer, audience) : null;
    if (signer) stops.push(signer.stop);
    const assertion: PresetStage["assertion"] = async (name, change) =>
      signer ? signer.sign(preset.claims?.(name) ?? {}, change) : null;
    const gate = await startGate(preset.asked, async (name) => preset.says(name, await assertion(name)));
    stops.push(gate.stop);
    const site = { host: hostNames.name, port: await freePort() };
    const service = await startService({
      initialPassword: null,
      env: {
        PUBLIC_BASE_URL: `https://${site.host}:${site.port}`,
        PROXY_AUTH_PRESET: preset.name,
        TRUSTED_PROXIES: "127.0.0.1",
        PROXY_AUTH_INITIAL_ADMIN: (preset.meant ?? preset.called)("alice"),
        ...(signer
          ? {
              PROXY_AUTH_JWT_JWKS_URL: signer.jwksUrl,
              PROXY_AUTH_JWT_ISSUER: issuer,
              PROXY_AUTH_JWT_AUDIENCE: audience,
            }
          : {}),
      },
    });
    stops.push(service.remove);
    const ports = { port: site.port, borgdeckPort: service.port, authenticatorPort: gate.port };
    const proxy: RunningProxy = await start({ folder: newFolder(), site: "name", preset: preset.name, ...ports });
    stops.push(proxy.stop);
    stage = {
      service,
      ask: (path, headers) => ask(site, path, { headers }),
      assertion,
      async as(name) {
        if (preset.asked.length > 0) return [["cookie", gateCookie(name)]];
        return Object.entries(preset.says(name, await assertion(name)));
      },
    };
  });
  after(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  return () => stage;
}
