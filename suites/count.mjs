// Counts the tests of cache-tests that are required of a cache. Usage: node count.mjs FOLDER RESULTS-FILE
import fs from 'node:fs'

const [folder, results] = process.argv.slice(2)
const groups = (await import(`${folder}/tests/index.mjs`)).default
const told = JSON.parse(fs.readFileSync(results, 'utf8'))
const tests = new Map(groups.flatMap(group => group.tests).map(test => [test.id, test]))

// A test is decided if it was run as far as what it is about, and what it depends on holds.
function verdict (id) {
  const test = tests.get(id)
  const result = told[id]
  if (test === undefined || result === undefined) return 'not run'
  if ((test.depends_on || []).some(other => verdict(other) !== 'holds')) return 'not decided'
  if (result === true) return 'holds'
  return result[0] === 'Assertion' ? 'fails' : 'not decided'
}

const counts = {}
for (const test of tests.values()) {
  if (test.browser_only || (test.kind || 'required') !== 'required') continue
  const found = verdict(test.id)
  counts[found] = (counts[found] || 0) + 1
  if (found !== 'holds') console.log(`${found}  ${test.id}: ${JSON.stringify(told[test.id])}`)
}
console.log(`${(counts.holds || 0)} of ${(counts.holds || 0) + (counts.fails || 0)} decided: ${JSON.stringify(counts)}`)
