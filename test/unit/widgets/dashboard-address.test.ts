import { expect } from "chai";
import { addressOf, isLocal, obstacleOf, originOf } from "../../../widgets/app/pages/dashboards/snippets/address.ts";

describe("addresses of dashboards and of the service", () => {
  it("lose what is no part of them", () => {
    expect(addressOf(" https://Borg.example.com/borg/?x#y ")).to.equal("https://borg.example.com/borg");
    expect(addressOf("http://borgdeck:8081/")).to.equal("http://borgdeck:8081");
    expect(originOf("http://192.168.1.5:3000/#home")).to.equal("http://192.168.1.5:3000");
    expect(addressOf("http://[fd00::1]:8081/")).to.equal("http://[fd00::1]:8081");
  });

  it("are told apart where they lead to another host within a container", () => {
    const local = ["http://localhost:8081", " https://127.0.0.1/borg", "http://[::1]:8081"];
    expect(local.filter((text) => !isLocal(text))).to.deep.equal([]);
    expect(["", "localhost", "http://borgdeck:8081", "http://localhost.example.com"].filter(isLocal)).to.deep.equal([]);
  });

  it("hold nothing that could end a string in a snippet", () => {
    const bad = [
      "",
      "dash.example.com",
      "javascript:alert(1)",
      "ftp://x",
      "https://a:b@c",
      "https://x/'y",
      "https://x/`${y}`",
    ];
    expect(bad.filter((text) => addressOf(text) !== null)).to.deep.equal([]);
    expect(addressOf('https://x/"y"')).to.equal("https://x/%22y%22");
  });

  const server = "https://borg.example.com/borg";
  const cases: readonly (readonly [dashboard: string, server: string, obstacle: string | null])[] = [
    ["https://dash.example.com", server, null],
    ["https://example.com:8443", server, null],
    ["http://dash.example.com", server, "other-site"],
    ["https://dash.example.org", server, "other-site"],
    ["http://dash.lan", "http://borg.lan", "other-site"],
    ["http://dash.home.lan", "http://borg.home.lan", null],
    ["http://dash.home.arpa", "http://borg.home.arpa", "other-site"],
    ["https://one.duckdns.org", "https://two.duckdns.org", "other-site"],
    ["http://192.168.1.5:3000", "http://192.168.1.5:8081", null],
    ["http://192.168.1.5", "http://10.1.1.5", "other-site"],
    ["http://localhost:3000", "http://127.0.0.1:8081", "other-site"],
    ["https://dash.example.com", "http://borg.example.com", "mixed"],
  ];
  for (const [dashboard, service, obstacle] of cases) {
    it(`${dashboard} and ${service}: ${obstacle ?? "nothing in the way"}`, () => {
      expect(obstacleOf(dashboard, service)).to.equal(obstacle);
    });
  }
});
