package io.deopenchat.chain;

import static io.deopenchat.fuzz.Property.equal;
import static io.deopenchat.fuzz.Property.read;

import io.deopenchat.fuzz.FuzzedFile;

/** A deployment file is refused, or written as it was read. */
final class DeploymentFuzz {
    private static final FuzzedFile FILE = new FuzzedFile("deployment.json");

    private DeploymentFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, IllegalArgumentException.class, () -> Deployment.read(FILE.with(input)))
                .ifPresent(deployment -> {
                    deployment.write(FILE.path());
                    equal(deployment, Deployment.read(FILE.path()), "a deployment is read as it is written");
                });
    }
}
