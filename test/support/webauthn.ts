// An authenticator in software: makes passkeys (ES256) and signs with them as a browser would, or wrongly where a test asks.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What an answer says differently from what is true. */
export interface Twist {
  /** Laid over what the browser says (CollectedClientData). */
  readonly clientData?: Readonly<Record<string, unknown>>;
  /** Host name that the authenticator claims to have signed for. */
  readonly rpId?: string;
  /** Flags that are not set although they should be. */
  readonly without?: readonly ("up" | "uv")[];
  /** How often it says it has signed; most do not count, and say 0. */
  readonly counter?: number;
  /** Null: none is given. */
  readonly userHandle?: string | null;
  /** Another passkey's id. */
  readonly id?: string;
  /** Signs with another key. */
  readonly forged?: boolean;
  /** The attestation statement and its format; `self`: signed by the passkey itself. */
  readonly attestation?: "self" | { readonly format: string; readonly statement: ReadonlyMap<string, Cbor> };
}

/** A passkey that it holds. */
export interface SoftPasskey {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
}

/** What the service sends to begin. */
type Options = Readonly<Record<string, unknown>>;

/** Flags of authenticator data (WebAuthn Level 3, 6.1). */
const flagBits = { up: 0x01, uv: 0x04, attested: 0x40 };

/** Creates one in a browser whose page has that origin. */
export function createAuthenticator(origin: string) {
  const passkeys: SoftPasskey[] = [];

  const clientData = (type: string, options: Options, twist: Twist) => {
    const said = { type, challenge: options["challenge"], origin, crossOrigin: false, ...twist.clientData };
    return Buffer.from(JSON.stringify(said));
  };

  const authenticatorData = (rpId: string, twist: Twist, attested: Buffer | null) => {
    const missing = (twist.without ?? []).reduce((bits, name) => bits | flagBits[name], 0);
    const flags = (flagBits.up | flagBits.uv | (attested ? flagBits.attested : 0)) & ~missing;
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags, 0);
    tail.writeUInt32BE(twist.counter ?? 0, 1);
    return Buffer.concat([sha256(Buffer.from(twist.rpId ?? rpId)), tail, attested ?? Buffer.alloc(0)]);
  };

  return {
    /** What it holds, the newest last. */
    passkeys,

    /** navigator.credentials.create(): makes a passkey. */
    create(options: Options, twist: Twist = {}) {
      const rpId = (options["rp"] as { id: string }).id;
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const id = twist.id ?? randomBytes(32).toString("base64url");
      const userHandle = (options["user"] as { id: string }).id;
      const passkey: SoftPasskey = { id, rpId, userHandle, privateKey };
      passkeys.push(passkey);
      const said = clientData("webauthn.create", options, twist);
      const data = authenticatorData(rpId, twist, attestedData(id, publicKey));
      const { attestation = { format: "none", statement: new Map() } } = twist;
      const signed = () =>
        new Map<string, Cbor>([
          ["alg", -7],
          ["sig", signature(privateKey, data, said)],
        ]);
      const { format, statement } = attestation === "self" ? { format: "packed", statement: signed() } : attestation;
      const attestationObject = cbor(
        new Map<string, Cbor>([
          ["fmt", format],
          ["attStmt", statement],
          ["authData", data],
        ]),
      );
      return credential(id, {
        clientDataJSON: said.toString("base64url"),
        attestationObject: attestationObject.toString("base64url"),
        transports: ["internal", "hybrid"],
      });
    },

    /** navigator.credentials.get(): signs with the passkey, the newest one unless told. */
    get(options: Options, twist: Twist = {}, passkey = passkeys.at(-1)) {
      if (!passkey) throw new Error("the authenticator holds no passkey");
      const said = clientData("webauthn.get", options, twist);
      const data = authenticatorData(passkey.rpId, twist, null);
      const key = twist.forged ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey : passkey.privateKey;
      const userHandle = twist.userHandle === undefined ? passkey.userHandle : twist.userHandle;
      return credential(twist.id ?? passkey.id, {
        clientDataJSON: said.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: signature(key, data, said).toString("base64url"),
        ...(userHandle === null ? {} : { userHandle }),
      });
    },
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

/** As PublicKeyCredential.toJSON() gives it. */
function credential(id: string, response: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id,
    rawId: id,
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
    response,
  };
}

/** WebAuthn Level 3, 6.3.3: over what the authenticator says and a digest of what the browser says. */
function signature(key: KeyObject, data: Buffer, said: Buffer): Buffer {
  return sign("sha256", Buffer.concat([data, sha256(said)]), key);
}

/** WebAuthn Level 3, 6.5.1: no model (AAGUID), the id, and the public key as COSE (RFC 9053). */
function attestedData(id: string, publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const idBytes = Buffer.from(id, "base64url");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(idBytes.length);
  const key = new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, "base64url")],
    [-3, Buffer.from(y, "base64url")],
  ]);
  return Buffer.concat([Buffer.alloc(16), length, idBytes, cbor(key)]);
}

/** As much of CBOR (RFC 8949) as is needed here. */
export type Cbor = number | string | Buffer | readonly Cbor[] | ReadonlyMap<string | number, Cbor>;

function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) {
    const pairs = [...value].flatMap(([key, held]) => [cbor(key), cbor(held)]);
    return Buffer.concat([head(5, value.size), ...pairs]);
  }
  const items = value as readonly Cbor[];
  return Buffer.concat([head(4, items.length), ...items.map(cbor)]);
}

/** The type and the length or value of an item. */
function head(type: number, value: number): Buffer {
  const first = type << 5;
  if (value < 24) return Buffer.from([first | value]);
  return value < 256 ? Buffer.from([first | 24, value]) : Buffer.from([first | 25, value >> 8, value & 0xff]);
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
