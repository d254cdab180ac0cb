// Asks for a user and for a price. It knows one address for each, and no more: which server has the user, and which of two
// ways to make prices this user sees, find its ambassadors out.
import { request } from 'node:http';

export default async function (call) {
  const user = encodeURIComponent(new URL(call.url).searchParams.get('user') ?? 'nobody');
  const [found, price] = await Promise.all([
    ask(process.env.SLUICE_EGRESS_USERS, `/users/${user}`),
    ask(process.env.SLUICE_EGRESS_PRICES, '/price', { 'X-User': user }),
  ]);
  return Response.json({ ...found, ...price });
}

/** What stands at a Unix socket answers as any HTTP server does. */
function ask(socketPath, path, headers) {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => resolve(JSON.parse(text)));
    });
    asked.on('error', reject);
    asked.end();
  });
}
