package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import java.nio.file.Path;

/** The account that a journal belongs to; a journal of another one is never opened by mistake. */
public record AccountId(long chainId, Address contract, Address provider, Address client) {
    public static final String FILE_SUFFIX = ".journal";

    public static AccountId of(Domain domain, Address provider, Address client) {
        return new AccountId(domain.chainId(), domain.contract(), provider, client);
    }

    /** Where the journal of this account lies in a state directory. */
    public Path fileIn(Path stateDirectory) {
        return stateDirectory.resolve(
                chainId + "-" + digits(contract) + "-" + digits(provider) + "-" + digits(client) + FILE_SUFFIX);
    }

    private static String digits(Address address) {
        return address.toString().substring(2);
    }
}
