import type { ProbeTemplate, ReferenceTemplate } from '../matching/template.js';

/** What is stored of a template that was made for storing: its first view. */
export function referenceTemplateOf({
  position,
  templateVersion,
  quality,
  views,
  minutiae,
}: ProbeTemplate): ReferenceTemplate {
  return {
    position,
    templateVersion,
    quality,
    embedding: views[0]!,
    ...(minutiae === undefined ? {} : { minutiae }),
  };
}
