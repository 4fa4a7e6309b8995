package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.generated.Uint64;

/** Puts the contract on a chain. */
public final class Deployer {
    public static final Duration DEFAULT_WITHDRAWAL_DELAY = Duration.ofHours(24);

    private final ChainClient chain;
    private final ContractBuild build;
    private final TransactionSender sender;

    public Deployer(ChainClient chain, ContractBuild build, TransactionSender sender) {
        this.chain = chain;
        this.build = build;
        this.sender = sender;
    }

    /**
     * Deploys, and checks that the code on the chain is the build.
     *
     * @param currency ERC-20 to settle in, or {@link Address#ZERO} for the native coin
     * @param withdrawalDelay 1 second to 30 days; a public deployment wants {@link #DEFAULT_WITHDRAWAL_DELAY}
     * @param treasury sets and collects the fee, which starts at zero; {@link Address#ZERO}: never a fee
     */
    public Deployment deploy(Address currency, Duration withdrawalDelay, Address treasury) {
        String arguments = FunctionEncoder.encodeConstructor(List.of(
                new org.web3j.abi.datatypes.Address(currency.toString()),
                new Uint64(BigInteger.valueOf(withdrawalDelay.toSeconds())),
                new org.web3j.abi.datatypes.Address(treasury.toString())));
        MinedTransaction mined = sender.create(build.creationCode() + arguments, "deployment of the contract");
        Address contract = mined.created()
                .orElseThrow(() -> new WrongDeployment("the node names no contract for deployment " + mined.hash()));
        DeopenchatContract deployed = new Deployments(chain, build).verify(contract);
        return new Deployment(
                deployed.network().name(),
                deployed.domain().chainId(),
                contract,
                mined.block(),
                Hash.keccak256(chain.code(contract)),
                deployed.currency());
    }
}
