import t from 'tap';
import { nameOfType, namesOfField } from './record-names.js';

t.test('fields and types have the names of the standard', async (t) => {
  const cases: readonly (readonly [number, number, string | undefined])[] = [
    [1, 1, 'LEN'],
    [1, 2, 'VER'],
    [1, 3, 'CNT'],
    [1, 15, 'DCS'],
    [2, 2, 'IDC'],
    [2, 18, undefined],
    [4, 8, 'CGA'],
    [6, 8, 'BCA'],
    [8, 4, 'SRT'],
    [9, 12, 'MRC'],
    [9, 137, 'FMD'],
    [9, 331, 'MIN'],
    [10, 12, 'CSP'],
    [10, 20, 'POS'],
    [13, 24, 'LQM'],
    [14, 5, 'FCD'],
    [14, 18, 'AMP'],
    [14, 21, 'SEG'],
    [15, 24, 'PQM'],
    [17, 13, 'CSP'],
    [21, 996, 'HAS'],
    [50, 7, undefined],
    [14, 999, 'DATA'],
  ];
  for (const [type, number, mnemonic] of cases) {
    t.equal(namesOfField(type, number)?.mnemonic, mnemonic, `${type}.${number}`);
  }
  t.match(namesOfField(14, 13), { name: 'Friction ridge generalised position' });
  t.equal(nameOfType(17), 'Iris image');
  t.equal(nameOfType(23), undefined);
});
