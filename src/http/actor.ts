/** Who did it and from where, for the audit trail. */
export interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}
