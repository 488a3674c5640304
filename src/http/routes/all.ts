// Every route there is.
import type { Clock } from "../../ports/clock.ts";
import type { HttpConfig } from "../config.ts";
import type { LiveStreams } from "../live/streams.ts";
import type { Route } from "../route.ts";
import { accountRoutes } from "./account.ts";
import { accountSessionRoutes } from "./account-sessions.ts";
import { archiveChangeRoutes } from "./archive-changes.ts";
import { archiveContentRoutes } from "./archive-contents.ts";
import { archiveRoutes } from "./archives.ts";
import { auditRoutes } from "./audit.ts";
import { authRoutes } from "./auth.ts";
import { badgeRoutes } from "./badges.ts";
import { borgRoutes } from "./borg.ts";
import { checkRoutes } from "./checks.ts";
import { dashboardRoutes } from "./dashboards.ts";
import { downloadRoutes } from "./downloads.ts";
import { embedRoute } from "./embed.ts";
import { filesystemRoutes } from "./filesystem.ts";
import { invitationRoutes } from "./invitation.ts";
import { jobRoutes } from "./jobs.ts";
import { mountRoutes } from "./mounts.ts";
import { oidcRoutes } from "./oidc.ts";
import { openapiRoute } from "./openapi.ts";
import { returnRoute } from "./pages.ts";
import { passkeyRoutes } from "./passkeys.ts";
import { plainWidgetRoutes } from "./plain-widgets.ts";
import { planRoutes } from "./plans.ts";
import { repositoryRoutes } from "./repositories.ts";
import { repositoryKeyRoutes } from "./repository-keys.ts";
import { repositoryLockRoutes } from "./repository-lock.ts";
import { restoreRoutes } from "./restores.ts";
import { sessionRoutes } from "./session.ts";
import { authSettingsRoutes } from "./settings-auth.ts";
import { mqttSettingsRoutes } from "./settings-mqtt.ts";
import { oidcSettingsRoutes } from "./settings-oidc.ts";
import { proxySettingsRoutes } from "./settings-proxy.ts";
import { statusRoutes } from "./status.ts";
import { stepUpRoutes } from "./step-up.ts";
import { bearerRoutes } from "./token.ts";
import { tokenRoutes } from "./tokens.ts";
import { twoFactorRoutes } from "./two-factor.ts";
import { upkeepRoutes } from "./upkeep.ts";
import { userRoutes } from "./users.ts";
import { widgetRoutes } from "./widgets.ts";

export interface RouteDependencies {
  readonly streams: LiveStreams;
  readonly clock: Clock;
  readonly version: string;
  readonly config: Pick<HttpConfig, "basePath" | "publicBaseUrl" | "dashboardOrigins">;
}

/** The routes in the order in which they are tried: what is asked most comes first. */
export function allRoutes({ streams, clock, version, config }: RouteDependencies): readonly Route[] {
  const { basePath } = config;
  const api: readonly Route[] = [
    ...statusRoutes({ streams }),
    ...widgetRoutes({ clock }),
    ...badgeRoutes,
    ...plainWidgetRoutes(config),
    embedRoute(config),
    ...checkRoutes({ clock }),
    ...authRoutes,
    ...sessionRoutes({ clock }),
    ...stepUpRoutes({ clock }),
    ...twoFactorRoutes,
    ...passkeyRoutes({ clock }),
    ...oidcRoutes({ clock, basePath }),
    ...bearerRoutes,
    ...invitationRoutes,
    ...accountRoutes({ clock }),
    ...accountSessionRoutes,
    ...tokenRoutes,
    ...dashboardRoutes(config),
    ...authSettingsRoutes,
    ...oidcSettingsRoutes,
    ...mqttSettingsRoutes,
    ...proxySettingsRoutes,
    ...userRoutes,
    ...borgRoutes,
    ...repositoryRoutes,
    ...repositoryKeyRoutes,
    ...repositoryLockRoutes,
    ...archiveRoutes,
    ...archiveContentRoutes,
    ...archiveChangeRoutes,
    ...downloadRoutes,
    ...mountRoutes,
    ...restoreRoutes,
    ...upkeepRoutes,
    ...planRoutes,
    ...jobRoutes,
    ...filesystemRoutes,
    ...auditRoutes,
    returnRoute(basePath),
  ];
  return [...api, openapiRoute(api, version, basePath)];
}
