#!/bin/sh
# Signs up three users, and somebody whom nobody knows. Run it where ./sluice is.
set -e
printf %s 'a key of this example' | ./sluice secret set sign-up-key
./sluice apply -f examples/sign-up/sign-up.yaml
while read -r user; do
  ./sluice topics publish sign-ups "$user"
done <examples/sign-up/users.ndjson
