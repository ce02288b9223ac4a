import t from 'tap';
import { TROUBLE_CODES } from '../workflows/find-troubles.js';
import { EN } from './app/texts-en.js';

t.test('every trouble has its words, and what to do about it', async (t) => {
  for (const code of TROUBLE_CODES) {
    t.ok(Object.hasOwn(EN, `trouble.${code}`), code);
    t.ok(Object.hasOwn(EN, `trouble.${code}.do`), `${code}: what to do`);
  }
});
