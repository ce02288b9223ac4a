/**
 * Entry of a worker process: opens its own sessions, then works one sample at a time. It holds nothing that could be
 * lost, so whoever started it ends it with SIGKILL; it ends by itself when that one is gone, and only then: signals of
 * a terminal go to the whole group, and work in hand is finished first.
 */
import { constants, setPriority } from 'node:os';
import { isPalmSample } from '../domain/palm-positions.js';
import { modalityOf } from '../domain/positions.js';
import { safeError } from '../platform/safe-error.js';
import type { Sample } from '../workflows/ports/samples.js';
import { extractSample } from './extract-sample.js';
import { type LoadedModels, loadModels, loadSameModels } from './load-models.js';
import { ModelsExchangedError } from './model-integrity-error.js';
import type { ChainDescription } from './model-manifest.js';
import { type ModelSessions, openSessions } from './open-sessions.js';
import { readPalmPrint } from './palm/read-palm-print.js';
import { withRecordFacts } from './record-facts.js';
import type { WorkerReply, WorkerRequest, WorkerSetup, WorkerTask } from './worker-protocol.js';

type Opened = { readonly manifest: LoadedModels['manifest']; readonly sessions: ModelSessions };

let opened: Opened | undefined;

giveWay();

process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());
process.on('message', async (request: WorkerRequest) => tell(await answer(request)));

/**
 * With more to extract than there are processor cores, whoever answers callers, hands jobs on and searches goes first:
 * what they do takes milliseconds, and waits for them cost seconds. The threads started from here on inherit it.
 */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not let a process step back loses nothing but this.
  }
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  if (request.kind === 'setup') return open(request.setup);
  try {
    if (!opened) throw new Error('a task came before the setup');
    return await work(request.task, opened);
  } catch (error) {
    return { kind: 'fault', fault: safeError(error) };
  }
}

async function open(setup: WorkerSetup): Promise<WorkerReply> {
  try {
    const { expected } = setup;
    const { manifest, models } = await (expected ? loadSameModels(setup, expected) : loadModels(setup));
    opened = { manifest, sessions: await openSessions(models, setup.executionProvider) };
    return { kind: 'ready' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof ModelsExchangedError ? 'exchanged' : 'unavailable', reason };
  }
}

async function work({ sample, use }: WorkerTask, { manifest, sessions }: Opened): Promise<WorkerReply> {
  let decodeMs: number | undefined;
  const onDecoded = (ms: number) => {
    decodeMs = ms;
  };
  const outcome = isPalmSample(sample)
    ? await readPalmPrint(sample, onDecoded)
    : await extractSample({ sample, use, sessions, onDecoded, chain: chainOf(manifest, sample) });
  return {
    kind: 'outcome',
    outcome: withRecordFacts(outcome, sample),
    ...(decodeMs === undefined ? {} : { decodeMs }),
  };
}

function chainOf(manifest: Opened['manifest'], sample: Sample): ChainDescription {
  const chain = manifest.chains.find(({ modality }) => modality === modalityOf(sample.position));
  if (!chain) throw new Error('the manifest has no chain for this modality');
  return chain;
}

function tell(reply: WorkerReply): void {
  process.send?.(reply);
}
