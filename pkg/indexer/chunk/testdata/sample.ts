import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

export const LIMIT = 1000;
const rate = 0.25, half = rate * 2;

export type Pair<A, B = A> = { first: A; second: B };

/** What a store can do. */
export interface Store<K extends string, V> {
  readonly size: number;
  get(key: K): V | undefined;
  put(key: K, value: V): Promise<void>;
}

export enum Kind {
  Plain = "plain",
  Special = "special",
}

/**
 * Keeps everything in memory.
 */
export class MemoryStore<V> implements Store<string, V> {
  private readonly entries = new Map<string, V>();

  constructor(private readonly kind: Kind = Kind.Plain) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  async put(key: string, value: V): Promise<void> {
    if (this.entries.size >= LIMIT && !this.entries.has(key)) {
      throw new Error(`full: ${this.entries.size} entries of ${LIMIT}`);
    }
    this.entries.set(key, value);
  }
}

abstract class Reader {
  abstract next(): Promise<string | null>;
  protected close(): void {}
}

namespace text {
  export function upper(value: string): string {
    return value.toUpperCase();
  }
}

declare function external(name: string): unknown;

export async function load(path: string): Promise<Pair<string, number>> {
  const body = await readFile(path, "utf8");
  const lines = body.split(/\r?\n/).filter((line) => line.length > 0 && !line.startsWith("#"));
  return { first: lines.join("\n"), second: lines.length };
}

export default function pick<T>(items: T[], choose: (item: T) => boolean): T | undefined {
  for (let i = 0; i < items.length; i++) {
    if (choose(items[i]!)) return items[i];
  }
  return undefined;
}
