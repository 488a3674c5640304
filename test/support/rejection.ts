// What a promise is rejected with.
import { Fault, type FaultCode } from "../../src/fault.ts";

/** The fault that a promise is rejected with; fails where it resolves, or is rejected with something else. */
export async function faultOf(promise: Promise<unknown>, code: FaultCode): Promise<Fault> {
  const error = await promise.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof Fault && error.code === code) return error;
  throw error;
}
