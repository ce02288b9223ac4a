/**
 * Branded identifiers. An identifier is an opaque UUID that carries no personal data, so it may appear in logs,
 * queue payloads and errors; a name, a document number or a template may not.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One person as one system knows them. Systems never share subjects: a relation between two is a link. */
export type SubjectId = Branded<'SubjectId'>;
/** One capture occasion of a subject. */
export type EncounterId = Branded<'EncounterId'>;
/** One captured image. */
export type SampleId = Branded<'SampleId'>;
/** One reference: a stored template of a subject. */
export type TemplateId = Branded<'TemplateId'>;
/** One accepted request that is worked on: enrolment, identification, verification, federated search, erasure. */
export type OperationId = Branded<'OperationId'>;
/** One link between data sets of two systems. */
export type LinkId = Branded<'LinkId'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
