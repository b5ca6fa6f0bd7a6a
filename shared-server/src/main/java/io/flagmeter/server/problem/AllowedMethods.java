package io.flagmeter.server.problem;

/** Which methods the paths of a server's resources have: JAX-RS does not say it. */
@FunctionalInterface
public interface AllowedMethods {

    /** As the header Allow lists them. */
    String of(String path);
}
