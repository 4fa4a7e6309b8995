package io.deopenchat.chaos.simulation;

/**
 * What goes wrong, and how often.
 *
 * @param lossPercent of messages
 * @param duplicatePercent of messages
 * @param lateMillis that a message may take at most
 * @param crashPerMille of commits around which the process ends
 * @param nodeDownPercent of looks at the chain that find no node
 * @param reorganisePercent of blocks after which the chain is rewritten
 * @param deepReorganisations whether it may be rewritten deeper than gateways wait
 */
record Weather(
        int lossPercent,
        int duplicatePercent,
        long lateMillis,
        int crashPerMille,
        int nodeDownPercent,
        int reorganisePercent,
        boolean deepReorganisations) {
    static final Weather CALM = new Weather(0, 0, 100, 0, 0, 0, false);

    /**
     * @param crashPerMille at most, of commits around which the process ends
     * @param reorganisePercent at most, of blocks after which the chain is rewritten
     */
    static Weather of(Chance chance, int crashPerMille, int reorganisePercent) {
        return new Weather(
                chance.below(31),
                chance.below(51),
                chance.between(50, 40_000),
                chance.below(crashPerMille + 1),
                chance.below(30),
                chance.below(reorganisePercent + 1),
                chance.percent(25));
    }
}
