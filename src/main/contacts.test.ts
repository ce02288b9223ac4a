import t from 'tap';
import { parseContacts } from './contacts.js';

const CONTACT = {
  memberState: 'AUT',
  authorityClass: 'visa-authority',
  name: 'Visa office',
  email: 'visa@office.example',
};

t.test('contacts of authorities', async (t) => {
  t.same(parseContacts(JSON.stringify([CONTACT])), [CONTACT]);
  t.same(parseContacts('[]'), []);
  for (const wrong of [
    'x',
    '{}',
    '[null]',
    JSON.stringify([{ ...CONTACT, memberState: 'XXX' }]),
    JSON.stringify([{ ...CONTACT, authorityClass: 'minister' }]),
    JSON.stringify([{ ...CONTACT, name: '' }]),
    JSON.stringify([{ ...CONTACT, email: 7 }]),
    JSON.stringify([{ ...CONTACT, fax: '1' }]),
  ]) {
    t.equal(parseContacts(wrong), undefined, wrong);
  }
});
