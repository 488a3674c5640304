// Addresses that the provider and the browser are given: made of PUBLIC_BASE_URL, never of what a request says.

export interface OidcUrls {
  readonly login: string;
  /** Where the provider sends the browser back to, unless the settings say otherwise. */
  readonly callback: string;
  /** Where the provider sends the browser after signing out. */
  readonly signOutReturn: string;
  readonly backchannelLogout: string;
}

/** The addresses below a public one; null where there is none. */
export function oidcUrls(publicBaseUrl: string | null): OidcUrls | null {
  if (publicBaseUrl === null) return null;
  const base = publicBaseUrl.replace(/\/+$/, "");
  return {
    login: `${base}/api/auth/oidc/login`,
    callback: `${base}/api/auth/oidc/callback`,
    signOutReturn: `${base}/`,
    backchannelLogout: `${base}/api/auth/oidc/backchannel-logout`,
  };
}
