/**
 * What a scored file holds, whatever the scenario: text, tables and plots for people, series of measured values for
 * comparing two results. `report-scored` makes a page of one, `report-all` a page of several.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { TopLevelSpec } from 'vega-lite';
import type { EnvironmentFacts } from '../environment-facts.js';
import { refuseUse } from '../parse-options.js';

export const SCORED_FORMAT = 'open-biometric-identity-hub/bench-scored/1';

export type Bar = {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
};

export type ScoredTable = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
export type ScoredPlot = { readonly spec: TopLevelSpec; readonly alternative: string };

export type ScoredSection = {
  readonly title: string;
  readonly text: readonly string[];
  readonly tables?: readonly ScoredTable[];
  readonly plots?: readonly ScoredPlot[];
};

/** One thing that was measured often. */
export type Series = {
  /** Says what and under which conditions: the same name in two results is compared. */
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly values: readonly number[];
};

/** How many of those asked for were done: a series holds times of those only, and does not show what was refused. */
export type AnsweredCount = {
  /** As the name of a series. */
  readonly name: string;
  readonly answered: number;
  readonly of: number;
};

export type ScoredScenario = {
  readonly format: typeof SCORED_FORMAT;
  readonly scenario: string;
  readonly title: string;
  readonly represents: string;
  readonly limits: string;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly bars: readonly Bar[];
  readonly sections: readonly ScoredSection[];
  readonly series: readonly Series[];
  /** Absent in files of before they were counted, and where nothing can be refused. */
  readonly counts?: readonly AnsweredCount[];
};

/** Reads the raw file named first on the command line, checks its format, and writes what `score` makes of it. */
export function scoreFile<Raw extends { readonly format: string }>(
  format: Raw['format'],
  score: (raw: Raw) => Omit<ScoredScenario, 'format'>,
): void {
  const [file] = process.argv.slice(2);
  if (file === undefined) refuseUse('Name the raw file to score.');
  const raw = JSON.parse(readFileSync(file, 'utf8')) as Raw;
  if (raw.format !== format) refuseUse(`${file} is not a raw file of this scenario and version.`);
  const out = file.replace(/\.json$/, '.scored.json');
  const scored: ScoredScenario = { format: SCORED_FORMAT, ...score(raw) };
  writeFileSync(out, JSON.stringify(scored, undefined, 1));
  console.log(out);
}

/** Whether a file is of the form all pages share. */
export function isScored(file: string): boolean {
  return (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown }).format === SCORED_FORMAT;
}

export function readScored(file: string): ScoredScenario {
  const scored = JSON.parse(readFileSync(file, 'utf8')) as ScoredScenario;
  if (scored.format !== SCORED_FORMAT)
    throw new Error(`${file} is not a scored file of the form that results share, or not of this version`);
  return scored;
}
