/** What a test that needs a server is told where to find it by. `npm test` sets it to a private one. */
export function requiredVariable(name: 'DATABASE_URL' | 'REDIS_URL'): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run the tests with npm test, or set it to a server tests may use`);
  }
  return value;
}
