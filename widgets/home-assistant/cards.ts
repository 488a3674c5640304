// The cards and badges: which element each is of, what it is called, and how much room it takes.

/** Elements whose every figure entities can tell; storage, timeline and trust need what the service alone knows. */
export type CardElement =
  | "borg-activity"
  | "borg-alerts"
  | "borg-badge"
  | "borg-repositories"
  | "borg-repository"
  | "borg-schedule"
  | "borg-status";

/** An element as Home Assistant knows it. Columns of 12, in steps of 3; `masonryRows` are of 50 pixels. */
export interface CardKind {
  /** As it stands after `custom:`. */
  readonly type: string;
  readonly element: CardElement;
  /** Stands in the row of badges above the cards. */
  readonly badge?: true;
  readonly name: string;
  readonly description: string;
  /** Options of its own, beside those of every card: those of the element, in snake case. */
  readonly options: readonly string[];
  readonly columns: 6 | 12;
  readonly masonryRows: number;
  /** Shows one repository: a new card names the first. */
  readonly single?: true;
  /** Offered for an entity that somebody picked. */
  readonly suggested?: true;
}

export const cardKinds: readonly CardKind[] = [
  {
    type: "borg-status-card",
    element: "borg-status",
    name: "Borg: status",
    description: "Whether everything is backed up, and if not, what is wrong.",
    options: [],
    columns: 6,
    masonryRows: 3,
    suggested: true,
  },
  {
    type: "borg-activity-card",
    element: "borg-activity",
    name: "Borg: activity",
    description: "The backup that runs now, and how far it is.",
    options: ["idle"],
    columns: 6,
    masonryRows: 2,
  },
  {
    type: "borg-alerts-card",
    element: "borg-alerts",
    name: "Borg: alerts",
    description: "Only what needs someone; one quiet line where nothing does.",
    options: ["severity", "limit"],
    columns: 6,
    masonryRows: 2,
  },
  {
    type: "borg-repositories-card",
    element: "borg-repositories",
    name: "Borg: repositories",
    description: "Each repository: how it stands, its last backup, size and archives.",
    options: ["sort", "limit", "columns"],
    columns: 12,
    masonryRows: 4,
  },
  {
    type: "borg-repository-card",
    element: "borg-repository",
    name: "Borg: one repository",
    description: "How one repository stands, what runs on it, and its figures.",
    options: [],
    columns: 6,
    masonryRows: 4,
    single: true,
    suggested: true,
  },
  {
    type: "borg-schedule-card",
    element: "borg-schedule",
    name: "Borg: schedule",
    description: "What is backed up next, and what should have been.",
    options: ["hours", "limit"],
    columns: 6,
    masonryRows: 4,
  },
  {
    type: "borg-status-badge",
    element: "borg-badge",
    badge: true,
    name: "Borg",
    description: "Whether everything is backed up, in one word.",
    options: ["label"],
    columns: 6,
    masonryRows: 1,
    suggested: true,
  },
];
