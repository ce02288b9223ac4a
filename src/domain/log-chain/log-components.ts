import type { SystemId } from '../systems.js';

/**
 * Who has to keep a log of its own by an article of its own (`law/log-table.ts`). What one request does is entered in
 * the log of every component that took part, with what that component's article asks and its own time of keeping.
 */
export const LOG_COMPONENTS = [
  'esp',
  'shared-bms',
  'cir',
  'mid',
  'screening',
  'carriers',
  'ees',
  'vis',
  'etias',
  'sis',
  'ecris-tcn',
  'eurodac',
  'hub',
] as const;
export type LogComponent = (typeof LOG_COMPONENTS)[number];

export function isLogComponent(text: string): text is LogComponent {
  return (LOG_COMPONENTS as readonly string[]).includes(text);
}

/** What was used to ask: kinds, never values. */
export const LOG_DATA = [
  'fingerprints',
  'face',
  'palm-prints',
  'identity',
  'document',
  'link',
  'reference',
] as const;
export type LogDatum = (typeof LOG_DATA)[number];

/**
 * The logs an act belongs in: of every system it touches, of the shared matching service where biometrics are compared or
 * stored, of those who are named; and the hub's own where there is no other, so that nothing goes unlogged.
 */
export function componentsOf(act: {
  readonly systems: readonly SystemId[];
  readonly named: readonly LogComponent[];
  readonly usesBiometrics: boolean;
}): readonly LogComponent[] {
  const found = new Set<LogComponent>([...act.named, ...act.systems]);
  if (act.usesBiometrics) found.add('shared-bms');
  return found.size === 0 ? ['hub'] : LOG_COMPONENTS.filter((component) => found.has(component));
}
