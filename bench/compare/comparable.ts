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
