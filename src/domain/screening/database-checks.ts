/**
 * Which databases were asked about a screened person, for what, and what came of it: one entry for each, the latest. What
 * was found stands in the case's hits; that a database was asked and knew nothing is as much a result ((EU) 2024/1356 Art 14,
 * 15), and that one was not asked must show.
 */
import type { LocalDate } from '../local-date.js';
import type { SystemId } from '../systems.js';

/** The identity repository, databases of Interpol and Europol, the watchlist of ETIAS, and the six systems. */
export type ScreeningDatabase =
  | 'cir'
  | 'interpol-sltd'
  | 'interpol-tdawn'
  | 'europol'
  | 'etias-watchlist'
  | SystemId;

export const DATABASE_OUTCOMES = ['hit', 'no-hit', 'not-answered', 'not-asked'] as const;

export type DatabaseCheck = {
  readonly database: ScreeningDatabase;
  /** Art 14 or Art 15. */
  readonly element: 'identity' | 'security';
  readonly outcome: (typeof DATABASE_OUTCOMES)[number];
  readonly on: LocalDate;
  /** Why it did not answer or was not asked. */
  readonly reason?: string;
};

/** A later answer replaces an earlier one; that nobody answered this time does not undo an answer. */
export function withDatabaseChecks(
  known: readonly DatabaseCheck[],
  asked: readonly DatabaseCheck[],
): readonly DatabaseCheck[] {
  const checks = new Map(known.map((check) => [check.database, check]));
  for (const check of asked) {
    const earlier = checks.get(check.database);
    if (earlier === undefined || isAnswer(check) || !isAnswer(earlier)) checks.set(check.database, check);
  }
  return [...checks.values()];
}

/**
 * Answers that came late, to questions asked before what is known: they say what nobody has said since, and that somebody is there, but
 * no later "hit" is undone by an earlier silence about the person.
 */
export function withEarlierChecks(
  known: readonly DatabaseCheck[],
  asked: readonly DatabaseCheck[],
): readonly DatabaseCheck[] {
  const later = new Map(known.map((check) => [check.database, check]));
  const told = asked.filter((check) => {
    const since = later.get(check.database);
    if (since === undefined) return true;
    return isAnswer(since) ? check.outcome === 'hit' && since.outcome === 'no-hit' : isAnswer(check);
  });
  return withDatabaseChecks(known, told);
}

/** Databases that have never answered. */
export function withoutAnswer(checks: readonly DatabaseCheck[]): readonly DatabaseCheck[] {
  return checks.filter((check) => !isAnswer(check));
}

function isAnswer({ outcome }: DatabaseCheck): boolean {
  return outcome === 'hit' || outcome === 'no-hit';
}
