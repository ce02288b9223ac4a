import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { implementedRules } from '../domain/law/implemented-rules.js';
import { NOT_IMPLEMENTED } from '../domain/law/not-implemented.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { rulesDocument } from './rules-document.js';

t.test('docs/rules.md is what the tables say', async (t) => {
  t.equal(readFileSync(join(PACKAGE_ROOT, 'docs', 'rules.md'), 'utf8'), rulesDocument());
});

t.test('it holds every rule, implemented or not, on a line of its own', async (t) => {
  const lines = rulesDocument().split('\n');
  const rows = lines.filter((line) => line.startsWith('| ') && !/^\| (---|Rule|About)/.test(line));
  t.equal(rows.length, implementedRules().length + NOT_IMPLEMENTED.length);
  for (const { rule, citation } of [...implementedRules(), ...NOT_IMPLEMENTED]) {
    const found = rows.some((row) => row.includes(rule.replaceAll('|', '\\|')) && row.includes(citation));
    t.ok(found, rule);
  }
});

t.test('what is not implemented says why, and is not implemented', async (t) => {
  const rules = new Set(implementedRules().map(({ rule }) => rule));
  for (const { rule, reason, citation } of NOT_IMPLEMENTED) {
    t.ok(reason.length > 10 && citation.length > 10, rule);
    t.notOk(rules.has(rule), rule);
  }
  t.equal(new Set(NOT_IMPLEMENTED.map(({ rule }) => rule)).size, NOT_IMPLEMENTED.length, 'each once');
});
