package dev.sluice.core.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code artifact: sha256:…} and what was found in it if there is code, {@code createdAt: "…"}. */
final class VersionStatusCodec implements Codec<VersionStatus> {

    @Override
    public Map<String, Object> write(VersionStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        status.artifact().ifPresent(artifact -> tree.put("artifact", artifact.toString()));
        InspectionCodec.write(status.inspection(), tree);
        tree.put("createdAt", status.createdAt().toString());
        return tree;
    }

    @Override
    public VersionStatus read(Map<String, ? extends @Nullable Object> tree) {
        TypedTree status = new TypedTree(tree);
        return new VersionStatus(status.artifact(), InspectionCodec.read(status), status.instant("createdAt"));
    }
}
