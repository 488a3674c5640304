// What the cards use of Home Assistant's frontend; everything there may be missing, since versions differ.

/** State of an entity. Home Assistant makes a new object when it changes, and only then. */
export interface EntityState {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly last_changed?: string;
  readonly last_updated?: string;
}

/** The `hass` that a card is given again at each change of anything. */
export interface Hass {
  readonly states: Readonly<Record<string, EntityState | undefined>>;
  /** The registry: which device an entity is part of. */
  readonly entities?: Readonly<Record<string, { readonly device_id?: string | null } | undefined>>;
  readonly devices?: Readonly<
    Record<
      string,
      | {
          readonly name?: string | null;
          readonly name_by_user?: string | null;
          readonly manufacturer?: string | null;
          readonly model?: string | null;
        }
      | undefined
    >
  >;
  readonly locale?: { readonly language?: string };
  readonly themes?: { readonly darkMode?: boolean };
  readonly config?: { readonly state?: string };
  localize?(key: string, values?: Readonly<Record<string, string>>): string;
}

/** Whether an entity has a value; `unavailable` and `unknown` are Home Assistant's words for having none. */
export function hasValue(state: EntityState | undefined): state is EntityState {
  return state !== undefined && state.state !== "unavailable" && state.state !== "unknown";
}

/** Its name as people know it. */
export function nameOf(state: EntityState): string {
  const name = state.attributes["friendly_name"];
  return typeof name === "string" && name !== "" ? name : state.entity_id;
}
