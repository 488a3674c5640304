// http/ is Borgdeck's face to browsers and programs; this file shows what a request passes, in order.
import Koa, { type Middleware } from "koa";
import type { IdentityService } from "../identity/open-identity.ts";
import type { Clock } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { Log } from "../ports/log.ts";
import { createWeb } from "../web/web.ts";
import type { HttpConfig } from "./config.ts";
import { createLiveStreams } from "./live/streams.ts";
import { createBasePath } from "./middleware/base-path.ts";
import { createBearer } from "./middleware/bearer.ts";
import { createClientMiddleware } from "./middleware/client.ts";
import { createCors } from "./middleware/cors.ts";
import { createDeviceMiddleware } from "./middleware/device.ts";
import { createErrors } from "./middleware/errors.ts";
import { createHostCheck } from "./middleware/host.ts";
import { createIdentify } from "./middleware/identify.ts";
import { createNavigation } from "./middleware/navigation.ts";
import { createPendingMiddleware } from "./middleware/pending.ts";
import { createRefusals } from "./middleware/refusals.ts";
import { createSameOrigin } from "./middleware/same-origin.ts";
import { createSecurityHeaders } from "./middleware/security-headers.ts";
import { createSessionMiddleware } from "./middleware/session.ts";
import type { Route } from "./route.ts";
import { allRoutes } from "./routes/all.ts";
import { createRouter } from "./routing/router.ts";
import type { Services } from "./services.ts";
import type { RequestState } from "./state.ts";

export interface HttpDependencies {
  readonly config: HttpConfig;
  readonly services: Services & { readonly identity: IdentityService };
  readonly ports: { readonly clock: Clock; readonly files: Files; readonly log: Log };
  /** The folder of the bundles: dist/public. */
  readonly publicDir: string;
  readonly version: string;
}

export interface Http {
  readonly app: Koa;
  /** What a server calls for each request. */
  readonly callback: ReturnType<Koa["callback"]>;
  /** Ends the live streams, so that a server can close. */
  close(): void;
}

/** Puts the application together. */
export function createHttp({ config, services, ports, publicDir, version }: HttpDependencies): Http {
  const { clock, log } = ports;
  const { basePath, dashboardOrigins } = config;
  const app = new Koa(); // app.proxy stays false: what a proxy says is believed in identity/ only
  app.on("error", (error: unknown) => log.debug("An answer was cut short", { error }));

  const streams = createLiveStreams({ services, clock, log });
  const web = createWeb({ files: ports.files, publicDir, basePath });
  const secure = config.publicBaseUrl?.startsWith("https:") ?? false;

  const client = createClientMiddleware(services.identity);
  const cors = createCors(dashboardOrigins);
  const bearer = createBearer(services.identity);
  const host = createHostCheck(config);
  const navigation = createNavigation(basePath);
  const sameOrigin = createSameOrigin(config);
  const device = createDeviceMiddleware(services.identity, secure);
  const session = createSessionMiddleware({ app, identity: services.identity, audit: services.audit, clock, secure });
  const pending = createPendingMiddleware(services.identity, secure);
  const identify = createIdentify(services.identity);

  const chainOf = (route: Route): Middleware<RequestState>[] => {
    if (route.anonymous) return [client, cors, bearer, host];
    if (route.anySite) return [client, cors, bearer, host, navigation, session, pending, identify];
    return [client, cors, bearer, host, navigation, sameOrigin, device, session, pending, identify];
  };
  const routes = allRoutes({ streams, clock, version, config });

  app.use(createErrors(log, basePath));
  app.use(createRefusals({ audit: services.audit, clock, log }) as Middleware);
  app.use(createSecurityHeaders());
  app.use(createBasePath(basePath));
  app.use(web.bundles);
  app.use(createRouter({ routes, services, clock, chainOf }));
  app.use(host as Middleware);
  app.use(web.pages);

  return { app, callback: app.callback(), close: () => streams.close() };
}
