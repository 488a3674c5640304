// The headers of a request as the proxy check shows them: what each is for, and never a secret.
import { identityHeaders, proxyPresets } from "../../../schemas/proxy-presets.ts";
import type { ProxyCheckReply } from "../../../schemas/sign-in-settings.ts";
import { decodeHeader } from "../methods/header-text.ts";
import type { DistinctHeaders } from "../methods/proxy-claim.ts";
import type { ProxyMethodConfig } from "../methods/proxy-method.ts";

export type CheckedHeader = ProxyCheckReply["headers"][number];

/** Read of nobody, whoever sends them: what they say about the address or the client is somebody else's word. */
const forwardingHeaders = [
  "Forwarded",
  "X-Real-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "X-Forwarded-Host",
  "X-Forwarded-Proto",
  "X-Forwarded-Prefix",
];
const maxShown = 300;
const hidden = new Set(
  [
    "Authorization",
    "X-Forwarded-Access-Token",
    ...Object.values(proxyPresets).map((row) => row.assertion?.header ?? ""),
  ].map((name) => name.toLowerCase()),
);

/** Those that are read, sent or not; then those that are not read but were sent and look as if they meant something. */
export function checkedHeaders(proxyAuth: ProxyMethodConfig | null, headers: DistinctHeaders): CheckedHeader[] {
  const read = readHeaders(proxyAuth);
  const readNames = new Set(read.map(([name]) => name.toLowerCase()));
  const meaningful = [...identityHeaders, ...forwardingHeaders].filter((name) => !readNames.has(name.toLowerCase()));
  const others = [...meaningful, ...lookAlikes([...readNames, ...meaningful], headers)];
  return [
    ...read.map(([name, use]) => show(name, use, headers)),
    ...others.map((name) => show(name, "ignored", headers)).filter(({ count }) => count > 0),
  ];
}

function readHeaders(proxyAuth: ProxyMethodConfig | null): [name: string, use: CheckedHeader["use"]][] {
  const uses: [string | null | undefined, CheckedHeader["use"]][] = proxyAuth?.assertion
    ? [[proxyAuth.assertion.header, "assertion"]]
    : [
        [proxyAuth?.userHeader, "user"],
        [proxyAuth?.nameHeader, "name"],
        [proxyAuth?.emailHeader, "email"],
        [proxyAuth?.groupsHeader, "groups"],
        [proxyAuth?.roleHeader, "role"],
        [proxyAuth?.allRepositoriesRoleHeader, "all-repositories-role"],
      ];
  uses.push([proxyAuth?.secret?.header, "secret"], ["X-Forwarded-For", "address"]);
  return uses.flatMap(([name, use]) => (name ? [[name, use]] : []));
}

/** Remote_User and the like: some servers take an underscore for a dash, and let a client's own header pass so. */
function lookAlikes(names: readonly string[], headers: DistinctHeaders): string[] {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return Object.keys(headers).filter((name) => name.includes("_") && known.has(name.replaceAll("_", "-")));
}

function show(name: string, use: CheckedHeader["use"], headers: DistinctHeaders): CheckedHeader {
  const values = headers[name.toLowerCase()] ?? [];
  const secret = use === "secret" || use === "assertion" || hidden.has(name.toLowerCase().replaceAll("_", "-"));
  const text = decodeHeader(values.join(", "))
    .replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd")
    .slice(0, maxShown);
  return { name, use, count: values.length, value: secret || values.length === 0 || looksSigned(text) ? null : text };
}

/** A JSON Web Token begins so, in whichever header it is. */
function looksSigned(text: string): boolean {
  return /\beyJ[\w-]+\./.test(text);
}
