/** Clocks the law counts in hours. An instant is RFC 3339 text; no clock is read here. */

/** UTC instant `hours` later, `undefined` where the text is no instant. */
export function hoursAfter(instant: string, hours: number): string | undefined {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? undefined : new Date(ms + hours * MS_PER_HOUR).toISOString();
}

/** Whether `at` is not after `limit`: what happens in the last moment is in time. Both must be instants. */
export function isInTime(at: string, limit: string): boolean {
  return Date.parse(at) <= Date.parse(limit);
}

const MS_PER_HOUR = 3_600_000;
