// What stands behind the ambassadors, for the example: two servers of users, and two that make prices, one of them in a new way.
import { createServer } from 'node:http';

function serve(port, answer) {
  createServer((call, reply) => reply.end(JSON.stringify(answer(call.url)))).listen(port, '127.0.0.1');
}

serve(8091, (path) => ({ user: path.split('/').pop(), at: 'first' }));
serve(8092, (path) => ({ user: path.split('/').pop(), at: 'second' }));
serve(8093, () => ({ cents: 1999 }));
serve(8094, () => ({ cents: 1799 }));
