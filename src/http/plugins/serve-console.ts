/**
 * The operators' console as files: open to everybody, as they hold nothing but the program. What it shows it asks of the
 * API, with the operator's own token. Its policy is stricter than that of the API's documentation: scripts, styles and
 * requests of this server alone, nothing inline, images only from memory, and no page may frame it.
 */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
      route.schema = { ...route.schema, hide: true };
    });
    files.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
      // Asked again each time, answered with 304: a new version is there at the next reload.
      reply.header('cache-control', 'no-cache');
      reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    });
    await files.register(fastifyStatic, {
      root: directory,
      prefix: '/console/',
      index: ['index.html'],
      redirect: false,
      dotfiles: 'deny',
      decorateReply: false,
    });
    files.get('/console', (_request, reply) => reply.redirect('/console/'));
  });
}
