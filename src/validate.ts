// Schema to check: the only importer of ajv.
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import type { Static, TSchema } from "typebox";
import { Fault } from "./fault.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020, formats: string[]) => void;
const ajv = new Ajv2020({ allErrors: true, strict: false, ownProperties: true });
addFormats(ajv, ["date-time"]);
const compiled = new WeakMap<object, ValidateFunction>();

/** Errors told at once; nobody reads more. */
const mostErrors = 100;

/** What is wrong with a value: JSON pointer → message. Empty when it fits the schema. */
export type FieldErrors = Record<string, string>;

/** Checks a value against a schema, compiled at its first use. Returns every field that is wrong. */
export function fieldErrors(schema: TSchema, value: unknown): FieldErrors {
  const validate = compile(schema);
  if (validate(value)) return {};
  const errors = (validate.errors ?? []).slice(0, mostErrors);
  return Object.fromEntries(errors.map((error) => [pointer(error), message(error)]).reverse());
}

/** Returns the value, typed. Throws Fault `invalid-input` naming all fields that do not fit. */
export function check<T extends TSchema>(schema: T, value: unknown, what = "Some values are not valid"): Static<T> {
  const fields = fieldErrors(schema, value);
  if (Object.keys(fields).length > 0) {
    throw new Fault(
      "invalid-input",
      `${what}: ${Object.entries(fields)
        .map(([at, why]) => `${at || "/"} ${why}`)
        .join("; ")}`.slice(0, 1000),
      { fields },
    );
  }
  return value as Static<T>;
}

function compile(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

function pointer(error: ErrorObject): string {
  if (error.keyword === "required") return `${error.instancePath}/${error.params["missingProperty"]}`;
  if (error.keyword === "additionalProperties") return `${error.instancePath}/${error.params["additionalProperty"]}`;
  return error.instancePath;
}

function message(error: ErrorObject): string {
  switch (error.keyword) {
    case "required":
      return "is missing";
    case "additionalProperties":
      return "is not known here";
    case "enum":
      return `must be one of ${(error.params["allowedValues"] as unknown[]).filter((value) => value !== null).join(", ")}`;
    case "pattern":
      return "has characters or a form that is not accepted here";
    default:
      return error.message ?? "is not valid";
  }
}
