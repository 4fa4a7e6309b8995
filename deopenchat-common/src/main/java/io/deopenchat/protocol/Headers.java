package io.deopenchat.protocol;

/** Header, route and event names of the protocol. */
public final class Headers {
    public static final String REQUEST = "Deopenchat-Request";
    public static final String ACCESS = "Deopenchat-Access";
    public static final String SIGNATURE = "Deopenchat-Signature";
    public static final String RECEIPT = "Deopenchat-Receipt";

    public static final String RECEIPT_EVENT = "deopenchat.receipt";
    public static final String VOID_EVENT = "deopenchat.void";

    public static final String ROUTES = "/deopenchat/v1";
    public static final String PROVIDER_PATH = ROUTES + "/provider";
    public static final String ACCOUNT_PATH = ROUTES + "/account";
    public static final String CONFIRMATIONS_PATH = ROUTES + "/confirmations";
    public static final String ROUNDS_PATH = ROUTES + "/rounds/";
    public static final String RELEASE_PATH = ROUTES + "/release";
    public static final String ENCRYPTION_KEY_PATH = ROUTES + "/encryption-key";

    private Headers() {}
}
