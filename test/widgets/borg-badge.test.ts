import { expect } from "chai";
import { axeViolations } from "../support/browser.ts";
import { useStage, whileGateIsClosed } from "./stage.ts";
import { statuses } from "./status-fixtures.ts";

const all = () => Object.values(statuses).map((make) => make());

describe("<borg-badge>", () => {
  const stage = useStage(whileGateIsClosed);

  const said = () =>
    stage.page.$$eval("borg-badge", (elements) =>
      elements.map((element) => element.shadowRoot!.querySelector(".pill")?.textContent?.replace(/\s+/g, " ").trim()),
    );

  it("is one line of 24 px in every state", async () => {
    await stage.start();
    for (const label of ["", "NAS"]) {
      await stage.show("borg-badge", all(), 180, { label });
      const heights = await stage.page.$$eval("borg-badge", (elements) =>
        elements.map((element) => Math.round(element.getBoundingClientRect().height)),
      );
      expect([...new Set(heights)]).to.deep.equal([24]);
    }
  });

  it("is as wide as its words where the page stretches it, as a grid does with its cells", async () => {
    await stage.start();
    await stage.show("borg-badge", [statuses.ok()], 400, {});
    await stage.page.$eval("borg-badge", (element) => {
      (element as HTMLElement).style.display = "block";
    });
    const pill = await stage.page.locator("borg-badge .pill").boundingBox();
    expect(pill?.width).to.be.lessThan(200);
  });

  it("says its state in a word, after its label", async () => {
    await stage.start();
    await stage.show("borg-badge", [statuses.ok(), statuses.failed(), statuses.late(), statuses.empty()], 200, {
      label: "NAS",
    });
    expect(await said()).to.deep.equal(["NAS OK", "NAS Failed", "NAS Late", "NAS None set up"]);
    expect(await stage.page.getByRole("group", { name: "NAS" }).count()).to.equal(4);
    await stage.show("borg-badge", [statuses.ok()], 200, { repo: "yyyyyyyy" });
    expect(await said(), "what it names is not there").to.deep.equal(["Nothing here, or you may not see it."]);
    await stage.show("borg-badge", [statuses.fault()], 200, { "hide-when": "ok" });
    expect(await said(), "a fault of the service itself").to.deep.equal(["Warning"]);
  });

  it("is not there where told so", async () => {
    await stage.start();
    await stage.show("borg-badge", [statuses.ok(), statuses.failed()], 200, { "hide-when": "ok" });
    expect(await said()).to.deep.equal([undefined, "Failed"]);
  });

  it("says that it does not know, and leads to the sign-in", async () => {
    for (const [gate, word] of [
      ["401", "Signed out"],
      ["bad-gateway", "No connection"],
    ] as const) {
      stage.server.script.gate = gate;
      await stage.start();
      await stage.page.evaluate(() => document.querySelector("main")!.append(document.createElement("borg-badge")));
      const link = stage.page.getByRole("link", { name: word });
      await link.waitFor();
      expect(await link.getAttribute("href")).to.equal(
        `${stage.server.origin}${gate === "401" ? "/auth/return" : "/"}`,
      );
      expect(await axeViolations(stage.page)).to.deep.equal([]);
    }
  });
});
