/**
 * Whether an image is in a form its system stores (`biometric-quality-table.ts`): resolution, depth, encoding,
 * compression, size. What is in the image is for others to judge. Pure.
 */
import type { LocalDate } from '../local-date.js';
import type { Modality } from '../positions.js';
import {
  BIOMETRIC_QUALITY_ROWS,
  type BiometricQualityRow,
  type EncodingRow,
  type ImageEncoding,
  type QualityRow,
  type QualitySystem,
  qualityRowsInForce,
} from './biometric-quality-table.js';
import type { Sureness } from './citation.js';

export type SampleFormatFacts = {
  readonly system: QualitySystem;
  readonly modality: Modality;
  readonly encoding: ImageEncoding;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels per inch, where known; faces have none. */
  readonly ppi?: number;
  /** Levels of one channel. */
  readonly levels: number;
  /** Bytes of the image as it is encoded, without the record around it. */
  readonly encodedBytes: number;
  /** Bytes of its pixels: width times height times channels times bytes of a sample. */
  readonly pixelBytes: number;
  /** The encoding gives the pixels back exactly; its ratio then is no loss. */
  readonly isLossless: boolean;
};

/** What of it an image says itself. */
export type SampleForm = Omit<SampleFormatFacts, 'system' | 'modality'>;

/** The systems that have rows; what any other stores is not written down here. */
export function hasFormatRules(system: string): system is QualitySystem {
  return BIOMETRIC_QUALITY_ROWS.some((row) => row.system === system);
}

export type FormatFinding = {
  readonly verdict: 'warned' | 'rejected';
  readonly reason: string;
  readonly citation: string;
  readonly sureness: Sureness;
};

export type FormatJudgement = {
  /** `rejected`: the system would not store it. `warned`: it would be flagged, or the rule is not known for sure. */
  readonly verdict: 'accepted' | 'warned' | 'rejected';
  readonly findings: readonly FormatFinding[];
};

/** A system without rows, or a day before them, accepts everything. */
export function judgeSampleFormat(
  facts: SampleFormatFacts,
  on: LocalDate,
  table: readonly BiometricQualityRow[] = BIOMETRIC_QUALITY_ROWS,
): FormatJudgement {
  const rows = qualityRowsInForce(
    table.filter(({ system, modality }) => system === facts.system && modality === facts.modality),
    on,
  );
  const findings = [
    ...resolutionFindings(facts, rows),
    ...encodingFindings(facts, rows),
    ...rows.filter(isNumber).flatMap((row) => numberFinding(facts, row) ?? []),
  ];
  return { verdict: worst(findings), findings };
}

function worst(findings: readonly FormatFinding[]): FormatJudgement['verdict'] {
  if (findings.some(({ verdict }) => verdict === 'rejected')) return 'rejected';
  return findings.length === 0 ? 'accepted' : 'warned';
}

function resolutionFindings(
  facts: SampleFormatFacts,
  rows: readonly BiometricQualityRow[],
): readonly FormatFinding[] {
  const nominal = rows.filter(isNumber).filter(({ item }) => item === 'nominal-resolution');
  const [first] = nominal;
  if (!first) return [];
  const allowed = nominal.map(({ value }) => value).join(' or ');
  if (facts.ppi === undefined)
    return [finding(first, `The resolution is not known; ${allowed} ppi is needed.`)];
  if (nominalOf(facts, rows) !== undefined) return [];
  const tolerance = toleranceOf(rows);
  return [
    finding(first, `The resolution is ${round(facts.ppi)} ppi; ${allowed} ppi, ± ${tolerance}, is needed.`),
  ];
}

/** The nominal resolution an image counts as. */
function nominalOf(facts: SampleFormatFacts, rows: readonly BiometricQualityRow[]): number | undefined {
  const { ppi } = facts;
  if (ppi === undefined) return undefined;
  const tolerance = toleranceOf(rows);
  return rows
    .filter(isNumber)
    .find(({ item, value }) => item === 'nominal-resolution' && Math.abs(ppi - value) <= tolerance)?.value;
}

function toleranceOf(rows: readonly BiometricQualityRow[]): number {
  return rows.filter(isNumber).find(({ item }) => item === 'resolution-tolerance')?.value ?? 0;
}

function encodingFindings(
  facts: SampleFormatFacts,
  rows: readonly BiometricQualityRow[],
): readonly FormatFinding[] {
  const nominal = nominalOf(facts, rows);
  return rows
    .filter((row): row is EncodingRow => row.item === 'encodings')
    .filter(({ atPpi }) => atPpi === undefined || atPpi === nominal)
    .filter(({ encodings }) => !encodings.includes(facts.encoding))
    .map((row) =>
      finding(row, `The image is encoded as ${facts.encoding}; ${row.encodings.join(' or ')} is needed.`),
    );
}

function numberFinding(facts: SampleFormatFacts, row: QualityRow): FormatFinding | undefined {
  const { widthPx, heightPx, ppi, levels } = facts;
  const short = Math.min(widthPx, heightPx);
  const long = Math.max(widthPx, heightPx);
  switch (row.item) {
    case 'nominal-resolution':
    case 'resolution-tolerance':
      return undefined;
    case 'resolution-min':
      if (ppi === undefined)
        return finding(row, `The resolution is not known; at least ${row.value} ppi is needed.`);
      return ppi < row.value
        ? finding(row, `The resolution is ${round(ppi)} ppi; at least ${row.value} is needed.`)
        : undefined;
    case 'grey-levels':
      return levels === row.value
        ? undefined
        : finding(row, `The image has ${levels} levels; ${row.value} are needed.`);
    case 'compression-ratio-max':
      return ratioFinding(facts, row);
    case 'short-side-min':
      return short < row.value ? sideFinding(row, 'shorter', short, 'at least') : undefined;
    case 'long-side-min':
      return long < row.value ? sideFinding(row, 'longer', long, 'at least') : undefined;
    case 'short-side-max':
      return short > row.value ? sideFinding(row, 'shorter', short, 'at most') : undefined;
    case 'long-side-max':
      return long > row.value ? sideFinding(row, 'longer', long, 'at most') : undefined;
  }
}

function ratioFinding(facts: SampleFormatFacts, row: QualityRow): FormatFinding | undefined {
  const ratio = facts.pixelBytes / facts.encodedBytes;
  if (facts.isLossless || ratio <= row.value) return undefined;
  return finding(row, `The image is compressed ${round(ratio)}:1; at most ${row.value}:1 is allowed.`);
}

function sideFinding(row: QualityRow, side: string, px: number, bound: string): FormatFinding {
  return finding(row, `The ${side} side has ${px} pixels; ${bound} ${row.value} are needed.`);
}

function finding(row: BiometricQualityRow, reason: string): FormatFinding {
  const { effect, citation, sureness } = row;
  return { verdict: effect === 'blocking' ? 'rejected' : 'warned', reason, citation, sureness };
}

function isNumber(row: BiometricQualityRow): row is QualityRow {
  return row.item !== 'encodings';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
