import { createDayHistory, type DayHistory, type DayHistoryDependencies } from "./day-history.ts";
import { createHealth, type Health, type HealthDependencies } from "./health.ts";
import { createServiceFault, type ServiceFault, type ServiceFaultDependencies } from "./service-fault.ts";

export type OpenHealthDependencies = Omit<HealthDependencies, "fault"> &
  Omit<DayHistoryDependencies, "facts"> &
  ServiceFaultDependencies;

/** Makes what tells how backups are: the status, the days before, and what is wrong with the service itself. */
export function openHealth(dependencies: OpenHealthDependencies): {
  readonly health: Health;
  readonly dayHistory: DayHistory;
  readonly fault: ServiceFault;
} {
  const fault = createServiceFault(dependencies);
  const health = createHealth({ ...dependencies, fault });
  return { health, dayHistory: createDayHistory({ ...dependencies, facts: health.facts }), fault };
}
