import { readFileSync } from 'node:fs';

/** Resident memory of this process that is not backed by a file, in bytes; all of it where the system does not say. */
export function residentBytes(): number {
  try {
    const anonymous = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return anonymous === null ? process.memoryUsage.rss() : Number(anonymous[1]) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}
