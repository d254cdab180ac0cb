package dev.sluice.gateway.api;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.deploy.BusyException;
import java.lang.System.Logger.Level;
import java.util.UUID;

/** Says what is told of work of the platform that threw, and logs what is the platform's own fault. */
public final class FailureProblems {

    private static final System.Logger LOG = System.getLogger(FailureProblems.class.getName());

    private FailureProblems() {}

    public static Problem of(Throwable failure) {
        return switch (failure) {
            case ProblemException e -> e.problem();
            case BusyException e ->
                Problems.of(
                        409, "deploy_in_progress", "The function is being deployed", String.valueOf(e.getMessage()));
            case StorageException e -> storage(e);
            default -> unexpected(failure);
        };
    }

    private static Problem storage(StorageException e) {
        LOG.log(Level.ERROR, "Storage failed", e);
        return switch (e.reason()) {
            case FULL -> Problems.of(507, "disk_full", "The disk is full", String.valueOf(e.getMessage()));
            case FAILED -> Problems.of(500, "storage_failed", "The storage failed", String.valueOf(e.getMessage()));
        };
    }

    private static Problem unexpected(Throwable e) {
        String id = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "A management request failed (" + id + ")", e);
        return Problems.of(
                500,
                "internal_error",
                "The platform failed",
                "This is the platform's fault, not yours. Its log says more under " + id + ".");
    }
}
