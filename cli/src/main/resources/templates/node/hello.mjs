// Greets whoever the body names.
export default async function (request, context) {
  const name = (await request.text()).trim() || 'World';
  context.log(`greeting ${name}`);
  return `Hello, ${name}!\n`;
}
