// What is wrong between Borgdeck and a broker, in words that lead further. Pure.

export interface BrokerProblem {
  readonly message: string;
  readonly nextStep: string;
  /** The broker said no: asking again soon will not help. */
  readonly refused: boolean;
}

/** An attempt, or a connection, that came to nothing. */
export class BrokerError extends Error {
  readonly problem: BrokerProblem;
  /** The broker speaks an older version of MQTT only. */
  readonly tooNew: boolean;

  constructor(problem: BrokerProblem, { tooNew = false } = {}) {
    super(problem.message);
    this.name = "BrokerError";
    this.problem = problem;
    this.tooNew = tooNew;
  }
}

/** A problem that is not the broker's decision. */
export const problem = (message: string, nextStep: string): BrokerProblem => ({ message, nextStep, refused: false });
const refusal = (message: string, nextStep: string): BrokerProblem => ({ message, nextStep, refused: true });

const secure = (url: URL) => url.protocol === "mqtts:" || url.protocol === "wss:";

/** Errors of the network and of TLS by their code, which is Node's or OpenSSL's. */
const byCode: Readonly<Record<string, (url: URL) => BrokerProblem>> = {
  ENOTFOUND: nameUnknown,
  EAI_AGAIN: nameUnknown,
  ECONNREFUSED: ({ host }) =>
    problem(
      `Nothing listens at ${host}.`,
      "See whether the broker runs, and on which port: 1883 is usual, 8883 with TLS.",
    ),
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: closedAtOnce,
  EPIPE: closedAtOnce,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ hostname }) =>
    problem(
      `The broker's certificate is for another name than ${hostname}.`,
      "Use the name that is in the certificate, or give the broker one for this name.",
    ),
  CERT_HAS_EXPIRED: () => problem("The broker's certificate has expired.", "Renew it at the broker."),
  CERT_NOT_YET_VALID: () =>
    problem("The broker's certificate is not valid yet.", "Compare the clocks of this host and of the broker."),
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownSigner,
  SELF_SIGNED_CERT_IN_CHAIN: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownSigner,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownSigner,
  CERT_SIGNATURE_FAILURE: unknownSigner,
};

function nameUnknown({ hostname }: URL): BrokerProblem {
  return problem(`The name ${hostname} is not known here.`, "Check its spelling, or use the broker's address.");
}

function unreachable({ host }: URL): BrokerProblem {
  return problem(`${host} does not answer.`, "Check address and port, and whether a firewall is in between.");
}

function closedAtOnce(url: URL): BrokerProblem {
  const next = secure(url)
    ? "See the broker's log, and whether this port is for MQTT with TLS."
    : "If the broker wants TLS on this port, write mqtts:// instead; else see its log.";
  return problem(`${url.host} closed the connection.`, next);
}

function noTls({ host }: URL): BrokerProblem {
  return problem(
    `${host} does not speak TLS on this port.`,
    "Use the port for TLS (8883 is usual), or mqtt:// where the network in between is yours.",
  );
}

function unknownSigner(): BrokerProblem {
  return problem(
    "The broker's certificate is signed by nobody whom this host knows.",
    "Paste the certificate of the authority that signed it (its CA) below.",
  );
}

/** What a broker answers to a connection (MQTT 3.1.1, table 3.1; MQTT 5, table 3-1). */
const byReason: Readonly<Record<number, () => BrokerProblem>> = {
  2: clientIdRefused,
  3: unavailable,
  4: wrongUser,
  5: notAuthorised,
  133: clientIdRefused,
  134: wrongUser,
  135: notAuthorised,
  136: unavailable,
  137: unavailable,
  138: () => refusal("The broker has banned this client.", "See the broker's log and its list of banned clients."),
  142: takenOver,
  151: () => refusal("The broker's quota is used up.", "See what the broker allows this user."),
  159: () => refusal("The broker takes no more connections so fast.", "It is tried again by itself."),
};

function clientIdRefused(): BrokerProblem {
  return refusal("The broker does not accept the client id.", "Set another one, or allow this one at the broker.");
}

function unavailable(): BrokerProblem {
  return problem("The broker says that it is busy or unavailable.", "It is tried again by itself; see its log.");
}

function wrongUser(): BrokerProblem {
  return refusal("The broker does not accept user name and password.", "Check both; the password can be typed anew.");
}

function notAuthorised(): BrokerProblem {
  return refusal("The broker lets this user not in.", "Set user name and password, or allow this user at the broker.");
}

function takenOver(): BrokerProblem {
  return refusal(
    "Another client has connected with the same client id.",
    "Give each Borgdeck a client id and a topic prefix of its own.",
  );
}

/** The problem that an error of the library, of the network or of TLS stands for. */
export function problemOf(error: unknown, url: URL): BrokerProblem {
  if (error instanceof BrokerError) return error.problem;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "number") return reasonProblem(code);
  const known = typeof code === "string" ? byCode[code] : undefined;
  if (known) return known(url);
  if (url.protocol.startsWith("ws")) {
    return problem(
      `What answers at ${url.host} does not speak MQTT over WebSocket at ${url.pathname}.`,
      "Check port and path; brokers often use /mqtt or /.",
    );
  }
  return problem(`What answers at ${url.host} does not speak MQTT.`, "Check address and port.");
}

/** The problem that a reason code of a broker stands for. */
export function reasonProblem(code: number): BrokerProblem {
  return byReason[code]?.() ?? refusal(`The broker refused with the reason code ${code}.`, "See the broker's log.");
}

/** What a publication or a subscription was refused for. */
export function deniedProblem(doing: "write to" | "read", topic: string): BrokerProblem {
  return refusal(
    `The broker does not let this user ${doing} ${topic}.`,
    "Allow it in the broker's access control list (ACL).",
  );
}

/** Whether the error says that the broker speaks an older version of MQTT only. */
export function isTooNew(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 1 || code === 0x84;
}
