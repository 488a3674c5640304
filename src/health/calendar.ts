// Days as people of a time zone count them, written YYYY-MM-DD. Pure.

/** Makes the function that tells on which day of the zone a moment is (milliseconds since the epoch). */
export function createDayOf(timeZone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    return `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
  };
}

/** The `count` days that end with `last`, oldest first. Dates alone are counted, so that no change of the clock is in the way. */
export function daysUntil(last: string, count: number): string[] {
  const lastMs = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) =>
    new Date(lastMs - (count - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
}
