package io.deopenchat.bench;

/** What is sent to one of the paths that are measured. */
interface Requests {
    /** A whole HTTP request that is new, and whether it is one of those that are counted. */
    @SuppressWarnings("ArrayRecordComponent") // made once, sent as they are, and never compared
    record Next(byte[] bytes, boolean isCounted, int account) {}

    /** Makes ready what so many calls need, which must cost nothing later. */
    default void prepare(int calls) {}

    /** @param lane the connection that it goes to */
    Next next(int lane);

    /** The answer came whole. */
    default void answered(Next request, AnswerReader answer) {}

    /** The same bytes every time, for those who ask for no signature. */
    static Requests of(int port, String path, String headers, byte[] body) {
        Next only = new Next(http(port, path, headers, body), true, 0);
        return lane -> only;
    }

    static byte[] http(int port, String path, String headers, byte[] body) {
        byte[] head = Script.ascii("POST " + path + " HTTP/1.1\r\nhost: 127.0.0.1:" + port
                + "\r\ncontent-type: application/json\r\n" + headers + "content-length: " + body.length + "\r\n\r\n");
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }
}
