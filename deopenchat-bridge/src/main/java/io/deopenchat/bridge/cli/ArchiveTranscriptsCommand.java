package io.deopenchat.bridge.cli;

import io.deopenchat.archive.BlockStore;
import io.deopenchat.archive.BundleSeal;
import io.deopenchat.archive.Cid;
import io.deopenchat.archive.TranscriptBundle;
import io.deopenchat.bridge.funds.ClaimedReceipts;
import io.deopenchat.bridge.journal.AccountId;
import io.deopenchat.bridge.journal.Journal;
import io.deopenchat.chain.AccountEvent;
import io.deopenchat.chain.ArchivedTranscript;
import io.deopenchat.cli.ChainConnection;
import io.deopenchat.cli.UsageError;
import io.deopenchat.signing.Address;
import io.deopenchat.signing.Bytes32;
import io.deopenchat.signing.Secp256k1;
import io.deopenchat.signing.SecretKey;
import io.deopenchat.signing.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "archive-transcripts",
        description = {
            "Archives the receipts of all rounds that a provider has claimed, as sealed bundles named by their content, and with",
            "--yes tells the contract their names. Prompts and answers are not in them. Also while a daemon runs."
        })
final class ArchiveTranscriptsCommand implements Callable<Integer> {
    @ParentCommand
    private BridgeCommand bridge = new BridgeCommand();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--provider", required = true, paramLabel = "ADDRESS", description = "With which provider.")
    private Address provider = Address.ZERO;

    @Mixin
    private final BlockOptions blocks = new BlockOptions();

    @Mixin
    private final ClientKeyOptions client = new ClientKeyOptions();

    @Option(names = "--clear", description = "Do not seal: for showing it to somebody who has no client key.")
    private boolean clear;

    @Option(
            names = "--since",
            paramLabel = "HEAD",
            description =
                    "Begin behind this head of the transcript, where an earlier archive ended (default: at the first).")
    private @Nullable Bytes32 since;

    @Option(
            names = "--from-block",
            paramLabel = "BLOCK",
            description = "First block to look for claims in (default: that of the deployment file, else 0).")
    private @Nullable Long fromBlock;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the journals are kept (default: ~/.deopenchat/bridge).")
    private @Nullable Path stateDirectory;

    @Mixin
    private final AgreedTransaction transaction = new AgreedTransaction();

    @Override
    public Integer call() throws IOException {
        BlockStore store =
                blocks.store().orElseThrow(() -> new UsageError("say where: --folder DIR or --ipfs-api URL"));
        SecretKey key = client.here(Output.warnings(spec))
                .orElseThrow(
                        () -> new UsageError(
                                "give the client key with --client-sk-file FILE: bundles are sealed for it, and named after it"));
        try (ChainConnection connection = bridge.chain.config().connect()) {
            Address address = new Signer(key, Secp256k1.fastest()).address();
            Optional<TranscriptBundle> found = receipts(connection, address);
            if (found.isEmpty()) {
                Output.of(spec).println("nothing to archive: no round behind that point was claimed");
                return 0;
            }
            announce(connection, address, kept(store, new BundleSeal(key), found.get()));
        }
        return 0;
    }

    private Optional<TranscriptBundle> receipts(ChainConnection connection, Address address) {
        long from = fromBlock == null ? connection.deploymentBlock() : fromBlock;
        Set<Bytes32> heads =
                connection
                        .contract()
                        .claimedRows(provider, address, from, connection.chain().headBlock())
                        .stream()
                        .map(AccountEvent.Claimed::transcript)
                        .collect(Collectors.toSet());
        AccountId account = AccountId.of(connection.contract().domain(), provider, address);
        try (Journal journal = Journal.openReadOnly(account.fileIn(StateDirectory.of(stateDirectory)))) {
            return ClaimedReceipts.of(journal, heads, Optional.ofNullable(since));
        }
    }

    private List<ArchivedTranscript> kept(BlockStore store, BundleSeal seal, TranscriptBundle all) throws IOException {
        List<ArchivedTranscript> archives = new ArrayList<>();
        for (TranscriptBundle part : all.split()) {
            Cid cid = store.put(clear ? part.toBytes() : seal.seal(part));
            Bytes32 head = part.after().transcript();
            archives.add(new ArchivedTranscript(part.client(), head, cid.digest()));
            Output.of(spec)
                    .println(cid + ": " + part.receipts().size() + " receipts up to transcript " + head
                            + (clear ? ", readable by anybody" : ", sealed"));
        }
        return archives;
    }

    private void announce(ChainConnection connection, Address address, List<ArchivedTranscript> archives) {
        if (transaction.isAgreed()) {
            transaction.send(
                    transaction.wallet(connection, Output.warnings(spec)),
                    connection.contract().claims().archiveTranscripts(provider, archives),
                    Output.of(spec));
        } else {
            transaction.show(
                    connection,
                    "names of " + archives.size() + " archived transcripts of client " + address,
                    Output.of(spec));
        }
    }
}
