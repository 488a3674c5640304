// What holds behind every proxy of examples/proxy: the committed configuration in front of the real service.
import { expect } from "chai";
import { nameless, portal, signedOn } from "../support/authenticator.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";
import { askDirectly, type Stage, type StartProxy, setStage, type Variant } from "./stage.ts";

/** Describes what must hold behind a proxy. */
export function describeProxy(example: "nginx" | "caddy", start: StartProxy): void {
  const newFolder = temporaryFolders();

  const stageOf = (variant: Variant): (() => Stage) => {
    let stage: Stage;
    before(async function () {
      this.timeout(60_000);
      stage = await setStage(example, start, newFolder(), variant);
    });
    after(() => stage?.stop());
    return () => stage;
  };

  describe(`${example}, Borgdeck under a name of its own`, () => {
    const stage = stageOf({ site: "name" });

    it("signs in whom the README's settings make administrator, and everybody else as a viewer", async () => {
      const alice = await stage().askAs("alice", "/api/session");
      expect(alice.status).to.equal(200);
      expect(alice.body.user).to.include({ username: "alice", role: "admin", displayName: "alice of the tests" });
      const bob = await stage().askAs("bob", "/api/session");
      expect(bob.body).to.include({ method: "header" });
      expect(bob.body.user).to.include({ username: "bob", role: "viewer", allRepositoriesRole: "none", door: "proxy" });
      expect(await stage().users()).to.deep.equal({ alice: "admin", bob: "viewer" });
    });

    it("asks the authenticator about the address that the browser shows", () => {
      const { host, port } = stage().site;
      const asked = stage().authenticator.asked.map((each) => each.replace(`:${port}`, ""));
      expect(asked).to.include(`GET https://${host}/api/session`);
    });

    it("sends a page to the sign-in and answers 401 to everything else", async () => {
      const page = await stage().ask("/", { headers: [["accept", "text/html,application/xhtml+xml"]] });
      expect(page.status).to.equal(302);
      expect(page.headers.location).to.match(new RegExp(`^${portal}\\?rd=https`));
      const data = await stage().ask("/api/status");
      expect(data.status).to.equal(401);
      expect(data.headers["access-control-allow-origin"]).to.equal(undefined);
    });

    it("lets a dashboard of DASHBOARD_ORIGINS read that 401, and no other", async () => {
      const origin = stage().settings["DASHBOARD_ORIGINS"] ?? "";
      const data = await stage().ask("/api/status", { headers: [["origin", origin]] });
      expect(data.status).to.equal(401);
      expect(data.headers).to.include({
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
      });
      const other = await stage().ask("/api/status", { headers: [["origin", "https://evil.example.com"]] });
      expect(other.status).to.equal(401);
      expect(other.headers).to.not.have.any.keys("access-control-allow-origin", "access-control-allow-credentials");
    });

    it("lets that dashboard read the status and nothing else", async () => {
      const origin = stage().settings["DASHBOARD_ORIGINS"] ?? "";
      const headers = [
        ["origin", origin],
        ["sec-fetch-site", "same-site"],
      ] as const;
      const status = await stage().askAs("alice", "/api/status", { headers });
      expect(status.status).to.equal(200);
      expect(status.headers["access-control-allow-origin"]).to.equal(origin);
      const users = await stage().askAs("alice", "/api/users", { headers });
      expect(users.status).to.equal(403);
      expect(users.headers["access-control-allow-origin"]).to.equal(undefined);
    });

    for (const [how, headers] of forgeries("alice")) {
      it(`makes nothing of ${how} that the client sends`, async () => {
        const nobody = await stage().ask("/api/session", { headers });
        expect(nobody.status).to.equal(401);
        const bob = await stage().ask("/api/session", { headers: [...headers, ["cookie", signedOn("bob").cookie]] });
        // Caddy drops what Connection names, its own header too: then nobody is signed in, which is safe.
        if (how === hopByHop) expect(bob.status).to.be.oneOf([200, 401]);
        else expect(bob.status).to.equal(200);
        expect(bob.body.user?.username ?? "bob").to.equal("bob");
      });
    }

    it("lets nobody past the gate by way of the open path", async () => {
      for (const path of ["/widgets/../api/session", "/widgets/%2e%2e/api/session", "/widgets/..%2fapi/session"]) {
        const reply = await stage().ask(path, { headers: [["Remote-User", "alice"]] });
        expect(reply.status, path).to.be.oneOf([301, 302, 308, 400, 401, 404]);
        expect(reply.text).to.not.include("alice");
      }
    });

    it("answers 401 where the authenticator lets somebody through without a name", async () => {
      const known = await stage().users();
      const reply = await stage().askAs(nameless, "/api/session", { headers: [["Remote-User", "alice"]] });
      expect(reply.status).to.equal(401);
      expect(await stage().users()).to.deep.equal(known);
    });

    it("gives the widgets' code to everybody, also to scripts of other origins", async () => {
      for (const file of ["borgdeck.js", "borgdeck.iife.js", "borg-status.js"]) {
        const reply = await stage().ask(`/widgets/${file}`, { headers: [["origin", "https://home.example.com"]] });
        expect(reply.status, file).to.equal(200);
        expect(reply.headers["access-control-allow-origin"]).to.equal("*");
        expect(reply.headers["content-type"]).to.match(/javascript/);
      }
    });

    it("lets the administrator make a repository, and the live stream through as it comes", async function () {
      this.timeout(60_000);
      const stream = await stage().stream("alice");
      try {
        expect(await stream.next("snapshot")).to.include({ verdict: "empty" });
        const made = await stage().askAs("alice", "/api/repositories", {
          method: "POST",
          headers: [["sec-fetch-site", "same-origin"]],
          json: { name: "Behind a proxy", location: `${stage().service.home}/repositories/one`, encryption: "none" },
        });
        expect(made.status, made.text).to.equal(201);
        let seen: string[] = [];
        while (seen.length === 0) {
          const { repositories } = (await stream.next("delta")) as { repositories: { name: string }[] };
          seen = repositories.map(({ name }) => name);
        }
        expect(seen).to.deep.equal(["Behind a proxy"]);
      } finally {
        stream.close();
      }
    });

    it("lets nobody change anything from another site", async () => {
      const headers = [
        ["origin", "https://home.example.com"],
        ["sec-fetch-site", "same-site"],
      ] as const;
      const reply = await stage().askAs("alice", "/api/plans", { method: "POST", headers, json: {} });
      expect(reply.status).to.equal(403);
      expect(reply.body.code).to.equal("cross-site");
    });

    it("believes the header from nobody but the proxy", async () => {
      const known = await stage().users();
      const reply = await askDirectly(stage().service.port, "127.0.0.2", { "Remote-User": "mallory" });
      expect(reply.status).to.equal(401);
      expect(reply.body.code).to.equal("untrusted-peer");
      const forwarded = await askDirectly(stage().service.port, "127.0.0.2", {
        "Remote-User": "alice",
        "X-Forwarded-For": "127.0.0.1",
        "X-Real-IP": "127.0.0.1",
        Forwarded: "for=127.0.0.1",
      });
      expect(forwarded.status).to.equal(401);
      expect(await stage().users()).to.deep.equal(known);
    });
  });

  describe(`${example}, with a secret between proxy and Borgdeck`, () => {
    const secret = "0123456789abcdef0123456789abcdef";
    const stage = stageOf({ site: "name", secret });

    it("signs people in", async () => {
      expect((await stage().askAs("alice", "/api/session")).body.user).to.include({ username: "alice", role: "admin" });
    });

    it("believes no header from the proxy's address without it", async () => {
      const bare = await askDirectly(stage().service.port, "127.0.0.1", { "Remote-User": "mallory" });
      expect(bare.status).to.equal(401);
      const wrong = { "Remote-User": "mallory", "X-Borgdeck-Proxy-Secret": `${secret.slice(0, -1)}0` };
      expect((await askDirectly(stage().service.port, "127.0.0.1", wrong)).status).to.equal(401);
      expect(await stage().users()).to.deep.equal({ alice: "admin" });
    });

    it("keeps it out of the log", () => {
      expect(stage().service.logged()).to.not.include(secret);
    });
  });

  for (const stripsPath of [false, true]) {
    describe(`${example}, Borgdeck under /borg, which the proxy ${stripsPath ? "strips" : "leaves as it is"}`, () => {
      const stage = stageOf({ site: "path", stripsPath });

      it("signs people in", async () => {
        expect((await stage().askAs("alice", "/borg/api/session")).body.user).to.include({ username: "alice" });
        expect((await stage().ask("/borg/api/session")).status).to.equal(401);
      });

      it("sends people back to the address with the prefix", async () => {
        const page = await stage().ask("/borg/plans", { headers: [["accept", "text/html"]] });
        expect(page.status).to.equal(302);
        const back = new URL(page.headers.location ?? "").searchParams.get("rd") ?? "";
        expect(new URL(back).pathname).to.equal("/borg/plans");
      });

      it("shows the page, whose parts are all there", async () => {
        const short = await stage().ask("/borg");
        expect(short.status).to.be.oneOf([301, 308]);
        expect(new URL(short.headers.location ?? "", "https://home.example.com").pathname).to.equal("/borg/");
        const page = await stage().askAs("alice", "/borg/", { headers: [["accept", "text/html"]] });
        expect(page.status).to.equal(200);
        const parts = [...page.text.matchAll(/(?:src|href)="(?!data:)([^"#]+)"/g)].map((match) => match[1] ?? "");
        expect(parts.filter((part) => part.endsWith(".js"))).to.not.deep.equal([]);
        for (const part of parts) {
          const { pathname } = new URL(part, "https://home.example.com/borg/");
          expect((await stage().askAs("alice", pathname)).status, pathname).to.equal(200);
        }
      });

      it("gives the widgets' code to everybody", async () => {
        const reply = await stage().ask("/borg/widgets/borgdeck.js");
        expect(reply.status).to.equal(200);
        expect(reply.headers["access-control-allow-origin"]).to.equal("*");
      });

      it("makes nothing of a name that the client sends", async () => {
        for (const path of ["/borg/api/session", "/borg/widgets/borgdeck.js", "/api/session"]) {
          const reply = await stage().ask(path, { headers: [["Remote-User", "mallory"]] });
          expect(reply.text).to.not.include("mallory");
        }
        expect(await stage().users()).to.deep.equal({ alice: "admin" });
      });
    });
  }
}

const hopByHop = "a Remote-User that Connection names";

function forgeries(name: string): [string, [string, string][]][] {
  return [
    ["a Remote-User", [["Remote-User", name]]],
    ["a remote-user in other letters", [["rEMOTE-uSER", name]]],
    [
      "a Remote-User sent twice",
      [
        ["Remote-User", name],
        ["Remote-User", "admin"],
      ],
    ],
    ["a Remote_User", [["Remote_User", name]]],
    ["a REMOTE_USER", [["REMOTE_USER", name]]],
    [
      hopByHop,
      [
        ["Remote-User", name],
        ["Connection", "close, Remote-User"],
      ],
    ],
    [
      "groups, name and address",
      [
        ["Remote-User", name],
        ["Remote-Groups", "admins"],
        ["Remote-Name", name],
        ["Remote-Email", `${name}@example.com`],
      ],
    ],
    ["another proxy's header", [["X-Forwarded-User", name]]],
  ];
}
