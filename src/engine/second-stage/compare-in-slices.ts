/**
 * Candidates compared by minutiae, slice by slice, the best persons first. While the threads compare one slice the minutiae of the
 * next are read, and of none further on: two slices are in memory, however many candidates there are, and between any
 * two others have their turn at the event loop, where templates are decrypted, and at the threads.
 *
 * All slices have their time together, from the first comparison on, as a database that was slow is no reason to compare
 * nothing. When it is over no slice is read any more: its pairs are late. Where a slice cannot be read, or whoever asked
 * gives up, all of it rejects, and what waits for a thread leaves the line.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TemplateId } from '../../domain/ids.js';
import { modalityOf } from '../../domain/positions.js';
import type { EncodedMinutiae, ProbeTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import type { Candidate, PositionScore } from '../../workflows/ports/gallery.js';
import type { MinutiaeOf, MinutiaeScore } from '../../workflows/ports/second-stage.js';
import { referencesOf } from './further-references.js';
import type { MinutiaePool } from './minutiae-pool.js';
import { scoreOfResult, whyNotCompared } from './pairs-to-compare.js';
import { scoredAnew } from './score-anew.js';

/** For tests. */
export type SliceOptions = { readonly slicePairs?: number; readonly nowMs?: () => number };

/** In the order of `candidates`. */
export async function compareInSlices(
  pool: MinutiaePool,
  candidates: readonly Candidate[],
  options: SliceOptions & {
    readonly probes: readonly ProbeTemplate[];
    readonly minutiaeOf: MinutiaeOf;
    readonly limitMs: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly Candidate[]> {
  const { minutiaeOf, slicePairs = LIMITS.secondStageSlicePairs, nowMs = () => performance.now() } = options;
  const probes = options.probes.filter(({ views }) => views.length > 0);
  const slices = slicesOf(candidates, probes, slicePairs);
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const read = async ({ pairs }: Slice): Promise<Minutiae> =>
    pairs.length === 0 ? NONE : minutiaeOf(pairs.map(({ templateId }) => templateId));
  const compared: Candidate[][] = [];
  let slice = slices.next().value;
  let minutiae = slice && (await read(slice));
  const endMs = nowMs() + options.limitMs;
  const leftMs = () => Math.ceil(endMs - nowMs());
  try {
    while (slice !== undefined) {
      signal.throwIfAborted();
      const comparing = compareSlice(pool, slice, { probes, minutiae, leftMs: leftMs(), signal });
      const next = slices.next().value;
      const reading = next !== undefined && leftMs() > 0 ? read(next) : undefined;
      // Together, so that the failure of one is not lost behind the other's.
      const [scored, ahead] = await Promise.all([comparing, reading]);
      compared.push(scored);
      slice = next;
      minutiae = ahead;
    }
  } catch (error) {
    failed.abort();
    throw error;
  }
  return compared.flat();
}

/** `undefined`: there was no time to read them. */
type Minutiae = ReadonlyMap<TemplateId, EncodedMinutiae> | undefined;

const NONE: Minutiae = new Map();

/** One reference of one finger of one candidate of a slice, by a probe that has minutiae. */
type Pair = {
  readonly candidate: number;
  readonly position: number;
  /** From 0, of `referencesOf` the position. */
  readonly reference: number;
  readonly probeIndex: number;
  readonly templateId: TemplateId;
};

type Slice = { readonly candidates: Candidate[]; readonly pairs: Pair[] };

/** Whole persons, at least one in each; made when it is their turn. */
function* slicesOf(
  candidates: readonly Candidate[],
  probes: readonly ProbeTemplate[],
  pairsMax: number,
): Generator<Slice, undefined> {
  let slice: Slice = { candidates: [], pairs: [] };
  for (const candidate of candidates) {
    const found = pairsOf(candidate, probes);
    if (slice.candidates.length > 0 && slice.pairs.length + found.length > pairsMax) {
      yield slice;
      slice = { candidates: [], pairs: [] };
    }
    const at = slice.candidates.push(candidate) - 1;
    for (const pair of found) slice.pairs.push({ ...pair, candidate: at });
  }
  if (slice.candidates.length > 0) yield slice;
}

function pairsOf({ positions }: Candidate, probes: readonly ProbeTemplate[]): Omit<Pair, 'candidate'>[] {
  return positions.flatMap((score, position) => {
    const { probePosition, probeIndex } = score;
    if (modalityOf(probePosition) !== 'fingerprint' || probes[probeIndex ?? -1]?.minutiae === undefined)
      return [];
    return referencesOf(score).map(({ templateId }, reference) => ({
      position,
      reference,
      probeIndex: probeIndex!,
      templateId,
    }));
  });
}

async function compareSlice(
  pool: MinutiaePool,
  { candidates, pairs }: Slice,
  options: {
    readonly probes: readonly ProbeTemplate[];
    readonly minutiae: Minutiae;
    readonly leftMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Candidate[]> {
  const { probes, minutiae, leftMs, signal } = options;
  const scores = candidates.map(({ positions }) => positions.map((position) => [beforeComparison(position)]));
  const asked: { readonly pair: Pair; readonly minutiae: EncodedMinutiae }[] = [];
  for (const pair of pairs) {
    const sides = {
      probe: probes[pair.probeIndex]!.minutiae,
      reference: minutiae?.get(pair.templateId),
    };
    const why = minutiae === undefined ? LATE : whyNotCompared(sides);
    if (why === undefined) asked.push({ pair, minutiae: sides.reference! });
    else scores[pair.candidate]![pair.position]![pair.reference] = why;
  }
  const isAsked = asked.length > 0 && leftMs > 0;
  const question = {
    probes: probes.map((probe) => probe.minutiae?.bytes ?? NO_BYTES),
    references: asked.map((each) => each.minutiae.bytes),
    pairs: asked.map(({ pair }, reference) => ({ probe: pair.probeIndex, reference })),
    limitMs: leftMs,
  };
  // Who has nothing to wait for still lets others have their turn.
  const results = isAsked ? await pool.compare(question, signal) : await nextTurn([]);
  asked.forEach(({ pair: { candidate, position, reference }, minutiae: { templateVersion } }, index) => {
    scores[candidate]![position]![reference] = scoreOfResult(results[index], templateVersion);
  });
  return candidates.map((candidate, index) => scoredAnew(candidate, scores[index]!));
}

/** Of a finger compared with a probe, as long as nothing else is known: that the probe has no minutiae. */
function beforeComparison({ probePosition, probeIndex }: PositionScore): MinutiaeScore | undefined {
  if (modalityOf(probePosition) !== 'fingerprint' || probeIndex === undefined) return undefined;
  return { kind: 'not-compared', reason: 'no-minutiae-of-probe' };
}

const LATE: MinutiaeScore = { kind: 'not-compared', reason: 'late' };
const NO_BYTES = new Uint8Array();
