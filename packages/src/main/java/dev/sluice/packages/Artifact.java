package dev.sluice.packages;

import java.util.List;

/**
 * What stands in an artifact's POM, which has no parent, so that nothing else is fetched for it.
 *
 * @param dependencies artifacts of the same group and version
 */
record Artifact(String id, String name, String description, List<String> dependencies) {

    static final String GROUP = "dev.sluice";

    String pom(String version) {
        StringBuilder needed = new StringBuilder();
        for (String dependency : dependencies) {
            needed.append("""
                        <dependency>
                          <groupId>%s</groupId>
                          <artifactId>%s</artifactId>
                          <version>%s</version>
                        </dependency>
                    """.formatted(GROUP, dependency, version));
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  <name>%s</name>
                  <description>%s</description>
                  <licenses>
                    <license>
                      <name>Apache-2.0</name>
                      <url>https://www.apache.org/licenses/LICENSE-2.0.txt</url>
                    </license>
                  </licenses>
                  <dependencies>
                %s  </dependencies>
                </project>
                """.formatted(GROUP, id, version, name, description, needed);
    }
}
