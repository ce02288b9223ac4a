/** Numbers, times and sizes as people read them, in their own language. */
import { LANGUAGE } from './texts.js';

const count = new Intl.NumberFormat(LANGUAGE);
const compact = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });

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

export function shownTime(instant: string | number | Date): string {
  return new Date(instant).toLocaleTimeString(LANGUAGE, { hour12: false });
}

export function shownInstant(instant: string): string {
  return new Date(instant).toLocaleString(LANGUAGE, {
    hour12: false,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

export function shownDay(day: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString(LANGUAGE, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
  });
}
