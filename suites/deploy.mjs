// Deploys a function `suite` by a spec. Usage: node deploy.mjs ADDRESS TOKEN-FILE SPEC-FILE
import fs from 'node:fs'

const [address, token, spec] = process.argv.slice(2)
const answer = await fetch(`${address}/functions/suite`, {
  method: 'PUT',
  headers: { authorization: `Bearer ${fs.readFileSync(token, 'utf8').trim()}`, 'content-type': 'application/yaml' },
  body: fs.readFileSync(spec)
})
if (!answer.ok) {
  console.error(`The function could not be deployed: ${await answer.text()}`)
  process.exit(5)
}
