// The status for the routes that tell it in another form.
import type { Status } from "../../../schemas/status.ts";
import type { Services, Viewer } from "../services.ts";

/** What the viewer sees, from the text that is kept ready. */
export function statusOf({ health }: Pick<Services, "health">, viewer: Viewer): Status {
  return JSON.parse(health.read(viewer).body) as Status;
}
