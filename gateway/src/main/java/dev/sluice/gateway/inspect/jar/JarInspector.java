package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Target;
import dev.sluice.gateway.inspect.CodeInspector;
import dev.sluice.gateway.inspect.InspectedCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into jars and archives of jars, without loading a class. */
public final class JarInspector implements CodeInspector {

    private final ArchiveLimits limits;

    public JarInspector(ArchiveLimits limits) {
        this.limits = limits;
    }

    @Override
    public InspectedCode open(Path file) throws UploadRefusedException {
        return new InspectedJar(UploadedJar.open(file, limits));
    }

    private static final class InspectedJar implements InspectedCode {

        private final UploadedJar jar;
        private @Nullable HandlerSearch search;

        InspectedJar(UploadedJar jar) {
            this.jar = jar;
        }

        /** Reading the names of all classes takes its time, which unpacking does not need. */
        private HandlerSearch search() throws UploadRefusedException {
            HandlerSearch known = search;
            if (known == null) {
                known = new HandlerSearch(jar);
                search = known;
            }
            return known;
        }

        @Override
        public String find() throws UploadRefusedException {
            return search().find();
        }

        @Override
        public String check(String handler, String namedBy) throws UploadRefusedException {
            return search().check(handler, namedBy);
        }

        @Override
        public boolean has(String handler) throws UploadRefusedException {
            return search().has(handler);
        }

        @Override
        public Optional<String> contract(String handler) throws UploadRefusedException {
            return search().contract(handler);
        }

        @Override
        public List<Target> targets() throws UploadRefusedException {
            return jar.targets();
        }

        @Override
        public List<String> warnings() throws UploadRefusedException {
            return jar.warnings();
        }

        @Override
        public void unpack(ArtifactStore.Draft draft) throws UploadRefusedException {
            jar.unpack(draft);
        }

        @Override
        public void close() {
            jar.close();
        }
    }
}
