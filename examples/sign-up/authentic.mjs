// Says whether a sign-up is from our own page, which signs name and address with a key that nobody else has.
import { createHmac, timingSafeEqual } from 'node:crypto';

export default async function (request, context) {
  const { name, email, signature } = await request.json();
  const right = createHmac('sha256', context.env.SIGN_UP_KEY).update(`${name}\n${email}`).digest();
  const given = Buffer.from(String(signature), 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}
