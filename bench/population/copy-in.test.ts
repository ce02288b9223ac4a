import t from 'tap';
import { copyText } from './copy-in.js';

t.test('values in the text format of COPY', async (t) => {
  t.equal(copyText(null), '\\N');
  t.equal(copyText('plain'), 'plain');
  t.equal(copyText('a\tb\nc\\d'), 'a\\tb\\nc\\\\d');
  t.equal(copyText(12.5), '12.5');
  t.equal(copyText(true), 't');
  t.equal(copyText(new Uint8Array([0, 255])), '\\\\x00ff');
  t.equal(copyText(['A B', 'quote"d', 'back\\slash']), '{"A B","quote\\\\"d","back\\\\\\\\slash"}');
  t.equal(copyText([]), '{}');
});
