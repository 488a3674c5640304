import { expect } from "chai";
import { encryptionModes } from "../../../schemas/repositories.ts";
import { describeBorg } from "../../../src/borg/features.ts";
import { parseVersion } from "../../../src/borg/version.ts";

const version = (text: string) => {
  const found = parseVersion(`borg ${text}\n`);
  if (!found) throw new Error(text);
  return found;
};

describe("borg/features", () => {
  it("names every way to encrypt, the recommended ones marked, and says what none means", () => {
    const { encryptionModes: modes, version: text } = describeBorg(version("1.2.4"), { mountProblem: null });
    expect(text).to.equal("1.2.4");
    expect(modes.map(({ mode }) => mode)).to.deep.equal([...encryptionModes]);
    expect(modes.filter(({ recommended }) => recommended).map(({ mode }) => mode)).to.deep.equal([
      "repokey-blake2",
      "repokey",
    ]);
    expect(modes.find(({ mode }) => mode === "none")?.note).to.match(/whoever/);
  });

  it("says of what is missing why it is", () => {
    const { features } = describeBorg(version("1.2.4"), { mountProblem: "Install it." });
    expect(features["mount"]).to.deep.equal({ available: false, reason: "Install it." });
    expect(features["undelete"]?.available).to.equal(false);
    for (const { available, reason } of Object.values(features)) expect(available).to.equal(reason === null);
  });

  it("knows what a newer borg has", () => {
    const of = (text: string) => describeBorg(version(text), { mountProblem: null }).features;
    expect([of("1.2.4")["exit-codes"]?.available, of("1.4.0")["exit-codes"]?.available]).to.deep.equal([false, true]);
    expect(of("1.4.0")["mount"]?.available).to.equal(true);
  });
});
