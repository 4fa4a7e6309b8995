package io.deopenchat.gateway.cli;

import io.deopenchat.chain.Fee;
import io.deopenchat.chain.Treasury;
import io.deopenchat.cli.UsageError;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "contract-set-fee",
        description = {
            "Sets the fee on what providers earn; only the treasury's wallet may.",
            "A lower one holds at once and drops what was announced, a higher one after one withdrawal delay."
        })
final class ContractSetFeeCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--basis-points",
            required = true,
            paramLabel = "N",
            description = "Hundredths of a percent, 0 to 500.")
    private int basisPoints;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        try (WalletConnection wallet = gateway.connectWallet()) {
            Treasury treasury = wallet.contract().treasury();
            Fee before = treasury.fee();
            if (basisPoints < 0 || basisPoints > before.maximumBasisPoints()) {
                throw new UsageError("--basis-points must be 0 to " + before.maximumBasisPoints()
                        + ", the cap of the contract, got " + basisPoints);
            }
            if (isLastSaid(before)) {
                out.println("that was said last; nothing was sent");
            } else {
                wallet.sender().send(treasury.setFee(basisPoints));
            }
            out.println(told(treasury.fee()));
        }
        return 0;
    }

    /** To announce the same again would begin its notice anew. */
    private boolean isLastSaid(Fee fee) {
        return fee.announced().map(Fee.Announcement::basisPoints).orElse(fee.basisPoints()) == basisPoints;
    }

    private static String told(Fee fee) {
        return "fee " + fee.basisPoints() + " basis points"
                + fee.announced()
                        .map(next -> ", from " + next.from() + " on " + next.basisPoints())
                        .orElse("");
    }
}
