import { expect } from "chai";
import { createBoundedFetch, isSafeUrl } from "../../../../src/identity/methods/bounded-fetch.ts";
import type { Fetch } from "../../../../src/ports/fetch.ts";
import { faultOf } from "../../../support/identity.ts";

const bounds = { maxBytes: 2048, timeoutMs: 10_000, mayAsk: isSafeUrl };

describe("asking within bounds", () => {
  it("gives the answer as it came, a redirect too", async () => {
    const fetch: Fetch = async () =>
      new Response("moved", { status: 302, headers: { location: "http://169.254.169.254/" } });
    const reply = await createBoundedFetch(fetch, bounds)("https://auth.example.com/");
    expect([reply.status, reply.headers.get("location"), await reply.text()]).to.deep.equal([
      302,
      "http://169.254.169.254/",
      "moved",
    ]);
    const empty: Fetch = async () => new Response(null, { status: 204 });
    expect((await createBoundedFetch(empty, bounds)("https://auth.example.com/")).status).to.equal(204);
  });

  it("asks nobody in the clear but this machine", async () => {
    const asked: string[] = [];
    const fetch: Fetch = async (url) => {
      asked.push(url);
      return new Response("");
    };
    for (const url of ["http://auth.example.com/", "http://10.0.0.1/", "ftp://x/", "https://user:word@x.example/"]) {
      expect((await faultOf(() => createBoundedFetch(fetch, bounds)(url))).code, url).to.equal("provider-failed");
    }
    expect(asked).to.deep.equal([]);
    for (const url of ["https://auth.example.com/", "http://localhost:1/", "http://127.0.0.1/", "http://[::1]/"]) {
      await createBoundedFetch(fetch, bounds)(url);
    }
    expect(asked).to.have.length(4);
  });

  it("takes no more than it asked for, however long the answer goes on", async () => {
    let sent = 0;
    const endless: Fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1;
            controller.enqueue(new Uint8Array(1024));
          },
        }),
      );
    const fault = await faultOf(() => createBoundedFetch(endless, bounds)("https://auth.example.com/"));
    expect(fault.detail).to.equal("https://auth.example.com/ answers with more than 2 KiB.");
    expect(sent).to.be.lessThan(10);
  });

  it("gives up on one that does not answer, or that does not come to an end", async () => {
    const silent: Fetch = (_url, { signal } = {}) =>
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const trickling: Fetch = async (_url, { signal } = {}) =>
      new Response(
        new ReadableStream({
          start: (controller) => signal?.addEventListener("abort", () => controller.error(signal.reason)),
        }),
      );
    for (const fetch of [silent, trickling]) {
      const error = await createBoundedFetch(fetch, { ...bounds, timeoutMs: 5 })("https://x.example/").catch((e) => e);
      expect(error.name).to.equal("TimeoutError");
    }
  });

  it("gives up with who asked", async () => {
    const gone = AbortSignal.abort(new Error("gone"));
    const fetch: Fetch = async (_url, { signal } = {}) => {
      signal?.throwIfAborted();
      return new Response("");
    };
    const error = await createBoundedFetch(fetch, bounds)("https://x.example/", { signal: gone }).catch((e) => e);
    expect(error.message).to.equal("gone");
  });
});
