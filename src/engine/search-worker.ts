/**
 * The search thread: owns every onnxruntime session and every row of a gallery. `session.run` blocks the thread that
 * calls it, which is why it is never the thread that answers requests.
 *
 * Changes are done one after the other, before waiting searches; searches that wait together are run together.
 * Changes, and searches that somebody waits for, go between the steps of a search whose list is long. Sealing goes
 * on beside them (`gallery-keeper.ts`) and takes its turn when a segment is replaced. A search that is given up is left
 * between two steps, or not begun. An error in a change ends the
 * thread: its content can no longer be trusted, and the owner starts a new one. An error in a search fails the
 * searches of its batch only, but for a damaged file, which ends the thread too. The thread ends itself when it is
 * asked to, between two runs: ending a thread from outside while onnxruntime computes in it aborts the whole
 * process.
 */
import { mkdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { cosineError } from '../matching/segment-arithmetic.js';
import { chooseArithmetic } from './choose-arithmetic.js';
import { noteGarbage } from './collect-garbage.js';
import { isShortList } from './compare-top-rows.js';
import { GalleryContent } from './gallery-content.js';
import { GalleryKeeper } from './gallery-keeper.js';
import { readManifest } from './gallery-manifest.js';
import { keepFreedMemory } from './keep-freed-memory.js';
import { packAnswer } from './packed-answer.js';
import { firstFreeNumber, restoreGallery } from './restore-gallery.js';
import type { SessionOptions } from './sealed-segment.js';
import { searchBatch } from './search-batch.js';
import { SearchQueue } from './search-queue.js';
import type {
  FromWorker,
  SearchRequest,
  SearchWorkerOptions,
  ToWorker,
  WorkerRequest,
  WorkerResult,
} from './search-worker-protocol.js';
import { UnusableSegment } from './segment-header.js';
import { FilesRefused, startSegmentWriter } from './segment-writer-thread.js';
import { TailSession } from './tail-session.js';

type Change = { readonly id: number; readonly request: Exclude<WorkerRequest, SearchRequest> };

const options = workerData as SearchWorkerOptions;
const { limits, directory } = options;
const port = parentPort!;

mkdirSync(directory, { recursive: true, mode: 0o700 });
const opened = await openSessions();
if (opened === undefined) process.exit();
const { sessions, tailSession } = opened;
const content = new GalleryContent(limits.segmentRowsMax);
const queue = new SearchQueue(limits);
const changes: Change[] = [];
/** Searches taken from the queue, until they are answered or given up. */
const inHand = new Set<number>();
/** Steps of the keeper that wait for a moment without a search. */
const steps: (() => Promise<void>)[] = [];
let isWorking = false;
let refusalTold: string | undefined;
let wake: () => void = () => undefined;

const writer = startSegmentWriter({
  directory,
  blockRowsMax: limits.blockRowsMax,
  arithmetic: sessions.arithmetic,
});
const keeper = new GalleryKeeper({
  content,
  writer,
  directory,
  sessions: sessions,
  limits,
  exclusive,
  onProgress: tellCounts,
  firstNumber: firstFreeNumber(directory),
});
port.on('message', receive);
tell({ kind: 'started', arithmetic: sessions.arithmetic });

async function openSessions() {
  const { executionProvider, threads } = options;
  try {
    await keepFreedMemory();
    const { arithmetic, tailCoding } = await chooseArithmetic(directory, {
      executionProvider,
      threads,
      ...(options.arithmetic === undefined ? {} : { arithmetic: options.arithmetic }),
    });
    const each: SessionOptions = { executionProvider, threads, arithmetic };
    return { sessions: each, tailSession: await TailSession.open({ threads, probeCoding: tailCoding }) };
  } catch {
    tell({ kind: 'unusable' });
    return undefined;
  }
}

function receive(message: ToWorker): void {
  if (message.kind === 'cancel') {
    queue.cancel(message.id);
    inHand.delete(message.id);
    return;
  }
  // Messages are read between runs, never in one.
  if (message.kind === 'end') process.exit();
  const { id, request } = message;
  if (request.kind === 'search') queue.push(id, request.search, performance.now());
  else changes.push({ id, request });
  goOn();
}

function exclusive(step: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    steps.push(() => step().then(resolve, reject));
    goOn();
  });
}

function goOn(): void {
  wake();
  // Rejections end the thread, which is what a failed change has to do.
  if (!isWorking) void work();
}

async function work(): Promise<void> {
  isWorking = true;
  while (changes.length > 0 || steps.length > 0 || queue.length > 0) {
    content.persons.releaseRemoved();
    const change = changes.shift();
    const step = change === undefined ? steps.shift() : undefined;
    if (change !== undefined) await apply(change);
    else if (step !== undefined) await step();
    else {
      const waitMs = queue.waitMs(performance.now());
      if (waitMs > 0) await pauseOrMessage(waitMs);
      else await searchWaiting();
    }
    await nextTurn();
  }
  isWorking = false;
}

function pauseOrMessage(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function apply({ id, request }: Change): Promise<void> {
  switch (request.kind) {
    case 'open':
      return open(id, request.reuse);
    case 'add':
      content.add(request.added);
      noteGarbage(2 * request.added.embeddings.length);
      keeper.position ??= request.position;
      return when(id, keeper.room());
    case 'change':
      content.add(request.added);
      content.erase(request.erased);
      keeper.position = request.position;
      keeper.kick();
      return done(id);
    case 'loaded':
      content.endLoading();
      keeper.position ??= request.position;
      return when(id, keeper.loaded());
    case 'compact':
      return when(id, keeper.compact());
    case 'checkpoint':
      return when(id, keeper.checkpoint());
  }
}

/** Content that is half read back is of no use: where the file system refuses, the owner starts another thread. */
async function open(id: number, reuse: boolean): Promise<void> {
  try {
    done(id, await openGallery(reuse));
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error;
    keeper.refusal = error.code;
    tellCounts();
    tell({ kind: 'failed', id, code: error.code });
  }
}

async function openGallery(reuse: boolean): Promise<WorkerResult> {
  content.beginLoading();
  const found = readManifest(directory);
  if ('reason' in found && found.reason !== 'none')
    tell({ kind: 'notice', notice: { kind: 'manifest-unusable', reason: found.reason } });
  const manifest = reuse && 'manifest' in found ? found.manifest : undefined;
  await writer.run({ kind: 'keep-only', names: manifest?.segments.map(({ name }) => name) ?? [] });
  if (manifest === undefined) return {};
  const segmentsTotal = manifest.segments.length;
  const areAllUsable = await restoreGallery({
    content,
    manifest,
    writer,
    directory,
    sessions: sessions,
    onSegment: (segmentsRead) => tell({ kind: 'restoring', segmentsRead, segmentsTotal }),
    onUnusable: (segment, fault) =>
      tell({ kind: 'notice', notice: { kind: 'segment-unusable', segment, fault } }),
  });
  const { cursor, snapshot } = manifest;
  const complete = manifest.complete && areAllUsable;
  keeper.restored({ cursor, snapshot }, complete);
  return { restored: { cursor, snapshot, complete } };
}

/** Answers when something of the keeper is over, and goes on meanwhile. */
function when(id: number, work: Promise<void>): void {
  void work.then(
    () => done(id),
    (error: unknown) => {
      if (!(error instanceof FilesRefused)) throw error;
      tell({ kind: 'failed', id, code: error.code });
    },
  );
}

function done(id: number, result: WorkerResult = {}): void {
  tellCounts();
  tell({ kind: 'done', id, result });
}

function searchWaiting(): Promise<void> {
  return run(queue.take(performance.now()), interactiveBetween);
}

/**
 * While one search makes a list of thousands, those that somebody waits for go between; before them what has changed, as a search
 * sees what came before it. Only opening needs the thread for itself: it waits, and they wait behind it.
 */
async function interactiveBetween(): Promise<void> {
  await nextTurn();
  // Content is changed, and the keeper asked, before this returns; a rejection ends the thread.
  while (changes.length > 0 && changes[0]!.request.kind !== 'open') void apply(changes.shift()!);
  if (changes.length > 0) return;
  const batch = queue.takeInteractive(isShortList);
  if (batch.length > 0) await run(batch, async () => undefined);
}

async function run(batch: ReturnType<SearchQueue['take']>, turn: () => Promise<void>): Promise<void> {
  const snapshot = keeper.position?.snapshot ?? 'none';
  const idOf = new Map(batch.map(({ id, search }) => [search, id]));
  for (const { id } of batch) inHand.add(id);
  try {
    const answers = searchBatch(
      content,
      batch.map(({ search }) => search),
      {
        tailSession,
        cosineError: cosineError(sessions.arithmetic),
        turn,
        isWanted: (search) => inHand.has(idOf.get(search)!),
        ...limits,
      },
    );
    for await (const [index, answer] of answers) {
      const { id } = batch[index]!;
      const packed = await packAnswer({ ...answer, snapshot }, turn);
      inHand.delete(id);
      tell({ kind: 'done', id, result: { answer: packed } });
    }
  } catch (error) {
    for (const { id } of batch) if (inHand.delete(id)) tell({ kind: 'failed', id });
    if (error instanceof UnusableSegment) throw error;
  }
}

function tellCounts(): void {
  const { refusal } = keeper;
  if (refusal !== undefined && refusal !== refusalTold)
    tell({ kind: 'notice', notice: { kind: 'files-refused', code: refusal } });
  refusalTold = refusal;
  const counts = content.counts();
  tell({ kind: 'counts', counts: refusal === undefined ? counts : { ...counts, filesRefused: refusal } });
}

function tell(message: FromWorker): void {
  port.postMessage(message);
}
