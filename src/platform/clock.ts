/** The only source of time. Tests pass their own; law is judged by `today`, deadlines by `nowMs`. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Local calendar date (`YYYY-MM-DD`) in the time zone the hub is configured with. */
  readonly today: () => string;
};

/** Also tells the time of that zone: for an instant that is kept, and whose calendar day counts. */
export type LocalClock = Clock & {
  /** Now, RFC 3339 with the offset of the zone. */
  readonly localInstant: () => string;
  /** The first instant of a day (`YYYY-MM-DD`) of that zone, in milliseconds since the epoch. */
  readonly startOfDayMs: (day: string) => number;
};

/** `timeZone` is an IANA name; the regulations leave the zone open, so it is configuration. */
export function systemClock(timeZone: string, nowMs: () => number = Date.now): LocalClock {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const offsets = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return {
    nowMs: () => nowMs(),
    today: () => format.format(nowMs()),
    localInstant: () => localInstant(nowMs(), offsets),
    startOfDayMs: (day) => startOfDayMs(day, (ms) => format.format(ms)),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Sought rather than reckoned with an offset: where clocks change at midnight, a day begins at one. */
function startOfDayMs(day: string, dayOf: (ms: number) => string): number {
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  let beforeMs = midnightMs - DAY_MS;
  let withinMs = midnightMs + DAY_MS;
  while (withinMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + withinMs) / 2);
    if (dayOf(middleMs) < day) beforeMs = middleMs;
    else withinMs = middleMs;
  }
  return withinMs;
}

function localInstant(ms: number, offsets: Intl.DateTimeFormat): string {
  const name = offsets.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '00', minutes = '00'] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const aheadMs = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  return new Date(ms + aheadMs).toISOString().replace('Z', `${sign}${hours}:${minutes}`);
}
