// Who did something, and from where.

/** A signed-in user and the connection used. `address` is the client's, read through trusted proxies only. */
export interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}
