/**
 * Processor time of the hub by what it is spent for, from `/proc`: Linux only. The processes are those of the hub
 * (itself and its children), PostgreSQL and Redis; the load generator is not among them.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Seconds. */
export type ProcessorTime = {
  /** Extraction processes: decoding and extraction. */
  readonly extraction: number;
  /** Threads of the hub's process that hold the gallery: comparing, and sealing while there is something to seal. */
  readonly matching: number;
  /** The rest of the hub's process: HTTP, JSON, queues, encryption, garbage collection. */
  readonly hub: number;
  readonly postgres: number;
  readonly redis: number;
};

export type ObservedProcesses = {
  readonly hub: number;
  readonly postgres: number;
  readonly redis: number;
  /** Threads of the hub's process that are Node's own. */
  readonly ownThreads: readonly number[];
};

/** Clock ticks a second in `/proc`: 100 on every Linux that Node.js is built for. */
const TICKS = 100;

/**
 * The threads Node.js 20 starts for itself, before any of the program: the main one, the task scheduler, four of the
 * engine, the signal watcher, four of libuv. Threads are numbered in the order in which they start; what comes later
 * are the gallery's.
 */
const OWN_THREADS = 11;

export function hasProcessorTime(): boolean {
  return process.platform === 'linux';
}

/** `parent` started the hub, PostgreSQL and Redis. */
export function observeProcesses(parent: number, hub: number): ObservedProcesses {
  const server = (name: RegExp) =>
    (childrenOf().get(parent) ?? []).find((child) => name.test(nameOf(child))) ?? -1;
  const threads = readdirSync(`/proc/${hub}/task`).map(Number);
  return {
    hub,
    postgres: server(/postgres/),
    redis: server(/redis|valkey/),
    ownThreads: threads.sort((a, b) => a - b).slice(0, OWN_THREADS),
  };
}

export function processorTime({ hub, postgres, redis, ownThreads }: ObservedProcesses): ProcessorTime {
  const children = childrenOf();
  const ofDescendants = (process_: number) =>
    endedChildrenSeconds(process_) +
    sum(
      descendants(children, process_).map(
        (each) => secondsOf(`/proc/${each}/stat`) + endedChildrenSeconds(each),
      ),
    );
  const withDescendants = (process_: number) => secondsOf(`/proc/${process_}/stat`) + ofDescendants(process_);
  const own = sum(ownThreads.map((thread) => secondsOf(`/proc/${hub}/task/${thread}/stat`)));
  return {
    extraction: ofDescendants(hub),
    matching: secondsOf(`/proc/${hub}/stat`) - own,
    hub: own,
    postgres: withDescendants(postgres),
    redis: withDescendants(redis),
  };
}

export function spentBetween(from: ProcessorTime, to: ProcessorTime): ProcessorTime {
  // The clock of /proc goes in steps.
  const spent = (key: keyof ProcessorTime) => Math.max(0, to[key] - from[key]);
  return {
    extraction: spent('extraction'),
    matching: spent('matching'),
    hub: spent('hub'),
    postgres: spent('postgres'),
    redis: spent('redis'),
  };
}

/** Of all processor time the part that goes into decoding, extraction and matching: 0 to 1. */
export function computeShare(time: ProcessorTime): number {
  const total = sum(Object.values(time));
  return total === 0 ? 0 : (time.extraction + time.matching) / total;
}

/** User and system time of a process with all its threads, or of one thread; 0 where it is gone. */
function secondsOf(file: string): number {
  const fields = statFields(file);
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** What children that have ended took, theirs included: connections of PostgreSQL come and go. */
function endedChildrenSeconds(process_: number): number {
  const fields = statFields(`/proc/${process_}/stat`);
  return fields === undefined ? 0 : (Number(fields[13]) + Number(fields[14])) / TICKS;
}

/** Fields after the name, which may hold anything, brackets too: `man 5 proc`, from field 3. */
function statFields(file: string): readonly string[] | undefined {
  try {
    const text = readFileSync(file, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function nameOf(process_: number): string {
  try {
    return readFileSync(`/proc/${process_}/comm`, 'utf8');
  } catch {
    return '';
  }
}

function childrenOf(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(`/proc/${name}/stat`)?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function descendants(children: ReadonlyMap<number, readonly number[]>, of: number): readonly number[] {
  return (children.get(of) ?? []).flatMap((child) => [child, ...descendants(children, child)]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
