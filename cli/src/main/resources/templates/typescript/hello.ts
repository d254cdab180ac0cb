// Greets whoever the body names.
interface Context {
  log(...words: unknown[]): void;
}

export default async function (request: Request, context: Context): Promise<string> {
  const name = (await request.text()).trim() || 'World';
  context.log(`greeting ${name}`);
  return `Hello, ${name}!\n`;
}
