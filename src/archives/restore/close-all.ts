// Closing several things, none left open because another one fails.

/** One after another. Rejects with the first failure, once all were tried. */
export async function closeAll(handles: Iterable<{ close(): Promise<void> }>): Promise<void> {
  const failures: unknown[] = [];
  for (const handle of handles) await handle.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
