// What reaches Borgdeck behind a proxy of examples/proxy, as a server in its place sees it.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type Authenticator, nameless, signedOn, startAuthenticator } from "../support/authenticator.ts";
import { ask, freePort, hostNames, type RunningProxy } from "../support/proxy.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";
import type { StartProxy } from "./stage.ts";

const forged = "forged";
const forgery = [
  ["Remote-User", forged],
  ["REMOTE-USER", forged],
  ["Remote_User", forged],
  ["Remote-Groups", forged],
  ["remote_groups", forged],
  ["Remote-Name", forged],
  ["Remote-Email", forged],
  ["X-Forwarded-For", "10.9.8.7"],
] as const;

/** Describes what must not get through, whatever Borgdeck itself would make of it. */
export function describeForwarded(example: "nginx" | "caddy", start: StartProxy): void {
  const newFolder = temporaryFolders();

  describe(`${example}, what reaches Borgdeck`, () => {
    const site = { host: hostNames.name, port: 0 };
    const received: IncomingMessage[] = [];
    let server: Server;
    let authenticator: Authenticator;
    let proxy: RunningProxy;

    before(async () => {
      server = createServer((request, response) => {
        received.push(request);
        response.end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      authenticator = await startAuthenticator();
      site.port = await freePort();
      const ports = { borgdeckPort: (server.address() as AddressInfo).port, authenticatorPort: authenticator.port };
      proxy = await start({ folder: newFolder(), port: site.port, ...ports, site: "name" });
    });
    after(async () => {
      await Promise.all([proxy?.stop(), authenticator?.stop()]);
      server.close();
      server.closeAllConnections();
    });

    /** The header lines of the request as it came, but for what a client must send. */
    const pass = async (path: string, name: string): Promise<[string, string][]> => {
      await ask(site, path, { headers: [...forgery, ["cookie", signedOn(name).cookie]] });
      const { rawHeaders } = received.at(-1) ?? expect.fail("nothing came through");
      return rawHeaders.flatMap((text, index) => (index % 2 === 0 ? [[text, rawHeaders[index + 1] ?? ""]] : []));
    };
    const identity = (headers: [string, string][]) =>
      headers.filter(([header, value]) => /^remote[-_]/i.test(header) && !value.startsWith("{http."));

    it("is the authenticator's name, once, and nothing of the client's", async () => {
      const headers = await pass("/api/session", "bob");
      expect(Object.fromEntries(identity(headers))).to.deep.equal({
        "Remote-User": "bob",
        "Remote-Name": "bob of the tests",
        "Remote-Email": "bob@example.com",
      });
      expect(identity(headers)).to.have.length(3);
      expect(JSON.stringify(headers)).to.not.include(forged);
    });

    it("is no name where the authenticator gave none, and none on the open path", async () => {
      expect(identity(await pass("/api/session", nameless))).to.deep.equal([]);
      expect(identity(await pass("/widgets/borgdeck.js", "bob"))).to.deep.equal([]);
    });

    it("is the client's real address", async () => {
      const headers = await pass("/api/session", "bob");
      expect(headers.filter(([name]) => name === "X-Forwarded-For")).to.deep.equal([["X-Forwarded-For", "127.0.0.1"]]);
    });
  });
}
