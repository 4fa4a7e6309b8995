package io.deopenchat.bridge.journal;

import io.deopenchat.signing.Address;
import io.deopenchat.signing.Domain;
import io.deopenchat.storage.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The account that a journal belongs to; a journal of another one is never opened by mistake. */
public record AccountId(long chainId, Address contract, Address provider, Address client) {
    public static final String FILE_SUFFIX = ".journal";

    private static final Pattern FORM =
            Pattern.compile("[0-9]+-[0-9a-f]{40}-([0-9a-f]{40})-[0-9a-f]{40}" + Pattern.quote(FILE_SUFFIX));

    public static AccountId of(Domain domain, Address provider, Address client) {
        return new AccountId(domain.chainId(), domain.contract(), provider, client);
    }

    /** Where the journal of this account lies in a state directory. */
    public Path fileIn(Path stateDirectory) {
        return stateDirectory.resolve(
                chainId + "-" + digits(contract) + "-" + digits(provider) + "-" + digits(client) + FILE_SUFFIX);
    }

    /** The providers with whom this client has a journal there, in the order of their addresses. */
    public static List<Address> providersIn(Path stateDirectory, Domain domain, Address client) {
        if (!Files.isDirectory(stateDirectory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(stateDirectory)) {
            return files.map(file -> FORM.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> Address.parse("0x" + name.group(1)))
                    .filter(provider ->
                            Files.exists(of(domain, provider, client).fileIn(stateDirectory)))
                    .sorted(Comparator.comparing(Address::toString))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new StorageFailure("cannot read " + stateDirectory + ": " + e.getMessage(), e);
        }
    }

    private static String digits(Address address) {
        return address.toString().substring(2);
    }
}
