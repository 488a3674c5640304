// Every route of the contract that this version has is in the OpenAPI document, and every route in it says enough.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";

interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const document = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../docs/openapi.json"), "utf8")) as OpenApi;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, name: `${method.toUpperCase()} ${path}`, operation })),
);

/** Method and path, with the names of path parameters left out. */
const shape = (name: string) => name.replace(/\{[^}]+\}/g, "{}");

const routes = [
  "GET /healthz",
  "GET /api/openapi.json",
  "GET /api/auth/methods",
  "GET /api/session",
  "POST /api/session",
  "DELETE /api/session",
  "PUT /api/account/password",
  "GET /api/users",
  "GET /api/users/{id}",
  "PATCH /api/users/{id}",
  "PUT /api/users/{id}/grants/{repositoryId}",
  "DELETE /api/users/{id}/grants/{repositoryId}",
  "GET /api/repositories",
  "POST /api/repositories",
  "GET /api/repositories/{id}",
  "PATCH /api/repositories/{id}",
  "DELETE /api/repositories/{id}",
  "POST /api/repositories/{id}/key",
  "POST /api/repositories/{id}/jobs",
  "GET /api/repositories/{id}/archives",
  "GET /api/repositories/{id}/archives/{name}/files",
  "GET /api/repositories/{id}/archives/{name}/download",
  "GET /api/plans",
  "POST /api/plans",
  "GET /api/plans/{id}",
  "PATCH /api/plans/{id}",
  "DELETE /api/plans/{id}",
  "POST /api/plans/{id}/run",
  "POST /api/plans/{id}/pause",
  "POST /api/plans/{id}/resume",
  "POST /api/plans/preview",
  "GET /api/runs",
  "GET /api/runs/{id}",
  "GET /api/jobs",
  "GET /api/jobs/{id}",
  "GET /api/jobs/{id}/log",
  "POST /api/jobs/{id}/cancel",
  "GET /api/filesystem",
  "GET /api/status",
  "GET /api/events",
  "GET /api/widgets/summary",
  "GET /api/widgets/history",
  "GET /api/widgets/ping.svg",
  "GET /api/widgets/badge.svg",
  "GET /api/widgets/badge/{id}.svg",
  "GET /api/widgets/glance",
  "GET /api/widgets/dashy-list",
  "GET /widgets/embed",
  "GET /api/v1/checks/",
  "GET /api/v3/checks/",
  "POST /api/session/totp",
  "POST /api/session/recovery",
  "POST /api/session/step-up",
  "POST /api/account/totp",
  "DELETE /api/account/totp",
  "POST /api/account/totp/confirm",
  "POST /api/account/totp/recovery-codes",
  "POST /api/auth/passkey/options",
  "POST /api/auth/passkey",
  "POST /api/session/step-up/passkey-options",
  "GET /api/account/passkeys",
  "POST /api/account/passkeys",
  "POST /api/account/passkeys/options",
  "PATCH /api/account/passkeys/{id}",
  "DELETE /api/account/passkeys/{id}",
  "GET /api/auth/oidc/login",
  "GET /api/auth/oidc/callback",
  "POST /api/auth/oidc/backchannel-logout",
  "GET /api/auth/oidc/link",
  "POST /api/auth/oidc/link",
  "POST /api/account/oidc",
  "DELETE /api/account/oidc",
  "POST /api/auth/token",
  "POST /api/auth/invitation",
  "POST /api/auth/invitation/accept",
  "GET /api/account",
  "PATCH /api/account",
  "GET /api/account/sessions",
  "DELETE /api/account/sessions",
  "DELETE /api/account/sessions/{id}",
  "GET /api/account/tokens",
  "POST /api/account/tokens",
  "DELETE /api/account/tokens/{id}",
  "GET /api/settings/auth",
  "PUT /api/settings/auth",
  "GET /api/settings/oidc",
  "PUT /api/settings/oidc",
  "POST /api/settings/oidc/test",
  "GET /api/settings/mqtt",
  "PUT /api/settings/mqtt",
  "POST /api/settings/mqtt/test",
  "GET /api/settings/proxy",
  "POST /api/users",
  "DELETE /api/users/{id}",
  "POST /api/users/{id}/approve",
  "POST /api/users/{id}/deactivate",
  "POST /api/users/{id}/activate",
  "POST /api/users/{id}/reset-factors",
  "POST /api/users/{id}/sign-out",
  "POST /api/users/{id}/invite",
  "GET /api/audit",
];

describe("docs/openapi.json", () => {
  it("is OpenAPI 3.1", () => expect(document.openapi).to.match(/^3\.1\./));

  it("has every route of the contract", () => {
    const present = new Set(operations.map(({ name }) => shape(name)));
    expect(routes.filter((route) => !present.has(shape(route)))).to.deep.equal([]);
  });

  it("says of each route what it does and what it answers", () => {
    const silent = operations.filter(
      ({ operation }) => !operation.summary || Object.keys(operation.responses).length === 0,
    );
    expect(silent.map(({ name }) => name)).to.deep.equal([]);
  });

  it("gives each operation an id of its own", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).to.not.include(undefined);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it("declares every parameter of a path", () => {
    const undeclared = operations.filter(({ path, operation }) => {
      const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => name);
      return wanted.some((name) => name === undefined || !declared.includes(name));
    });
    expect(undeclared.map(({ name }) => name)).to.deep.equal([]);
  });

  it("has references that lead somewhere", () => {
    const text = JSON.stringify(document);
    const broken = [...text.matchAll(/"\$ref":"#([^"]+)"/g)]
      .map((match) => match[1] ?? "")
      .filter((pointer) => !resolves(pointer));
    expect(broken).to.deep.equal([]);
  });
});

function resolves(pointer: string): boolean {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  let at: unknown = document;
  for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step];
  return at !== undefined;
}
