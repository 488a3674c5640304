// Defines every embeddable element.
export { BorgActivity } from "./elements/borg-activity/borg-activity.ts";
export { BorgAlerts } from "./elements/borg-alerts/borg-alerts.ts";
export { BorgBadge } from "./elements/borg-badge/borg-badge.ts";
export { BorgRepositories } from "./elements/borg-repositories/borg-repositories.ts";
export { BorgRepository } from "./elements/borg-repository/borg-repository.ts";
export { BorgSchedule } from "./elements/borg-schedule/borg-schedule.ts";
export { BorgStatus } from "./elements/borg-status/borg-status.ts";
export { BorgStorage } from "./elements/borg-storage/borg-storage.ts";
export { BorgTimeline } from "./elements/borg-timeline/borg-timeline.ts";
export { BorgTrust } from "./elements/borg-trust/borg-trust.ts";
