// Every setting of the environment: what it means, what it accepts, what it is without being set.
import Type from "typebox";
import { closed } from "./common.ts";

/** What a setting carries beside its type. `accepts` completes "write …"; `secret` ones can also come from NAME_FILE. */
export interface SettingNotes {
  readonly group: "Service" | "Data" | "First admin" | "Signing in through a proxy" | "Dashboards";
  readonly description: string;
  readonly accepts: string;
  readonly secret?: true;
  readonly default?: string | number | boolean;
  /** What applies where there is no fixed default. */
  readonly otherwise?: string;
}

const text = (notes: SettingNotes, rules: { minLength?: number; maxLength?: number; pattern?: string } = {}) =>
  Type.Optional(Type.String({ maxLength: 2048, ...rules, ...notes }));
const list = (notes: SettingNotes) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 100, ...notes }));
const flag = (notes: SettingNotes) => Type.Optional(Type.Boolean({ ...notes }));
const choice = <const V extends string[]>(values: readonly [...V], notes: SettingNotes) =>
  Type.Optional(Type.Enum(values, { ...notes }));
const headerName = "^[A-Za-z0-9-]{1,100}$";
const proxy = "Signing in through a proxy";

/** The environment. Names are those of the system that Borgdeck succeeds where it had one. */
export const Environment = Type.Object(
  {
    HOST: text(
      {
        group: "Service",
        description:
          "Address to listen on. The default is reached from this machine only; a reverse proxy on another host needs an address that it can reach.",
        accepts: "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0",
        default: "127.0.0.1",
      },
      { pattern: "^[A-Za-z0-9.:_-]{1,253}$" },
    ),
    PORT: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        ...({
          group: "Service",
          description: "Port to listen on. 0 takes any free one.",
          accepts: "a whole number from 0 to 65535, such as 8081",
          default: 8081,
        } satisfies SettingNotes),
      }),
    ),
    BASE_PATH: text({
      group: "Service",
      description:
        "Path under which a reverse proxy shows Borgdeck. Works both when the proxy strips it and when it does not.",
      accepts: "a path that begins with a slash, such as /borg",
      otherwise: "the path of PUBLIC_BASE_URL, or none",
    }),
    PUBLIC_BASE_URL: text({
      group: "Service",
      description:
        "The address that browsers use. Links, cookies and the check of where a request comes from are made of it, never of what a request says.",
      accepts: "the address as a browser shows it, such as https://backup.example.com or https://home.example.com/borg",
      otherwise: "only local addresses are known",
    }),
    ALLOWED_HOSTS: list({
      group: "Service",
      description:
        "Further host names under which browsers may reach Borgdeck, beside that of PUBLIC_BASE_URL and the loopback names.",
      accepts: "host names separated by commas, such as nas.lan, 192.168.1.5",
    }),
    TZ: text({
      group: "Service",
      description: "Time zone in which new schedules are proposed and times are printed.",
      accepts: "an IANA time zone, such as Europe/Berlin",
      otherwise: "the system's",
    }),
    LOG_LEVEL: choice(["debug", "info", "warn", "error", "silent"], {
      group: "Service",
      description: "Least level that is logged.",
      accepts: "debug, info, warn, error or silent",
      default: "info",
    }),
    STOP_JOBS_ON_EXIT: flag({
      group: "Service",
      description:
        "Ends running backups in good order when the service stops. Needed where they cannot outlive it, as in a container; elsewhere they go on and are taken up again at the next start.",
      accepts: "true or false",
      default: false,
    }),
    DATA_DIR: text({
      group: "Data",
      description: "Folder for everything that Borgdeck stores, closed to other users. Repositories do not go here.",
      accepts: "an absolute path of at most 90 bytes outside Borgdeck's own folder, such as /var/lib/borgdeck",
      otherwise: "$XDG_STATE_HOME/borgdeck, or ~/.local/state/borgdeck",
    }),
    SECRET_KEY: text(
      {
        group: "Data",
        description:
          "Key from which the encryption of stored secrets is derived. Without it a random one is kept in DATA_DIR/.secret_key. Losing it loses the stored passphrases.",
        accepts: "at least 32 random characters, such as the output of: openssl rand -base64 32",
        secret: true,
        otherwise: "generated once and kept in DATA_DIR",
      },
      { minLength: 32 },
    ),
    SOURCE_ROOTS: list({
      group: "Data",
      description: "Folders that may be looked into and backed up.",
      accepts: "absolute paths separated by commas (or by line breaks, where a path has a comma), such as /home, /srv",
      otherwise: "the service user's home, /srv, /etc and /var, as far as they can be read",
    }),
    RESTORE_ROOTS: list({
      group: "Data",
      description: "Folders into which a restore may write.",
      accepts: "absolute paths separated by commas (or by line breaks, where a path has a comma), such as /srv/restore",
      otherwise: "the same as SOURCE_ROOTS",
    }),
    BORG_PATH: text({
      group: "Data",
      description: "The borg program to use.",
      accepts: "an absolute path, such as /usr/bin/borg",
      otherwise: "the first borg on PATH",
    }),
    INITIAL_ADMIN_PASSWORD: text(
      {
        group: "First admin",
        description:
          "Password of the first admin, who must change it at once. Looked at only while there is no user; without it one is generated and printed once.",
        accepts: "8 to 1024 characters",
        secret: true,
        otherwise: "generated and printed once",
      },
      { minLength: 8, maxLength: 1024 },
    ),
    PROXY_AUTH_PRESET: choice(["authelia"], {
      group: proxy,
      description:
        "Names the proxy that authenticates, and with it the headers that are read; turns header mode on. No other header is looked at.",
      accepts: "authelia; for any other proxy leave it out, and set DISABLE_AUTHENTICATION=true and PROXY_AUTH_HEADER",
    }),
    DISABLE_AUTHENTICATION: flag({
      group: proxy,
      description:
        "The proxy authenticates: turns header mode on without a preset. Signing in is then the proxy's matter; nobody gets in without its header.",
      accepts: "true or false",
      default: false,
    }),
    TRUSTED_PROXIES: list({
      group: proxy,
      description:
        "Addresses of the proxies whose headers are believed, as the service sees them. Required in header mode. Trust the proxy itself, never a whole network that others are in.",
      accepts:
        "addresses or CIDR ranges separated by commas, such as 127.0.0.1, 172.20.0.5, fd00::/64; unix for a Unix socket",
    }),
    PROXY_AUTH_HEADER: text(
      {
        group: proxy,
        description: "Header that carries the user's name, in header mode without a preset.",
        accepts: "the name of a header, such as X-Forwarded-User",
        default: "X-Forwarded-User",
      },
      { pattern: headerName },
    ),
    PROXY_AUTH_FULL_NAME_HEADER: text(
      {
        group: proxy,
        description: "Header that carries the user's full name, without a preset.",
        accepts: "the name of a header, such as X-Forwarded-Name",
      },
      { pattern: headerName },
    ),
    PROXY_AUTH_EMAIL_HEADER: text(
      {
        group: proxy,
        description: "Header that carries the user's e-mail address, without a preset.",
        accepts: "the name of a header, such as X-Forwarded-Email",
      },
      { pattern: headerName },
    ),
    PROXY_AUTH_SECRET: text(
      {
        group: proxy,
        description: "Secret that the proxy sends with each request, so that its address alone is not enough.",
        accepts: "at least 32 random characters, such as the output of: openssl rand -hex 32",
        secret: true,
      },
      { minLength: 32, pattern: "^[\\u0021-\\u007e]*$" },
    ),
    PROXY_AUTH_SECRET_HEADER: text(
      {
        group: proxy,
        description: "Header in which the proxy sends PROXY_AUTH_SECRET.",
        accepts: "the name of a header",
        default: "X-Borgdeck-Proxy-Secret",
      },
      { pattern: headerName },
    ),
    PROXY_AUTH_INITIAL_ADMIN: text(
      {
        group: proxy,
        description:
          "Name of the proxy's user who becomes admin at first sight. Honoured only while no admin can sign in.",
        accepts: "the user's name exactly as the header carries it",
      },
      { maxLength: 128 },
    ),
    PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE: choice(["none", "viewer", "operator"], {
      group: proxy,
      description: "What a user whom the proxy sends for the first time may do on all repositories.",
      accepts: "none, viewer or operator",
      default: "none",
    }),
    PROXY_AUTH_LOCAL_FALLBACK: flag({
      group: proxy,
      description: "Lets local accounts sign in beside the proxy, for when it is broken.",
      accepts: "true or false",
      default: false,
    }),
    PROXY_AUTH_SIGN_OUT_URL: text({
      group: proxy,
      description: "Where signing out leads: the proxy's own sign-out page.",
      accepts: "an http or https address, such as https://auth.example.com/logout",
    }),
    DASHBOARD_ORIGINS: list({
      group: "Dashboards",
      description:
        "Origins of other dashboards whose pages may show the widgets: they may read the status, its events and the widgets' routes with the user's sign-in, and frame the embed page.",
      accepts: "origins separated by commas, such as https://home.example.com, http://nas.lan:3000",
    }),
  },
  closed,
);
export type Environment = Type.Static<typeof Environment>;
export type SettingName = keyof Environment;

/** Known, but not available yet: refused instead of ignored. */
export const laterPresets = ["authentik", "oauth2-proxy", "cloudflare", "pomerium", "tailscale"] as const;
export const laterSettings = [
  "ALLOW_INSECURE_NO_AUTH",
  "OIDC_ALLOWED_RETURN_ORIGINS",
  "PROXY_AUTH_ADMIN_GROUPS",
  "PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER",
  "PROXY_AUTH_GROUPS_HEADER",
  "PROXY_AUTH_JWT_AUDIENCE",
  "PROXY_AUTH_JWT_HEADER",
  "PROXY_AUTH_JWT_ISSUER",
  "PROXY_AUTH_JWT_JWKS_URL",
  "PROXY_AUTH_ROLE_HEADER",
] as const;
