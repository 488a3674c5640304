import { expect } from "chai";
import { canonicalPeer, createTrustedPeers } from "../../../src/identity/peers.ts";
import { clientAddress } from "../../../src/identity/proxy/client-address.ts";
import { faultOf } from "../../support/identity.ts";

describe("identity/peers", () => {
  it("trusts addresses and ranges, IPv4 in IPv6 form too", () => {
    const peers = createTrustedPeers(["10.0.0.2/32", "172.18.0.0/16", "fd00::/8", "2001:db8::1"]);
    for (const peer of ["10.0.0.2", "::ffff:10.0.0.2", "172.18.255.1", "fd12::1", "2001:db8::1", "FD00::A"]) {
      expect(peers.trusts(canonicalPeer(peer)), peer).to.equal(true);
    }
    for (const peer of ["10.0.0.3", "::ffff:10.0.0.3", "172.19.0.1", "2001:db8::2", "::1", "127.0.0.1"]) {
      expect(peers.trusts(canonicalPeer(peer)), peer).to.equal(false);
    }
  });

  it("does not trust loopback, private ranges or a Docker gateway unless they are listed", () => {
    const peers = createTrustedPeers(["203.0.113.9/32"]);
    for (const peer of ["127.0.0.1", "::1", "172.17.0.1", "192.168.0.1", "10.0.0.1", "unix"]) {
      expect(peers.trusts(peer), peer).to.equal(false);
    }
  });

  it("never trusts a peer without an address, not even where Unix sockets are trusted", () => {
    const peers = createTrustedPeers(["unix"]);
    expect(peers.trusts("unix")).to.equal(true);
    expect(peers.trusts(canonicalPeer(undefined))).to.equal(false);
    expect(peers.trusts(null)).to.equal(false);
    expect(peers.trusts("")).to.equal(false);
  });

  it("trusts nobody by an empty list", () => {
    expect(createTrustedPeers([]).trusts("127.0.0.1")).to.equal(false);
  });

  for (const entry of [
    "*",
    "0.0.0.0/0",
    "::/0",
    "10.1",
    "010.0.0.1",
    "proxy.lan",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "10.0.0.0/8x",
    "",
    "fe80::1%eth0",
  ]) {
    it(`refuses ${JSON.stringify(entry)} as an entry`, async () => {
      expect((await faultOf(() => createTrustedPeers([entry]))).code).to.equal("invalid-configuration");
    });
  }

  it("has one spelling for each peer, and none for what is no address", () => {
    expect(canonicalPeer("::FFFF:127.0.0.1")).to.equal("127.0.0.1");
    expect(canonicalPeer("fe80::1%eth0")).to.equal("fe80::1");
    for (const nonsense of ["", "localhost", "10.1", "010.0.0.1", "::ffff:300.0.0.1", "1.2.3.4:80"]) {
      expect(canonicalPeer(nonsense), nonsense).to.equal(null);
    }
  });
});

describe("identity/client-address", () => {
  const trusted = createTrustedPeers(["10.0.0.2/32", "10.0.0.3/32"]);

  it("reads X-Forwarded-For from the right: what the client wrote itself is not believed", () => {
    expect(clientAddress("10.0.0.2", ["1.1.1.1, 6.6.6.6"], trusted)).to.equal("6.6.6.6");
    expect(clientAddress("10.0.0.2", ["1.1.1.1", "6.6.6.6"], trusted)).to.equal("6.6.6.6");
    expect(clientAddress("10.0.0.2", ["1.1.1.1, 6.6.6.6, 10.0.0.3"], trusted)).to.equal("6.6.6.6");
  });

  it("does not read it at all from a peer that is not trusted", () => {
    expect(clientAddress("192.0.2.1", ["10.0.0.2"], trusted)).to.equal("192.0.2.1");
    expect(clientAddress(null, ["1.1.1.1"], trusted)).to.equal(null);
  });

  it("stops at what is no address, and after twenty hops", () => {
    expect(clientAddress("10.0.0.2", ["1.1.1.1, unknown"], trusted)).to.equal("10.0.0.2");
    expect(clientAddress("10.0.0.2", ["1.1.1.1, nonsense, 10.0.0.3"], trusted)).to.equal("10.0.0.3");
    expect(clientAddress("10.0.0.2", [`1.1.1.1${", 10.0.0.3".repeat(10_000)}`], trusted)).to.equal("10.0.0.3");
    expect(clientAddress("10.0.0.2", [], trusted)).to.equal("10.0.0.2");
  });

  it("reads an address that was written with a port or in brackets, and no other spelling", () => {
    for (const [hop, address] of [
      ["198.51.100.7:1234", "198.51.100.7"],
      ["[2001:db8::1]:443", "2001:db8::1"],
      ["[2001:DB8::1]", "2001:db8::1"],
      ["[::ffff:198.51.100.7]:443", "198.51.100.7"],
      ["2001:db8::1", "2001:db8::1"],
      ["2001:db8::1:443", "2001:db8::1:443"],
    ] as const)
      expect(clientAddress("10.0.0.2", [`6.6.6.6, ${hop}`], trusted), hop).to.equal(address);
    for (const hop of [
      "[198.51.100.7]:443",
      "[2001:db8::1",
      "2001:db8::1]:443",
      "198.51.100.7:",
      "198.51.100.7:x",
      "198.51.100.7:123456",
      "[2001:db8::1]443",
      "host:80",
      ":80",
      "[]",
    ])
      expect(clientAddress("10.0.0.2", [`6.6.6.6, ${hop}`], trusted), hop).to.equal("10.0.0.2");
    expect(clientAddress("10.0.0.2", ["6.6.6.6:1, 10.0.0.3:2"], trusted), "a hop of ours, too").to.equal("6.6.6.6");
  });
});
