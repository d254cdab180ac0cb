// Looks for a file of a folder that is neither JavaScript nor TypeScript: node check.mjs FOLDER prints the first one, its line, and what is wrong. Packages are left out.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isCode } from './entry.mjs';
import { parse } from './source.mjs';

const MOST = 2_000;

const [folder] = process.argv.slice(2);
let seen = 0;

function look(inside) {
  for (const entry of readdirSync(path.join(folder, inside), { withFileTypes: true })) {
    const name = path.posix.join(inside, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') {
      look(name);
    } else if (entry.isFile() && isCode(name) && seen++ < MOST) {
      try {
        parse(readFileSync(path.join(folder, name), 'utf8'), name);
      } catch (e) {
        console.log(`${name}, ${e.message}`);
        process.exit(0);
      }
    }
  }
}

look('');
