// The cards: which element each is of, what it is called, and how much room it takes.

/** A card of one of the elements. Columns of 12, in steps of 3; `masonryRows` are of 50 pixels. */
export interface CardKind {
  readonly element: string;
  readonly name: string;
  readonly description: string;
  /** Options of its own, beside those of every card: those of the element, in snake case. */
  readonly options: readonly string[];
  readonly columns: 6 | 12;
  readonly masonryRows: number;
  /** Shows one repository; the first where none is named. */
  readonly single?: true;
  /** Offered for an entity that somebody picked. */
  readonly suggested?: true;
}

export const cardKinds: readonly CardKind[] = [
  {
    element: "borg-status",
    name: "Borg: status",
    description: "Whether everything is backed up, and if not, what is wrong.",
    options: [],
    columns: 6,
    masonryRows: 3,
    suggested: true,
  },
  {
    element: "borg-activity",
    name: "Borg: activity",
    description: "The backup that runs now, and how far it is.",
    options: ["idle"],
    columns: 6,
    masonryRows: 2,
  },
  {
    element: "borg-repositories",
    name: "Borg: repositories",
    description: "Each repository: how it stands, its last backup, size and archives.",
    options: ["sort", "limit", "columns"],
    columns: 12,
    masonryRows: 4,
  },
  {
    element: "borg-schedule",
    name: "Borg: schedule",
    description: "What is backed up next, and what should have been.",
    options: ["hours", "limit"],
    columns: 6,
    masonryRows: 4,
  },
];

/** The tag of a card, as it stands after `custom:`. */
export const tagOf = ({ element }: CardKind): string => `${element}-card`;
