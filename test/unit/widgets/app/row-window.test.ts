import { expect } from "chai";
import fc from "fast-check";
import { type ListGeometry, rowWindow, scrollTo } from "../../../../widgets/app/ui/row-window.ts";

const geometry = (change: Partial<ListGeometry> = {}): ListGeometry => ({
  total: 100_000,
  rowPx: 36,
  viewPx: 600,
  scrollPx: 0,
  ...change,
});
const lists = fc
  .record({
    total: fc.integer({ min: 1, max: 20_000_000 }),
    rowPx: fc.integer({ min: 20, max: 80 }),
    viewPx: fc.integer({ min: 100, max: 2000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...list }) => ({ ...list, scrollPx: share * rowWindow({ ...list, scrollPx: 0 }).spacePx }));

describe("row window", () => {
  it("holds the rows in sight and a few beyond", () => {
    const { from, to, spacePx, topOf } = rowWindow(geometry({ scrollPx: 36_000 }));
    expect([from, to]).to.deep.equal([992, 1025]);
    expect(spacePx).to.equal(3_600_000);
    expect(topOf(1000)).to.equal(36_000);
  });

  it("is empty where there is nothing", () => {
    expect(rowWindow(geometry({ total: 0 }))).to.include({ from: 0, to: 0, spacePx: 0 });
  });

  it("covers the view wherever one scrolls, with no more rows than fit and a few, however long the list", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { from, to, spacePx, topOf } = rowWindow(list);
        expect(spacePx).to.be.at.most(8_000_000);
        expect(to - from).to.be.at.most(Math.ceil(list.viewPx / list.rowPx) + 18);
        const scrollPx = Math.min(list.scrollPx, Math.max(0, spacePx - list.viewPx));
        const end = Math.min(scrollPx + list.viewPx, spacePx);
        expect(topOf(from)).to.be.at.most(scrollPx + 1e-6);
        expect(topOf(to)).to.be.at.least(end - 1e-3);
      }),
    );
  });

  it("brings any row wholly into sight, and moves no further than it must", () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const index = Math.min(list.total - 1, Math.floor(share * list.total));
        const scrollPx = scrollTo(index, list);
        const top = rowWindow({ ...list, scrollPx }).topOf(index) - scrollPx;
        expect(top).to.be.at.least(-0.01);
        expect(top + Math.min(list.rowPx, list.viewPx)).to.be.at.most(list.viewPx + 0.01);
        expect(scrollTo(index, { ...list, scrollPx }), "at rest there").to.be.closeTo(scrollPx, 1e-6);
      }),
    );
  });
});
