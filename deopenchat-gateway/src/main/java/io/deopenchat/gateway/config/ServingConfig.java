package io.deopenchat.gateway.config;

import io.deopenchat.gateway.backend.BackendPlan;
import io.deopenchat.gateway.backend.BackendsFile;
import io.deopenchat.gateway.backend.ModerationConfig;
import io.deopenchat.protocol.ModelLimits;
import org.jspecify.annotations.Nullable;

/**
 * Who answers, and how.
 *
 * @param backendsFile where {@code backends} come from, looked at for changes; null if they are fixed
 * @param limits published for every model
 * @param moderation who judges prompts; null for nobody
 * @param sealing with which keys sealed requests are opened; null for none
 */
public record ServingConfig(
        BackendPlan backends,
        @Nullable BackendsFile backendsFile,
        ModelLimits limits,
        KeepAlive keepAlive,
        @Nullable ModerationConfig moderation,
        @Nullable SealingConfig sealing) {
    public static final long DEFAULT_MAX_OUTPUT_TOKENS = 4_096;
    public static final long DEFAULT_PROMPT_ALLOWANCE = 512;
    public static final long DEFAULT_MEDIA_ALLOWANCE = 2_048;
    public static final ModelLimits DEFAULT_LIMITS =
            new ModelLimits(DEFAULT_MAX_OUTPUT_TOKENS, DEFAULT_PROMPT_ALLOWANCE, DEFAULT_MEDIA_ALLOWANCE, 0);

    /** Fixed backends and nobody who judges. */
    public static ServingConfig of(BackendPlan backends, ModelLimits limits) {
        return new ServingConfig(backends, null, limits, KeepAlive.DEFAULT, null, null);
    }

    /** The same, opening sealed requests. */
    public ServingConfig opening(SealingConfig newSealing) {
        return new ServingConfig(backends, backendsFile, limits, keepAlive, moderation, newSealing);
    }
}
