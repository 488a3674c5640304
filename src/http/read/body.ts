// Reads a request's JSON body, bounded.
import type { Context } from "koa";
import getRawBody from "raw-body";
import { Fault } from "../../fault.ts";

/** Longest body that is read, in bytes. */
export const maxBodyBytes = 256 * 1024;
/** Of somebody who need not be signed in. */
export const maxPublicBodyBytes = 8 * 1024;

const formType = /^application\/x-www-form-urlencoded\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const jsonType = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** The parsed body. Throws Faults `unsupported-media-type`, `body-too-large`, `invalid-json`. */
export async function readJson(ctx: Context, limitBytes: number): Promise<unknown> {
  refuseOtherTypes(ctx);
  const bytes = await readBytes(ctx, limitBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Fault("invalid-json", "The body is not valid JSON in UTF-8.", { cause: error });
  }
}

/** The fields of a form-encoded body; of one that is given twice, a list. Throws the same Faults. */
export async function readForm(ctx: Context, limitBytes: number): Promise<unknown> {
  refuseOtherTypes(ctx, formType);
  const fields = new URLSearchParams((await readBytes(ctx, limitBytes)).toString("utf8"));
  const names = [...new Set(fields.keys())];
  return Object.fromEntries(
    names.map((name) => [name, fields.getAll(name).length > 1 ? fields.getAll(name) : fields.get(name)]),
  );
}

/** For routes that take no body: one of another type than JSON is refused, JSON is ignored. */
export function refuseOtherTypes(ctx: Context, expected = jsonType): void {
  const { headers } = ctx.req;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new Fault("unsupported-media-type", "Send the body without Content-Encoding.");
  }
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody && !expected.test(headers["content-type"] ?? "")) {
    const type = expected === jsonType ? "application/json" : "application/x-www-form-urlencoded";
    throw new Fault("unsupported-media-type", `Send the body as ${type} in UTF-8.`);
  }
}

async function readBytes(ctx: Context, limitBytes: number): Promise<Buffer> {
  try {
    return await getRawBody(ctx.req, { limit: limitBytes, length: ctx.req.headers["content-length"] ?? null });
  } catch (error) {
    if ((error as { type?: unknown }).type === "entity.too.large") {
      throw new Fault("body-too-large", `This body may have at most ${limitBytes / 1024} KiB.`, { cause: error });
    }
    throw new Fault("invalid-request", "The body ended early.", { cause: error });
  }
}
