// WebAuthn: options for the browser, and whether what it answers holds. The only importer of @simplewebauthn/server.
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialDescriptorJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { Static } from "typebox";
import type { WebAuthnJson } from "../../../schemas/sessions.ts";
import type { Passkey } from "../../../schemas/users.ts";
import { clientDataProblem } from "./client-data.ts";
import type { PasskeyPlace } from "./passkey-place.ts";

/** JSON as browsers take and give it. */
export type WebAuthnData = Static<typeof WebAuthnJson>;

/** What holds, or why it does not, in words for the audit journal that repeat nothing of what was sent. */
export type Checked<T> = { readonly value: T } | { readonly refused: string };

/** What an authenticator says about a passkey that it has just made. */
export type NewCredential = Pick<Passkey, "id" | "publicKey" | "counter" | "transports">;

export interface PasskeyMethod {
  /** The host name that passkeys made here are bound to. */
  readonly rpId: string;
  registrationOptions(request: {
    readonly challenge: Buffer;
    readonly user: { readonly webauthnId: string; readonly name: string; readonly displayName: string };
    readonly known: readonly Passkey[];
  }): Promise<WebAuthnData>;
  checkRegistration(response: WebAuthnData, challenge: string): Promise<Checked<NewCredential>>;
  /** `allowed` null: whichever passkey of this site the browser has. */
  signInOptions(challenge: Buffer, allowed: readonly Passkey[] | null): Promise<WebAuthnData>;
  /**
   * Checks an answer against a passkey and gives the authenticator's counter. Comparing that with the stored one is for
   * who stores it, at the moment of writing.
   */
  checkSignIn(
    response: WebAuthnData,
    challenge: string,
    passkey: Pick<Passkey, "id" | "publicKey">,
  ): Promise<Checked<{ readonly counter: number }>>;
}

/** How long the browser asks the user, in milliseconds: as long as the challenge is taken. */
const ceremonyMs = 5 * 60_000;
/** EdDSA, ES256 and RS256. Named, so that what a newer Node can do makes no passkey that an older one cannot check. */
const algorithms = [-8, -7, -257];
/** An RSA key of 4096 bits needs 530; checking a far larger one would keep the processor busy. */
const maxPublicKeyBytes = 1024;
/** WebAuthn Level 3, 6.5.1. */
const maxIdBytes = 1023;
const knownTransports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"];

/** Creates the method for a site. */
export function createPasskeyMethod(place: PasskeyPlace): PasskeyMethod {
  const { rpId, origin } = place;
  return {
    rpId,

    async registrationOptions({ challenge, user, known }) {
      const { generateRegistrationOptions } = await library();
      return json(
        await generateRegistrationOptions({
          rpName: "Borgdeck",
          rpID: rpId,
          challenge: bytes(challenge),
          userID: bytes(Buffer.from(user.webauthnId, "base64url")),
          userName: user.name,
          userDisplayName: user.displayName,
          timeout: ceremonyMs,
          attestationType: "none",
          excludeCredentials: known.map(descriptor),
          authenticatorSelection: { residentKey: "required", userVerification: "required" },
          supportedAlgorithmIDs: algorithms,
        }),
      );
    },

    async checkRegistration(response, challenge) {
      const problem =
        clientDataProblem(response, { type: "webauthn.create", challenge, origin }) ??
        (await statementProblem(response));
      if (problem !== null) return { refused: problem };
      const { verifyRegistrationResponse } = await library();
      const { registrationInfo: made } = await verifyRegistrationResponse({
        response: response as unknown as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserPresence: true,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }).catch(() => ({ registrationInfo: undefined }));
      if (!made) return { refused: "the authenticator's answer does not hold" };
      const { id, publicKey, counter, transports } = made.credential;
      if (id !== response["id"]) return { refused: "the passkey is called by two names" };
      if (Buffer.from(id, "base64url").length > maxIdBytes || publicKey.length > maxPublicKeyBytes) {
        return { refused: "the passkey is too large" };
      }
      return {
        value: { id, publicKey: Buffer.from(publicKey).toString("base64url"), counter, transports: known(transports) },
      };
    },

    async signInOptions(challenge, allowed) {
      const { generateAuthenticationOptions } = await library();
      return json(
        await generateAuthenticationOptions({
          rpID: rpId,
          challenge: bytes(challenge),
          timeout: ceremonyMs,
          userVerification: "required",
          ...(allowed === null ? {} : { allowCredentials: allowed.map(descriptor) }),
        }),
      );
    },

    async checkSignIn(response, challenge, passkey) {
      const problem = clientDataProblem(response, { type: "webauthn.get", challenge, origin });
      if (problem !== null) return { refused: problem };
      if (response["id"] !== passkey.id) return { refused: "it is another passkey" };
      const { verifyAuthenticationResponse } = await library();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: true,
        // With 0 the library leaves the counter alone: it would judge it before the signature, and so cry "clone" at a forgery.
        credential: { id: passkey.id, publicKey: bytes(Buffer.from(passkey.publicKey, "base64url")), counter: 0 },
      }).catch(() => ({ verified: false, authenticationInfo: null }));
      if (!verified || authenticationInfo === null) return { refused: "the authenticator's answer does not hold" };
      return { value: { counter: authenticationInfo.newCounter } };
    },
  };
}

/** Loaded when the first ceremony begins: it brings a stack of certificate code that most processes never need. */
function library() {
  return import("@simplewebauthn/server");
}

/**
 * Browsers were asked for no attestation, so they send none, or a signature by the passkey itself. A certificate would
 * be looked up at the address that it names; nobody shall make us do that.
 */
async function statementProblem(response: WebAuthnData): Promise<string | null> {
  const { decodeAttestationObject, isoBase64URL } = await import("@simplewebauthn/server/helpers");
  try {
    const { attestationObject } = response["response"] as RegistrationResponseJSON["response"];
    const statement = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
    const format = statement.get("fmt");
    if (format === "none" || (format === "packed" && statement.get("attStmt").get("x5c") === undefined)) return null;
    return "it carries an attestation that was not asked for";
  } catch {
    return "the attestation cannot be read";
  }
}

function descriptor({ id, transports }: Passkey): PublicKeyCredentialDescriptorJSON {
  return {
    id,
    type: "public-key",
    transports: transports as NonNullable<PublicKeyCredentialDescriptorJSON["transports"]>,
  };
}

function known(transports: unknown): string[] {
  return Array.isArray(transports) ? knownTransports.filter((name) => transports.includes(name)) : [];
}

function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(buffer);
}

/** As it goes over the wire: without what is undefined. */
function json(options: object): WebAuthnData {
  return JSON.parse(JSON.stringify(options)) as WebAuthnData;
}
