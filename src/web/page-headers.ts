// What makes an answer a page, in place of the headers of one that is data (http/middleware/security-headers.ts).

/** The pages: own scripts, styles and data, no inline code, in no frame. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const pagePermissions = "publickey-credentials-create=(self), publickey-credentials-get=(self)";

export const pageHeaders = { "content-security-policy": pagePolicy, "permissions-policy": pagePermissions } as const;
