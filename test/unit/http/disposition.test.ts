import { expect } from "chai";
import fc from "fast-check";
import { attachment } from "../../../src/http/answer/disposition.ts";

describe("attachment", () => {
  it("gives a plain name and the whole one", () => {
    expect(attachment("a b.txt")).to.equal(`attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`);
    expect(attachment("日本.txt")).to.equal(`attachment; filename="__.txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt`);
  });

  it("lets no name look like another, or like a path", () => {
    expect(attachment("invoice\u202egpj.exe")).to.contain('filename="invoice_gpj.exe"');
    expect(attachment("../../etc/passwd")).to.contain('filename=".._.._etc_passwd"');
    for (const name of ["", ".", "..", "  "]) expect(attachment(name), name).to.contain('filename="download"');
  });

  it("is a header for any name, and never longer than a header may be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (name) => {
        const header = attachment(name);
        expect(header).to.match(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/);
        expect(header.split('"')).to.have.length(3);
        expect(header.length).to.be.below(4000);
        expect(() => decodeURIComponent(header.slice(header.indexOf("''") + 2))).to.not.throw();
      }),
    );
  });

  it("takes names that are not well-formed", () => {
    expect(attachment("a\ud800b")).to.contain('filename="a_b"');
  });
});
