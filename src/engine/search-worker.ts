/**
 * The search thread: owns every onnxruntime session and every row of a gallery. `session.run` blocks the thread that
 * calls it, which is why it is never the thread that answers requests.
 *
 * Changes are done one after the other, before waiting searches; searches that wait together are run together. An
 * error in a change ends the thread: its content can no longer be trusted, and the owner loads a new one from the
 * feed. An error in a search fails the searches of its batch only. The thread ends itself when it is asked to, between
 * two runs: ending a thread from outside while onnxruntime computes in it aborts the whole process.
 */
import { mkdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { GalleryContent } from './gallery-content.js';
import { chooseProbeCoding } from './probe-coding.js';
import { searchBatch } from './search-batch.js';
import type {
  FromWorker,
  SearchRequest,
  SearchWorkerOptions,
  ToWorker,
  WorkerRequest,
} from './search-worker-protocol.js';
import { deleteAllSegments } from './segment-files.js';

type Change = { readonly id: number; readonly request: Exclude<WorkerRequest, SearchRequest> };
type WaitingSearch = { readonly id: number; readonly search: SearchRequest['search'] };

const options = workerData as SearchWorkerOptions;
const { limits } = options;
const port = parentPort!;

const content = await openContent();
const changes: Change[] = [];
let waiting: WaitingSearch[] = [];
let isWorking = false;
let isLoaded = false;

if (content !== undefined) port.on('message', receive);

async function openContent(): Promise<GalleryContent | undefined> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  deleteAllSegments(options.directory);
  const sessions = { executionProvider: options.executionProvider, threads: options.threads };
  try {
    const probeCoding = options.probeCoding ?? (await chooseProbeCoding(options.directory, sessions));
    tell({ kind: 'started', probeCoding });
    let segmentNumber = 0;
    const nextSegmentName = () => String(segmentNumber++).padStart(6, '0');
    return new GalleryContent({
      ...sessions,
      probeCoding,
      directory: options.directory,
      blockRowsMax: limits.blockRowsMax,
      segmentRowsMax: limits.segmentRowsMax,
      nextSegmentName,
    });
  } catch {
    tell({ kind: 'unusable' });
    return undefined;
  }
}

function receive(message: ToWorker): void {
  if (message.kind === 'cancel') {
    waiting = waiting.filter(({ id }) => id !== message.id);
    return;
  }
  if (message.kind === 'end') {
    // Messages are read between runs, never in one.
    process.exit();
  }
  const { id, request } = message;
  if (request.kind === 'search') waiting.push({ id, search: request.search });
  else changes.push({ id, request });
  // Rejections end the thread, which is what a failed change has to do.
  if (!isWorking) void work();
}

async function work(): Promise<void> {
  isWorking = true;
  // Who finds the thread idle waits for company; what gathers while it works has waited already.
  let waitMs = limits.batchWaitMs;
  while (changes.length > 0 || waiting.length > 0 || hasTailToSeal(1)) {
    const change = changes.shift();
    if (change !== undefined) await apply(change);
    // A tail is sealed when nobody waits, or when it has grown so long that everybody would.
    else if (hasTailToSeal(waiting.length === 0 ? 1 : 2)) await sealTails(limits.tailRowsMax);
    else if (waiting.length > 0) {
      await searchWaiting(waitMs);
      waitMs = 0;
    }
    await nextTurn();
  }
  isWorking = false;
}

async function apply({ id, request }: Change): Promise<void> {
  if (request.kind === 'add') {
    content!.add(request.references, request.embeddings);
    if (!isLoaded) await sealTails(limits.segmentRowsMax);
  } else if (request.kind === 'erase') content!.erase(request.templateIds);
  else if (request.kind === 'loaded') {
    await sealTails(limits.sealRowsMin);
    isLoaded = true;
  } else await content!.compact();
  tell({ kind: 'counts', counts: content!.counts() });
  tell({ kind: 'done', id });
}

function hasTailToSeal(factor: number): boolean {
  return isLoaded && content!.partitionToSeal(factor * limits.tailRowsMax) !== undefined;
}

async function sealTails(rows: number): Promise<void> {
  for (;;) {
    const partition = content!.partitionToSeal(rows);
    if (partition === undefined) return;
    await partition.seal();
    tell({ kind: 'counts', counts: content!.counts() });
  }
}

async function searchWaiting(waitMs: number): Promise<void> {
  if (waitMs > 0 && countProbes(waiting) < limits.batchViewsMax)
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  const batch = takeBatch();
  if (batch.length === 0) return;
  try {
    const answers = await searchBatch(
      content!,
      batch.map(({ search }) => search),
      limits,
    );
    batch.forEach(({ id }, index) => {
      tell({ kind: 'done', id, answer: answers[index]! });
    });
  } catch {
    for (const { id } of batch) tell({ kind: 'failed', id });
  }
}

/** As many as fit into `batchViewsMax` probes, in order of arrival, at least one. */
function takeBatch(): readonly WaitingSearch[] {
  let size = 0;
  for (let probes = 0; size < waiting.length; size++) {
    probes += waiting[size]!.search.probes.length;
    if (size > 0 && probes > limits.batchViewsMax) break;
  }
  return waiting.splice(0, size);
}

function countProbes(searches: readonly WaitingSearch[]): number {
  return searches.reduce((sum, { search }) => sum + search.probes.length, 0);
}

function tell(message: FromWorker): void {
  port.postMessage(message);
}
