/** The only source of time. Tests pass their own; law is judged by `today`, deadlines by `nowMs`. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Local calendar date (`YYYY-MM-DD`) in the time zone the hub is configured with. */
  readonly today: () => string;
};

/** `timeZone` is an IANA name; the regulations leave the zone open, so it is configuration. */
export function systemClock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return { nowMs: () => Date.now(), today: () => format.format(new Date()) };
}
