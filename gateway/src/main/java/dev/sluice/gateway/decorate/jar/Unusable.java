package dev.sluice.gateway.decorate.jar;

import java.util.ServiceConfigurationError;

/** Why a jar cannot be used, in words for its author. */
final class Unusable {

    private Unusable() {}

    /** A clause without a full stop. */
    static String why(Throwable fault) {
        String message = fault.getMessage() == null ? "" : fault.getMessage();
        return switch (fault) {
            case UnsupportedClassVersionError _ ->
                "it was compiled for a newer Java than the gateway's, which is "
                        + Runtime.version().feature() + " (" + message + ")";
            case NoClassDefFoundError _
            when !message.isEmpty() && !message.contains(" ") ->
                "it needs the class " + message.replace('/', '.')
                        + ", which is not in it; a decorator sees the JDK, the decorator classes of sluice-decorator-api, and its own jar";
            case ServiceConfigurationError _
            when fault.getCause() != null -> message + ", because " + why(fault.getCause());
            case IllegalArgumentException _, ServiceConfigurationError _ when !message.isEmpty() -> message;
            default -> fault.toString();
        };
    }
}
