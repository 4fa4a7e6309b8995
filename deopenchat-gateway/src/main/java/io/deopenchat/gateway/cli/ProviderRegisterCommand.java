package io.deopenchat.gateway.cli;

import io.deopenchat.chain.DeopenchatContract;
import io.deopenchat.chain.Listing;
import io.deopenchat.chain.MinedTransaction;
import io.deopenchat.chain.ProviderDetails;
import io.deopenchat.chain.RegisteredProvider;
import io.deopenchat.chain.RegistryEvent;
import io.deopenchat.chain.TransactionSender;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.money.Prices;
import io.deopenchat.money.TokenPrice;
import io.deopenchat.money.Wei;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "provider-register",
        description = {
            "Registers the wallet as a provider and lists a model.",
            "Run again, it changes the endpoint or the listing, or lists one more model."
        })
final class ProviderRegisterCommand implements Callable<Integer> {
    static final int DEFAULT_CAPACITY = 64;

    @ParentCommand
    private GatewayCommand gateway = new GatewayCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--ktokens-cost",
            required = true,
            paramLabel = "AMOUNT",
            description =
                    "Price of 1,000 tokens, prompt and completion: base units, or a number with a unit (1000gwei, 0.002fil).")
    private Wei ktokensCost = Wei.ZERO;

    @Option(
            names = "--ktokens-cost-output",
            paramLabel = "AMOUNT",
            description = "Price of 1,000 completion tokens, if it is another.")
    private @Nullable Wei ktokensCostOutput;

    @Option(names = "--request-cost", paramLabel = "AMOUNT", description = "Price of a request (default: 0).")
    private Wei requestCost = Wei.ZERO;

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "URL",
            description = "Where clients reach this provider's gateway.")
    private String endpoint = "";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Model as the backend names it; its Hugging Face identifier where it has one.")
    private String model = "";

    @Option(
            names = "--capacity",
            paramLabel = "COUNT",
            description = "Requests for this model served at the same time (default: ${DEFAULT-VALUE}).")
    private int capacity = DEFAULT_CAPACITY;

    @Option(
            names = "--operator",
            paramLabel = "ADDRESS",
            description = "Key that signs receipts (default: the wallet itself, or what is registered).")
    private @Nullable Address operator;

    @Override
    public Integer call() {
        Registration.requireEndpoint(endpoint);
        if (capacity < 1) {
            throw new UsageError("--capacity must be at least 1 request, got " + capacity);
        }
        Prices prices = new Prices(
                requestCost,
                TokenPrice.perThousand(ktokensCost),
                TokenPrice.perThousand(ktokensCostOutput == null ? ktokensCost : ktokensCostOutput));
        PrintWriter out = Output.of(spec);
        try (ChainConnection connection = gateway.chain.config().connect()) {
            DeopenchatContract contract = connection.contract();
            TransactionSender sender =
                    new TransactionSender(connection.chain(), contract.network(), gateway.wallet.secretKey());
            register(contract, sender, out);
            MinedTransaction mined =
                    sender.send(contract.registry().listModel(model, Listing.INFERENCE, capacity, prices));
            contract.events(mined).stream()
                    .filter(RegistryEvent.ModelListed.class::isInstance)
                    .map(RegistryEvent.ModelListed.class::cast)
                    .forEach(event -> out.println(told(event.listing())));
        }
        return 0;
    }

    private void register(DeopenchatContract contract, TransactionSender sender, PrintWriter out) {
        Optional<RegisteredProvider> registered = contract.registry().provider(sender.address());
        ProviderDetails wanted = new ProviderDetails(
                endpoint,
                operator != null
                        ? operator
                        : registered.map(Registration::lastNamed).orElse(Address.ZERO),
                registered.map(RegisteredProvider::encryptionKey).orElse(Bytes32.ZERO),
                registered.map(RegisteredProvider::metadataUri).orElse(""));
        if (registered.isEmpty()) {
            sender.send(contract.registry().registerProvider(wanted));
            out.println("registered provider " + sender.address() + " at " + endpoint);
        } else if (!Registration.says(registered.get(), wanted)) {
            sender.send(contract.registry().updateProvider(wanted));
            out.println("updated provider " + sender.address() + " at " + endpoint);
        }
    }

    private static String told(Listing listing) {
        String later = listing.announced()
                .map(announced -> "; from " + announced.from() + ": " + announced.prices())
                .orElse("");
        return "listed " + listing.name() + ": " + (listing.listed() ? listing.prices() : "off the market") + later
                + ", capacity " + listing.capacity();
    }
}
