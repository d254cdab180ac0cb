#!/bin/sh
# io.fabric8:zjsonpatch 7.6.1: the JSON pointer /~01 names the member "/", where RFC 6901, 4 says that it is "~1": ~1 is to be replaced before ~0. A patch that
# removes /~01 takes out the other member. fast-json-patch 3.1.1 in JavaScript takes out the right one.
# Seen: java   {"~1":10}
#       node   {"/":9}
# Needs a JDK 17 or newer, Maven, node and npm. Exits with 1 if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.fabric8</groupId><artifactId>zjsonpatch</artifactId><version>7.6.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$folder/lib"
npm install --silent --no-save --prefix "$folder" fast-json-patch@3.1.1
cat >Patch.java <<'JAVA'
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.zjsonpatch.JsonPatch;

class Patch {
    public static void main(String[] texts) throws Exception {
        ObjectMapper json = new ObjectMapper();
        System.out.println(JsonPatch.apply(json.readTree(texts[0]), json.readTree(texts[1])));
    }
}
JAVA
patch='[{"op": "remove", "path": "/~01"}]'
document='{"/": 9, "~1": 10}'
java=$(java -cp 'lib/*' Patch.java "$patch" "$document")
node=$(node -e 'const { applyPatch } = require("fast-json-patch");
const [patch, document] = process.argv.slice(1).map(text => JSON.parse(text));
console.log(JSON.stringify(applyPatch(document, patch).newDocument))' "$patch" "$document")
printf 'java   %s\nnode   %s\n' "$java" "$node"
[ "$java" = '{"~1":10}' ] && [ "$node" = '{"/":9}' ]
