// The settings of header mode: a proxy signs people in, and says who they are.
import { presetNames } from "./proxy-presets.ts";
import { choice, flag, list, text } from "./setting.ts";

const headerName = "^[A-Za-z0-9-]{1,100}$";
const proxy = "Signing in through a proxy";
const rolesRisk =
  "Plain headers are not signed: whoever gets one past the proxy has that role (a proxy can pass a client's own groups header on where the gate sent none). Prefer a signed assertion, or leave roles to administrators here.";

/** Part of the environment. */
export const proxySettings = {
  PROXY_AUTH_PRESET: choice(presetNames, {
    group: proxy,
    description:
      "Names the proxy that authenticates, and with it the headers that are read; turns header mode on. No other header is looked at. cloudflare and pomerium sign what they say: then only the signature counts, and PROXY_AUTH_JWT_ISSUER and PROXY_AUTH_JWT_AUDIENCE are required. authentik and oauth2-proxy can do so too; where they do not, and with authelia and tailscale, the headers are worth what the network between the proxy and Borgdeck is worth.",
    accepts: `${presetNames.join(", ")}; for any other proxy leave it out, and set DISABLE_AUTHENTICATION=true and PROXY_AUTH_HEADER`,
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
      "Addresses of the proxies that are believed, as the service sees them: what they forward about a client's address (X-Forwarded-For) and, in header mode, whom they name. Required in header mode. Trust the proxy itself, never a whole network that others are in. Neither loopback nor private networks are trusted unless they stand here.",
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
  PROXY_AUTH_GROUPS_HEADER: text(
    {
      group: proxy,
      description:
        "Header that carries the user's groups, separated by commas, without a preset (a preset knows its own). Read only where PROXY_AUTH_ADMIN_GROUPS or PROXY_AUTH_OPERATOR_GROUPS gives groups a meaning.",
      accepts: "the name of a header, such as X-Forwarded-Groups",
    },
    { pattern: headerName },
  ),
  PROXY_AUTH_ADMIN_GROUPS: list({
    group: proxy,
    description: `Groups whose members are administrators. With this or PROXY_AUTH_OPERATOR_GROUPS the proxy decides about roles, with each request: who is in none of these groups, or comes without groups, is a viewer at once, whatever was set before; only the last administrator who can sign in stays one. ${rolesRisk}`,
    accepts:
      "exact names of groups, separated by commas (or by line breaks, where a name has a comma), such as backup-admins",
  }),
  PROXY_AUTH_OPERATOR_GROUPS: list({
    group: proxy,
    description: `Groups whose members are operators, unless they are administrators by PROXY_AUTH_ADMIN_GROUPS. The proxy then decides about roles, as described there. ${rolesRisk}`,
    accepts:
      "exact names of groups, separated by commas (or by line breaks, where a name has a comma), such as backup-operators",
  }),
  PROXY_AUTH_ROLE_HEADER: text(
    {
      group: proxy,
      description: `Header that carries the user's role (viewer, operator or admin), without a preset. The proxy then decides about roles, with each request: a header that is missing or says anything else makes a viewer at once. Not together with PROXY_AUTH_ADMIN_GROUPS or PROXY_AUTH_OPERATOR_GROUPS. ${rolesRisk}`,
      accepts: "the name of a header, such as X-Borgdeck-Role",
    },
    { pattern: headerName },
  ),
  PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER: text(
    {
      group: proxy,
      description: `Header that carries the user's role on all repositories (none, viewer or operator), without a preset. A header that is missing or says anything else means none, at once. ${rolesRisk}`,
      accepts: "the name of a header, such as X-Borgdeck-Repositories-Role",
    },
    { pattern: headerName },
  ),
  PROXY_AUTH_JWT_HEADER: text(
    {
      group: proxy,
      description:
        "Header that carries a signed assertion (JWT), without a preset; a preset knows its own. With Authorization the token stands behind the word Bearer. Once an assertion is read, no plain header is: a forged one is useless, even on a direct connection. Users are then known by issuer and subject, so those who came by a plain header before start anew.",
      accepts: "the name of a header, such as X-Forwarded-Jwt",
    },
    { pattern: headerName },
  ),
  PROXY_AUTH_JWT_ISSUER: text({
    group: proxy,
    description:
      "Who must have issued the assertion, exactly as its claim iss says. Required with an assertion; with authentik and oauth2-proxy it turns reading the assertion on (authentik: the provider needs a signing key; oauth2-proxy: --pass-authorization-header).",
    accepts:
      "the issuer, such as https://TEAM.cloudflareaccess.com, the host name of the Pomerium route, or https://auth.example.com/application/o/borgdeck/",
  }),
  PROXY_AUTH_JWT_AUDIENCE: text({
    group: proxy,
    description:
      "Whom the assertion must be made for, one of those in its claim aud: the AUD tag of the application (Cloudflare), the host name of the route (Pomerium), the client id (authentik, oauth2-proxy). Required with an assertion: without it the token of any sibling application would do.",
    accepts: "the audience as the proxy writes it into its tokens",
  }),
  PROXY_AUTH_JWT_JWKS_URL: text({
    group: proxy,
    description:
      "Where the keys are that assertions are signed with. Nothing else is ever fetched: what a token says about its keys is ignored. Fetched again every ten minutes and, at most each 30 seconds, for a key that is not known; while the address does not answer, the keys of the last hour still hold, and no others. Algorithms with a shared secret (HS256) are never accepted.",
    accepts: "an https address (http on loopback only), such as https://auth.example.com/application/o/borgdeck/jwks/",
    otherwise:
      "cloudflare: /cdn-cgi/access/certs of the issuer; pomerium: /.well-known/pomerium/jwks.json of the issuer; otherwise required with an assertion",
  }),
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
        "The proxy's user who becomes admin at first sight. Honoured only while no admin can sign in. Where an assertion is read it is matched with the claim sub and with e-mail addresses that were verified (Cloudflare and Pomerium verify; otherwise email_verified must be true; authentik: sub only), never with a name, which users may be able to change.",
      accepts:
        "the user's name exactly as the header carries it; with an assertion its claim sub, or the e-mail address",
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
};
