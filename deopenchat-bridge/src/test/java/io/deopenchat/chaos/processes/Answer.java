package io.deopenchat.chaos.processes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** An answer on its way back, which may end before its end. */
final class Answer {
    private final Road.Request request;
    private final HttpReader.Head head;
    private final OutputStream back;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final boolean cut;
    private int left;

    Answer(Road.Request request, Weather.Fate fate, HttpReader.Head head, OutputStream back) {
        this.request = request;
        this.head = head;
        this.back = back;
        this.cut = fate.fault() == Weather.Fault.CUT_ANSWER;
        this.left = cut ? fate.after() : Integer.MAX_VALUE;
    }

    /** @throws IOException where its way ends before its end */
    void passes(HttpReader in, Road.Onlooker onlooker) throws IOException {
        pass(head.wire(), head.wire().length);
        in.body(head, this::take);
        onlooker.answer(request, head, content.toByteArray());
        if (cut) {
            throw new IOException("cut");
        }
    }

    private void take(byte[] wire, int length, boolean isContent) throws IOException {
        if (isContent) {
            content.write(wire, 0, length);
        }
        pass(wire, length);
    }

    private void pass(byte[] wire, int length) throws IOException {
        int passing = Math.min(length, left);
        back.write(wire, 0, passing);
        if (cut) {
            left -= passing;
        }
    }
}
