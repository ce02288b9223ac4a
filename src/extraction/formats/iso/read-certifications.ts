import type { ByteReader } from '../byte-reader.js';
import type { Certification } from './finger-image-record.js';

/** The certification record of an ISO/IEC 19794:2011 representation header, as parts 2 and 4 have it. */
export function readCertifications(reader: ByteReader): readonly Certification[] {
  const count = reader.u8('number of certification blocks');
  const certifications: Certification[] = [];
  for (let index = 0; index < count; index++) {
    const authorityId = reader.u16(`certification block ${index} authority`);
    certifications.push({ authorityId, schemeId: reader.u8(`certification block ${index} scheme`) });
  }
  return certifications;
}
