// Every setting of the environment: what it means, what it accepts, what it is without being set.
import Type from "typebox";
import { closed } from "./common.ts";
import { proxySettings } from "./proxy-settings.ts";
import { choice, flag, list, type SettingNotes, text } from "./setting.ts";

export type { SettingNotes } from "./setting.ts";

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
    SECRET_KEY_PREVIOUS: text(
      {
        group: "Data",
        description:
          "The key before, to change it: with both set, the service encrypts everything with the new one when it starts, and all sessions end. Remove it after that.",
        accepts:
          "SECRET_KEY as it was; for the key kept in DATA_DIR, set SECRET_KEY_PREVIOUS_FILE to .secret_key there",
        secret: true,
        otherwise: "the key stays as it is",
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
      description:
        "Folders into which a restore may write and below which archives may be mounted. Operators can write there whatever they like, as the service's user: name no folder from which the system or a login takes what it runs.",
      accepts: "absolute paths separated by commas (or by line breaks, where a path has a comma), such as /srv/restore",
      otherwise:
        "SOURCE_ROOTS without /, /etc, /var and other folders of the system, and in homes without names that begin with a dot",
    }),
    BORG_PATH: text({
      group: "Data",
      description: "The borg program to use.",
      accepts: "an absolute path, such as /usr/bin/borg",
      otherwise: "the first borg on PATH",
    }),
    INDEX_MAX_MB: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000_000,
        ...({
          group: "Data",
          description:
            "Space in DATA_DIR for the indexes of archives, by which they are browsed and searched; about 60 MB for a million files. Those that were not used for longest go first, and are made again when they are needed.",
          accepts: "a whole number of megabytes (10^6 bytes), such as 4096",
          default: 4096,
        } satisfies SettingNotes),
      }),
    ),
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
    ...proxySettings,
    ALLOW_INSECURE_NO_AUTH: flag({
      group: "Without signing in",
      description:
        "Switches signing in off: whoever reaches the port administers everything, and every page says so. For trying Borgdeck on one's own machine; refused unless HOST is a loopback address, and beside PUBLIC_BASE_URL, ALLOWED_HOSTS or DASHBOARD_ORIGINS that lead elsewhere, header mode or TRUSTED_PROXIES. Every user and program of that machine reaches loopback. Put no proxy in front of it.",
      accepts: "true or false",
      default: false,
    }),
    OIDC_ALLOWED_RETURN_ORIGINS: list({
      group: "Dashboards",
      description:
        "Origins of other pages to which single sign-on may lead back, beside Borgdeck's own. Anything else leads to Borgdeck's first page.",
      accepts: "origins separated by commas, such as https://home.example.com, http://nas.lan:3000",
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
