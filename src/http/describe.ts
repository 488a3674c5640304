// The API's description without a running service, for the committed copy in docs/.
import { systemClock } from "../ports/clock.ts";
import { allRoutes } from "./routes/all.ts";
import { openapiOf } from "./routing/openapi.ts";

/** The OpenAPI document of this version. */
export function describeApi(version: string): Record<string, unknown> {
  const noStreams = {
    open: () => {
      throw new Error("nothing is served here");
    },
    close() {},
  };
  const nowhere = { basePath: "", publicBaseUrl: null, dashboardOrigins: [] };
  return openapiOf(allRoutes({ streams: noStreams, clock: systemClock, version, config: nowhere }), version, "/");
}
