/** The fitted calibration as the source of a module: a table that is committed and read like any other. */
import type { Knot } from '../../src/matching/interpolate-knots.js';

export type FittedCalibration = {
  readonly embeddingChance: readonly Knot[];
  readonly embeddingRatio: readonly Knot[];
  readonly minutiaeChance: readonly Knot[];
  /** The most that is believed of the embedding's chance. */
  readonly embeddingNatsMax: number;
  /** Of the embedding's chance, added to that of the minutiae. */
  readonly embeddingShare: number;
  readonly bothChance: readonly Knot[];
  readonly bothRatio: readonly Knot[];
  readonly qualityWeights: readonly Knot[];
};

export type Cost = { readonly cost: number; readonly from?: number; readonly to?: number };

export type CalibrationFacts = {
  readonly chain: string;
  readonly seed: number;
  readonly note: string;
  readonly fingers: number;
  readonly impressions: number;
  readonly mated: number;
  readonly nonMated: number;
  readonly testFingers: number;
  readonly costs: Readonly<Record<string, Cost>>;
};

export function calibrationModule(fitted: FittedCalibration, facts: CalibrationFacts): string {
  const costs = Object.entries(facts.costs).map(([name, cost]) => ` *   ${name}: ${describeCost(cost)}`);
  return `/**
 * Written by \`npm run bench -- calibration\` (bench/identification-accuracy/calibrate.ts), not by hand.
 *
 * Chain: ${facts.chain.replace(/ (?=fingerprint|\d)/g, '\n *   ')}
 * Fitted on ${facts.impressions} impressions of ${facts.fingers} synthetic fingers that no training saw: ${facts.nonMated} non-mated
 * and ${facts.mated} mated pairs, each by both stages; seed ${facts.seed}. ${facts.note}
 * Cost of the log likelihood ratios in bits (Cllr) on ${facts.testFingers} other fingers, 95 % interval over fingers:
${costs.join('\n')}
 */
import type { Knot } from './interpolate-knots.js';

/** -ln FMR against the cosine of two embeddings. */
export const EMBEDDING_CHANCE: readonly Knot[] = ${table(fitted.embeddingChance, 4)};

/** Log likelihood ratio against the cosine. */
export const EMBEDDING_RATIO: readonly Knot[] = ${table(fitted.embeddingRatio, 4)};

/** -ln FMR against the score of the minutiae. */
export const MINUTIAE_CHANCE: readonly Knot[] = ${table(fitted.minutiaeChance, 3)};

/** What is added of the embedding's -ln FMR to that of the minutiae, from logistic regression; the sum indexes the next two. */
export const EMBEDDING_SHARE = ${fitted.embeddingShare};

/** The most that is believed of an embedding's -ln FMR; beyond it the minutiae decide. */
export const EMBEDDING_NATS_MAX = ${nats(fitted.embeddingNatsMax)};

/** -ln FMR of both stages against that sum. */
export const BOTH_CHANCE: readonly Knot[] = ${table(fitted.bothChance, 3)};

/** Log likelihood ratio of both stages against that sum. */
export const BOTH_RATIO: readonly Knot[] = ${table(fitted.bothRatio, 3)};

/** What log likelihood ratios are multiplied with, against the quality of the worse sample. */
export const QUALITY_WEIGHTS: readonly Knot[] = ${table(fitted.qualityWeights, 2)};
`;
}

function table(knots: readonly Knot[], digits: number): string {
  return `[\n${knots.map(([at, value]) => `  [${round(at, digits)}, ${round(value, 2)}],`).join('\n')}\n]`;
}

function nats(value: number): string {
  return Number.isFinite(value) ? String(round(value, 2)) : 'Number.POSITIVE_INFINITY';
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function describeCost({ cost, from, to }: Cost): string {
  const interval = from === undefined || to === undefined ? '' : ` (${from.toFixed(4)} .. ${to.toFixed(4)})`;
  return `${cost.toFixed(4)}${interval}`;
}
