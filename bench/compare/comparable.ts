import type { ScoredScenario } from '../report/scored-scenario.js';

/** Why two results say nothing about each other; empty where they do. What was measured may differ, not on what and how. */
export function differences(before: ScoredScenario, after: ScoredScenario): readonly string[] {
  const found: string[] = [];
  const say = (what: string, a: unknown, b: unknown) => {
    if (a !== b) found.push(`${what}: ${String(a)} against ${String(b)}`);
  };
  say('scenario', before.scenario, after.scenario);
  say('command', before.environment.command, after.environment.command);
  say('seed', before.seed, after.seed);
  say('processor', before.environment.cpu, after.environment.cpu);
  say('cores', before.environment.cores, after.environment.cores);
  say('memory', before.environment.memoryBytes, after.environment.memoryBytes);
  say('system', before.environment.system, after.environment.system);
  say('Node.js', before.environment.node, after.environment.node);
  return found;
}

/**
 * What is only on one side, by name, of series or of counts. A series whose requests were all refused is not there at
 * all, so that one that has gone is the worst that can have become of it.
 */
export function onOneSide(
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): { readonly gone: readonly string[]; readonly added: readonly string[] } {
  const lacking = (of: typeof before, other: typeof before) =>
    of.map(({ name }) => name).filter((name) => !other.some((each) => each.name === name));
  return { gone: lacking(before, after), added: lacking(after, before) };
}

/** Versions of libraries that are not the same: part of what is compared, and worth knowing. */
export function otherLibraries(
  { environment: before }: ScoredScenario,
  { environment: after }: ScoredScenario,
): readonly string[] {
  const names = [...new Set([...Object.keys(before.libraries), ...Object.keys(after.libraries)])];
  return names
    .filter((name) => before.libraries[name] !== after.libraries[name])
    .map((name) => `${name} ${before.libraries[name] ?? 'none'} -> ${after.libraries[name] ?? 'none'}`);
}
