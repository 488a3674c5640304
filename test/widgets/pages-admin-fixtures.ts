// What the service would say to administrators: settings, the proxy's headers, the audit journal.
import type { AuditItem } from "../../schemas/audit.ts";
import type { MqttSettingsReply } from "../../schemas/mqtt.ts";
import type {
  AuthSettingsReply,
  OidcSettingsReply,
  OidcTestReply,
  ProxyCheckReply,
} from "../../schemas/sign-in-settings.ts";
import type { FirstEntry } from "../../schemas/users.ts";
import { minutesFromNow } from "./pages-fixtures.ts";

const minute = 60_000;

export function oidcSettings(change: Partial<OidcSettingsReply> = {}): OidcSettingsReply {
  return {
    enabled: false,
    providerName: "Keycloak",
    discoveryUrl: "https://auth.example.com/realms/home",
    clientId: "borgdeck",
    authMethod: "client_secret_basic",
    scopes: "openid profile email",
    redirectUri: null,
    claims: {
      username: "preferred_username",
      email: "email",
      name: "name",
      role: null,
      allRepositoriesRole: null,
      groups: null,
    },
    newUsers: "deny",
    templateUserId: null,
    defaultRole: "viewer",
    defaultAllRepositoriesRole: "none",
    adminGroups: [],
    disableLocalSignIn: false,
    revision: 7,
    clientSecretSet: true,
    callbackUrl: "https://borg.example.com/api/auth/oidc/callback",
    signOutReturnUrl: "https://borg.example.com/",
    backchannelLogoutUrl: "https://borg.example.com/api/auth/oidc/backchannel-logout",
    blockers: [],
    localSignInBlocker: "No administrator has signed in through the provider yet.",
    ...change,
  };
}

export const failedTest: OidcTestReply = {
  ok: false,
  steps: [
    { name: "Discovery", ok: true, detail: "https://auth.example.com/realms/home/.well-known/openid-configuration" },
    { name: "Issuer", ok: false, detail: "The document names https://auth.example.org; write that as discovery URL." },
  ],
};

export function mqttSettings(change: Partial<MqttSettingsReply> = {}): MqttSettingsReply {
  return {
    enabled: true,
    url: "mqtts://broker.lan:8883",
    username: "borgdeck",
    caCertificate: null,
    clientId: "borgdeck",
    topicPrefix: "borgdeck",
    discoveryPrefix: "homeassistant",
    repositoryIds: null,
    revision: 3,
    passwordSet: true,
    connection: { state: "online", since: "2026-11-22T02:00:00.000Z", problem: null, leftCount: 0 },
    warnings: [],
    ...change,
  };
}

export function authSettings(change: Partial<AuthSettingsReply> = {}): AuthSettingsReply {
  return {
    requireTotpFor: [],
    bearerLifetimeMs: 24 * 60 * minute,
    sessionIdleMs: 12 * 60 * minute,
    sessionLifetimeMs: 7 * 24 * 60 * minute,
    revision: 2,
    ...change,
  };
}

export function proxyCheck(change: Partial<ProxyCheckReply> = {}): ProxyCheckReply {
  return {
    mode: "header",
    preset: "authelia",
    peer: "192.0.2.7",
    peerTrusted: true,
    trustedProxies: ["192.0.2.0/24", "unix"],
    clientAddress: "198.51.100.20",
    headers: [
      { name: "Remote-User", use: "user", value: "anna", count: 1 },
      { name: "Remote-Groups", use: "groups", value: "admins,family", count: 2 },
      { name: "X-Proxy-Secret", use: "secret", value: null, count: 1 },
      { name: "X-Forwarded-For", use: "address", value: null, count: 0 },
      { name: "X-Forwarded-User", use: "ignored", value: "mallory", count: 1 },
    ],
    decision: "The peer is a trusted proxy and names anna.",
    user: "anna",
    role: "admin",
    advice: ["X-Forwarded-User is passed on but not looked at: let the proxy remove it."],
    ...change,
  };
}

export function auditItem(change: Partial<AuditItem> = {}): AuditItem {
  return {
    id: "2026-11.120",
    at: minutesFromNow(-4),
    event: "session.sign-in",
    outcome: "ok",
    actor: { userId: "uuuuuuuu", username: "anna" },
    peer: "192.0.2.7",
    address: "198.51.100.20",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    target: null,
    detail: "password",
    ...change,
  };
}

export const invitation: FirstEntry = {
  invitationUrl: "https://borg.example.com/invitation#k7dDq2m0Vw8xPz4cT1rLhY",
  oneTimePassword: null,
  expiresAt: minutesFromNow(7 * 24 * 60),
};
