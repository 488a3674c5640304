// The pages of one's own account, for going between them.
import type { Tabs } from "../../ui/tabs.ts";

export const accountPages: Tabs = [
  ["/account", "Profile"],
  ["/account/security", "Sign-in and security"],
  ["/account/sessions", "Sessions"],
  ["/account/tokens", "API tokens"],
];
