package dev.sluice.benchmarks.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A function with a small package of its language's registry, of one version, and the plain program that answers the same with it. */
public enum Packaged {
    NODE(Language.NODE, "dayjs 1.11.13", Map.of("package.json", """
                    {"type": "module", "main": "main.js", "dependencies": {"dayjs": "1.11.13"}}
                    """, "main.js", """
                    import dayjs from 'dayjs';
                    export default async (request) => {
                      await request.arrayBuffer();
                      return new Response(dayjs('2026-01-02').format('D MMM YYYY'));
                    };
                    """), """
            import { createServer } from 'node:http';
            import dayjs from 'dayjs';
            createServer((request, response) => {
              request.resume();
              request.on('end', () => response.end(dayjs('2026-01-02').format('D MMM YYYY')));
            }).listen(Number(process.env.PORT), '127.0.0.1');
            """, "node_modules/dayjs"),
    PYTHON(
            Language.PYTHON,
            "idna 3.10",
            Map.of(
                    "requirements.txt",
                    "idna==3.10 --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3\n",
                    "main.py",
                    """
                    import idna

                    def handler(request, context):
                        request.bytes()
                        return idna.encode("b\u00fccher.example").decode()
                    """),
            """
            import idna
            """
                    + Language.PYTHON
                            .server()
                            .replace("b\"hello\"", "idna.encode(\"b\u00fccher.example\")")
                            .replace("\"5\"", "\"21\""),
            "idna");

    private final Language language;
    private final String dependency;
    private final Map<String, String> function;
    private final String server;
    private final String installed;

    Packaged(Language language, String dependency, Map<String, String> function, String server, String installed) {
        this.language = language;
        this.dependency = dependency;
        this.function = function;
        this.server = server;
        this.installed = installed;
    }

    public Language language() {
        return language;
    }

    /** The package and its version. */
    public String dependency() {
        return dependency;
    }

    /** The folder that is deployed, as a zip; the platform gets the package. */
    public byte[] function() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        function.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return FunctionJars.zip(files);
    }

    /** Writes the program, which listens on {@code PORT}, into a folder. */
    public Path server(Path folder) throws IOException {
        return Files.writeString(folder.resolve(language.serverFile()), server);
    }

    /** What gets the package beside the program. */
    public List<String> install(Path interpreter, Path folder) {
        String exactly = dependency.replace(" ", language == Language.NODE ? "@" : "==");
        return switch (this) {
            case NODE -> List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", folder.toString(), exactly);
            case PYTHON ->
                List.of(
                        interpreter.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--no-deps",
                        "--target",
                        folder.toString(),
                        exactly);
        };
    }

    /** Whether that has worked. */
    public boolean isInstalled(Path folder) {
        return Files.isDirectory(folder.resolve(installed));
    }
}
