// ALLOW_INSECURE_NO_AUTH: nobody signs in, and everybody who reaches the port administers.
import type { Environment, SettingName } from "../../schemas/config.ts";
import type { Problems } from "./problems.ts";
import { httpUrl, isLoopback } from "./web-addresses.ts";

/** Where the service listens unless told. */
export const defaultHost = "127.0.0.1";

const name = "ALLOW_INSECURE_NO_AUTH";

/** Whether signing in is switched off. What would let anybody but this machine in is noted. */
export function readNoAuthentication(settings: Environment, problems: Problems): boolean {
  if (settings[name] !== true) return false;
  const host = settings.HOST ?? defaultHost;
  if (!isLoopback(host)) {
    problems.add(name, `lets everybody in, and HOST=${host} is reached from elsewhere. Write HOST=127.0.0.1`);
  }
  const headerMode: SettingName[] = ["PROXY_AUTH_PRESET", "TRUSTED_PROXIES"];
  if (settings.DISABLE_AUTHENTICATION === true) headerMode.push("DISABLE_AUTHENTICATION");
  for (const other of headerMode) {
    if (settings[other] !== undefined) {
      problems.add(name, `lets everybody in that a proxy lets through. Leave out either it or ${other}`);
    }
  }
  const publicUrl = settings.PUBLIC_BASE_URL;
  if (publicUrl !== undefined && leadsElsewhere(publicUrl)) {
    problems.add(name, "lets everybody in, and PUBLIC_BASE_URL says where from. Leave out one of the two");
  }
  if ((settings.ALLOWED_HOSTS ?? []).some((other) => !isLoopback(other))) {
    problems.add(name, "lets everybody in, and ALLOWED_HOSTS names other hosts. Leave out one of the two");
  }
  if ((settings.DASHBOARD_ORIGINS ?? []).some(leadsElsewhere)) {
    problems.add(name, "lets everybody in, and DASHBOARD_ORIGINS names pages of other hosts. Leave out one of the two");
  }
  return true;
}

function leadsElsewhere(address: string): boolean {
  const url = httpUrl(address);
  return url !== null && !isLoopback(url.hostname);
}
