// Query parameters as a route's schema wants them.
import type { ParsedUrlQuery } from "node:querystring";
import type { TSchema } from "typebox";
import { type FieldErrors, fieldErrors } from "../../validate.ts";

type Convert = (text: string) => unknown;

/** A query as its schema has it, or what is wrong with it by `?name`. */
export interface QueryResult {
  readonly query: Readonly<Record<string, unknown>>;
  readonly fields: FieldErrors;
}

/**
 * Makes the reader of a route's query once, so that a request only runs it. Unknown parameters are left out; one whose schema
 * is an array may be given more than once.
 */
export function queryReader(schema: TSchema | undefined): (query: ParsedUrlQuery) => QueryResult {
  const parameters = Object.entries((schema as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {});
  const converters = parameters.map(([name, property]) => [name, converterOf(property), isList(property)] as const);
  if (!schema) return () => ({ query: {}, fields: {} });

  return (given) => {
    const query: Record<string, unknown> = {};
    const fields: FieldErrors = {};
    for (const [name, convert, list] of converters) {
      const value = given[name];
      if (list && value !== undefined) query[name] = [value].flat();
      else if (Array.isArray(value)) fields[`?${name}`] = "is given more than once";
      else if (value !== undefined) query[name] = convert(value);
    }
    for (const [at, why] of Object.entries(fieldErrors(schema, query))) fields[`?${at.slice(1)}`] ??= why;
    return { query, fields };
  };
}

function isList(property: TSchema): boolean {
  return (property as { type?: unknown }).type === "array";
}

function converterOf(property: TSchema): Convert {
  switch ((property as { type?: unknown }).type) {
    case "integer":
    case "number":
      return (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
    case "boolean":
      return (text) => (text === "true" ? true : text === "false" ? false : text);
    default:
      return (text) => text;
  }
}
