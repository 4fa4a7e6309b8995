package io.deopenchat.acceptance;

/** On the development chain. */
final class PaidRoundsOnAnvilIT extends PaidRoundsSuite {
    @Override
    TestChain chain() {
        return new AnvilChain();
    }
}
