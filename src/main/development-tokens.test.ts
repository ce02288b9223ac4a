import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import t from 'tap';
import { AUTHORITY_CLASSES } from '../domain/authorities.js';
import { permittedSystems } from '../domain/law/access.js';
import { developmentKeyEncryptionKey, developmentSigningKey } from './development-keys.js';
import { issueDevelopmentTokens, requesterOf, writeDevelopmentTokens } from './development-tokens.js';
import { jwkSetOf } from './requester-token.js';

t.test('one token per role, verified by the published key', async (t) => {
  const dataDirectory = t.testdir();
  const config = { dataDirectory, tokenIssuer: 'issuer', tokenAudience: 'audience' };
  const tokens = await writeDevelopmentTokens(config);
  const keys = createLocalJWKSet(jwkSetOf(developmentSigningKey(dataDirectory)) as JSONWebKeySet);
  for (const role of AUTHORITY_CLASSES) {
    const { payload } = await jwtVerify(tokens[role], keys, { issuer: 'issuer', audience: 'audience' });
    t.equal(payload['authority_class'], role);
    t.equal(payload.sub, requesterOf(role).authorityId);
    t.equal(payload['operator_id'], undefined);
  }
});

t.test('operators of one authority are told apart, and nothing is written of them', async (t) => {
  const dataDirectory = t.testdir();
  const config = { dataDirectory, tokenIssuer: 'issuer', tokenAudience: 'audience' };
  for (const operator of ['first', 'second']) {
    const tokens = await issueDevelopmentTokens(config, operator);
    t.match(decodeJwt(tokens['border-authority']), {
      sub: 'AUT-border-police',
      operator_id: `AUT-border-police-${operator}`,
    });
  }
  t.notOk(existsSync(join(dataDirectory, 'tokens.json')));
});

t.test('keys are kept, and nobody else reads them', async (t) => {
  const dataDirectory = t.testdir();
  t.same(developmentKeyEncryptionKey(dataDirectory), developmentKeyEncryptionKey(dataDirectory));
  t.equal(developmentSigningKey(dataDirectory).keyId, developmentSigningKey(dataDirectory).keyId);
  for (const name of ['key-encryption-key', 'signing-key.pem']) {
    t.equal(statSync(join(dataDirectory, 'keys', name)).mode & 0o777, 0o600);
  }
});

t.test('every role that searches may search something', async (t) => {
  for (const role of ['border-authority', 'law-enforcement-authority', 'etias-central-unit'] as const) {
    t.ok(permittedSystems(requesterOf(role), 'search').length > 0, role);
  }
});
