package io.deopenchat.protocol;

import java.util.Locale;

/** Why a call was refused: the {@code code} of an OpenAI error object, with its HTTP status and {@code type}. */
public enum ErrorCode {
    INVALID_SIGNATURE(401, "authentication_error"),
    REQUEST_EXPIRED(401, "authentication_error"),
    UNKNOWN_ACCOUNT(402, "insufficient_funds"),
    /** The provider begins no rounds for this client. */
    CLIENT_REFUSED(403, "permission_error"),
    ACCOUNT_CLOSING(403, "permission_error"),
    MODEL_NOT_FOUND(404, "invalid_request_error"),
    PRICE_CHANGED(409, "conflict_error"),
    SEQUENCE_USED(409, "conflict_error"),
    SEQUENCE_OUT_OF_WINDOW(409, "conflict_error"),
    MAX_COST_TOO_LOW(402, "insufficient_funds"),
    AUTHORIZATION_TOO_LOW(402, "insufficient_funds"),
    INSUFFICIENT_ESCROW(402, "insufficient_funds"),
    UNCONFIRMED_LIMIT(409, "conflict_error"),
    /** The request is sealed to a key that this gateway does not have, or not any more. */
    ENCRYPTION_KEY_UNKNOWN(409, "conflict_error"),
    CAPACITY_EXCEEDED(429, "rate_limit_error"),
    RATE_LIMITED(429, "rate_limit_error"),
    BACKEND_ERROR(502, "api_error"),
    BACKEND_TIMEOUT(504, "api_error"),

    /** The confirmation covers money or rounds that this side does not know in that order; its total was stored. */
    TRANSCRIPT_MISMATCH(409, "conflict_error"),
    /** No such round of this account is stored. */
    ROUND_NOT_FOUND(404, "invalid_request_error"),
    /** The round was void: no bytes, no receipt, no cost. */
    ROUND_VOID(410, "invalid_request_error"),
    /** The round is not finished, or rounds are in flight where none may be. */
    ROUNDS_IN_FLIGHT(409, "conflict_error"),
    INVALID_REQUEST(400, "invalid_request_error"),
    /** The provider's moderation refuses the prompt; the round is void. */
    CONTENT_REFUSED(400, "invalid_request_error"),
    UNSUPPORTED_PARAMETER(400, "invalid_request_error"),
    UNKNOWN_URL(404, "invalid_request_error"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error"),
    REQUEST_TOO_LARGE(413, "invalid_request_error"),
    UNSUPPORTED_ENCODING(415, "invalid_request_error"),
    FORBIDDEN(403, "permission_error"),
    /** The application showed none of the keys of its bridge. */
    INVALID_API_KEY(401, "authentication_error"),
    /** The call may cost more than the user lets the bridge spend. */
    BUDGET_EXCEEDED(402, "insufficient_funds"),
    INTERNAL_ERROR(500, "api_error"),
    UNAVAILABLE(503, "api_error");

    private final int status;
    private final String type;

    ErrorCode(int status, String type) {
        this.status = status;
        this.type = type;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    /** The wire form, for example {@code sequence_used}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
