// What npm says of a failure, as one sentence for the author.

const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)\b/;

/** @param text the end of what npm printed; @param code the status with which it ended */
export function sentenceOf(text, code) {
  const lines = text
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/A complete log of this run|^Or, if you believe|^in a place|^Note that you can also|^tarball, folder, http url/.test(line));
  const all = lines.join('\n');
  const word = /^code (\S+)/m.exec(all)?.[1] ?? '';
  const first = lines.filter((line) => !/^(code|errno|syscall|path|command|dest) /.test(line));
  switch (word) {
    case 'E404': {
      const name = /'([^']+)' (?:is not in this registry|could not be found)/.exec(all)?.[1] ?? /404 Not Found - GET (\S+)/.exec(all)?.[1] ?? 'one of them';
      return `the dependency ${name} does not exist: correct it in package.json, or say in the .npmrc of the gateway's user where it is`;
    }
    case 'ETARGET':
      return `the dependency ${/No matching version found for (\S+?)\.?$/m.exec(all)?.[1] ?? 'that is named'} has no such version: correct it in package.json`;
    case 'EUSAGE':
      return `package.json and its lock do not fit: ${first.filter((line) => /^(Missing|Invalid):/.test(line)).slice(0, 3).join('; ') || first.slice(0, 2).join(' ')}: run npm install, and send both`;
    case 'EINTEGRITY':
      return `a package is not what the lock says: ${first[0] ?? ''}`;
    case 'EUNSUPPORTEDPROTOCOL':
      return `${first[0] ?? 'a dependency is written in a way that npm does not know'}: it is of a project for pnpm, yarn or jsr, and packages are installed by npm here`;
    case 'EBADDEVENGINES':
    case 'EBADPLATFORM':
    case 'EBADENGINE':
      return `a package does not run here: ${first.slice(0, 2).join(' ')}`;
    case 'EALLOWREMOTE':
    case 'EALLOWGIT':
      return `npm refuses a package that is not of the registry: ${first.slice(0, 2).join(' ')}`;
    default:
      break;
  }
  const unreachable = UNREACHABLE.exec(all);
  if (unreachable !== null) {
    const where = /request to (\S+) failed/.exec(all)?.[1];
    return `the registry of packages cannot be reached (${unreachable[1]}${where === undefined ? '' : ` at ${where}`}): look at the network of the gateway, and at the .npmrc of its user`;
  }
  return first.length > 0 ? `npm failed: ${first.slice(0, 3).join(' ')}` : `npm ended with ${code}, and said nothing: look at the log of the build`;
}

const MISFIT = /^npm warn EBADENGINE\s+package: '([^']+)',\n(?:npm warn EBADENGINE\s+)required: \{ node: '([^']+)'/gim;

/** The packages that npm has installed though they ask for another Node, with what they ask for. */
export function misfits(text) {
  // npm says it again when it has installed them.
  const found = new Map([...text.matchAll(MISFIT)].map(([, name, needed]) => [name, needed]));
  return [...found].map(([name, needed]) => ({ name, needed }));
}
