import t from 'tap';
import { addDays, localDate, parseLocalDate } from '../local-date.js';
import { type LawRow, rowInForce } from './citation.js';
import { implementedRules, RULE_AREAS } from './implemented-rules.js';

const SURENESS = ['verified', 'verified-indirectly', 'general-knowledge', 'computed', 'interpretation'];
/** An act by number, or a published standard, and where in it. */
const CITATION = /\((EU|EC)\) (No )?\d{3,4}\/\d{2,4}/;

t.test('every rule is cited, marked and dated', async (t) => {
  const rules = implementedRules();
  for (const rule of rules) {
    const name = `${rule.area}: ${rule.rule}`;
    t.match(rule.citation, CITATION, `${name} cites ${rule.citation}`);
    t.ok(rule.rule.length > 10, `${name} says something`);
    t.ok(SURENESS.includes(rule.sureness), `${name} is marked`);
    t.equal(parseLocalDate(rule.inForceFrom), rule.inForceFrom, `${name} is dated`);
    t.equal('value' in rule, 'unit' in rule, `${name}: a number has a unit`);
  }
  t.same([...new Set(rules.map((rule) => rule.area))], RULE_AREAS, 'no area is empty');
  const keys = rules.map((rule) => `${rule.area} ${rule.rule} ${rule.inForceFrom}`);
  t.equal(new Set(keys).size, keys.length, 'no rule is listed twice');
  t.match(rules, [
    { area: 'short-stay', value: 90, unit: 'days' },
    { value: 180, unit: 'days' },
  ]);
});

t.test('the row in force on a day', async (t) => {
  const row = (value: number, inForceFrom: string): LawRow => ({
    rule: 'example',
    value,
    unit: 'days',
    inForceFrom: localDate(inForceFrom),
    citation: 'example',
    sureness: 'computed',
  });
  const rows = [row(2, '2026-01-01'), row(1, '2020-01-01'), row(3, '2027-01-01')];
  const first = localDate('2026-01-01');
  t.equal(rowInForce(rows, addDays(first, -1))?.value, 1, 'the earlier row until the day before');
  t.equal(
    rowInForce(rows, first)?.value,
    2,
    'the later row from its first day, in whatever order they are listed',
  );
  t.equal(rowInForce(rows, localDate('2026-12-31'))?.value, 2);
  t.equal(rowInForce(rows, localDate('2030-01-01'))?.value, 3);
  t.equal(rowInForce(rows, localDate('2019-12-31')), undefined, 'none before the first');
  t.equal(rowInForce([], first), undefined);
});
