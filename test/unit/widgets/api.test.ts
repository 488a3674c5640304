import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ApiError, createApi } from "../../../widgets/shared/client/api.ts";

/** Serves one answer and remembers what was asked. */
async function withServer<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (base: string) => Promise<T>,
): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it should have been refused"),
    (error: ApiError) => error,
  );
const getting = (status: number, headers: Record<string, string>, body = "") =>
  withServer(
    (_request, response) => void response.writeHead(status, headers).end(body),
    (base) => errorOf(createApi(base).get("/api/status")),
  );
const json = { "Content-Type": "application/json" };
const problemJson = { "Content-Type": "application/problem+json" };

describe("the api client", () => {
  it("reads JSON with the query it is given and no header that needs a preflight", async () => {
    let asked: IncomingMessage | undefined;
    const reply = await withServer(
      (request, response) => {
        asked = request;
        response.writeHead(200, json).end('{"a":1}');
      },
      (base) => createApi(base).get("/api/jobs", { query: { limit: 5, cursor: null, planId: "a b" } }),
    );
    expect(reply).to.deep.equal({ a: 1 });
    expect(asked?.url).to.equal("/api/jobs?limit=5&planId=a+b");
    expect(asked?.headers.accept).to.equal("application/json");
    expect(Object.keys(asked?.headers ?? {})).to.not.include.members([
      "authorization",
      "x-requested-with",
      "content-type",
    ]);
  });

  it("sends JSON with the revision it saw, and takes a reply without a body", async () => {
    let asked: IncomingMessage | undefined;
    let sent = "";
    const reply = await withServer(
      async (request, response) => {
        asked = request;
        for await (const chunk of request) sent += chunk;
        response.writeHead(204).end();
      },
      (base) => createApi(base).send("PATCH", "/api/plans/x", { name: "n" }, { ifRevision: 3 }),
    );
    expect(reply).to.equal(undefined);
    expect(sent).to.equal('{"name":"n"}');
    expect(asked?.headers).to.include({ "content-type": "application/json", "if-match": '"3"' });
  });

  it("gives the service's own words", async () => {
    const body = {
      title: "t",
      code: "invalid-input",
      detail: "No.",
      fields: { "/name": "is missing" },
      retryAfterMs: 5,
    };
    const error = await getting(422, problemJson, JSON.stringify(body));
    expect(error).to.be.instanceOf(ApiError);
    expect(error).to.include({ status: 422, code: "invalid-input", detail: "No.", retryAfterMs: 5 });
    expect(error.fields).to.deep.equal({ "/name": "is missing" });
  });

  it("knows a login page in each of its forms", async () => {
    const html = { "Content-Type": "text/html; charset=utf-8" };
    const answers = await Promise.all([
      getting(200, html, "<h1>Sign in</h1>"),
      getting(403, html, "<h1>Sign in</h1>"),
      getting(401, {}),
      getting(401, json, "{}"),
    ]);
    expect(answers.map(({ code }) => code)).to.deep.equal(Array(4).fill("not-signed-in"));
  });

  it("takes a proxy's own error for an unreachable service", async () => {
    expect(await getting(502, { "Content-Type": "text/html" }, "Bad gateway")).to.include({
      code: "unreachable",
      status: 502,
    });
    expect(await getting(429, { ...json, "Retry-After": "7" }, "{}")).to.include({ retryAfterMs: 7000 });
  });

  it("tells what is not the service from what is not there", async () => {
    const page = { "Content-Type": "text/html" };
    expect(await getting(404, page, "Not found"), "another address").to.include({ code: "unexpected-answer" });
    expect(await getting(200, { "Content-Type": "text/plain" }, "hello")).to.include({ code: "unexpected-answer" });
    expect(await getting(200, json, '{"cut')).to.include({ code: "unexpected-answer" });
    const gone = await withServer(
      () => {},
      async (base) => base,
    );
    expect(await errorOf(createApi(gone).get("/"))).to.include({ code: "unreachable", status: 0 });
  });

  it("lets a caller give up", async () => {
    const abort = new AbortController();
    const error = await withServer(
      () => abort.abort(),
      (base) => errorOf(createApi(base).get("/", { signal: abort.signal })),
    );
    expect(error.name).to.equal("AbortError");
  });
});
