package io.deopenchat.chain;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Domain;
import io.deopenchat.signing.Hash;
import java.util.Map;

/** Finds the contract on a chain, refuses anything that is not it, and pins it: no node with another one counts from then on. */
public final class Deployments {
    private final ChainClient chain;
    private final ContractBuild build;

    public Deployments(ChainClient chain, ContractBuild build) {
        this.chain = chain;
        this.build = build;
    }

    /**
     * The contract at an address. Both halves of its code are compared with this program's build.
     *
     * @throws WrongDeployment if there is no code or other code
     */
    public DeopenchatContract verify(Address contract) {
        return verified(verifyChain(chain.chainId()), contract);
    }

    /**
     * The contract that a deployment file names.
     *
     * @throws WrongDeployment if the node is on another chain, or the code is not the file's or not this program's
     */
    public DeopenchatContract verify(Deployment deployment) {
        long chainId = verifyChain(deployment.chainId());
        Bytes32 actual = Hash.keccak256(code(deployment.contract(), chainId));
        if (!actual.equals(deployment.codeHash())) {
            throw new WrongDeployment(
                    "the code of %s on chain %d has hash %s, the deployment file expects %s; get the file again from who deployed"
                            .formatted(deployment.contract(), chainId, actual, deployment.codeHash()));
        }
        return verified(chainId, deployment.contract());
    }

    /**
     * From now on only nodes of this chain count.
     *
     * @return the chain id, if there is a node of that chain
     * @throws WrongDeployment if all that answer are on other chains
     */
    public long verifyChain(long expected) {
        try {
            return chain.pinChain(expected);
        } catch (ForeignNode elsewhere) {
            throw new WrongDeployment(String.valueOf(elsewhere.getMessage()));
        }
    }

    private DeopenchatContract verified(long chainId, Address contract) {
        Bytes32 code = requireBuild("the Deopenchat contract", build.code(), contract, chainId);
        DeopenchatContract deployed =
                DeopenchatContract.open(chain, new Domain(chainId, contract), Network.ofChain(chainId));
        // The code above is ours, so what it says of its other half is true.
        Address extension = deployed.extension();
        Bytes32 rest = requireBuild("the extension of the Deopenchat contract", build.extension(), extension, chainId);
        chain.pin(chainId, Map.of(contract, code, extension, rest));
        return deployed;
    }

    private Bytes32 requireBuild(String what, CompiledCode expected, Address address, long chainId) {
        byte[] code = code(address, chainId);
        if (!expected.matches(code)) {
            throw new WrongDeployment(
                    ("the code of %s on chain %d is not %s of this version: its hash without immutable values is %s,"
                                    + " expected %s; check the address, or use the version it was deployed with")
                            .formatted(address, chainId, what, expected.maskedHash(code), expected.hash()));
        }
        return Hash.keccak256(code);
    }

    private byte[] code(Address contract, long chainId) {
        byte[] code = chain.code(contract);
        if (code.length == 0) {
            throw new WrongDeployment("there is no contract at %s on chain %d; check the address and --chain-endpoint"
                    .formatted(contract, chainId));
        }
        return code;
    }
}
