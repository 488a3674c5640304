/** A cache that forgets what was not used for longest once it weighs too much. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, weight: number): void;
}

/** Creates one. What alone weighs more than `maxWeight` is not kept. */
export function createLru<V>(maxWeight: number): Lru<V> {
  const held = new Map<string, { value: V; weight: number }>();
  let total = 0;
  const remove = (key: string) => {
    total -= held.get(key)?.weight ?? 0;
    held.delete(key);
  };
  return {
    get(key) {
      const found = held.get(key);
      if (!found) return undefined;
      held.delete(key);
      held.set(key, found); // a Map keeps the order of insertion: this one is now the youngest
      return found.value;
    },
    set(key, value, weight) {
      remove(key);
      if (weight > maxWeight) return;
      held.set(key, { value, weight });
      total += weight;
      for (const oldest of held.keys()) {
        if (total <= maxWeight) break;
        remove(oldest);
      }
    },
  };
}
