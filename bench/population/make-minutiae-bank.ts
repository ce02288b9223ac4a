/**
 * A raw file of `measure-templates` in, `minutiae-bank.json` out.
 *
 *   node dist/bench/population/make-minutiae-bank.js RAW.json [--templates 24] [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { parseOptions } from '../parse-options.js';
import { BANK_FILE, BANK_FORMAT, type MinutiaeBankFile } from './minutiae-bank.js';
import { RAW_TEMPLATES_FORMAT, type RawTemplates } from './raw-templates.js';

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { templates: { type: 'string', default: '24' }, out: { type: 'string', default: BANK_FILE } },
});
const raw = JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')) as RawTemplates;
if (raw.format !== RAW_TEMPLATES_FORMAT) throw new Error('name a raw file of measured templates');
const found = raw.fingers.flatMap(({ impressions }) => impressions.flatMap(({ minutiae }) => minutiae ?? []));
const [first] = found;
if (first === undefined) throw new Error('the raw file holds no minutiae');
const bank: MinutiaeBankFile = {
  format: BANK_FORMAT,
  templateVersion: first.templateVersion,
  templates: found
    .slice(0, Number(values.templates))
    .map(({ bytes }) => deflateRawSync(Buffer.from(bytes, 'base64'), { level: 9 }).toString('base64')),
};
writeFileSync(values.out, `${JSON.stringify(bank, undefined, 1)}\n`);
console.log(values.out);
