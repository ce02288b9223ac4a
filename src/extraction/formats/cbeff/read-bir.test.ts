import t from 'tap';
import { LIMITS } from '../../../platform/limits.js';
import { sharedFile } from '../../image/shared-test-files.js';
import { type FormatFault, readOrFault } from '../format-error.js';
import { birPosition, isXml, readBirs } from './read-bir.js';
import { readXml } from './read-xml.js';

const bytes = (xml: string) => new TextEncoder().encode(xml);

function bir(facts: { type?: string; subtype?: string; block?: string; rest?: string }): string {
  return `<BIR>
    <Version><Major>1</Major><Minor>1</Minor></Version>
    <BIRInfo><Integrity>false</Integrity></BIRInfo>
    <BDBInfo>
      <Format><Organization>Mosip</Organization><Type>7</Type></Format>
      <CreationDate>2026-11-25T12:00:00.000Z</CreationDate>
      ${facts.type === undefined ? '' : `<Type>${facts.type}</Type>`}
      ${facts.subtype === undefined ? '' : `<Subtype>${facts.subtype}</Subtype>`}
      <Level>Raw</Level><Purpose>Enroll</Purpose>
      <Quality><Algorithm><Organization>HMAC</Organization><Type>SHA-256</Type></Algorithm><Score>87</Score></Quality>
    </BDBInfo>
    ${facts.block === undefined ? '' : `<BDB>${facts.block}</BDB>`}${facts.rest ?? ''}
  </BIR>`;
}

t.test('records inside a record, in their order', async (t) => {
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <BIR xmlns="http://standards.iso.org/iso-iec/19785/-3/ed-2/"><BIRInfo/>
    <!-- right index finger -->
    ${bir({ type: 'Finger', subtype: 'Right IndexFinger', block: 'RklSAA==' })}
    ${bir({ type: 'Face', block: '\n  RkFD\n  AA==\n' })}
    ${bir({ type: 'Iris', subtype: 'Left' })}
    </BIR>`;
  t.same(readBirs(bytes(xml)), [
    {
      types: ['Finger'],
      subtype: 'Right IndexFinger',
      formatOwner: 'Mosip',
      formatType: '7',
      quality: 87,
      createdAt: '2026-11-25T12:00:00.000Z',
      purpose: 'Enroll',
      level: 'Raw',
      block: Buffer.from('FIR\0'),
    },
    {
      types: ['Face'],
      subtype: '',
      formatOwner: 'Mosip',
      formatType: '7',
      quality: 87,
      createdAt: '2026-11-25T12:00:00.000Z',
      purpose: 'Enroll',
      level: 'Raw',
      block: Buffer.from('FAC\0'),
    },
  ]);
});

t.test('prefixes, a byte order mark, attributes, CDATA and references', async (t) => {
  const xml =
    "\ufeff<?xml version='1.0'?><n:BIR xmlns:n = 'urn:x' a=\"&lt;\"><n:BDBInfo><n:Type>Fi&#110;ger</n:Type>" +
    '<n:Subtype><![CDATA[Left Thumb]]></n:Subtype></n:BDBInfo><n:BDB >AA==</n:BDB ></n:BIR>\n<!-- end -->\n';
  const [only] = readBirs(bytes(xml));
  t.match(only, { types: ['Finger'], subtype: 'Left Thumb', block: Buffer.of(0) });
  t.equal(birPosition(only!), 'left-thumb');
  t.ok(isXml(bytes(xml)));
});

t.test('positions in the words of the hub', async (t) => {
  const rows: readonly (readonly [types: string[], subtype: string, expected: string | undefined])[] = [
    [['Finger'], 'Right IndexFinger', 'right-index'],
    [['Finger'], 'Left LittleFinger', 'left-little'],
    [['FINGER'], 'Thumb Right', 'right-thumb'],
    [['Finger'], 'UNKNOWN', 'unknown-finger'],
    [['Finger'], '', 'unknown-finger'],
    [['Finger'], 'Left Right Thumb', 'unknown-finger'],
    [['Finger'], 'Left IndexFinger MiddleFinger', 'unknown-finger'],
    [['Face'], '', 'face'],
    [['Iris'], 'Left', undefined],
    [['Face', 'Finger'], 'Left Thumb', undefined],
    [[], 'Left Thumb', undefined],
  ];
  for (const [types, subtype, expected] of rows) {
    t.equal(birPosition({ types, subtype }), expected, `${types.join('+')} ${subtype}`);
  }
});

t.test('what is no BIR, and what of XML is not read', async (t) => {
  const rows: readonly (readonly [what: string, xml: string, code: string, field: string])[] = [
    ['another document', '<html></html>', 'not-this-format', 'root element'],
    ['nothing', '', 'out-of-range', 'element'],
    ['a document type', '<!DOCTYPE BIR [<!ENTITY a "b">]><BIR/>', 'out-of-range', 'element'],
    ['an entity', '<BIR><BDB>&a;</BDB></BIR>', 'unsupported', 'character reference'],
    ['a bare ampersand', '<BIR><BDB>a & b</BDB></BIR>', 'unsupported', 'character reference'],
    ['a number beyond Unicode', '<BIR>&#x110000;</BIR>', 'unsupported', 'character reference'],
    ['a processing instruction', '<BIR><?a b?></BIR>', 'out-of-range', 'element'],
    ['an open element', '<BIR><BDB>', 'truncated', 'element'],
    ['crossed elements', '<BIR><BDB></BIR></BDB>', 'inconsistent', 'end tag'],
    ['an end tag that goes on', '<BIR></BIRD>', 'out-of-range', 'end tag'],
    ['an open comment', '<BIR><!-- ', 'truncated', 'comment'],
    ['an attribute without value', '<BIR a></BIR>', 'out-of-range', 'attribute'],
    ['an attribute without quotes', '<BIR a=b></BIR>', 'out-of-range', 'attribute'],
    ['an open attribute', '<BIR a="b></BIR>', 'truncated', 'attribute'],
    ['something behind', '<BIR/><BIR/>', 'inconsistent', 'document'],
    ['base64 without padding', '<BIR><BDB>AA</BDB></BIR>', 'out-of-range', 'BDB'],
    ['text that is no base64', '<BIR><BDB>!!!!</BDB></BIR>', 'out-of-range', 'BDB'],
    ['two blocks in one', '<BIR><BDB>AA==</BDB><BDB>AA==</BDB></BIR>', 'inconsistent', 'BDB'],
    ['too deep', '<BIR>'.repeat(LIMITS.xmlDepthMax + 1), 'limit-exceeded', 'element'],
    ['too many elements', `<BIR>${'<a/>'.repeat(LIMITS.xmlElementsMax)}</BIR>`, 'limit-exceeded', 'element'],
    [
      'too many records',
      `<BIR>${'<BIR><BDB>AA==</BDB></BIR>'.repeat(LIMITS.birsMax + 1)}</BIR>`,
      'limit-exceeded',
      'BIR',
    ],
  ];
  for (const [what, xml, code, field] of rows) {
    t.match(
      faultOf(() => readBirs(bytes(xml))),
      { format: 'cbeff', code, field },
      what,
    );
  }
  t.match(
    faultOf(() => readBirs(Uint8Array.of(0x3c, 0xff))),
    { code: 'unsupported', field: 'encoding' },
  );
  t.match(
    faultOf(() => readXml('<BIR>\n<x')),
    { offset: 8 },
  );
});

t.test('the limits themselves are within', async (t) => {
  const many = `<BIR>${'<BIR><BDB>AA==</BDB></BIR>'.repeat(LIMITS.birsMax)}</BIR>`;
  t.equal(readBirs(bytes(many)).length, LIMITS.birsMax);
  const deep = '<a>'.repeat(LIMITS.xmlDepthMax) + '</a>'.repeat(LIMITS.xmlDepthMax);
  t.equal(readXml(deep).name, 'a');
});

t.test('a hundred thousand openings and quotes take no time', async (t) => {
  const long = 100_000;
  const started = performance.now();
  for (const xml of [
    '<'.repeat(long),
    `<BIR ${'a="b" '.repeat(long)}`,
    `<BIR>${'&'.repeat(long)}</BIR>`,
    `<BIR>${' '.repeat(long)}`,
    `<BIR>${'<!--'.repeat(long)}`,
  ]) {
    t.ok(faultOf(() => readBirs(bytes(xml))));
  }
  t.ok(performance.now() - started < 2_000, 'linear time');
});

t.test("MOSIP's own examples", async (t) => {
  const folder = 'interfaces/mosip/abis-testing-kit/sample_data';
  for (const [name, type, subtype] of [
    ['r1.xml', 'Iris', 'Left Eye'],
    ['r2.xml', 'Iris', 'Right Eye'],
    ['r3.xml', 'Finger', 'Right IndexFinger'],
  ] as const) {
    let file: Uint8Array;
    try {
      file = sharedFile(folder, name);
    } catch {
      t.comment(`left out: ../shared/${folder}/${name} is not there`);
      continue;
    }
    const [only, ...others] = readBirs(file);
    t.equal(others.length, 0, name);
    t.match(only, { types: [type], subtype, quality: 100 }, name);
    t.same([...only!.block.subarray(0, 3)], [0xff, 0xd8, 0xff], 'the block is a JPEG file');
  }
});

function faultOf(read: () => unknown): FormatFault | undefined {
  const outcome = readOrFault(read);
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}

t.test('a transaction in the XML form is told by its name, whatever is in it', (t) => {
  const itl = '<?xml version="1.0"?><!-- x --><itl:NISTBiometricInformationExchangePackage xmlns:itl="x">';
  for (const rest of ['</itl:NISTBiometricInformationExchangePackage>', '<a>'.repeat(100)]) {
    t.match(
      faultOf(() => readBirs(bytes(itl + rest))),
      { format: 'ansi-nist', code: 'unsupported', detail: /traditional encoding.*NIEM/ },
    );
  }
  t.end();
});
