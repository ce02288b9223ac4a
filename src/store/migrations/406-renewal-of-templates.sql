-- The template version for which the image of a reference was extracted again and gave no template: it stays as it is,
-- and is not tried again for that version.
alter table hub.templates add column renewal_refused text;
