/** Numbers, times and sizes as people read them, in their own language. */
import { LOCALE } from './texts.js';

const count = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

export const shownCount = (value: number) => count.format(value);
export const shownCompact = (value: number) => (value < 10_000 ? count.format(value) : compact.format(value));

export function shownRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return '–';
  return perSecond >= 100 ? count.format(Math.round(perSecond)) : oneDigit.format(perSecond);
}

export function shownMs(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 10) return `${oneDigit.format(ms)} ms`;
  return ms < 1000 ? `${count.format(Math.round(ms))} ms` : shownSeconds(ms);
}

/** Milliseconds as a length of time: `4.2 s`, `3 min`, `2 h`. */
export function shownSeconds(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 60_000) return `${oneDigit.format(ms / 1000)} s`;
  if (ms < 3_600_000) return `${count.format(Math.round(ms / 60_000))} min`;
  if (ms < 48 * 3_600_000) return `${count.format(Math.round(ms / 3_600_000))} h`;
  return `${count.format(Math.round(ms / 86_400_000))} d`;
}

export function shownBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${value < 100 ? oneDigit.format(value) : count.format(Math.round(value))} ${units[unit]}`;
}

/** Times are those of the browser's clock and say of which zone. Midnight is 00:00, which `hour12: false` writes as 24:00. */
const CLOCK = { hourCycle: 'h23', hour: '2-digit', minute: '2-digit' } as const;
const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;

const seconds = new Intl.DateTimeFormat(LOCALE, { ...CLOCK, second: '2-digit', timeZoneName: 'short' });
const minutes = new Intl.DateTimeFormat(LOCALE, CLOCK);
const minutesOfZone = new Intl.DateTimeFormat(LOCALE, { ...CLOCK, timeZoneName: 'short' });
const instants = new Intl.DateTimeFormat(LOCALE, { ...DAY, ...CLOCK, timeZoneName: 'short' });
const days = new Intl.DateTimeFormat(LOCALE, { ...DAY, timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(LOCALE, { year: 'numeric', month: 'long', timeZone: 'UTC' });

export const shownTime = (instant: string | number) => seconds.format(new Date(instant));
/** For axes: the zone stands once. */
export const shownMinute = (ms: number) => minutes.format(ms);
export const shownMinuteOfZone = (ms: number) => minutesOfZone.format(ms);
export const shownInstant = (instant: string) => instants.format(new Date(instant));

/** Days are days of the law, of no zone. */
export const shownDay = (day: string) => days.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
export const shownMonth = (day: string) => months.format(new Date(`${day.slice(0, 7)}-01T00:00:00Z`));
