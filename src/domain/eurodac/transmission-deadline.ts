/**
 * By when biometrics have to reach Eurodac. Hours run as they pass, so nothing here knows a time zone: instants are
 * RFC 3339 with an offset. Days are calendar days of the place, taken from the text of the instant.
 */
import type { Provision } from '../law/citation.js';
import type { EurodacCollection } from '../law/eurodac-category-table.js';
import {
  ADMISSION_REGISTRATION_ROW,
  INFLUX_MONTHS_MAX,
  type TRANSMISSION_END_ROWS,
  TRANSMISSION_EXTENSION_ROWS,
  TRANSMISSION_LIMIT_ROWS,
  type TransmissionExtension,
  type TransmissionExtensionRow,
  type TransmissionLimitRow,
} from '../law/eurodac-transmission-table.js';
import { addDays, addMonths, type LocalDate, localDate } from '../local-date.js';

export type TransmissionCase = {
  readonly collection: EurodacCollection;
  /** Registration, decision, grant, apprehension, being found, disembarkation. */
  readonly eventAt: string;
  /** Applicants: made at an external border crossing point or in a transit zone; the limit runs from the taking. */
  readonly atBorder?: { readonly biometricsTakenAt?: string };
  /** Irregular crossing: kept in custody, confinement or detention from the apprehension; still so without an end. */
  readonly custody?: { readonly releasedAt?: string };
  /** Poor fingertips; without a date the retake has not succeeded yet. */
  readonly fingertips?: { readonly retakenAt?: string };
  /** Measures for health; without a date they last. */
  readonly health?: { readonly endedAt?: string };
  readonly hasTechnicalProblems?: boolean;
  readonly influx?: { readonly notifiedOn: LocalDate; readonly lastDay: LocalDate };
  /** Nothing is owed any more though nothing was transmitted. */
  readonly ended?: { readonly because: TransmissionEnd };
};

export type TransmissionEnd = (typeof TRANSMISSION_END_ROWS)[number]['because'];

type Why = { readonly reason: string; readonly citation: string };
export type TransmissionDeadline =
  /** RFC 3339 in UTC; at that moment it is still in time. */
  | (Why & { readonly kind: 'instant'; readonly dueAt: string })
  /** The last calendar day at the place. */
  | (Why & { readonly kind: 'day'; readonly lastDay: LocalDate })
  /** No figure: as soon as possible. `before` is the event it must not come after, where there is one. */
  | (Why & { readonly kind: 'as-soon-as-possible'; readonly before?: 'conclusion-on-admission' })
  /** The limit does not run: something has to happen first. */
  | (Why & {
      readonly kind: 'waiting';
      readonly for: 'biometrics-taken' | 'successful-retake' | 'end-of-health-measures' | 'release';
    });

/** An obstacle that lasts counts before any limit; of the limits the latest does, none of which is added to another. */
export function transmissionDeadline(given: TransmissionCase): TransmissionDeadline {
  const base = baseDeadline(given);
  const { health, fingertips } = given;
  const ofObstacles = [
    afterObstacle(given, 'health', base, {
      wasMet: health !== undefined,
      endedAt: health?.endedAt,
      waitsFor: 'end-of-health-measures',
    }),
    afterObstacle(given, 'fingertips', base, {
      wasMet: fingertips !== undefined,
      endedAt: fingertips?.retakenAt,
      waitsFor: 'successful-retake',
    }),
  ].filter((limit) => limit !== undefined);
  const waiting = ofObstacles.find(({ deadline }) => deadline.kind === 'waiting');
  if (waiting) return waiting.deadline;
  // Who is still held is no later than any limit; biometrics an obstacle kept from being taken are owed from its end all the same.
  if (base.kind === 'waiting' && base.for === 'release') return base;
  // Without a figure there is nothing to be later than.
  const withoutFigure = ofObstacles.find(({ deadline }) => deadline.kind === 'as-soon-as-possible');
  if (withoutFigure) return withoutFigure.deadline;
  return ofObstacles.reduce(laterOf, extended(given, base));
}

function baseDeadline(given: TransmissionCase): TransmissionDeadline {
  const { collection, eventAt, atBorder, custody } = given;
  if (collection === 'admission-registration') {
    return {
      kind: 'as-soon-as-possible',
      before: 'conclusion-on-admission',
      ...why(ADMISSION_REGISTRATION_ROW),
    };
  }
  const isFromTaking = collection === 'international-protection' && atBorder !== undefined;
  const row = limitRow(collection, isFromTaking);
  if (isFromTaking && atBorder.biometricsTakenAt === undefined) {
    return { kind: 'waiting', for: 'biometrics-taken', ...why(row) };
  }
  const from = (isFromTaking ? atBorder.biometricsTakenAt : undefined) ?? eventAt;
  if (row.unit === 'days') {
    return { kind: 'day', lastDay: addDays(dayOf(from), row.value), ...why(row) };
  }
  const dueAt = hoursAfter(from, row.value);
  const isCustody = collection === 'irregular-crossing' && custody !== undefined;
  if (isCustody && custody.releasedAt === undefined) return { kind: 'waiting', for: 'release', ...why(row) };
  return { kind: 'instant', dueAt: isCustody ? later(dueAt, custody.releasedAt!) : dueAt, ...why(row) };
}

type ObstacleLimit = {
  readonly deadline: TransmissionDeadline;
  /** Of its end, at the place. */
  readonly day?: LocalDate;
};

/** What kept the biometrics from being taken: the limit is 48 hours from its end, or a duty without a figure. */
function afterObstacle(
  { collection }: TransmissionCase,
  extension: TransmissionExtension,
  base: TransmissionDeadline,
  obstacle: {
    readonly wasMet: boolean;
    readonly endedAt: string | undefined;
    readonly waitsFor: 'successful-retake' | 'end-of-health-measures';
  },
): ObstacleLimit | undefined {
  const row = extensionRow(extension, collection);
  if (!obstacle.wasMet || !row) return undefined;
  if (obstacle.endedAt === undefined) {
    return { deadline: { kind: 'waiting', for: obstacle.waitsFor, ...why(row) } };
  }
  if (row.value === undefined) {
    const before = base.kind === 'as-soon-as-possible' && base.before ? { before: base.before } : {};
    return { deadline: { kind: 'as-soon-as-possible', ...before, ...why(row) } };
  }
  return {
    deadline: { kind: 'instant', dueAt: hoursAfter(obstacle.endedAt, row.value), ...why(row) },
    day: dayOf(obstacle.endedAt, row.value),
  };
}

/** A limit of days ends with its day at the place: one of an instant of that day is no later. */
function laterOf(limit: TransmissionDeadline, { deadline, day }: ObstacleLimit): TransmissionDeadline {
  if (deadline.kind !== 'instant') return limit;
  if (limit.kind === 'instant') return limit.dueAt >= deadline.dueAt ? limit : deadline;
  if (limit.kind === 'day') return limit.lastDay >= day! ? limit : deadline;
  return deadline;
}

/** The same limit, longer. Two reasons do not add up. */
function extended(given: TransmissionCase, base: TransmissionDeadline): TransmissionDeadline {
  const row =
    (given.hasTechnicalProblems ? extensionRow('technical', given.collection) : undefined) ??
    (isWithinInflux(given) ? extensionRow('influx', given.collection) : undefined);
  if (row?.value === undefined) return base;
  const reasons = {
    reason: `${base.reason}, extended: ${row.rule} ${row.value} hours`,
    citation: row.citation,
  };
  if (base.kind === 'instant') {
    return { kind: 'instant', dueAt: hoursAfter(base.dueAt, row.value), ...reasons };
  }
  if (base.kind === 'day') {
    return { kind: 'day', lastDay: addDays(base.lastDay, row.value / HOURS_OF_DAY), ...reasons };
  }
  return base;
}

function isWithinInflux({ eventAt, influx }: TransmissionCase): boolean {
  if (!influx) return false;
  const { notifiedOn, lastDay } = influx;
  const longest = addDays(addMonths(notifiedOn, INFLUX_MONTHS_MAX.value), -1);
  const end = lastDay < longest ? lastDay : longest;
  const on = dayOf(eventAt);
  return notifiedOn <= on && on <= end;
}

function limitRow(collection: EurodacCollection, isFromTaking: boolean): TransmissionLimitRow {
  return TRANSMISSION_LIMIT_ROWS.find(
    (row) => row.collection === collection && (row.from === 'biometrics-taken') === isFromTaking,
  )!;
}

function extensionRow(
  extension: TransmissionExtension,
  collection: EurodacCollection,
): TransmissionExtensionRow | undefined {
  return TRANSMISSION_EXTENSION_ROWS.find(
    (row) => row.extension === extension && row.collections.includes(collection),
  );
}

function why(row: Provision & { readonly value?: number; readonly unit?: string }): Why {
  const limit = row.value === undefined ? '' : ` ${row.value} ${row.unit}`;
  return { reason: `${row.rule}${limit}`, citation: row.citation };
}

const HOURS_OF_DAY = 24;
const MS_OF_HOUR = 3_600_000;

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * MS_OF_HOUR).toISOString();
}

function later(utc: string, other: string): string {
  return Date.parse(other) > Date.parse(utc) ? hoursAfter(other, 0) : utc;
}

/** The calendar day at the place whose offset the instant carries, so many hours later by that offset. */
function dayOf(instant: string, hours = 0): LocalDate {
  return addDays(localDate(instant.slice(0, 10)), Math.floor(hours / HOURS_OF_DAY));
}
