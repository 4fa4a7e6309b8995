package io.deopenchat.sealing;

import io.deopenchat.protocol.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a reader of a log got, and whether it noticed that something was wrong. */
final class Opened implements AnswerOpener.Reader {
    final ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    final List<String> texts = new ArrayList<>();
    final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    int unread;
    boolean refused;
    boolean isWhole;

    static Opened of(byte[] log) {
        return of(new AnswerForm.Sealed(Sample.answerSecret()), Sample.TYPE, log, log.length);
    }

    /** @param piece so many bytes arrive at a time */
    static Opened of(AnswerForm form, String contentType, byte[] log, int piece) {
        Opened opened = new Opened();
        AnswerOpener opener = new AnswerOpener(form, contentType, opened);
        try {
            for (int at = 0; at < log.length; at += piece) {
                opener.feed(Arrays.copyOfRange(log, at, Math.min(log.length, at + piece)));
            }
        } catch (MalformedMessage changed) {
            opened.refused = true;
        }
        opened.isWhole = !opened.refused && opener.isWhole();
        return opened;
    }

    @Override
    public void sealed(byte[] bytes) {
        sealed.writeBytes(bytes);
    }

    @Override
    public void clear(byte[] text) {
        texts.add(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void unread(int bytes) {
        unread += bytes;
    }

    @Override
    public void whole() {}

    @Override
    public void tail(byte[] bytes) {
        tail.writeBytes(bytes);
    }
}
