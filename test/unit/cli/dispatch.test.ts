import { expect } from "chai";
import { commands } from "../../../src/cli/commands.ts";
import { runCommandLine } from "../../support/command-line.ts";

describe("cli/dispatch", () => {
  const run = (...argv: string[]) => runCommandLine(argv, { env: { HOME: "/home/somebody" } });

  it("lists every command that is for people, however help is asked for", async () => {
    for (const argv of [[], ["help"], ["--help"], ["-h"]]) {
      const { code, printed } = await run(...argv);
      expect(code).to.equal(0);
      for (const [name, load] of Object.entries(commands)) {
        const { hidden = false } = await load();
        expect(printed.includes(`  ${name}`), name).to.equal(!hidden);
      }
    }
  });

  for (const [name, load] of Object.entries(commands)) {
    it(`explains ${name}, and does nothing then`, async () => {
      const command = await load();
      expect(command.name).to.equal(name);
      expect(command.usage).to.match(new RegExp(`^Usage: borgdeck ${name}`));
      expect(await run(name, "--help")).to.deep.equal({ code: 0, printed: command.usage, complained: "" });
      expect((await run("help", name)).printed).to.equal(command.usage);
    });
  }

  it("answers 2 to what it does not know, and says what there is", async () => {
    for (const argv of [
      ["nonsense"],
      ["help", "nonsense"],
      ["constructor"],
      ["doctor", "--nonsense"],
      ["user", "list", "more"],
    ]) {
      const { code, printed, complained } = await run(...argv);
      expect(code, argv.join(" ")).to.equal(2);
      expect(printed).to.equal("");
      expect(complained).to.contain("Usage: borgdeck");
    }
  });

  it("prints a fault with each of its fields, on standard error", async () => {
    const { code, printed, complained } = await runCommandLine(["config"], {
      env: { HOME: "/x", PORT: "x", TZ: "Mars" },
    });
    expect(code).to.equal(1);
    expect(printed).to.equal("");
    expect(complained).to.contain("invalid-configuration").and.contain("  PORT ").and.contain("  TZ ");
  });
});
