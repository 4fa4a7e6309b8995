package io.deopenchat.acceptance;

import io.deopenchat.signing.SecretKey;
import java.util.ArrayList;
import java.util.List;

/** A development chain to which everybody has a way of their own, on which it is counted what they ask. */
final class CountedChain implements TestChain {
    private final AnvilChain chain = new AnvilChain();
    private final List<CountedNode> ways = new ArrayList<>(List.of(new CountedNode(chain.url())));

    /** The way of whoever comes next. */
    CountedNode newWay() {
        ways.add(new CountedNode(chain.url()));
        return ways.getLast();
    }

    @Override
    public String url() {
        return ways.getLast().url();
    }

    @Override
    public SecretKey wallet(int number) {
        return chain.wallet(number);
    }

    @Override
    public void close() {
        ways.forEach(CountedNode::close);
        chain.close();
    }
}
