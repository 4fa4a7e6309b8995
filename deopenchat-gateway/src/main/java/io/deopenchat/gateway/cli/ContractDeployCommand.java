package io.deopenchat.gateway.cli;

import io.deopenchat.chain.ChainClient;
import io.deopenchat.chain.ContractBuild;
import io.deopenchat.chain.Deployer;
import io.deopenchat.chain.Deployment;
import io.deopenchat.chain.Network;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "contract-deploy",
        description =
                "Deploys the contract, checks the code that it finds against this build, and writes a deployment file.")
final class ContractDeployCommand implements Callable<Integer> {
    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write the deployment: chain, address, block and code hash.")
    private Path out = Path.of("deployment.json");

    @Option(
            names = "--currency",
            paramLabel = "ADDRESS",
            description = "ERC-20 token to settle in (default: the chain's native coin).")
    private Address currency = Address.ZERO;

    @Option(
            names = "--withdrawal-delay",
            paramLabel = "TIME",
            description = "Time between asking for money back and getting it, for example 24h (the default).")
    private Duration withdrawalDelay = Deployer.DEFAULT_WITHDRAWAL_DELAY;

    @Option(
            names = "--treasury",
            paramLabel = "ADDRESS",
            description =
                    "Wallet that may set the fee, zero at first and at most 5 %%, and collect it (default: none, never a fee).")
    private Address treasury = Address.ZERO;

    @Override
    public Integer call() {
        requireRoomFor(out);
        try (ChainClient chain = gateway.chain.config().connectChain()) {
            Network network = Network.ofChain(chain.chainId());
            TransactionSender sender = new TransactionSender(chain, network, gateway.wallet.secretKey());
            Deployment deployment =
                    new Deployer(chain, ContractBuild.checkedIn(), sender).deploy(currency, withdrawalDelay, treasury);
            deployment.write(out);
            Output.of(spec)
                    .println("contract " + deployment.contract() + " deployed on chain " + deployment.chainId()
                            + " in block " + deployment.block() + "; wrote " + out);
        }
        return 0;
    }

    /** Looked at before anything is paid: with the file the address of the contract would be lost. */
    private static void requireRoomFor(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.exists(file)) {
            throw new UsageError("--out " + file + " exists already and is not overwritten");
        }
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new UsageError("--out " + file + " cannot be written: " + directory
                    + " is no directory that this user may write to");
        }
    }
}
