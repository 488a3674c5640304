import { expect } from "chai";
import { createProblems } from "../../../src/config/problems.ts";
import { readTrustedProxies } from "../../../src/config/trusted-proxies.ts";

describe("config/trusted-proxies", () => {
  const accepted: Record<string, string> = {
    "127.0.0.1": "127.0.0.1/32",
    "10.0.0.0/8": "10.0.0.0/8",
    "172.20.0.0/16": "172.20.0.0/16",
    "192.168.1.128/25": "192.168.1.128/25",
    "::1": "::1/128",
    "FD00:0:0::/64": "fd00::/64",
    "fd12:3456:789a:1::/64": "fd12:3456:789a:1::/64",
    unix: "unix",
  };
  for (const [entry, canonical] of Object.entries(accepted)) {
    it(`takes ${entry}`, () => {
      const problems = createProblems();
      expect(readTrustedProxies([entry], true, problems)).to.deep.equal([canonical]);
      expect(problems.all()).to.deep.equal({});
    });
  }

  const refused = [
    "*",
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0/1",
    "2000::/3",
    "10.1",
    "010.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "localhost",
    "proxy.lan",
    "127.0.0.1/33",
    "127.0.0.1/-1",
    "127.0.0.1/8x",
    "127.0.0.1/",
    "10.0.0.0/8/8",
    "10.1.2.3/8",
    "fd00::1/64",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "127.0.0.1:80",
    "any",
  ];
  for (const entry of refused) {
    it(`refuses ${entry} and says what to write`, () => {
      const problems = createProblems();
      readTrustedProxies([entry], true, problems);
      expect(problems.all()["TRUSTED_PROXIES"]).to.match(/Write /);
    });
  }

  it("names all wrong entries, and keeps each right one once", () => {
    const problems = createProblems();
    const entries = readTrustedProxies(["10.1", "127.0.0.1", "127.0.0.1/32", "localhost"], true, problems);
    expect(entries).to.deep.equal(["127.0.0.1/32"]);
    expect(problems.all()["TRUSTED_PROXIES"]).to.contain("10.1").and.contain("localhost");
  });

  it("requires the list only where a proxy authenticates", () => {
    const problems = createProblems();
    expect(readTrustedProxies(undefined, false, problems)).to.deep.equal([]);
    expect(problems.all()).to.deep.equal({});
    readTrustedProxies([], true, problems);
    expect(problems.all()["TRUSTED_PROXIES"]).to.match(/Write /);
  });
});
