import t from 'tap';
import { createStatementNames } from './statement-names.js';

const NAME = /^hub_[0-9a-f]{32}$/;

t.test('a text that comes again has a name, the same in every process', async (t) => {
  const [names, others] = [createStatementNames(), createStatementNames()];
  t.equal(names.of('select 1'), undefined, 'once');
  const name = names.of('select 1');
  t.match(name, NAME);
  t.equal(names.of('select 1'), name);
  others.of('select 2');
  others.of('select 2');
  others.of('select 1');
  t.equal(others.of('select 1'), name);
  t.not(others.of('select 2'), name);
});

t.test('texts that vary take no more names than there are', async (t) => {
  const names = createStatementNames(3);
  const given = Array.from({ length: 50 }, (_, index) => {
    names.of(`select ${index}`);
    return names.of(`select ${index}`);
  });
  t.equal(given.filter((name) => name !== undefined).length, 3);
  t.match(names.of('select 0'), NAME, 'those who have one keep it');
});

t.test('what has no plan, or speaks of a cursor, has no name', async (t) => {
  const names = createStatementNames();
  for (const text of [
    'begin',
    'fetch 10 from gallery',
    'set local x = 1',
    'declare gallery cursor for select 1',
  ]) {
    names.of(text);
    t.equal(names.of(text), undefined, text);
  }
  names.of('\n with a as (select 1) select * from a');
  t.match(names.of('\n with a as (select 1) select * from a'), NAME);
});

t.test('what is outdated gets another name', async (t) => {
  const names = createStatementNames();
  names.renew('select 1');
  names.of('select 1');
  const name = names.of('select 1');
  names.renew('select 1');
  const second = names.of('select 1');
  names.renew('select 1');
  t.equal(new Set([name, second, names.of('select 1')]).size, 3);
});
