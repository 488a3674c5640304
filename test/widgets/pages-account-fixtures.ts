// What the service would say to the pages about one's own account, and a browser that holds a passkey.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { CDPSession, Page } from "playwright-core";
import type { AccountReply, PasskeyReply, SessionItem, TokenReply, TotpSetup } from "../../schemas/account.ts";
import type { PagesServer } from "../support/pages-server.ts";
import { minutesFromNow, repositoryId, user } from "./pages-fixtures.ts";

const day = 60 * 24;

export function account(change: Partial<AccountReply> = {}): AccountReply {
  return {
    user: user(),
    hasPassword: true,
    totp: null,
    totpRequired: false,
    passkeysOffered: true,
    oidc: null,
    ...change,
  };
}

/** Ten codes as the service writes them. */
export const recoveryCodes = Array.from({ length: 10 }, (_, index) => `${index}k7q-m2xd-v9ft-3hzc-8wnb-p5rj`);

export const totpSetup: TotpSetup = {
  secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  otpauthUri:
    "otpauth://totp/Borgdeck:anna?issuer=Borgdeck&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
  qrSvg:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5"><path d="M0 0h2v2H0zM3 0h2v2H3zM0 3h2v2H0zM2 2h1v1H2zM4 4h1v1H4z"/></svg>',
  recoveryCodes,
};

export function passkey(change: Partial<PasskeyReply> = {}): PasskeyReply {
  return {
    id: "cGFzc2tleQ",
    name: "Laptop",
    rpId: "localhost",
    createdAt: minutesFromNow(-8 * day),
    lastUsedAt: minutesFromNow(-90),
    ...change,
  };
}

export function sessionItem(change: Partial<SessionItem> = {}): SessionItem {
  return {
    id: "a".repeat(64),
    current: true,
    kind: "browser",
    method: "password",
    createdAt: minutesFromNow(-2),
    lastSeenAt: minutesFromNow(-1),
    expiresAt: minutesFromNow(14 * day),
    address: "192.168.1.20",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ...change,
  };
}

export function token(change: Partial<TokenReply> = {}): TokenReply {
  return {
    id: "tttttttt",
    name: "Homepage",
    scopes: ["status"],
    repositoryIds: [repositoryId],
    createdAt: minutesFromNow(-30 * day),
    expiresAt: minutesFromNow(335 * day),
    lastUsedAt: minutesFromNow(-4),
    ...change,
  };
}

/** The pages of the account, of somebody who is this. */
export function scriptAccount(server: PagesServer, change: Partial<AccountReply> = {}): void {
  server.on("GET /api/account", { body: account(change) });
  server.on("GET /api/account/passkeys", { body: { items: [] } });
  server.on("GET /api/account/sessions", { body: { items: [sessionItem()] } });
  server.on("GET /api/account/tokens", { body: { items: [] } });
}

/** What a browser is asked for at sign-in. */
export const signInOptions = (challenge = "Y2hhbGxlbmdl") => ({
  challenge,
  timeout: 60_000,
  rpId: "localhost",
  userVerification: "required",
});

/** What a browser is asked for when a passkey is added. */
export const registrationOptions = {
  challenge: "Y2hhbGxlbmdl",
  rp: { name: "Borgdeck", id: "localhost" },
  user: { id: "dXNlcg", name: "anna", displayName: "anna" },
  pubKeyCredParams: [{ alg: -7, type: "public-key" }],
  authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  attestation: "none",
  timeout: 60_000,
};

export interface Authenticator {
  /** Puts a passkey of localhost into it. */
  addPasskey(): Promise<void>;
  /** How many it holds. */
  count(): Promise<number>;
  /** From now on whoever holds it refuses, as one who cancels does. */
  refuse(): Promise<void>;
}

/** Gives the page's browser a device that holds passkeys and knows its user. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async addPasskey() {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      await cdp.send("WebAuthn.addCredential", {
        authenticatorId,
        credential: {
          credentialId: randomBytes(16).toString("base64"),
          isResidentCredential: true,
          rpId: "localhost",
          privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
          userHandle: randomBytes(16).toString("base64"),
          signCount: 1,
        },
      });
    },
    async count() {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.length;
    },
    async refuse() {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    },
  };
}
