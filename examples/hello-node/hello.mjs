// Greets whoever the body, or the query, names. Needs Node.js and nothing else.
export default async function (request, context) {
  const name = (await request.text()) || new URL(request.url).searchParams.get('name') || 'World';
  context.log(`greeting ${name}, attempt ${context.attempt}`);
  return `Hello, ${name}!\n`;
}
