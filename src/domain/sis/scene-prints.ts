import type { AnyFacts } from '../system-record.js';

/** An alert on an unknown wanted person is made of prints that were left at a scene. (EU) 2018/1862 Art 40. */
export function isScenePrintAlert(facts: AnyFacts): boolean {
  return facts.kind === 'alert' && facts.alertKind === 'unknown-wanted';
}
