import t from 'tap';
import { serviceClassOf } from './service-class.js';

const BORDER = { purpose: 'border-check' } as const;
const ASYLUM = { purpose: 'asylum-procedure' } as const;

t.test('a traveller at the border is most urgent, in whatever is asked about them', async (test) => {
  for (const kind of ['identify', 'verify', 'search-systems'])
    test.equal(serviceClassOf(BORDER, { kind }, false), 'border', kind);
  test.equal(serviceClassOf(BORDER, { kind: 'enrol', system: 'ees' }, false), 'border');
});

t.test('a registration by border guards in another system keeps no traveller waiting', async (test) => {
  test.equal(serviceClassOf(BORDER, { kind: 'enrol', system: 'eurodac' }, false), 'interactive');
  test.equal(serviceClassOf(ASYLUM, { kind: 'enrol', system: 'eurodac' }, false), 'interactive');
});

t.test('bulk, and what the hub makes for itself, comes last whoever began it', async (test) => {
  test.equal(serviceClassOf(BORDER, { kind: 'identify' }, true), 'batch');
  for (const kind of ['detect-links', 'erase'])
    test.equal(serviceClassOf(BORDER, { kind, system: 'ees' }, false), 'batch', kind);
});
