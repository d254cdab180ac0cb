#!/bin/sh
# Vert.x 4.5.26, HTTP server: a request that asks for "Upgrade: h2c" and has several header fields of one name reaches its handler with
# the last of them alone. Over HTTP/1.1 the same request has all of them. The JDK's HTTP client asks
# for this upgrade with the first request of each connection unless it is told to speak HTTP/1.1, so a service sees it without anybody
# having chosen it.
#
# Seen (JDK 25):
#   HTTP_1_1 [1, 2]
#   HTTP_2 [2]
#
# Needs a JDK of 17 or newer and Maven (MVN, or mvn on the path). Exits with 1 when Vert.x behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>4.5.26</version></dependency>
  </dependencies>
</project>
POM
cat >Repeated.java <<'JAVA'
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Repeated {
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(request.headers().getAll("X-A").toString()))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get().actualPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-A", "1").header("X-A", "2").build();
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().matches("HTTP_(1_1|2)")) {
                HttpClient client = HttpClient.newBuilder().version(version).build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                System.out.println(answer.version() + " " + answer.body());
            }
        }
        System.exit(0);
    }
}
JAVA
"${MVN:-mvn}" -q -B dependency:copy-dependencies -DoutputDirectory=lib >/dev/null
java -cp 'lib/*' Repeated.java 2>/dev/null | tee seen
printf 'HTTP_1_1 [1, 2]\nHTTP_2 [2]\n' | cmp -s - seen
