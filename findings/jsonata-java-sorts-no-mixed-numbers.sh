#!/bin/sh
# com.dashjoin:jsonata 0.9.10, the Java port of JSONata: $sort of whole and decimal numbers is an error, and of two values that a comparison finds equal the
# second comes first. The reference, jsonata 2.2.2 in JavaScript, sorts numbers by their value and keeps the order of what is equal.
# Seen: java   error ClassCastException / [{"k":1,"n":2},{"k":1,"n":1}]
#       node   [1.5,3] / [{"k":1,"n":1},{"k":1,"n":2}]
# Needs a JDK 11 or newer, Maven, node and npm. Exits with 1 if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact=com.dashjoin:jsonata:0.9.10 "-DoutputDirectory=$folder"
npm install --silent --no-save --prefix "$folder" jsonata@2.2.2
cat >Sort.java <<'JAVA'
import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;

class Sort {
    public static void main(String[] expressions) {
        for (String expression : expressions) {
            try {
                System.out.println(Functions.string(Jsonata.jsonata(expression).evaluate(null), null));
            } catch (RuntimeException e) {
                Throwable root = e;
                while (root.getCause() != null) root = root.getCause();
                System.out.println("error " + root.getClass().getSimpleName());
            }
        }
    }
}
JAVA
mixed='$sort([3, 1.5])'
equal='$sort([{"k": 1, "n": 1}, {"k": 1, "n": 2}], function($a, $b) { $a.k > $b.k })'
java=$(java -cp jsonata-0.9.10.jar Sort.java "$mixed" "$equal")
node=$(node -e 'const jsonata = require("jsonata");
(async () => { for (const e of process.argv.slice(1)) console.log(JSON.stringify(await jsonata(e).evaluate(null))) })()' "$mixed" "$equal")
printf 'java\n%s\nnode\n%s\n' "$java" "$node"
[ "$java" = 'error ClassCastException
[{"k":1,"n":2},{"k":1,"n":1}]' ] && [ "$node" = '[1.5,3]
[{"k":1,"n":1},{"k":1,"n":2}]' ]
