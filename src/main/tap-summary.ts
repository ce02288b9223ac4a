/** TAP made readable: one line per test file while it runs, what failed in it, and the counts tap itself ends with. */
export type TapSummary = {
  add(line: string): void;
  counts(): { readonly passed: number; readonly failed: number };
};

const FILE_RESULT = /^(not )?ok \d+ - (.+?)(?: # time=([\d.]+)ms)?(?: \{)?$/;
const TOTALS = /^# \{ total: \d+.*\}$/;
/** Lines of one failing file; the rest is in the complete output. */
const FAILURE_LINES_MAX = 120;

export function createTapSummary(print: (line: string) => void): TapSummary {
  let held: string[] = [];
  let totals = '';
  return {
    add(line) {
      if (TOTALS.test(line)) totals = line;
      const [, isFailure, file = '', ms] = FILE_RESULT.exec(line) ?? [];
      if (file === '') {
        held.push(line);
        return;
      }
      const seconds = ms === undefined ? '' : ` (${(Number(ms) / 1000).toFixed(1)} s)`;
      print(`${isFailure ? 'not ok' : 'ok    '} ${file}${seconds}`);
      for (const comment of commentsOf(held)) print(`       ${comment}`);
      if (isFailure) for (const part of failuresOf(held)) print(part);
      held = [];
    },
    counts: () => ({ passed: numberOf(totals, 'pass'), failed: numberOf(totals, 'fail') }),
  };
}

function numberOf(totals: string, name: string): number {
  return Number(new RegExp(`\\b${name}: (\\d+)`).exec(totals)?.[1] ?? 0);
}

/** What a test says it left out; not tap's own remarks. */
function commentsOf(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /^\s+# /.test(line) && !/# (Subtest|time=|\{ total|test count|No coverage)/.test(line))
    .map((line) => line.trim());
}

/** Each failed assertion with the block that explains it. */
function failuresOf(lines: readonly string[]): string[] {
  const parts: string[] = [];
  let isInside = false;
  for (const line of lines) {
    if (/^\s+not ok /.test(line)) isInside = true;
    else if (/^\s*(ok |# Subtest|\d+\.\.\d+)/.test(line)) isInside = false;
    if (isInside) parts.push(line);
  }
  const left = parts.length - FAILURE_LINES_MAX;
  return left > 0 ? [...parts.slice(0, FAILURE_LINES_MAX), `    ... ${left} more lines`] : parts;
}
