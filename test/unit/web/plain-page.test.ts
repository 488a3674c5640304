import { expect } from "chai";
import { plainPage } from "../../../src/web/plain-page.ts";

describe("web/plain-page", () => {
  it("shows what it is told as text, whatever that is", () => {
    const page = plainPage({ title: "<b>", text: `</p><script>"'&\``, basePath: "/borg" });
    expect(page.match(/<(?:b|script)>/g)).to.equal(null);
    expect(page).to.contain("<h1>&#60;b&#62;</h1>").and.contain("&#34;&#39;&#38;&#96;").and.contain('href="/borg/"');
    expect(page.match(/<\w+/g)).to.include.members(["<style", "<main", "<h1"]);
  });

  it("leads nowhere where the pages would not open", () => {
    expect(plainPage({ title: "a", text: "b", basePath: null })).not.to.contain("<a ");
  });
});
